package act

import "xinhuan/internal/care"

// CareChain is who becomes responsible for a pupil, first choice first; the
// district officer's post at the root can't be vacant. Ours.
var CareChain = []care.Role{care.PsychologyTeacher, care.PsychologyLead, care.DeputyPrincipal, care.Principal, care.DistrictOfficer}

// Seat finds the post that acts for the first of the roles that anybody holds,
// looking at the unit and then at the units above it. A vacant post names a
// substitute or its work climbs; no assignee found means the level above,
// never nobody.
func (t *Tx) Seat(unit care.ID, roles ...care.Role) (care.ID, error) {
	above, err := t.Ancestors(unit)
	if err != nil {
		return 0, err
	}
	for _, role := range roles {
		for _, u := range above {
			post, err := t.seatAt(u.ID, role)
			if post != 0 || err != nil {
				return post, err
			}
		}
	}
	if len(above) == 0 {
		return 0, care.Fail(care.NotFound, "seat", "没有这个单位", "there is no such unit")
	}
	post, err := t.seatAt(above[len(above)-1].ID, care.DistrictOfficer)
	if err == nil && post == 0 {
		err = care.Fail(care.Unavailable, "seat", "区县教育部门没有任职人员，请先在“单位与岗位”中指定",
			"nobody holds the district officer's post; name one under Units and posts first")
	}
	return post, err
}

func (t *Tx) seatAt(unit care.ID, role care.Role) (care.ID, error) {
	posts, err := t.PostsOf(unit, role)
	if err != nil {
		return 0, err
	}
	for _, p := range posts {
		acting, err := t.Acting(p.ID)
		if acting != 0 || err != nil {
			return acting, err
		}
	}
	return 0, nil
}

// SchoolOf finds the school of a pupil and the class he is enrolled in, or was
// enrolled in last: whoever left keeps an owner until a hand-over is confirmed.
func (t *Tx) SchoolOf(person care.ID) (school, class care.ID, err error) {
	class, err = t.ClassIDOf(person)
	if care.KindOf(err) == care.NotFound {
		class, err = t.LastClassOf(person)
	}
	if err != nil {
		return 0, 0, err
	}
	s, err := t.Above(class, care.School)
	return s.ID, class, err
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
		p, err := t.Post(owner)
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
