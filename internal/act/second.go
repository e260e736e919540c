package act

import (
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// ProposePack is the kind of a proposal to adopt a pack; all others are about a person
// and his posts.
const ProposePack = "pack"

// Administers tells whether a role is one of the three separated administrators.
func Administers(role care.Role) bool {
	return role == care.SystemAdmin || role == care.SecurityAdmin || role == care.AuditAdmin
}

// Seconds tells whether the actor may be the second person of a proposal: neither who
// proposed it nor whom it is about, and either in charge of posts there or one of the
// three administrators. Those are three people who open no case, so that a lost
// password of one never leaves a district without a second person. A pack is agreed to
// by those whom the pack in use names, and by nobody by way of posts.
func (t *Tx) Seconds(p store.Proposal) bool {
	if t.Who.Person == 0 || t.Who.Person == p.ByPerson {
		return false
	}
	if p.Kind == ProposePack {
		return t.MayUnit(access.Write, access.Approval, p.Unit)
	}
	return t.Who.Person != p.Person && (Administers(t.Who.Role) || t.MayUnit(access.Write, access.Posts, p.Unit))
}

// seconding lists the roles that may ever be the second person of a kind of proposal.
func (t *Tx) seconding(kind string) []care.Role {
	return slices.DeleteFunc(care.StaffRoles(), func(role care.Role) bool {
		if kind == ProposePack {
			return !t.Access.May(role, access.Write, access.Approval)
		}
		return !Administers(role) && !t.Access.May(role, access.Write, access.Posts)
	})
}

// AskSeconds tells everybody who may agree to a proposal that something waits.
func (t *Tx) AskSeconds(p store.Proposal) error {
	posts, err := t.PostsAbove(p.Unit, t.seconding(p.Kind)...)
	if err != nil {
		return err
	}
	for _, post := range posts {
		holder, err := t.Holder(post.ID)
		if care.KindOf(err) == care.NotFound && err != nil {
			continue
		}
		if err != nil {
			return err
		}
		who := Who{Actor: access.Actor{Person: holder, Post: post.ID, Unit: post.Unit, Role: post.Role}}
		if !t.As(who).Seconds(p) {
			continue
		}
		if err := t.Send("duty", post.ID, 0, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// ToSecond lists the open proposals to which the actor may agree. Most roles never
// may, and are not asked.
func (t *Tx) ToSecond() ([]store.Proposal, error) {
	if !slices.Contains(t.seconding(ProposePack), t.Who.Role) && !slices.Contains(t.seconding(""), t.Who.Role) {
		return nil, nil
	}
	open, err := t.ProposalsOpen(0)
	return slices.DeleteFunc(open, func(p store.Proposal) bool { return !t.Seconds(p) }), err
}
