package roundweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var watchTemplate = ui.MustParse(files, "watch_list.html")

// watchPage names who sits with each class of a school: one row a class, one act
// for all of them.
type watchPage struct {
	base
	Heading ui.Heading
	Action  string
	School  care.ID
	Schools []classLink
	Rows    []watchRow
	Posts   []ui.Option
	Named   int
	Over    bool
	Fault   care.Text
	Empty   ui.Empty
}

type watchRow struct {
	Class  care.ID
	Name   care.Text
	Chosen string
}

func (p pages) watchList(w http.ResponseWriter, r *http.Request) error {
	out, _, err := p.readWatch(r)
	if err != nil {
		return err
	}
	return watchTemplate.Render(w, http.StatusOK, out)
}

func (p pages) readWatch(r *http.Request) (watchPage, screening.WatchPlan, error) {
	var out watchPage
	round, err := pathID(r, "round")
	if err != nil {
		return out, screening.WatchPlan{}, err
	}
	school, err := schoolOf(r)
	if err != nil {
		return out, screening.WatchPlan{}, err
	}
	plan, err := p.Room.WatchPlan(r.Context(), session.Who(r), round, school)
	if err != nil {
		return out, plan, err
	}
	c := plan.Campaign
	out = watchPage{base: page(r, both("指定主试", "Name the invigilators")), Action: roundPath(round, "/invigilators"), School: plan.School.ID, Over: over(c),
		Empty: ui.Empty{Title: both("这所学校还没有可以主试的岗位", "The school has no post that could sit with a class"), Icon: "people",
			Text: both("请安全管理员设立“主试”岗位并任命老师；班主任岗位也可以主试。", "Ask the security administrator for a post of invigilator; class teachers may do it as well.")}}
	out.Heading = ui.Heading{Title: out.Title, Lead: same(plan.School.Name + " · " + c.Title), Back: &ui.Link{Label: both("返回测评", "Back to the round"), Href: roundPath(round)}}
	for _, u := range plan.Schools {
		out.Schools = append(out.Schools, classLink{same(u.Name), out.Action + schoolQuery(u.ID), u.ID == plan.School.ID})
	}
	if len(out.Schools) == 1 {
		out.Schools = nil
	}
	vacant := map[care.ID]bool{}
	for _, o := range plan.Posts {
		if vacant[o.Post] = o.Vacant(); o.Vacant() {
			continue
		}
		unit := same(o.Unit.Name)
		if o.Unit.Kind == care.Class {
			unit = className(c, o.Unit)
		}
		label := both(o.Holder+" · "+o.Role.Name().Zh, o.Holder+" · "+o.Role.Name().En)
		if o.Unit.ID != plan.School.ID {
			label = both(label.Zh+" · "+unit.Zh, label.En+" · "+unit.En)
		}
		out.Posts = append(out.Posts, ui.Option{Value: o.Post.String(), Label: label})
	}
	for _, l := range plan.Classes {
		row := watchRow{Class: l.Class.ID, Name: className(c, l.Class)}
		if l.Watcher != 0 && !vacant[l.Watcher] {
			row.Chosen = l.Watcher.String()
			out.Named++
		}
		out.Rows = append(out.Rows, row)
	}
	return out, plan, nil
}

func (p pages) watchSave(w http.ResponseWriter, r *http.Request) error {
	out, plan, err := p.readWatch(r)
	if err != nil {
		return err
	}
	posts := map[care.ID]care.ID{}
	for i, row := range out.Rows {
		given, there := r.PostForm["w."+row.Class.String()]
		if !there || given[0] == row.Chosen {
			continue
		}
		out.Rows[i].Chosen = given[0]
		post := care.ID(0)
		if given[0] != "" {
			if post, err = care.ParseID(given[0]); err != nil {
				return err
			}
		}
		posts[row.Class] = post
	}
	if len(posts) == 0 {
		out.Fault = both("没有改动。", "Nothing was changed.")
		return watchTemplate.Render(w, http.StatusUnprocessableEntity, out)
	}
	err = p.Room.SetInvigilators(r.Context(), session.Who(r), plan.Campaign.ID, posts)
	if care.KindOf(err) == care.Invalid {
		out.Fault = both("有老师不在这所学校、不能主试或已不在岗，请重新选择。", "Somebody is not of this school, can't sit with a class, or has left the post; choose again.")
		return watchTemplate.Render(w, http.StatusUnprocessableEntity, out)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已保存："+num(len(posts))+" 个班的主试有改动。被指定的老师会在“我的工作”里看到自己的班。", "Saved for "+care.Counted(len(posts), "class", "classes")+". Whoever is named finds the class under My work."))
	return session.Redirect(w, r, out.Action+schoolQuery(plan.School.ID))
}
