package region

import (
	"context"
	"fmt"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// Seat is a post to be filled: a role at a unit.
type Seat struct {
	Unit care.ID
	Role care.Role
}

// seatFor finds a vacant post of this role at the unit or adds one.
func seatFor(t *act.Tx, s Seat) (care.ID, error) {
	posts, err := t.PostsOf(s.Unit, s.Role)
	if err != nil {
		return 0, err
	}
	for _, p := range posts {
		_, err := t.Holder(p.ID)
		if care.KindOf(err) == care.NotFound {
			return p.ID, nil
		}
		if err != nil {
			return 0, err
		}
	}
	id := t.NewID()
	return id, t.InsertPost(care.Post{ID: id, Unit: s.Unit, Role: s.Role})
}

// separate refuses to let one person hold two administrator posts, an administrator
// post beside one that reads cases, or a post of an employer beside one of the room
// that counsels its employees.
func separate(t *act.Tx, person care.ID, s Seat) error {
	held, err := t.HeldPosts(person)
	if err != nil {
		return err
	}
	for _, p := range held {
		if p.Role != s.Role && (act.Administers(p.Role) || act.Administers(s.Role)) {
			return care.Invalidf("role", "三员分立：同一人不能兼任管理员与其他岗位", "the three administrators are separate: one person can't hold an administrator's post and another")
		}
		for _, pair := range [][2]care.ID{{p.Unit, s.Unit}, {s.Unit, p.Unit}} {
			if serves, err := counsels(t, pair[0], pair[1]); err != nil {
				return err
			} else if serves {
				return care.Invalidf("role", "用人单位的人不能兼任照看其员工的咨询岗位：请另选一人", "who works for an employer can't hold a post of the room that counsels its employees: choose somebody else")
			}
		}
	}
	return nil
}

// counsels tells whether a counselling room serves an employer: it stands below it, or
// is there for all around it.
func counsels(t *act.Tx, room, employer care.ID) (bool, error) {
	r, err := t.Unit(room)
	if err != nil || r.Kind != care.Centre {
		return false, err
	}
	above, err := t.Ancestors(employer)
	if err != nil || len(above) == 0 || above[0].Kind != care.Enterprise && above[0].Kind != care.Agency {
		return false, err
	}
	return slices.ContainsFunc(above, func(u care.Unit) bool { return u.ID == r.Parent }), nil
}

// Appoint puts a person into a post, or, where the post opens much, proposes it:
// then it waits for a second person to confirm.
func (r Room) Appoint(ctx context.Context, who act.Who, person care.ID, s Seat) (post, waits care.ID, err error) {
	err = r.Do(ctx, who, "region.Appoint", func(t *act.Tx) error {
		if err := t.DecideUnit(access.Write, access.Posts, s.Unit); err != nil {
			return err
		}
		t.About("post", 0, person)
		t.Detail(s.Unit, s.Role)
		post, waits, err = appoint(t, person, s)
		return err
	})
	return post, waits, err
}

func appoint(t *act.Tx, person care.ID, s Seat) (post, waits care.ID, err error) {
	if !s.Role.Known() {
		return 0, 0, care.Invalidf("role", "没有这个岗位", "there is no such role")
	}
	if person == t.Who.Person {
		return 0, 0, t.Refuse(access.Posts, person) // a post opens records: somebody else gives it
	}
	if err := separate(t, person, s); err != nil {
		return 0, 0, err
	}
	if takesTwo(t, s.Role) {
		waits, err = propose(t, ProposeAppoint, person, s)
		return 0, waits, err
	}
	post, err = sit(t, person, s)
	return post, 0, err
}

// sit gives a person a seat at once.
func sit(t *act.Tx, person care.ID, s Seat) (care.ID, error) {
	if err := separate(t, person, s); err != nil {
		return 0, err
	}
	post, err := seatFor(t, s)
	if err != nil {
		return 0, err
	}
	if err := t.InsertHolding(care.Holding{ID: t.NewID(), Post: post, Person: person, FromOn: t.Today}); err != nil {
		return 0, err
	}
	if t.Leads(s.Role) { // the successor inherits what the level above kept meanwhile
		if err := t.Reseat(s.Unit); err != nil {
			return 0, err
		}
	}
	return post, t.RenewDrills(post)
}

// Release takes a person out of a post. His access ends with the commit; the
// work of a post that is then empty goes to who stands in, or climbs.
func (r Room) Release(ctx context.Context, who act.Who, post, person care.ID) error {
	return r.Do(ctx, who, "region.Release", func(t *act.Tx) error {
		p, err := t.Post(post)
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Write, access.Posts, p.Unit); err != nil {
			return err
		}
		t.About("post", post, person)
		if err := t.EndHolding(post, person); err != nil {
			return err
		}
		if p.Role == care.DistrictOfficer {
			if err := officerStays(t, post); err != nil {
				return err
			}
		}
		if err := counsellorStays(t, p); err != nil {
			return err
		}
		if _, err = t.TakeOver(p); err != nil {
			return err
		}
		return t.RenewDrills(post)
	})
}

