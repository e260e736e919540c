package storetest

import (
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var figureCases = []testCase{
	{"what a school reports is counted by its pupils and the days", schoolFigures},
}

// schoolFigures: records, first levels, closed care and duties done in time are those
// of the pupils of the school, of the days asked for; amendments are no further sheet.
func schoolFigures(h *house) {
	_, school, class := h.smallTree()
	pupil, stranger := h.id(), h.id()
	e := care.Episode{ID: h.id(), Person: pupil, Programme: care.StudentCare, State: care.EpisodeOpen, Level: care.LevelSerious, OwnerPost: h.id(), OpenedAt: h.now(), NextOn: "2030-01-01"}
	talk := store.RecordRow{ID: h.id(), Person: pupil, Form: "f5_interview", FormHash: "hash", Ref: "flag", RefID: h.id(), AuthorPost: h.id(), Author: h.id()}
	again, other := talk, talk
	again.ID, again.Amends = h.id(), talk.ID
	other.ID, other.Person = h.id(), stranger
	due := care.Duty{ID: h.id(), Rule: "interview.serious", Period: "1", Person: pupil, Unit: school.ID, Ref: "flag", RefID: h.id(), Post: h.id(), OpenedAt: h.now(), DueAt: h.now() + 1000, State: care.DutyOpen}
	var today care.Date
	h.write(func(tx *store.Tx) error {
		today = tx.Today
		if err := tx.InsertTie(care.Tie{ID: h.id(), Person: pupil, Unit: class.ID, Kind: care.Enrolled, FromOn: today}); err != nil {
			return err
		}
		for _, r := range []store.RecordRow{talk, again, other} {
			if err := tx.InsertRecord(r); err != nil {
				return err
			}
		}
		if err := tx.InsertEpisode(e); err != nil {
			return err
		}
		if _, err := tx.InsertDuty(due); err != nil {
			return err
		}
		for _, level := range []care.Level{care.LevelGeneral, care.LevelSerious} {
			l := care.LevelChange{ID: h.id(), Episode: e.ID, Person: pupil, Level: level, ByPost: h.id(), ByPerson: h.id(), ReviewOn: today, PackHash: "pack"}
			if err := tx.InsertLevel(l, []byte("sealed")); err != nil {
				return err
			}
		}
		return tx.CloseEpisode(e.ID, "resolved")
	})
	figures := func(span store.Span) (forms map[string]int, levels map[care.Level]int, closed, done, all int) {
		h.read(func(tx *store.Tx) (err error) {
			if forms, err = tx.FormCounts(school.ID, span); err != nil {
				return err
			}
			if levels, err = tx.NewLevels(school.ID, span); err != nil {
				return err
			}
			if closed, err = tx.Closed(school.ID, span); err != nil {
				return err
			}
			done, all, err = tx.InTime(school.ID, "interview", span)
			return err
		})
		return forms, levels, closed, done, all
	}
	span := store.Span{From: today, To: today.AddDays(1)}
	forms, levels, closed, done, all := figures(span)
	h.same("talks", forms, map[string]int{"f5_interview": 1})
	h.same("levels", levels, map[care.Level]int{care.LevelGeneral: 1, care.LevelSerious: 1})
	h.same("closed", closed, 1)
	h.same("done in time", []int{done, all}, []int{0, 1})
	forms, levels, closed, done, all = figures(store.Span{From: today.AddDays(40), To: today.AddDays(50)})
	h.same("another month", []int{len(forms), len(levels), closed, done, all}, []int{0, 0, 0, 0, 0})
}
