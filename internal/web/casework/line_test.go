package caseweb_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

var linkAt = regexp.MustCompile(`/l/[0-9a-z]{26}`)

// A guardian's letter, and the page after it, name the line of the round that led to it
// and those of the pack with their hours, while they are answered; where the round has
// none, the region's. A stranger who guesses the digits reads no line of any school.
func TestAGuardiansLetterNamesTheRoundsLineWhileItIsOpen(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	teacher := s.As(t, care.PsychologyTeacher)
	s.Work(t) // the round's sheet of this pupil asked for a meeting
	person := s.Pupils[1]
	n := told(t, s, person)[0]
	teacher.Post("/notices/"+n.ID.String()+"/home-safe", fields("", fixture.HomeSafe)...).Goes("/notices/" + n.ID.String())
	link := linkAt.FindString(teacher.Post("/notices/" + n.ID.String() + "/link").OK().Body)
	guardian, end := s.Stranger(t), phoneEnd(t, s, person)

	guardian.Get(link).OK().Lacks(fixture.LocalNumber)
	guardian.Post(link, "last4", "9998").Is(http.StatusUnprocessableEntity).Lacks(fixture.LocalNumber)
	letter := guardian.Post(link, "last4", end).OK().Has(fixture.LocalNumber, "周一至周五 08:00–18:00", "12356", "次日 02:00", "24 小时")
	if strings.Index(letter.Body, fixture.LocalNumber) > strings.Index(letter.Body, "12356") {
		t.Error("the round's own line does not stand first")
	}
	must(t, s.Regions.PutSettings(t.Context(), s.Fixture.As(care.SystemAdmin), map[string]string{act.LocalLine: "县心理热线 023-75559999", act.LocalHours: "daily 00:00-00:00"}))
	guardian.Post(link, "last4", end).OK().Has(fixture.LocalNumber).Lacks("023-75559999")
	s.Wait(10 * time.Hour) // the round's line answers until six
	guardian.Post(link, "last4", end).OK().Has("12356").Lacks(fixture.LocalNumber)
	s.Wait(14 * time.Hour)
	guardian.Post(link+"/read", "last4", end).OK().Has("谢谢您", fixture.LocalNumber, "12356")
}

// Where no round led to the notice, or it has no line, the region's own is named.
func TestAGuardiansLetterNamesTheRegionsLineWhereTheRoundHasNone(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	teacher := s.As(t, care.PsychologyTeacher)
	must(t, s.Regions.PutSettings(t.Context(), s.Fixture.As(care.SystemAdmin), map[string]string{act.LocalLine: "县心理热线 023-75559999", act.LocalHours: "daily 08:00-20:00"}))
	person := s.Pupils[0]
	n := fixture.FamilyNotice(t, s.Confirm(t, person, care.LevelGeneral, nil).Notices)
	teacher.Post("/notices/"+n.ID.String()+"/home-safe", fields("", fixture.HomeSafe)...).Goes("/notices/" + n.ID.String())
	link := linkAt.FindString(teacher.Post("/notices/" + n.ID.String() + "/link").OK().Body)
	s.Stranger(t).Post(link, "last4", phoneEnd(t, s, person)).OK().Has("县心理热线", "023-75559999", "每天 08:00–20:00")
}
