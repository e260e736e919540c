package access_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// world is a little region in a random state. Ids are small numbers, the same
// in every world: regions keep them apart.
type world struct {
	units    []care.Unit
	posts    []care.Post
	persons  []care.ID
	ties     []care.Tie
	episodes []care.Episode
	duties   []care.Duty
	alerts   []care.Alert
	calls    []store.AlertCall
	notices  []care.Notice
	flags    []care.Flag
	rounds   []care.Campaign
	classes  []store.ClassTally
	rules    []access.Rule
	has      map[access.Data][]care.Programme
}

var (
	roles  = []care.Role{care.ClassTeacher, care.PsychologyLead, care.DutyAdult}
	datas  = []access.Data{access.Level, access.Medical, access.Alerts, access.Identity, access.Hardship, access.Wards}
	kinds  = []care.Programme{care.StudentCare, care.ChildInHardship, "paired_care", "state_ward"}
	scopes = []access.Scope{access.Owned, access.Subtree, access.Recipient, access.All, access.Author, access.Grant, access.Followed, access.InCharge, access.OwnUnit, access.Assigned, access.Protects, access.Community}
)

var worlds = rapid.Custom(func(t *rapid.T) world {
	var w world
	next := care.ID(0)
	id := func() care.ID { next++; return next }
	times := func(most int, what string, fn func()) {
		for range rapid.IntRange(0, most).Draw(t, what) {
			fn()
		}
	}
	unit := func() care.ID { return rapid.SampledFrom(w.units).Draw(t, "unit").ID }
	post := func() care.ID { return rapid.SampledFrom(w.posts).Draw(t, "post").ID }
	person := func() care.ID { return rapid.SampledFrom(w.persons).Draw(t, "person") }

	w.units = []care.Unit{{ID: id(), Kind: care.District, OpenedOn: "2026-09-01"}}
	times(6, "units", func() {
		u := care.Unit{ID: id(), Parent: unit(), Kind: draw(t, "kind", care.School, care.Village, care.Dormitory), OpenedOn: "2026-09-01"}
		u.ClosedOn = draw[care.Date](t, "closed", "", "", "2026-10-01")
		w.units = append(w.units, u)
	})
	w.posts = []care.Post{{ID: id(), Unit: unit(), Role: roles[0]}}
	times(4, "posts", func() {
		w.posts = append(w.posts, care.Post{ID: id(), Unit: unit(), Role: rapid.SampledFrom(roles).Draw(t, "role")})
	})
	w.persons = []care.ID{id()}
	times(3, "persons", func() { w.persons = append(w.persons, id()) })
	times(6, "ties", func() {
		w.ties = append(w.ties, care.Tie{ID: id(), Person: person(), Unit: unit(), FromOn: "2026-09-01",
			Kind: draw(t, "tie", care.Enrolled, care.Enrolled, care.Resident, care.InDorm, care.Followed, care.ServedBy), UntilOn: draw[care.Date](t, "until", "", "", "2026-10-01")})
	})
	times(3, "episodes", func() {
		i, p := id(), person()
		of := draw(t, "programme", append(kinds, care.Programme(fmt.Sprint("p", i)))...)
		if slices.ContainsFunc(w.episodes, func(e care.Episode) bool { return e.Person == p && e.Programme == of }) {
			of = care.Programme(fmt.Sprint("p", i)) // one open at most of each
		}
		w.episodes = append(w.episodes, care.Episode{ID: i, Person: p, Programme: of, NextOn: "2026-11-01",
			State: draw(t, "episode", care.EpisodeClosed, care.EpisodeOpen, care.EpisodeOpen), OwnerPost: post(), Level: care.LevelWatch})
	})
	times(3, "alerts", func() {
		a := care.Alert{ID: id(), Person: person(), School: unit(), Class: 1, Campaign: 1, Sitting: next, Source: care.AlertItem,
			State: draw(t, "alert", care.AlertEnded, care.AlertAnswered, care.AlertRaised)}
		w.alerts = append(w.alerts, a)
		times(2, "calls", func() { w.calls = append(w.calls, store.AlertCall{Alert: a.ID, Post: post()}) })
	})
	times(3, "notices", func() {
		of := care.Episode{ID: 1}
		if len(w.episodes) > 0 {
			of = rapid.SampledFrom(w.episodes).Draw(t, "of")
		}
		w.notices = append(w.notices, care.Notice{ID: id(), Person: person(), Episode: of.ID, ToPost: draw(t, "to", post(), post(), 0),
			State: draw(t, "notice", care.NoticeHeld, care.NoticeWaiting, care.NoticeSent, care.NoticeAcknowledged, care.NoticeWithheld, care.NoticeVoid)})
	})
	times(4, "duties", func() {
		i := id()
		d := care.Duty{ID: i, Person: draw(t, "about", person(), person(), 0), Unit: unit(), Post: post(), RefID: i, Rule: "r", Period: i.String(),
			Ref:   draw(t, "ref", "flag", "alert", "sitting", "unit", "episode", "episode", "level_proposal", "notice", "notice"),
			State: draw(t, "duty", care.DutyDone, care.DutyOpen, care.DutyOpen, care.DutyVoid)}
		if d.Ref == "notice" {
			d.Rule = draw(t, "rule", "r", "protection_report")
		}
		switch {
		case (d.Ref == "episode" || d.Ref == "level_proposal") && len(w.episodes) > 0:
			d.RefID = rapid.SampledFrom(w.episodes).Draw(t, "of").ID
		case d.Ref == "notice" && len(w.notices) > 0:
			d.RefID = rapid.SampledFrom(w.notices).Draw(t, "of").ID
		}
		w.duties = append(w.duties, d)
	})
	times(4, "flags", func() {
		w.flags = append(w.flags, care.Flag{ID: id(), Person: person(), School: unit(), Source: care.FromConcern,
			State: draw(t, "flag", care.FlagOpen, care.FlagEnded)})
	})
	times(3, "rounds", func() {
		c := care.Campaign{ID: id(), Unit: unit(), State: draw(t, "round", care.CampaignDraft, care.CampaignReady, care.CampaignOpen, care.CampaignOpen, care.CampaignClosed), CreatedBy: 1}
		w.rounds = append(w.rounds, c)
		for _, u := range w.units {
			if rapid.Bool().Draw(t, "in the round") {
				w.classes = append(w.classes, store.ClassTally{Campaign: c.ID, Unit: u.ID, School: u.ID, Code: id().String(), Invigilator: draw(t, "watcher", post(), post(), 0)})
			}
		}
	})
	w.has = map[access.Data][]care.Programme{access.Level: {care.StudentCare}, access.Hardship: {care.ChildInHardship, "paired_care"}}
	if rapid.Bool().Draw(t, "wards") {
		w.has[access.Wards] = []care.Programme{"state_ward"}
	}
	times(12, "rules", func() {
		w.rules = append(w.rules, access.Rule{Role: rapid.SampledFrom(roles).Draw(t, "for"), Verb: access.Read, Clause: "ours",
			Data: rapid.SampledFrom(datas).Draw(t, "data"), Scopes: rapid.SliceOfNDistinct(rapid.SampledFrom(scopes), 1, 2, rapid.ID[access.Scope]).Draw(t, "scopes")})
	})
	return w
})

