package storetest

import (
	"errors"
	"slices"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var dutyCases = []testCase{
	{"a duty of one rule, subject and period exists once", dutiesAreKeyed},
	{"a duty ends once, with its outcome", dutiesEnd},
	{"duties are listed first due first, within limits", dutiesAreListed},
}

func (h *house) duty(change ...func(*care.Duty)) care.Duty {
	return changed(care.Duty{ID: h.id(), Rule: "interview", Period: "1", Person: h.id(), Unit: h.id(), Ref: "flag", RefID: h.id(), Post: h.id(),
		Level: care.LevelGeneral, OpenedAt: h.now(), DueAt: h.now() + 86_400_000, State: care.DutyOpen, ClimbAt: h.now() + 90_000_000}, change)
}

func (h *house) putDuty(d care.Duty) care.Duty {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		added, err := tx.InsertDuty(d)
		h.same("added", added, true)
		return err
	})
	return d
}

func dutyID(d care.Duty) care.ID { return d.ID }

func dutiesAreKeyed(h *house) {
	d := h.putDuty(h.duty())
	h.same("a duty", get1(h, (*store.Tx).Duty, d.ID), d)
	again := d
	again.ID, again.Post = h.id(), h.id()
	h.write(func(tx *store.Tx) error {
		added, err := tx.InsertDuty(again)
		h.same("the same duty again", added, false)
		return err
	})
	again.Period = "2"
	h.putDuty(again)
	h.putDuty(h.duty(func(d *care.Duty) { d.Person, d.ClimbAt = 0, 0 })) // a unit's duty
	h.refused("a duty of no post", care.Internal, func(tx *store.Tx) error {
		_, err := tx.InsertDuty(h.duty(func(d *care.Duty) { d.Post = 0 }))
		return err
	})
	missing(h, "no such duty", (*store.Tx).Duty, care.ID(far))
}

func dutiesEnd(h *house) {
	d := h.putDuty(h.duty())
	h.same("open for the flag", get3(h, (*store.Tx).OpenDutyFor, d.Rule, "flag", d.RefID), d)
	h.same("all open for the flag", get3(h, (*store.Tx).OpenDutiesFor, d.Rule, "flag", d.RefID), []care.Duty{d})
	d.Post, d.DueAt, d.Level, d.Rung, d.ClimbAt = h.id(), far, care.LevelMajor, 2, far-1
	h.write(func(tx *store.Tx) error { return tx.MoveDuty(d) })
	h.same("moved", get1(h, (*store.Tx).Duty, d.ID), d)

	d.State, d.DoneAt, d.DoneBy, d.Outcome, d.ClimbAt = care.DutyDone, h.pass(time.Hour), h.id(), "met", 0
	h.write(func(tx *store.Tx) error { return tx.EndDuty(d.ID, care.DutyDone, d.DoneBy, "met") })
	h.same("done", get1(h, (*store.Tx).Duty, d.ID), d)
	h.refused("doing it twice", care.Conflict, func(tx *store.Tx) error { return tx.EndDuty(d.ID, care.DutyDone, 1, "met") })
	h.refused("moving what is done", care.Conflict, func(tx *store.Tx) error { return tx.MoveDuty(d) })
	h.refused("nothing open for the flag", care.NotFound, func(tx *store.Tx) error {
		_, err := tx.OpenDutyFor(d.Rule, "flag", d.RefID)
		return err
	})

	checked := h.putDuty(h.duty())
	h.write(func(tx *store.Tx) error { return tx.EndDuties("flag", checked.RefID, "met") })
	checked.State, checked.DoneAt, checked.Outcome, checked.ClimbAt = care.DutyDone, h.now(), "met", 0
	h.same("done by nobody in particular", get1(h, (*store.Tx).Duty, checked.ID), checked)

	a := h.putDuty(h.duty())
	h.putDuty(h.duty(func(n *care.Duty) { n.Rule, n.RefID, n.Person = "call", a.RefID, a.Person }))
	h.write(func(tx *store.Tx) error { return tx.VoidDuties("flag", a.RefID, "flag_ended") })
	for _, d := range get1(h, (*store.Tx).DutiesAbout, a.Person) {
		h.same("void", []any{d.State, d.Outcome, d.DoneAt, d.ClimbAt}, []any{care.DutyVoid, "flag_ended", h.now(), care.Millis(0)})
	}
}

