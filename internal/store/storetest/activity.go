package storetest

import (
	"context"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var activityCases = []testCase{
	{"an activity record counts until it is withdrawn", activitiesCount},
	{"standing records count on every day they stand", standingCounts},
	{"duties of units are counted by unit and rule", unitDuties},
	{"a unit more or less leaves a mark", unitsLeaveAMark},
	{"kinds of record that a reader may not read are left out", kindsLeftOut},
}

// read must succeed.
func (h *house) read(fn func(*store.Tx) error) {
	h.Helper()
	if err := h.db.Read(context.Background(), h.region, fn); err != nil {
		h.Fatalf("read: %v", err)
	}
}

func (h *house) activity(unit care.ID, kind string, on care.Date) care.Activity {
	return care.Activity{ID: h.id(), Unit: unit, Kind: kind, On: on, Minutes: 40, Participants: 45, State: care.ActivityKept, AuthorPost: h.id(), Author: h.id(), At: h.now(), FormHash: "hash"}
}

func (h *house) smallTree() (root, school, class care.Unit) {
	h.Helper()
	root = care.Unit{ID: h.id(), Kind: care.District, Name: "县", OpenedOn: "2026-01-01"}
	school = care.Unit{ID: h.id(), Parent: root.ID, Kind: care.School, Name: "校", Stage: care.Junior, OpenedOn: "2026-01-01"}
	class = care.Unit{ID: h.id(), Parent: school.ID, Kind: care.Class, Stage: care.Junior, Entry: 2026, Number: 1, OpenedOn: "2026-09-01"}
	for _, u := range []care.Unit{root, school, class} {
		h.write(func(tx *store.Tx) error { return tx.InsertUnit(u) })
	}
	return root, school, class
}

func activitiesCount(h *house) {
	_, school, class := h.smallTree()
	a, b := h.activity(school.ID, "lecture", "2026-10-12"), h.activity(class.ID, "lesson", "2026-10-10")
	b.Round = h.id()
	h.write(func(tx *store.Tx) error {
		if err := tx.InsertActivity(a, []byte("sealed")); err != nil {
			return err
		}
		return tx.InsertActivity(b, []byte("sealed too"))
	})
	h.same("a record", get1(h, (*store.Tx).Activity, a.ID), a)
	h.same("its body", get1(h, (*store.Tx).ActivityBody, b.ID), []byte("sealed too"))
	missing(h, "no such record", (*store.Tx).Activity, care.ID(far))
	h.read(func(tx *store.Tx) error {
		list, err := tx.ActivitiesBelow(school.ID, store.ActivityFilter{}, 10, 0)
		h.same("both, newest first", list, []care.Activity{a, b})
		if err != nil {
			return err
		}
		n, err := tx.CountActivitiesBelow(school.ID, store.ActivityFilter{Kind: "lesson", From: "2026-10-01", To: "2026-10-31"})
		h.same("lessons of October", n, 1)
		if err != nil {
			return err
		}
		standing, err := tx.CountActivitiesBelow(school.ID, store.ActivityFilter{Kind: "lesson", From: "2026-10-01", To: "2099-01-01", Standing: true})
		h.same("those that stand, by the days they stand", standing > 0, true)
		if err != nil {
			return err
		}
		own, err := tx.Evidence(school.ID, "lesson", "2026-10-01", "2026-10-31", false, false)
		h.same("the school's own lessons", own, 0)
		if err != nil {
			return err
		}
		all, err := tx.Evidence(school.ID, "lesson", "2026-10-01", "2026-10-31", false, true)
		h.same("with its classes", all, 1)
		return err
	})
	h.write(func(tx *store.Tx) error { return tx.EndActivity(b.ID, care.ActivityWithdrawn) })
	h.refused("withdrawn twice", care.Conflict, func(tx *store.Tx) error { return tx.EndActivity(b.ID, care.ActivityWithdrawn) })
	h.read(func(tx *store.Tx) error {
		n, err := tx.Evidence(school.ID, "lesson", "2026-10-01", "2026-10-31", false, true)
		h.same("after the withdrawal", n, 0)
		return err
	})
}

func standingCounts(h *house) {
	_, school, _ := h.smallTree()
	room := h.activity(school.ID, "facility", "2025-03-01")
	h.write(func(tx *store.Tx) error { return tx.InsertActivity(room, []byte("sealed")) })
	stands := func(from, to care.Date) (n int) {
		h.read(func(tx *store.Tx) (err error) {
			n, err = tx.Evidence(school.ID, "facility", from, to, true, true)
			return err
		})
		return n
	}
	h.same("next year", stands("2026-09-01", "2027-08-31"), 1)
	h.same("before it was opened", stands("2024-09-01", "2025-01-31"), 0)
	h.write(func(tx *store.Tx) error { return tx.CloseActivity(room.ID, "2026-06-30") })
	h.same("after it closed", stands("2026-09-01", "2027-08-31"), 0)
	h.same("in its last term", stands("2026-03-01", "2026-07-01"), 1)
	h.refused("closed twice", care.Conflict, func(tx *store.Tx) error { return tx.CloseActivity(room.ID, "2026-07-01") })
}

func unitDuties(h *house) {
	root, school, class := h.smallTree()
	duty := func(u care.Unit, rule, period string, due care.Millis) care.Duty {
		return h.putDuty(h.duty(func(d *care.Duty) {
			d.Rule, d.Period, d.Person, d.Unit, d.Ref, d.RefID, d.DueAt = rule, period, 0, u.ID, "unit", u.ID, due
		}))
	}
	now := h.now()
	late := duty(school, "cadence/a", "1", now-1000)
	open := duty(school, "cadence/b", "1", now+90_000_000)
	lesson := duty(class, "cadence/a", "1", now+80_000_000)
	done := duty(school, "cadence/a", "2", now+70_000_000)
	h.write(func(tx *store.Tx) error { return tx.EndDuty(done.ID, care.DutyDone, h.id(), "evidence") })
	h.pass(time.Minute)
	h.same("the school's own", ids(h, func(tx *store.Tx) ([]care.Duty, error) { return tx.DutiesOfUnit(school.ID, 0, far) }), []care.ID{late.ID, done.ID, open.ID})
	below := func(unit care.ID, to care.Millis) int {
		return len(ids(h, func(tx *store.Tx) ([]care.Duty, error) { return tx.UnitDutiesBelow(unit, 0, to) }))
	}
	h.same("of the class alone", ids(h, func(tx *store.Tx) ([]care.Duty, error) { return tx.UnitDutiesBelow(class.ID, 0, far) }), []care.ID{lesson.ID})
	h.same("of the school and its class", below(school.ID, far), 4)
	h.same("of no day", below(root.ID, 1), 0)
	h.read(func(tx *store.Tx) error {
		counts, err := tx.UnitDutyCounts(root.ID, 0, far)
		h.same("by unit", len(counts), 2)
		for _, c := range counts {
			if c.Unit == school.ID {
				h.same("the school's", c, store.UnitDutyCount{Unit: school.ID, Open: 1, Late: 1, Done: 1})
			}
		}
		if err != nil {
			return err
		}
		n, err := tx.RuleCount("cadence/a", root.ID, 0, far)
		h.same("by rule", n, store.UnitDutyCount{Open: 1, Late: 1, Done: 1})
		if err != nil {
			return err
		}
		found, err := tx.DutyOf("cadence/a", "unit", class.ID, "1")
		h.same("by key", found.ID, lesson.ID)
		if err != nil {
			return err
		}
		since, err := tx.UnitDutiesSince(now)
		h.same("due from now on, or open", len(since), 4)
		if err != nil {
			return err
		}
		schools, err := tx.UnitsOfKind(care.School, "2026-10-12")
		h.same("schools open that day", len(schools), 1)
		if err != nil {
			return err
		}
		rounds, err := tx.RoundsClosed(school.ID, 0, far)
		h.same("closed rounds", rounds, 0)
		if err != nil {
			return err
		}
		every := 0
		if err := tx.EachDuty(func(care.Duty) error { every++; return nil }); err != nil {
			return err
		}
		h.same("all there is or was", every, 4)
		return nil
	})
	h.write(func(tx *store.Tx) error { return tx.ReopenDuty(done.ID, 7) })
	h.same("open again", get1(h, (*store.Tx).Duty, done.ID).State, care.DutyOpen)
	h.refused("an open duty is not opened again", care.Conflict, func(tx *store.Tx) error { return tx.ReopenDuty(done.ID, 7) })
}

func unitsLeaveAMark(h *house) {
	root, _, _ := h.smallTree()
	before := get(h, (*store.Tx).UnitsMark)
	h.same("nothing new", get(h, (*store.Tx).UnitsMark), before)
	gone := h.unit(care.School, root.ID)
	gone.ClosedOn = "2026-09-30"
	put(h, (*store.Tx).InsertUnit, gone)
	if after := get(h, (*store.Tx).UnitsMark); after == before {
		h.Errorf("a unit more leaves the mark %s", after)
	}
}

func ids(h *house, read func(*store.Tx) ([]care.Duty, error)) (out []care.ID) {
	h.Helper()
	h.read(func(tx *store.Tx) error {
		list, err := read(tx)
		for _, d := range list {
			out = append(out, d.ID)
		}
		return err
	})
	return out
}

// kindsLeftOut: kinds that a reader may not read are neither listed nor counted.
func kindsLeftOut(h *house) {
	_, school, _ := h.smallTree()
	a, b := h.activity(school.ID, "lecture", "2026-10-12"), h.activity(school.ID, "breach_record", "2026-10-13")
	h.write(func(tx *store.Tx) error {
		if err := tx.InsertActivity(a, []byte("sealed")); err != nil {
			return err
		}
		return tx.InsertActivity(b, []byte("sealed too"))
	})
	h.read(func(tx *store.Tx) error {
		f := store.ActivityFilter{Without: []string{"breach_record", "lectures"}}
		list, err := tx.ActivitiesBelow(school.ID, f, 10, 0)
		h.same("what is left", list, []care.Activity{a})
		if err != nil {
			return err
		}
		n, err := tx.CountActivitiesBelow(school.ID, f)
		h.same("counted", n, 1)
		return err
	})
	places := []store.ActivityPlace{{Kind: "breach_record", Unit: school.ID}, {Kind: "lecture", Unit: school.ID}}
	h.same("what stands where", get1(h, (*store.Tx).ActivityPlaces, school.ID), places)
	h.read(func(tx *store.Tx) error {
		f := store.ActivityFilter{Hidden: []store.ActivityPlace{places[0], {Kind: "lecture", Unit: h.id()}}}
		list, err := tx.ActivitiesBelow(school.ID, f, 10, 0)
		h.same("a kind hidden at a unit", list, []care.Activity{a})
		if err != nil {
			return err
		}
		n, err := tx.CountActivitiesBelow(school.ID, f)
		h.same("nor counted", n, 1)
		return err
	})
}
