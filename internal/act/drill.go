package act

import (
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
)

// MayAnswer tells whether a role, called to an alert, may open and answer it.
func (t *Tx) MayAnswer(role care.Role) bool {
	return slices.ContainsFunc(t.Access.Scopes(role, access.Write, access.Alerts), func(s access.Scope) bool {
		return s == access.Owned || s == access.Subtree || s == access.All
	})
}

// OnDuty is the post that danger alerts call for a duty post: itself while somebody sits
// there, else its substitute if he may answer alerts, else whoever takes over its work.
func (t *Tx) OnDuty(post care.ID) (care.ID, error) {
	acting, err := t.Acting(post)
	if err != nil || acting == post {
		return acting, err
	}
	if acting != 0 {
		s, err := t.Post(acting)
		if err != nil || t.MayAnswer(s.Role) {
			return acting, err
		}
	}
	p, err := t.Post(post)
	if err != nil {
		return 0, err
	}
	return t.Seat(p.Unit, append([]care.Role{p.Role}, CareChain...)...)
}

// RenewDrills follows a seat that was taken or left, or got another substitute: whoever
// the open rounds call for a duty post now is asked for his answer to the test alert as
// its holder would be. Who stands in no longer is asked no longer, and his answer
// counts no more.
func (t *Tx) RenewDrills(post care.ID) error {
	rounds, err := t.DrillsTouched(post)
	for _, id := range rounds {
		c, err := t.Campaign(id)
		if err != nil {
			return err
		}
		if err := t.AskOnDuty(c, false); err != nil {
			return err
		}
	}
	return err
}

// AskOnDuty sends a round's test alert to those on duty, all of them or those who did not
// get it yet.
func (t *Tx) AskOnDuty(c care.Campaign, all bool) error {
	drills, err := t.Drills(c.ID)
	if err != nil {
		return err
	}
	asked, calls := map[care.ID]bool{}, map[care.ID]bool{}
	for _, d := range drills {
		asked[d.Post] = !all
	}
	for _, post := range c.Settings.DutyPosts {
		acting, err := t.OnDuty(post)
		if err != nil {
			return err
		}
		for _, p := range []care.ID{post, acting} {
			calls[p] = true
			if asked[p] {
				continue
			}
			asked[p] = true
			if err := t.StartDrill(c.ID, p); err != nil {
				return err
			}
			if p != acting {
				continue // nobody sits there: it stands on the page with who stands in
			}
			if err := t.Send("alert", p, 0, c.ID); err != nil {
				return err
			}
		}
	}
	for _, d := range drills {
		if !calls[d.Post] {
			if err := t.DropDrill(c.ID, d.Post); err != nil {
				return err
			}
		}
	}
	return nil
}
