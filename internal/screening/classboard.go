package screening

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// ClassBoard is one class of a round for whoever watches it: who is done,
// nothing else. It holds no score, flag or alert.
type ClassBoard struct {
	Campaign care.Campaign
	School   care.Unit
	Class    care.Unit
	Code     string
	Line     ClassLine
	Pupils   []PupilMark // nil where the reader may not know who is in the class
	Can      Can
	Days     []TicketDay
	Left     int  // slips the school may still issue for today
	Capped   bool // Left counts
	Today    care.Date
}

// TicketDay is how many slips of a class are valid on a day.
type TicketDay struct {
	Day    care.Date
	Unused int
	Used   int
}

// ClassBoard opens a class's progress; that names were shown is logged.
func (r Room) ClassBoard(ctx context.Context, who act.Who, campaign, class care.ID) (b ClassBoard, err error) {
	err = r.Look(ctx, who, "screening.ClassBoard", func(t *act.Tx) error {
		err := b.read(t, campaign, class)
		if b.Can.Names {
			t.Showed("class", class, len(b.Pupils))
		}
		return err
	})
	return b, err
}

// ClassNow reads the same for a page that asks again and again; what it shows was
// opened, and logged, with the page.
func (r Room) ClassNow(ctx context.Context, who act.Who, campaign, class care.ID) (b ClassBoard, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error { return b.read(t, campaign, class) })
	return b, err
}

func (b *ClassBoard) read(t *act.Tx, campaign, class care.ID) error {
	c, tally, err := decideSession(t, access.Read, campaign, class)
	if err != nil {
		return err
	}
	*b = ClassBoard{Campaign: c, Code: tally.Code, Today: t.Today}
	if b.School, err = t.Unit(tally.School); err != nil {
		return err
	}
	if b.Line, err = classLine(t, c, tally); err != nil {
		return err
	}
	b.Class = b.Line.Class
	for _, ask := range []struct {
		verb access.Verb
		data access.Data
		can  *bool
	}{{access.Write, access.Consent, &b.Can.Consent}, {access.Read, access.Roster, &b.Can.Names}} {
		if *ask.can, err = may(t, ask.verb, ask.data, class); err != nil {
			return err
		}
	}
	b.Can.Run = t.MayClass(access.Write, access.Session, class, watcher(c, tally.Invigilator))
	if b.Can.Names {
		if b.Pupils, err = marks(t, campaign, class); err != nil {
			return err
		}
	}
	return b.readDays(t, c)
}

func (b *ClassBoard) readDays(t *act.Tx, c care.Campaign) error {
	tickets, err := t.TicketsIn(c.ID, b.Class.ID)
	if err != nil {
		return err
	}
	for _, k := range tickets {
		i := slices.IndexFunc(b.Days, func(d TicketDay) bool { return d.Day == k.ValidOn })
		if i < 0 {
			i = len(b.Days)
			b.Days = append(b.Days, TicketDay{Day: k.ValidOn})
		}
		if k.State == "used" {
			b.Days[i].Used++
			continue
		}
		b.Days[i].Unused++
	}
	slices.SortFunc(b.Days, func(a, d TicketDay) int {
		if a.Day < d.Day {
			return -1
		}
		return 1
	})
	if b.Can.Run {
		b.Left, b.Capped, err = roomOn(t, c, b.School.ID, t.Today)
	}
	return err
}

// PupilConsent is one line of the list by which consents are entered.
type PupilConsent struct {
	Person   care.ID
	Name     string
	Own      bool                 // 18 or older: the pupil decides, no guardian
	Decision care.ConsentDecision // "" = not yet
	Channel  string
	At       care.Millis
	Assent   care.Assent
	Signed   bool // by link: the form can be opened
}

// ConsentList is a class's consents for whoever enters them.
type ConsentList struct {
	Campaign care.Campaign
	School   care.Unit
	Class    care.Unit
	Pupils   []PupilConsent
	Siblings []care.Unit // the round's other classes the reader may enter, in order
}

