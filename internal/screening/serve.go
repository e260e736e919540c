package screening

import (
	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// serving keeps, of a round's duty posts, those that serve a school: posts at
// it, inside it or above it. Nobody is called to another school's pupil.
func serving(t *act.Tx, posts []care.ID, school care.ID) ([]care.ID, error) {
	var list []care.ID
	for _, id := range posts {
		p, err := t.Post(id)
		if err != nil {
			return nil, err
		}
		inside, err := t.Inside(p.Unit, school)
		if err != nil {
			return nil, err
		}
		above, err := t.Inside(school, p.Unit)
		if err != nil {
			return nil, err
		}
		if inside || above {
			list = append(list, id)
		}
	}
	return list, nil
}

// callable tells whether a role, called to an alert, may open and answer it.
func callable(m access.Matrix, role care.Role) bool {
	for _, s := range m.Scopes(role, access.Write, access.Alerts) {
		if s == access.Owned || s == access.Subtree || s == access.All {
			return true
		}
	}
	return false
}

// checkDuty refuses duty posts that could not help: outside the round's scope,
// or of a role that may not open an alert; and a school that fewer than two
// of them serve.
func checkDuty(t *act.Tx, c care.Campaign, schools map[care.ID]bool) error {
	for _, id := range c.Settings.DutyPosts {
		p, err := t.Post(id)
		if err != nil {
			return err
		}
		inside, err := t.Inside(p.Unit, c.Unit)
		if err != nil {
			return err
		}
		if !inside || !callable(t.Access, p.Role) {
			return care.Invalidf("duty_posts", "有值班岗位不在本次测评范围内，或不能处理警报，请重新选择", "a duty post is outside the round's scope or can't answer alerts; choose again")
		}
	}
	for school := range schools {
		posts, err := serving(t, c.Settings.DutyPosts, school)
		if err != nil {
			return err
		}
		if len(posts) < drillersNeeded {
			u, err := t.Unit(school)
			if err != nil {
				return err
			}
			return care.Invalidf("duty_posts", u.Name+"：值班岗位不足两个，警报响起时可能没有人到场", u.Name+": fewer than two duty posts; an alert there might find nobody")
		}
	}
	return nil
}

// may tells, without refusing, whether the actor may do this with a unit's
// records: pages leave out what it denies.
func may(t *act.Tx, verb access.Verb, data access.Data, unit care.ID) (bool, error) {
	return t.MayUnit(verb, data, unit), nil
}
