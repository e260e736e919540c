package region

import (
	"context"
	"slices"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// proposalLife is how long a proposal waits for its second person. Ours.
const proposalLife = 7 * 24 * time.Hour

// The kinds of proposal, and what becomes of one.
const (
	ProposeAppoint  = "appoint"
	ProposePassword = "password"
	ProposePack     = act.ProposePack

	confirmed = "confirmed"
	refused   = "refused"
)

// files are the classes whose bearers are handed over with the post that looks after
// them: a patient, a ward, somebody on a list, an employee, whoever takes medicine.
var files = []access.Data{access.Patients, access.KeyPopulation, access.Employees, access.Wards, access.Medical}

// Guarded tells whether a post opens so much that two people give it: the answers
// of a whole school, the log, the settings, posts themselves, the pack that says
// all of this, or files of people in care outside the schools. It is read off the
// need-to-know matrix, so no pack can open a way round it; and who may confirm
// is guarded too, or one person could make his own second.
func Guarded(m access.Matrix, role care.Role) bool {
	opens := func(verb access.Verb, data access.Data) bool {
		return slices.ContainsFunc(m.Scopes(role, verb, data), func(s access.Scope) bool { return s != access.Author })
	}
	return opens(access.Write, access.Posts) || opens(access.Write, access.Settings) || opens(access.Write, access.Packs) || opens(access.Write, access.Approval) ||
		opens(access.Read, access.Audit) || opens(access.Read, access.Answers) ||
		slices.ContainsFunc(files, func(d access.Data) bool { return opens(access.Read, d) || opens(access.Write, d) })
}

// takesTwo: the founding appoints alone, since there is nobody yet; it acts as
// the system, and no page does.
func takesTwo(t *act.Tx, role care.Role) bool {
	return t.Who.Role != care.SystemRole && Guarded(t.Access, role)
}

// propose writes down what a second person has to confirm. Asking again while one
// waits changes nothing.
func propose(t *act.Tx, kind string, person care.ID, s Seat) (care.ID, error) {
	t.Outcome("proposed")
	open, err := t.ProposalsOpen(person)
	if err != nil {
		return 0, err
	}
	for _, p := range open {
		if p.Kind == kind && p.Unit == s.Unit && p.Role == s.Role {
			return p.ID, nil
		}
	}
	return enter(t, store.Proposal{ID: t.NewID(), Kind: kind, Person: person, Unit: s.Unit, Role: s.Role})
}

// enter writes a proposal of the actor down and tells those who may agree to it.
func enter(t *act.Tx, p store.Proposal) (care.ID, error) {
	p.ByPost, p.ByPerson, p.ExpiresAt = t.Who.Post, t.Who.Person, t.Now+care.Millis(proposalLife.Milliseconds())
	if err := t.InsertProposal(p); err != nil {
		return p.ID, err
	}
	return p.ID, t.AskSeconds(p)
}

func holdsGuarded(t *act.Tx, person care.ID) (bool, error) {
	held, err := t.HeldPosts(person)
	return slices.ContainsFunc(held, func(p care.Post) bool { return takesTwo(t, p.Role) }), err
}

// guardedPerson tells whether somebody holds, or is proposed for, a guarded post:
// his password opens what the post opens.
func guardedPerson(t *act.Tx, person care.ID) (bool, error) {
	holds, err := holdsGuarded(t, person)
	if holds || err != nil {
		return holds, err
	}
	open, err := t.ProposalsOpen(person)
	return slices.ContainsFunc(open, func(p store.Proposal) bool { return p.Kind == ProposeAppoint }), err
}

// PendingLine is a proposal in a list.
type PendingLine struct {
	store.Proposal
	Name  string // whom it is about
	Where care.Unit
	Pack  store.Adoption // of a pack
	By    string
	Mine  bool // the reader proposed it: he may take it back, not confirm
}

// Pending lists the proposals the reader may confirm or take back.
func (r Room) Pending(ctx context.Context, who act.Who) ([]PendingLine, error) {
	var list []PendingLine
	err := r.View(ctx, who, func(t *act.Tx) error {
		if !act.Administers(who.Role) && !t.Access.May(who.Role, access.Write, access.Posts) {
			return t.Refuse(access.Posts, 0)
		}
		open, err := t.ProposalsOpen(0)
		if err != nil {
			return err
		}
		for _, p := range open {
			if mine := p.ByPerson == who.Person; mine || t.Seconds(p) {
				line := PendingLine{Proposal: p, Mine: mine}
				if err := line.read(t); err != nil {
					return err
				}
				list = append(list, line)
			}
		}
		return nil
	})
	return list, err
}

func (l *PendingLine) read(t *act.Tx) (err error) {
	if l.Kind == ProposePack {
		if l.Pack, err = t.Adoption(l.ID); err != nil {
			return err
		}
	} else if l.Name, err = t.NameOf(l.Person); err != nil {
		return err
	}
	if l.By, err = t.NameOf(l.ByPerson); err != nil {
		return err
	}
	l.Where, err = t.Unit(l.Unit)
	return err
}

// Confirmed is what came of a proposal. The sheet has a password where one was
// issued: it is shown to who confirms and hands it over, never to who proposed.
type Confirmed struct {
	Proposal care.ID
	Post     care.ID // of an appointment
	Pack     bool    // it was agreed to a pack
	Sheet    AccountSheet
}

// Confirm carries proposals out as their second person, each in an act of its own.
func (r Room) Confirm(ctx context.Context, who act.Who, proposals ...care.ID) ([]Confirmed, error) {
	var done []Confirmed
	for _, id := range proposals {
		c := Confirmed{Proposal: id}
		err := r.Do(ctx, who, "region.Confirm", func(t *act.Tx) error {
			p, err := decideProposal(t, id, (*act.Tx).Seconds)
			if err != nil {
				return err
			}
			if p.Kind == ProposePack {
				c.Pack, err = true, r.agreeable(t, p.ID)
			} else {
				c.Post, c.Sheet, err = carryOut(t, p)
			}
			if err != nil {
				return err
			}
			return t.EndProposal(id, confirmed, who.Post, who.Person)
		})
		if err != nil {
			return done, err
		}
		done = append(done, c)
		if c.Pack {
			if err := r.SwitchDue(ctx); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

// Refuse ends proposals without doing what they ask. Who proposed one takes it
// back in the same way.
func (r Room) Refuse(ctx context.Context, who act.Who, proposals ...care.ID) error {
	for _, id := range proposals {
		err := r.Do(ctx, who, "region.Refuse", func(t *act.Tx) error {
			_, err := decideProposal(t, id, func(t *act.Tx, p store.Proposal) bool { return p.ByPerson == who.Person || t.Seconds(p) })
			if err != nil {
				return err
			}
			return t.EndProposal(id, refused, who.Post, who.Person)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func decideProposal(t *act.Tx, id care.ID, may func(*act.Tx, store.Proposal) bool) (store.Proposal, error) {
	p, err := t.Proposal(id)
	if err != nil {
		return p, err
	}
	if t.About("proposal", id, p.Person); p.Kind == ProposePack {
		t.About("adoption", id, 0) // about nobody
	}
	t.Detail(p.Kind, p.Unit, p.Role)
	if !may(t, p) {
		if p.Kind == ProposePack {
			return p, t.Refuse(access.Packs, 0)
		}
		return p, t.Refuse(access.Posts, p.Person)
	}
	if p.State != "open" || p.ExpiresAt <= t.Now {
		return p, care.Fail(care.Conflict, "second person", "这件事已经有人处理，或已超过 7 天", "this was dealt with already, or is older than seven days")
	}
	return p, nil
}

// carryOut does what was proposed. Whoever has not signed in yet gets a new first
// password with his first guarded post: who opened the account may know the former.
func carryOut(t *act.Tx, p store.Proposal) (post care.ID, sheet AccountSheet, err error) {
	a, err := t.AccountOf(p.Person)
	if err != nil {
		return 0, sheet, err
	}
	if p.Kind == ProposeAppoint {
		before, err := holdsGuarded(t, p.Person)
		if err != nil {
			return 0, sheet, err
		}
		if post, err = sit(t, p.Person, Seat{Unit: p.Unit, Role: p.Role}); err != nil {
			return 0, sheet, err
		}
		if before || !a.MustChange {
			return post, sheet, nil
		}
	}
	sheet, err = issue(t, a)
	return post, sheet, err
}

// Hire adds members of staff with two people at the desk: one adds them, the other
// confirms what takes two.
func (r Room) Hire(ctx context.Context, who, second act.Who, list []NewStaff) ([]Hired, error) {
	hired, err := r.AddStaff(ctx, who, list)
	if err != nil {
		return nil, err
	}
	for i := range hired {
		h := &hired[i]
		for j, id := range h.Waits {
			if id == 0 {
				continue
			}
			done, err := r.Confirm(ctx, second, id)
			if err != nil {
				return nil, err
			}
			if h.Posts[j] = done[0].Post; done[0].Sheet.Password != "" {
				h.Sheet = done[0].Sheet
			}
		}
	}
	return hired, nil
}