// ConsentList reads the consents of a class, by name. Only who may enter them
// sees it; others see counts on the round's page.
func (r Room) ConsentList(ctx context.Context, who act.Who, campaign, class care.ID) (ConsentList, error) {
	var l ConsentList
	err := r.Look(ctx, who, "screening.ConsentList", func(t *act.Tx) error {
		if err := t.DecideUnit(access.Write, access.Consent, class); err != nil {
			return err
		}
		tally, err := t.CampaignClass(campaign, class)
		if err != nil {
			return err
		}
		l = ConsentList{}
		if l.Campaign, err = t.Campaign(campaign); err != nil {
			return err
		}
		if l.Class, err = t.Unit(class); err != nil {
			return err
		}
		if l.School, err = t.Unit(tally.School); err != nil {
			return err
		}
		tallies, err := t.CampaignClasses(campaign, who.Unit)
		if err != nil {
			return err
		}
		for _, other := range tallies {
			if other.School != tally.School || len(tallies) > detailedMost {
				continue
			}
			u, err := t.Unit(other.Unit)
			if err != nil {
				return err
			}
			l.Siblings = append(l.Siblings, u)
		}
		l.Pupils, err = consentLines(t, campaign, class)
		t.Showed("class", class, len(l.Pupils))
		return err
	})
	return l, err
}

// SignedConsent is a consent form as a guardian signed it by a one-time link.
type SignedConsent struct {
	Campaign care.Campaign
	Name     string
	Decision care.ConsentDecision
	At       care.Millis
	Def      *questionnaire.Definition
	Values   questionnaire.Values
}

// SignedConsent opens the form behind a pupil's current decision, for whoever
// enters the consents of his class; the opening is logged.
func (r Room) SignedConsent(ctx context.Context, who act.Who, campaign, person care.ID) (s SignedConsent, err error) {
	err = r.Do(ctx, who, "screening.SignedConsent", func(t *act.Tx) error {
		t.About("consent", campaign, person)
		if err := t.Decide(access.Write, access.Consent, person); err != nil {
			return err
		}
		row, err := t.Consent(campaign, person)
		if err != nil {
			return err
		}
		if row.FormHash == "" {
			return care.Fail(care.NotFound, "open consent", "这份决定没有在线签署的同意书；纸质原件由学校保存", "no form was signed online for this decision; the paper is kept at school")
		}
		body, err := t.Form(row.FormHash)
		if err != nil {
			return err
		}
		s = SignedConsent{Decision: row.Decision, At: row.At}
		if s.Def, err = questionnaire.Restore(body); err != nil {
			return err
		}
		plain, err := t.Open("consent", "form", row.ID, row.Form)
		if err != nil {
			return err
		}
		if s.Values, err = questionnaire.DecodeValues(plain); err != nil {
			return err
		}
		if s.Campaign, err = t.Campaign(campaign); err != nil {
			return err
		}
		s.Name, err = t.NameOf(person)
		return err
	})
	return s, err
}

func consentLines(t *act.Tx, campaign, class care.ID) ([]PupilConsent, error) {
	pupils, err := classList(t, class)
	if err != nil {
		return nil, err
	}
	consents, err := t.ConsentsIn(campaign, class)
	if err != nil {
		return nil, err
	}
	list := make([]PupilConsent, 0, len(pupils))
	for _, p := range pupils {
		c := consents[p.Person]
		age, err := t.MajorityOf(p.Person)
		if err != nil && care.KindOf(err) != care.Sealed {
			return nil, err
		}
		list = append(list, PupilConsent{Person: p.Person, Name: p.Name, Own: age == care.Adult, Decision: c.Decision, Channel: c.Channel, At: c.At, Assent: c.Assent, Signed: c.FormHash != ""})
	}
	return list, nil
}