// counsellorStays: employees are looked after by a counsellor or by nobody; their
// files climb to no office that might employ them.
func counsellorStays(t *act.Tx, p care.Post) error {
	if acting, err := t.Acting(p.ID); acting == p.ID || err != nil {
		return err
	}
	owned, err := t.EpisodesOwned(p.ID)
	if err != nil {
		return err
	}
	programme, _ := t.Policy.Programme(care.EmployeeCare)
	for _, e := range owned {
		if e.Programme != care.EmployeeCare {
			continue
		}
		post, _, err := t.Responsible(e.Person, programme)
		if err != nil {
			return err
		}
		if next, err := t.Post(post); err != nil || next.Role != care.PsychologyLead {
			return care.Fail(care.Conflict, "release", "这个岗位还在照看员工，请先任命接任者或指定代理", "this post still looks after employees; appoint a successor first, or name a substitute")
		}
	}
	return nil
}

func officerStays(t *act.Tx, post care.ID) error {
	acting, err := t.Acting(post)
	if err == nil && acting == 0 {
		err = care.Fail(care.Conflict, "release", "区县教育部门的岗位不能空缺，请先任命接任者", "the district officer's post can't be vacant; appoint a successor first")
	}
	return err
}

// Substitute names the post that acts while another is vacant.
func (r Room) Substitute(ctx context.Context, who act.Who, post, substitute care.ID) error {
	return r.Do(ctx, who, "region.Substitute", func(t *act.Tx) error {
		p, err := t.Post(post)
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Write, access.Posts, p.Unit); err != nil {
			return err
		}
		if substitute == post {
			return care.Invalidf("substitute", "不能指定自己", "a post can't stand in for itself")
		}
		t.About("post", post, 0)
		if substitute != 0 {
			if err := standsIn(t, p, substitute); err != nil {
				return err
			}
		}
		if err := t.SetSubstitute(post, substitute); err != nil {
			return err
		}
		return t.RenewDrills(post)
	})
}

// standsIn asks whether a post may act for another: the work of a vacant post
// and what is told to it then go there. It lies where the actor may fill posts,
// and is no administrator's.
func standsIn(t *act.Tx, p care.Post, substitute care.ID) error {
	s, err := t.Post(substitute)
	if err != nil {
		return fmt.Errorf("substitute: %w", err)
	}
	if act.Administers(p.Role) != act.Administers(s.Role) || (act.Administers(p.Role) && p.Role != s.Role) {
		return care.Invalidf("substitute", "三员分立：管理员岗位不能与其他岗位互相代理", "the three administrators are separate: their posts and others do not stand in for each other")
	}
	return t.DecideUnit(access.Write, access.Posts, s.Unit)
}
