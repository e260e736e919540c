package roundweb

import (
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
)

// dutyPerson is somebody who answers for some of the duty posts chosen.
type dutyPerson struct {
	id    care.ID
	name  string // "" while the region is locked
	posts int
}

// dutyPeople are those who can be called, each once.
type dutyPeople []dutyPerson

func onDuty(p screening.Plan, o screening.Options) (list dutyPeople) {
	for _, post := range o.Posts {
		if post.Vacant() || !slices.Contains(p.DutyPosts, post.Post) {
			continue
		}
		i := slices.IndexFunc(list, func(d dutyPerson) bool { return d.id == post.Person })
		if i < 0 {
			i, list = len(list), append(list, dutyPerson{id: post.Person})
		}
		if list[i].posts++; list[i].name == "" {
			list[i].name = post.Holder
		}
	}
	return list
}

// words say how people were counted: who stands for several of the posts chosen, and
// that two are needed.
func (d dutyPeople) words(posts int) care.Text {
	if posts == 0 {
		return care.Text{}
	}
	people := num(len(d)) + " people hold or act for"
	if len(d) == 1 {
		people = "one person holds or acts for"
	}
	s := both("按人计算：所选 "+num(posts)+" 个岗位现由 "+num(len(d))+" 人担任或代理，每人只算一次", "People are counted, not posts: "+people+" the "+care.Counted(posts, "post", "posts")+" chosen, and each person counts once")
	for _, one := range d {
		if one.posts > 1 && one.name != "" {
			s = both(s.Zh+"；"+one.name+" 担任 "+num(one.posts)+" 个", s.En+"; "+one.name+" has "+num(one.posts))
		}
	}
	s = both(s.Zh+"。同一天其他学校、其他测评发出的纸条也从这一份里扣除。", s.En+". Slips that other schools and rounds issue for the same day come off a person's one share.")
	if len(d) == 1 {
		s = both(s.Zh+"开始前要有两位不同的人确认测试警报，请再选别人担任的岗位。", s.En+" Two different people have to acknowledge the test alert before the round opens: choose somebody else's post too.")
	}
	return s
}
