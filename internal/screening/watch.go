package screening

import (
	"cmp"
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// SetInvigilators names who sits with classes of a round while they answer; post 0
// takes the name away. It is the planner's to decide. Whoever is named runs those
// classes from the test alert to the end of the round, and nothing else of it.
func (r Room) SetInvigilators(ctx context.Context, who act.Who, campaign care.ID, posts map[care.ID]care.ID) error {
	return r.Do(ctx, who, "screening.SetInvigilators", func(t *act.Tx) error {
		c, err := t.Campaign(campaign)
		if err != nil {
			return err
		}
		t.About("campaign", campaign, 0)
		if over(c) {
			return errOver
		}
		n := 0
		for class, post := range posts {
			if err := t.DecideUnit(access.Write, access.Round, class); err != nil {
				return err
			}
			tally, err := t.CampaignClass(campaign, class)
			if err != nil {
				return err
			}
			if tally.Invigilator == post {
				continue
			}
			if err := checkWatcher(t, tally, post); err != nil {
				return err
			}
			if err := t.SetInvigilator(campaign, class, post); err != nil {
				return err
			}
			n++
		}
		t.Detail("invigilators", n)
		return nil
	})
}

var errWatcher = care.Invalidf("invigilator", "这个岗位不在这所学校、不能主试或无人任职，请重新选择", "this post is not of the school, can't sit with a class, or nobody holds it; choose again")

func checkWatcher(t *act.Tx, class store.ClassTally, post care.ID) error {
	if post == 0 {
		return nil
	}
	list, err := watchersOf(t, class.School)
	if err != nil || slices.ContainsFunc(list, func(o PostOption) bool { return o.Post == post && !o.Vacant() }) {
		return err
	}
	classes, err := t.CampaignClasses(class.Campaign, class.School) // who took over classes of a seat that became empty
	if err == nil && !slices.ContainsFunc(classes, func(c store.ClassTally) bool { return c.Invigilator == post }) {
		return errWatcher
	}
	if _, err = t.Holder(post); care.KindOf(err) == care.NotFound {
		err = errWatcher
	}
	return err
}

// watches tells whether a role may run a class that a round names it for.
func watches(m access.Matrix, role care.Role) bool {
	return slices.Contains(m.Scopes(role, access.Write, access.Session), access.Assigned)
}

// watchersOf lists the posts of a school that may be named.
func watchersOf(t *act.Tx, school care.ID) (list []PostOption, err error) {
	roles := slices.DeleteFunc(care.StaffRoles(), func(role care.Role) bool { return !watches(t.Access, role) })
	list, err = postOptions(t, school, roles, func(post care.ID) (care.ID, error) {
		return holderOf(t, post) // who stands in sits there by his own post
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b PostOption) int {
		return cmp.Or(cmp.Compare(rankOf(a.Role), rankOf(b.Role)), compareNames(a.Holder, b.Holder))
	})
	return list, nil
}

// holderOf is who holds a post; 0 while it is vacant.
func holderOf(t *act.Tx, post care.ID) (care.ID, error) {
	person, err := t.Holder(post)
	if care.KindOf(err) == care.NotFound {
		return 0, nil
	}
	return person, err
}

func rankOf(role care.Role) int {
	if role == care.Invigilator {
		return 0
	}
	return 1
}

// WatchPlan is the round's classes of one school with who sits with each.
type WatchPlan struct {
	Campaign care.Campaign
	School   care.Unit
	Schools  []care.Unit // to choose from
	Classes  []ClassLine
	Posts    []PostOption
}

// WatchPlan opens the list by which invigilators are named; school 0 is the first.
func (r Room) WatchPlan(ctx context.Context, who act.Who, campaign, school care.ID) (p WatchPlan, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		p = WatchPlan{}
		if p.Campaign, err = t.Campaign(campaign); err != nil {
			return err
		}
		if err := t.DecideUnit(access.Write, access.Round, who.Unit); err != nil {
			return err
		}
		tallies, err := t.CampaignClasses(campaign, who.Unit)
		if err != nil {
			return err
		}
		for _, c := range tallies {
			if !slices.ContainsFunc(p.Schools, func(u care.Unit) bool { return u.ID == c.School }) {
				u, err := t.Unit(c.School)
				if err != nil {
					return err
				}
				p.Schools = append(p.Schools, u)
			}
		}
		i := slices.IndexFunc(p.Schools, func(u care.Unit) bool { return u.ID == school || school == 0 })
		if i < 0 {
			return errUnseen
		}
		p.School = p.Schools[i]
		for _, c := range tallies {
			if c.School != p.School.ID {
				continue
			}
			l := ClassLine{School: p.School, Watcher: c.Invigilator}
			if l.Class, err = t.Unit(c.Unit); err != nil {
				return err
			}
			p.Classes = append(p.Classes, l)
		}
		if p.Posts, err = watchersOf(t, p.School.ID); err != nil {
			return err
		}
		return p.addHeirs(t)
	})
	return p, err
}

// addHeirs lists those too who took over the classes of a seat that became empty, and
// could not have been named to begin with.
func (p *WatchPlan) addHeirs(t *act.Tx) error {
	for _, l := range p.Classes {
		if l.Watcher == 0 || slices.ContainsFunc(p.Posts, func(o PostOption) bool { return o.Post == l.Watcher }) {
			continue
		}
		o := PostOption{Post: l.Watcher}
		var err error
		if o.Role, o.Unit, o.Holder, err = t.PostName(o.Post); err != nil {
			return err
		}
		if o.Person, err = holderOf(t, o.Post); err != nil {
			return err
		}
		p.Posts = append(p.Posts, o)
	}
	return nil
}
