package act

import (
	"xinhuan/internal/access"
	"xinhuan/internal/care"
)

// Matter is what a duty leads to: about whom or which unit, and the content that
// its page opens.
type Matter struct {
	Person   care.ID // 0 = a unit's own
	Unit     care.ID
	Data     access.Data
	InCharge bool           // whoever is given it is in charge of the pupil's flag or episode
	Protects bool           // whoever is given it protects the person
	Of       care.Programme // that the duty would be of
	Writes   bool           // whoever is given it has to write it down there
	Sits     bool           // whoever is given it is named to sit with the class in its round
}

// CaseOf is the matter of a pupil's episode of pupil care.
func CaseOf(person care.ID) Matter {
	return Matter{Person: person, Data: access.Level, InCharge: true, Of: care.StudentCare}
}

// MatterOf says what a duty leads to. Whoever judges whether home is safe, asks again
// or releases notices needs to know whom it is about, not what stands in the file.
func (t *Tx) MatterOf(d care.Duty) (Matter, error) {
	m := Matter{Person: d.Person, Unit: d.Unit, Data: access.Identity}
	switch d.Rule {
	case findGuardian:
		return familyMatter(d), nil
	case protectionReport:
		return t.protectionMatter(d)
	case policeAnswer:
		m.Protects = true // asking what came of it is protecting still
		return m, nil
	}
	switch d.Ref {
	case "flag":
		m.Data, m.InCharge, m.Of = access.Interview, true, care.StudentCare
	case "alert":
		m.Data, m.Of = access.Alerts, care.StudentCare
	case "class", "campaign":
		m.Data = access.Session
	case "unit":
		m.Data = access.Activities
	case "interval":
		m.Data, m.Writes = access.Intervals, true
	case "episode", "level_proposal":
		if d.Rule != "wide_release" {
			return t.caseMatter(m, d.RefID)
		}
	}
	return m, nil
}

func (t *Tx) caseMatter(m Matter, episode care.ID) (Matter, error) {
	e, err := t.Episode(episode)
	m.Data, m.InCharge, m.Of = t.DataOf(e.Programme), e.Programme == care.StudentCare, e.Programme
	return m, err
}

// MayOpen tells whether a post may open a matter once a duty about it is its own. To
// have been told of somebody by a notice is no ground: it ends with the notice's
// episode and with the person's place, and the duty would be left behind.
func (t *Tx) MayOpen(post care.ID, m Matter) (bool, error) {
	p, err := Once(t, func() (care.Post, error) { return t.Post(post) }, "post", post)
	if err != nil {
		return false, err
	}
	actor := access.Actor{Post: p.ID, Unit: p.Unit, Role: p.Role}
	opens := func(s access.Subject) bool {
		return t.Access.Check(actor, access.Read, m.Data, s).Allow && (!m.Writes || t.Access.Check(actor, access.Write, m.Data, s).Allow)
	}
	if m.Person != 0 && opens(m.given(p.ID)) {
		return true, nil
	}
	s, err := t.factsOf(m)
	s.Recipients, s.Grants = nil, nil
	if m.Sits {
		s.Watchers = []care.ID{p.ID}
	}
	return err == nil && opens(s), err
}

// given are the facts that a duty about a matter makes.
func (m Matter) given(post care.ID) access.Subject {
	s := access.Subject{Owners: []access.Stake{{Post: post, Programme: m.Of}}}
	if m.InCharge {
		s.InCharge = []care.ID{post}
	}
	if m.Protects {
		s.Protectors = []care.ID{post}
	}
	return s
}

// factsOf reads the facts of a matter as they are now, not as the act began.
func (t *Tx) factsOf(m Matter) (access.Subject, error) {
	if m.Person == 0 {
		return t.unitSubject(m.Unit)
	}
	return t.Tx.Subject(m.Person)
}

// SeatFor is Seat for a duty about a matter: whoever may not open what he would have
// to work on is passed over for the next. At the end stands the district officer.
func (t *Tx) SeatFor(m Matter, unit care.ID, roles ...care.Role) (care.ID, error) {
	post, err := t.Seat(unit, roles...)
	if err != nil {
		return 0, err
	}
	if able, err := t.MayOpen(post, m); able || err != nil {
		return post, err
	}
	return t.seat(unit, roles, t.able(m))
}

// filter is whom a search for a seat lets through.
type filter func(post care.ID) (bool, error)

// able lets through whoever may open a matter.
func (t *Tx) able(m Matter) filter {
	return func(post care.ID) (bool, error) { return t.MayOpen(post, m) }
}

// anybody is the filter of a search in which nothing has to be opened.
func anybody(care.ID) (bool, error) { return true, nil }

// Opens tells whether the post of an open duty may open what it is about, as things
// stand. A post or a thing that is gone is another matter than who may open it.
func (t *Tx) Opens(d care.Duty) (bool, error) {
	m, err := t.MatterOf(d)
	var able bool
	if err == nil {
		m.InCharge = m.InCharge && d.Ref == "flag" // of an episode its owner is, whoever else has a duty of it
		able, err = t.MayOpen(d.Post, m)
	}
	if care.KindOf(err) == care.NotFound {
		return true, nil
	}
	return able, err
}