func dutiesAreListed(h *house) {
	t := h.tree()
	post, person := h.id(), h.id()
	due := func(d time.Duration, level care.Level) care.Duty {
		return h.putDuty(h.duty(func(n *care.Duty) {
			n.Post, n.Person, n.Unit, n.Level, n.DueAt, n.ClimbAt = post, person, t.class.ID, level, h.now()+care.Millis(d.Milliseconds()), h.now()+care.Millis(d.Milliseconds())
		}))
	}
	later, soon, grave := due(2*time.Hour, 1), due(time.Hour, 1), due(time.Hour, 4)
	done := due(time.Minute, 1)
	h.write(func(tx *store.Tx) error { return tx.EndDuty(done.ID, care.DutyDone, post, "met") })

	order := []care.ID{grave.ID, soon.ID, later.ID}
	h.same("of a post", pick(get1(h, (*store.Tx).DutiesOf, post), dutyID), order)
	h.same("about a person", pick(get1(h, (*store.Tx).DutiesAbout, person), dutyID), []care.ID{soon.ID, grave.ID, later.ID, done.ID})
	of := func(person care.ID, ref string) care.Duty {
		return h.putDuty(h.duty(func(n *care.Duty) { n.Person, n.Ref = person, ref }))
	}
	second := h.id()
	of(person, "flag")
	waiting, ended, void := of(person, "episode"), of(second, "episode"), of(second, "episode")
	h.write(func(tx *store.Tx) error {
		return errors.Join(tx.EndDuty(ended.ID, care.DutyDone, post, "met"), tx.EndDuty(void.ID, care.DutyVoid, post, "moved"))
	})
	ofEpisodes := pick(get1(h, (*store.Tx).EpisodeDuties, []care.ID{person, second, h.id()}), dutyID)
	slices.Sort(ofEpisodes)
	h.same("of the episodes of three people", ofEpisodes, []care.ID{waiting.ID, ended.ID})
	h.same("below, before the later one", pick(get3(h, (*store.Tx).DutiesBelow, t.district.ID, later.DueAt, 10), dutyID), []care.ID{soon.ID, grave.ID})
	h.same("below, one", pick(get3(h, (*store.Tx).DutiesBelow, t.school.ID, far, 1), dutyID), []care.ID{soon.ID})

	h.same("nothing climbs yet", len(get1(h, (*store.Tx).DutiesToClimb, 10)), 0)
	h.pass(90 * time.Minute)
	h.same("climbing", pick(get1(h, (*store.Tx).DutiesToClimb, 10), dutyID), []care.ID{soon.ID, grave.ID})
	h.same("climbing, one", pick(get1(h, (*store.Tx).DutiesToClimb, 1), dutyID), []care.ID{soon.ID})
	h.same("open and late", get1(h, (*store.Tx).DutyCounts, t.district.ID), []store.DutyCount{{Unit: t.class.ID, Open: 3, Late: 2}})

	var open []care.ID
	h.write(func(tx *store.Tx) error {
		open = nil
		return tx.EachOpenDuty(func(d care.Duty) error {
			if d.Post == post {
				open = append(open, d.ID)
			}
			return nil
		})
	})
	h.same("each open one, by id", open, []care.ID{later.ID, soon.ID, grave.ID})

	h.putDuty(h.duty(func(n *care.Duty) { n.Rule, n.Person, n.Unit, n.DueAt = "cadence/lessons", 0, t.class.ID, h.now()+1000 }))
	h.same("open and late by rule", get1(h, (*store.Tx).RuleCounts, t.district.ID), []store.RuleCount{{Rule: "cadence/lessons", Open: 1}, {Rule: grave.Rule, Persons: true, Open: 3, Late: 2}})
}