// draw picks one of the values; naming one twice makes it likelier.
func draw[T any](t *rapid.T, what string, from ...T) T { return rapid.SampledFrom(from).Draw(t, what) }

// build writes the world into a region.
func (w world) build(tx *store.Tx) error {
	var failed error
	do := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	for _, u := range w.units {
		do(tx.InsertUnit(u))
	}
	for _, p := range w.posts {
		do(tx.InsertPost(p))
	}
	for _, p := range w.persons {
		do(tx.InsertPerson(store.PersonRow{ID: p, Kind: care.PupilPerson, Identity: []byte{1}}))
	}
	for _, t := range w.ties {
		do(tx.InsertTie(t))
	}
	for _, e := range w.episodes {
		do(tx.InsertEpisode(e))
	}
	for _, d := range w.duties {
		_, err := tx.InsertDuty(d)
		do(err)
		if d.State != care.DutyOpen {
			do(tx.EndDuty(d.ID, d.State, d.Post, "x"))
		}
	}
	for _, a := range w.alerts {
		_, err := tx.InsertAlert(a, nil)
		do(err)
	}
	for _, c := range w.calls {
		_, err := tx.CallPost(c.Alert, c.Post, 0)
		do(err)
	}
	for _, n := range w.notices {
		do(tx.InsertNotice(n, w.units[0].ID, []byte{1}))
	}
	for _, f := range w.flags {
		do(tx.InsertFlag(f))
	}
	for _, c := range w.rounds {
		do(tx.InsertCampaign(c))
	}
	for _, c := range w.classes {
		do(tx.InsertCampaignClass(c))
	}
	return failed
}

