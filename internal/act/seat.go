package act

import (
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// CareChain is who becomes responsible for a pupil, first choice first; the
// district officer's post at the root can't be vacant. Ours.
var CareChain = []care.Role{care.PsychologyTeacher, care.PsychologyLead, care.DeputyPrincipal, care.Principal, care.DistrictOfficer}

// Seat finds the post that acts for the first of the roles that anybody holds,
// looking at the unit and then at the units above it. A vacant post names a
// substitute or its work climbs; no assignee found means the level above,
// never nobody.
func (t *Tx) Seat(unit care.ID, roles ...care.Role) (care.ID, error) {
	return Once(t, func() (care.ID, error) { return t.seat(unit, roles, anybody) }, "seat", unit, roles)
}

func (t *Tx) seat(unit care.ID, roles []care.Role, may filter) (care.ID, error) {
	posts, err := t.PostsAbove(unit, append(roles[:len(roles):len(roles)], care.DistrictOfficer)...)
	if err != nil {
		return 0, err
	}
	for _, role := range roles {
		if post, err := t.actingFor(posts, role, may); post != 0 || err != nil {
			return post, err
		}
	}
	root, err := t.Root()
	if err != nil {
		return 0, err
	}
	post, err := t.actingFor(slices.DeleteFunc(posts, func(p store.PostAbove) bool { return p.Unit != root.ID }), care.DistrictOfficer, anybody)
	if err != nil || post != 0 {
		return post, err
	}
	if _, err := t.Unit(unit); care.KindOf(err) == care.NotFound {
		return 0, care.Fail(care.NotFound, "seat", "没有这个单位", "there is no such unit")
	}
	return 0, care.Fail(care.Unavailable, "seat", "区县教育部门没有任职人员，请先在“单位与岗位”中指定",
		"nobody holds the district officer's post; name one under Units and posts first")
}

// actingFor finds the post that acts for the first of the posts with a role; whom
// the filter refuses it passes over.
func (t *Tx) actingFor(posts []store.PostAbove, role care.Role, may filter) (care.ID, error) {
	for _, p := range posts {
		if p.Role != role {
			continue
		}
		acting, err := p.ID, error(nil)
		if !p.Held {
			acting, err = t.Acting(p.ID)
		}
		if err != nil {
			return 0, err
		}
		if acting == 0 {
			continue
		}
		if able, err := may(acting); able || err != nil {
			return acting, err
		}
	}
	return 0, nil
}

// SchoolOf finds the school of a pupil and the class he is enrolled in, or was
// enrolled in last: whoever left keeps an owner until a hand-over is confirmed.
func (t *Tx) SchoolOf(person care.ID) (school, class care.ID, err error) {
	if class, err = t.classOf(person); err != nil {
		return 0, 0, err
	}
	s, err := t.Above(class, care.School)
	return s.ID, class, err
}

func (t *Tx) classOf(person care.ID) (care.ID, error) {
	class, err := t.ClassIDOf(person)
	if care.KindOf(err) == care.NotFound {
		class, err = t.LastClassOf(person)
	}
	return class, err
}

// Unfollow ends a school's sight of a pupil who left it, once nothing is open there:
// all of it ended, or was handed over to posts elsewhere.
func (t *Tx) Unfollow(person care.ID) error {
	ties, err := t.TiesOf(person)
	if err != nil {
		return err
	}
	for _, tie := range ties {
		if tie.Kind != care.Followed || tie.UntilOn != "" {
			continue
		}
		open, err := t.openAt(person, tie.Unit)
		if err != nil {
			return err
		}
		if !open {
			if err := t.EndTie(tie.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// openAt tells whether open work about a pupil lies with the school of a class he
// left: a flag of it, or an episode, duty or alert of one of its posts.
func (t *Tx) openAt(person, class care.ID) (bool, error) {
	open, err := t.HasOpenWork(person)
	if err != nil || !open {
		return false, err
	}
	school, err := t.Above(class, care.School)
	if err != nil {
		return true, err
	}
	flag, err := t.openFlag(person)
	if err != nil || (flag.ID != 0 && flag.School == school.ID) {
		return true, err
	}
	s, err := t.Tx.Subject(person) // as it is now, not as the act began
	if err != nil {
		return true, err
	}
	for _, owner := range s.Owners {
		p, err := t.Post(owner.Post)
		if err != nil {
			return true, err
		}
		inside, err := t.Inside(p.Unit, school.ID)
		if err != nil || inside {
			return true, err
		}
	}
	return false, nil
}
