package storetest

import (
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var lessonCases = []testCase{
	{"a timetable holds from a day to a day", slotsHold},
	{"a change of a lesson stands once, until it is undone", changesStand},
	{"a month is signed once; signing again replaces it", monthsAreSigned},
}

func slotsHold(h *house) {
	_, school, class := h.smallTree()
	a := care.LessonSlot{ID: h.id(), Class: class.ID, Weekday: 1, Period: 3, Weeks: care.EveryWeek, Teacher: h.id(), From: "2026-09-01"}
	b := care.LessonSlot{ID: h.id(), Class: class.ID, Weekday: 4, Period: 1, Weeks: care.OddWeeks, From: "2026-10-12", To: "2026-11-30"}
	h.write(func(tx *store.Tx) error {
		if err := tx.InsertSlot(a); err != nil {
			return err
		}
		return tx.InsertSlot(b)
	})
	slots := func(from, to care.Date) (list []care.LessonSlot) {
		h.read(func(tx *store.Tx) (err error) { list, err = tx.SlotsBelow(school.ID, from, to); return err })
		return list
	}
	h.same("of the year", slots("2026-09-01", "2027-08-31"), []care.LessonSlot{a, b})
	h.same("of September", slots("2026-09-01", "2026-09-30"), []care.LessonSlot{a})
	h.same("of December", slots("2026-12-01", "2026-12-31"), []care.LessonSlot{a})
	h.write(func(tx *store.Tx) error {
		if err := tx.EndSlot(a.ID, "2026-10-11"); err != nil {
			return err
		}
		return tx.EndSlot(b.ID, "2026-10-11") // before its first day: it never held
	})
	a.To = "2026-10-11"
	h.same("after another list", slots("2026-09-01", "2027-08-31"), []care.LessonSlot{a})
}

func changesStand(h *house) {
	_, school, class := h.smallTree()
	c := care.LessonChange{ID: h.id(), Class: class.ID, On: "2026-10-15", Period: 3, Reason: care.LessonExam, Post: h.id(), Person: h.id(), At: h.now()}
	h.write(func(tx *store.Tx) error { return tx.InsertChange(c) })
	again := c
	again.ID = h.id()
	h.refused("the same lesson twice", care.Conflict, func(tx *store.Tx) error { return tx.InsertChange(again) })
	h.same("a change", get1(h, (*store.Tx).Change, c.ID), c)
	h.write(func(tx *store.Tx) error { return tx.UndoChange(c.ID) })
	missing(h, "an undone change", (*store.Tx).Change, c.ID)
	again.Reason = ""
	h.write(func(tx *store.Tx) error { return tx.InsertChange(again) })
	h.read(func(tx *store.Tx) error {
		list, err := tx.ChangesBelow(school.ID, "2026-10-01", "2026-10-31")
		h.same("what stands", list, []care.LessonChange{again})
		return err
	})
}

func monthsAreSigned(h *house) {
	_, school, class := h.smallTree()
	m := care.LessonMonth{ID: h.id(), Class: class.ID, Month: "2026-10", Days: []care.Date{"2026-10-08", "2026-10-15", "2026-10-15"}, Post: h.id(), Person: h.id(), At: h.now()}
	h.write(func(tx *store.Tx) error { return tx.SignMonth(m) })
	list := func() (list []care.LessonMonth) {
		h.read(func(tx *store.Tx) (err error) {
			list, err = tx.MonthsBelow(school.ID, "2026-09", "2026-12")
			return err
		})
		return list
	}
	h.same("a signed month", list(), []care.LessonMonth{m})
	again := m
	again.ID, again.Days = h.id(), nil
	h.write(func(tx *store.Tx) error { return tx.SignMonth(again) })
	h.same("signed again, without a lesson", list(), []care.LessonMonth{again})
}
