package casework_test

import (
	"context"
	"slices"
	"testing"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/store"
)

// owned puts a person into a programme, owned by somebody who files a contact.
func owned(t *testing.T, f *fixture.Fixture, who act.Who, person care.ID, in care.Programme, tie care.TieKind, form string, sheet map[string][]string) care.Episode {
	t.Helper()
	e := care.Episode{Person: person, Programme: in, State: care.EpisodeOpen, Level: care.LevelWatch, OwnerPost: who.Post, NextOn: "2026-10-30"}
	err := f.Do(context.Background(), act.System, "test", func(tx *act.Tx) error {
		e.ID = tx.NewID()
		if tie != "" {
			if err := tx.InsertTie(care.Tie{ID: tx.NewID(), Person: person, Unit: who.Unit, Kind: tie, FromOn: "2026-09-01"}); err != nil {
				return err
			}
		}
		return tx.InsertEpisode(e)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Casework.FileContact(context.Background(), who, e.ID, f.Values(t, form, sheet)); err != nil {
		t.Fatalf("%s files a contact in %s: %v", who.Role, in, err)
	}
	return e
}

// reads holds what somebody sees of an episode: by the page, its records, the list,
// its count and the filter, and whether he may end it.
func reads(t *testing.T, f *fixture.Fixture, who act.Who, e care.Episode, want bool) {
	t.Helper()
	ctx := context.Background()
	fault := func(what string, got any) { t.Errorf("%s, by %s: %s: got %v", who.Role, e.Programme, what, got) }
	file, err := f.Casework.OpenFile(ctx, who, e.Person)
	if err != nil {
		fault("the person", err)
	}
	if got := slices.ContainsFunc(file.Care, func(c casework.Cared) bool { return c.Episode.ID == e.ID && c.Known }); got != want {
		fault("in the file", got)
	}
	var records []store.RecordRow
	view(t, f, func(tx *act.Tx) (err error) { records, err = tx.RecordsFor("episode", e.ID); return err })
	if len(records) == 0 {
		t.Fatalf("%s: no record to read", e.Programme)
	}
	for _, r := range records {
		if _, err := f.Casework.OpenRecord(ctx, who, r.ID); (err == nil) != want || err != nil && care.KindOf(err) != care.NotFound {
			fault("its record", err)
		}
		if got := slices.ContainsFunc(file.Events, func(ev casework.Event) bool { return ev.ID == r.ID }); got != want {
			fault("its record in the file", got)
		}
	}
	list, err := f.Casework.ProgrammeList(ctx, who, f.Root, store.ProgrammeQuery{Programme: e.Programme, Level: -1, Limit: 9})
	if got := err == nil && list.Total > 0; got && !want {
		fault("the list", list.Total)
	}
	err = f.View(ctx, who, func(tx *act.Tx) error {
		data := tx.DataOf(e.Programme)
		seen, err := tx.VisiblePersons(tx.Visible(access.Read, data), []care.ID{e.Person})
		if may := tx.May(access.Read, data, e.Person); may != want || may != (len(seen) > 0) {
			fault("the page and the list", []bool{may, len(seen) > 0})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Casework.Blank(ctx, who, records[0].Form, casework.About{Ref: "episode", ID: e.ID}); (err == nil) != want {
		fault("its form", err)
	}
	if want {
		return
	}
	if err := f.Casework.Leave(ctx, who, e.ID, "moved", "不再需要"); care.KindOf(err) != care.Forbidden && care.KindOf(err) != care.NotFound {
		fault("ending it", err)
	}
}

// Whoever looks after somebody in one programme reads that one: to own something of a
// person opens nothing of his other programmes, and nothing of the school's.
func TestOwnersReadTheirProgrammeOnly(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t) // Pupils[1] is serious in the school's care; the alert of Pupils[4] is open
		in, country := f.Institutions(t), f.Countryside(t)
		lead, district := f.As(care.PsychologyLead), f.As(care.DistrictOfficer)
		child, adult := fixture.Reached("call", "2026-09-15"), fixture.ReachedAdult("call", "2026-09-15")
		pupil, called := f.Pupils[1], f.Pupils[4]
		of := func(person care.ID) map[care.Programme]care.Episode {
			return map[care.Programme]care.Episode{
				care.ChildInHardship: owned(t, f, country.Director, person, care.ChildInHardship, "", casework.ContactForm, child),
				"state_ward":         owned(t, f, in.Head, person, "state_ward", care.WardOf, casework.ContactForm, child),
				"severe_disorder":    owned(t, f, in.Doctor, person, "severe_disorder", care.ServedBy, casework.AdultContact, adult),
				"key_population":     owned(t, f, in.Civil, person, "key_population", care.ServedBy, casework.AdultContact, adult),
				care.EmployeeCare:    owned(t, f, in.Counsellor, person, care.EmployeeCare, care.ServedBy, casework.AdultContact, adult),
			}
		}
		all, others := of(pupil), of(called)

		// The school's lead is in charge of a pupil; the district officer is called to an alert.
		err := f.Do(ctx, act.System, "test", func(tx *act.Tx) error {
			e, err := tx.OpenEpisode(pupil, care.StudentCare)
			if err != nil {
				return err
			}
			e.OwnerPost = lead.Post
			if err := tx.UpdateEpisode(e); err != nil {
				return err
			}
			_, err = tx.CallPost(f.AlertOf(t, called).ID, district.Post, 3)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}

		for programme, e := range all {
			reads(t, f, lead, e, false)
			for who, of := range map[*act.Who]care.Programme{&in.Civil: "key_population", &in.Doctor: "severe_disorder", &in.Counsellor: care.EmployeeCare, &country.Director: care.ChildInHardship} {
				reads(t, f, *who, e, programme == of)
			}
		}
		for _, e := range others {
			reads(t, f, district, e, false)
		}

		for _, c := range []struct {
			who    act.Who
			person care.ID
			data   access.Data
			want   bool
		}{
			{lead, pupil, access.Medical, true}, {lead, pupil, access.Level, true}, {district, called, access.Alerts, true}, {district, called, access.Identity, true},
			{in.Doctor, pupil, access.Medical, false}, {in.Counsellor, pupil, access.Medical, false}, {in.Head, called, access.Medical, false}, {in.Head, called, access.Alerts, false},
			{in.Civil, pupil, access.Identity, true}, {in.Civil, pupil, access.Contacts, true}, {in.Doctor, pupil, access.Contacts, true}, {in.Head, pupil, access.Contacts, true},
		} {
			err := f.View(ctx, c.who, func(tx *act.Tx) error {
				seen, err := tx.VisiblePersons(tx.Visible(access.Read, c.data), []care.ID{c.person})
				if may := tx.May(access.Read, c.data, c.person); may != c.want || (len(seen) > 0) != c.want {
					t.Errorf("%s reads %s: got %t by the page and %v by the list", c.who.Role, c.data, may, seen)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