// above lists a unit and those it lies in.
func (w world) above(unit care.ID) []care.ID {
	var list []care.ID
	for unit != 0 {
		list = append(list, unit)
		i := slices.IndexFunc(w.units, func(u care.Unit) bool { return u.ID == unit })
		unit = w.units[i].Parent
	}
	return list
}

// subject is the third evaluator: what the world itself says of a person.
func (w world) subject(person care.ID) access.Subject {
	var s access.Subject
	for _, t := range w.ties {
		if t.Person == person && t.UntilOn == "" && t.Kind == care.Followed {
			s.Followed = append(s.Followed, w.above(t.Unit)...)
		} else if t.Person == person && t.UntilOn == "" && t.Kind != care.ServedBy {
			s.Units, s.At = append(s.Units, w.above(t.Unit)...), append(s.At, t.Unit)
		}
	}
	for _, c := range w.classes {
		sits := slices.ContainsFunc(w.ties, func(t care.Tie) bool {
			return t.Person == person && t.Unit == c.Unit && t.UntilOn == "" && t.Kind == care.Enrolled
		})
		live := slices.ContainsFunc(w.rounds, func(r care.Campaign) bool {
			return r.ID == c.Campaign && (r.State == care.CampaignReady || r.State == care.CampaignOpen)
		})
		if sits && live && c.Invigilator != 0 {
			s.Watchers = append(s.Watchers, c.Invigilator)
		}
	}
	for _, e := range w.episodes {
		if e.Person == person && e.State == care.EpisodeOpen {
			s.Owners = append(s.Owners, access.Stake{Post: e.OwnerPost, Programme: e.Programme})
			if e.Programme == care.StudentCare {
				s.InCharge = append(s.InCharge, e.OwnerPost)
			}
		}
	}
	for _, d := range w.duties {
		if d.Person == person && d.State == care.DutyOpen {
			s.Owners = append(s.Owners, access.Stake{Post: d.Post, Programme: w.programme(d)})
			if d.Ref == "flag" {
				s.InCharge = append(s.InCharge, d.Post)
			} else if d.Rule == "protection_report" {
				s.Protectors = append(s.Protectors, d.Post)
			}
		}
	}
	for _, a := range w.alerts {
		for _, c := range w.calls {
			if a.Person == person && a.State != care.AlertEnded && c.Alert == a.ID {
				s.Owners = append(s.Owners, access.Stake{Post: c.Post, Programme: care.StudentCare})
			}
		}
	}
	for _, n := range w.notices {
		i := slices.IndexFunc(w.episodes, func(e care.Episode) bool { return e.ID == n.Episode && e.State == care.EpisodeOpen })
		if i >= 0 && n.Person == person && n.ToPost != 0 && (n.State == care.NoticeSent || n.State == care.NoticeAcknowledged) {
			s.Recipients = append(s.Recipients, access.Stake{Post: n.ToPost, Programme: w.episodes[i].Programme})
		}
	}
	return s
}

// programme is the one a duty belongs to; "" = none.
func (w world) programme(d care.Duty) care.Programme {
	episode := d.RefID
	switch d.Ref {
	case "flag", "alert", "sitting":
		return care.StudentCare
	case "notice":
		i := slices.IndexFunc(w.notices, func(n care.Notice) bool { return n.ID == d.RefID })
		if i < 0 {
			return ""
		}
		episode = w.notices[i].Episode
	case "unit":
		return ""
	}
	for _, e := range w.episodes {
		if e.ID == episode {
			return e.Programme
		}
	}
	return ""
}

// actors are everybody in a post, and somebody in none.
func (w world) actors() []access.Actor {
	list := []access.Actor{{Role: roles[0]}}
	for _, p := range w.posts {
		list = append(list, access.Actor{Person: 9999, Post: p.ID, Unit: p.Unit, Role: p.Role})
	}
	return list
}
