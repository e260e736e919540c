package supervision_test

import (
	"testing"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/supervision"
)

// reported files a school's monthly report by its psychology lead.
func reported(t *testing.T, f *fixture.Fixture) (care.ID, questionnaire.Values) {
	t.Helper()
	r, lead := room(f), f.As(care.PsychologyLead)
	sheet, err := r.Blank(ctx, lead, f.School.ID, "monthly_report", supervision.Asked{})
	must(t, err)
	v := fixture.Filled(sheet.Def, sheet.Values, care.DateOf(f.Now()))
	id, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "monthly_report", Values: v})
	must(t, err)
	return id, v
}

// refusedWriting holds that a record can't be opened to be amended, nor amended, taken
// back or ended.
func refusedWriting(t *testing.T, f *fixture.Fixture, who act.Who, n supervision.NewActivity) {
	t.Helper()
	r := room(f)
	if s, err := r.BlankAmend(ctx, who, n.Amends); care.KindOf(err) != care.Forbidden || len(s.Values) > 0 {
		t.Errorf("%s opens the amendment: got %v, want forbidden", who.Role, err)
	}
	if _, _, err := r.FileActivity(ctx, who, n); care.KindOf(err) != care.Forbidden {
		t.Errorf("%s amends: got %v, want forbidden", who.Role, err)
	}
	if err := r.Withdraw(ctx, who, n.Amends, "重复"); care.KindOf(err) != care.Forbidden {
		t.Errorf("%s takes it back: got %v, want forbidden", who.Role, err)
	}
	if err := r.EndStanding(ctx, who, n.Amends, care.DateOf(f.Now())); care.KindOf(err) != care.Forbidden {
		t.Errorf("%s ends it: got %v, want forbidden", who.Role, err)
	}
}

// TestWhoeverWritesARecordMayReadIt: an amendment opens on what stands there, so it is
// not for who may only record activities.
func TestWhoeverWritesARecordMayReadIt(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, safety := room(f), f.As(care.SafetyOffice)
		id, v := reported(t, f)
		if _, err := r.Open(ctx, safety, id); care.KindOf(err) != care.Forbidden {
			t.Fatalf("the safety office reads the report: got %v, want forbidden", err)
		}
		refusedWriting(t, f, safety, supervision.NewActivity{Unit: f.School.ID, Kind: "monthly_report", Values: v, Amends: id})
		// nor by calling it another kind
		other := supervision.NewActivity{Unit: f.School.ID, Kind: "lecture", Values: values(care.DateOf(f.Now())), Amends: id}
		if _, _, err := r.FileActivity(ctx, safety, other); care.KindOf(err) != care.Forbidden {
			t.Errorf("the safety office amends it as a lecture: got %v, want forbidden", err)
		}
		_, kinds, err := r.Kinds(ctx, safety, f.School.ID)
		must(t, err)
		if supervision.HasKind(kinds, "monthly_report") || !supervision.HasKind(kinds, "lecture") {
			t.Error("the kinds offered are not those the safety office may file and read")
		}
	})
}

// TestASchoolsRecordsAreWrittenInTheSchool: a post of the township writes nothing of what
// a school of the township did, unless a duty of the school is its own. The supervisor
// of child directors does not even read it.
func TestASchoolsRecordsAreWrittenInTheSchool(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, officer, today := room(f), f.As(care.DistrictOfficer), care.DateOf(f.Now())
		c := f.Countryside(t)
		school, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: c.Township.ID, Kind: care.School, Name: "乡中心学校", Stage: care.Junior})
		must(t, err)
		id, _, err := r.FileActivity(ctx, officer, supervision.NewActivity{Unit: school.ID, Kind: "lecture", Values: values(today)})
		must(t, err)
		hired, err := f.Regions.AddStaff(ctx, officer, []region.NewStaff{{Name: "乡指导站站长", Seats: []region.Seat{{Unit: c.Township.ID, Role: care.StationLead}}}})
		must(t, err)
		station := act.Who{Actor: access.Actor{Person: hired[0].Person, Post: hired[0].Posts[0], Unit: c.Township.ID, Role: care.StationLead}, Purpose: "daily_work"}
		rec, err := r.Open(ctx, station, id)
		must(t, err)
		if rec.May {
			t.Error("the station is offered to amend it")
		}
		if _, err := r.Open(ctx, c.Supervisor, id); care.KindOf(err) != care.Forbidden {
			t.Errorf("the supervisor reads it: got %v, want forbidden", err)
		}
		for _, who := range []act.Who{station, c.Supervisor} {
			refusedWriting(t, f, who, supervision.NewActivity{Unit: school.ID, Kind: "lecture", Values: values(today), Amends: id})
			if _, _, err := r.Kinds(ctx, who, school.ID); care.KindOf(err) != care.Forbidden {
				t.Errorf("the kinds %s may file at a school: got %v, want forbidden", who.Role, err)
			}
		}
		for _, u := range []care.Unit{c.Township, c.Village} {
			if _, _, err := r.FileActivity(ctx, c.Supervisor, supervision.NewActivity{Unit: u.ID, Kind: "lecture", Values: values(today)}); err != nil {
				t.Errorf("the supervisor files at %s: %v", u.Name, err)
			}
		}

		must(t, r.Generate(ctx))
		cadence := someCadence(t, f.Kernel, "parent_training")
		b, err := r.Board(ctx, officer, school.ID, care.SchoolYear(today))
		must(t, err)
		seen, err := r.Board(ctx, station, school.ID, care.SchoolYear(today))
		must(t, err)
		if !b.May || !line(t, b, cadence.ID).May || seen.May || line(t, seen, cadence.ID).May {
			t.Error("the board offers to record to others than those who may")
		}
		d := line(t, b, cadence.ID).Duty
		d.Post = station.Post
		must(t, f.Do(ctx, act.System, "test.Give", func(tx *act.Tx) error { return tx.GiveDuty(d) }))
		seen, err = r.Board(ctx, station, school.ID, care.SchoolYear(today))
		must(t, err)
		if !seen.May || !line(t, seen, cadence.ID).May {
			t.Error("whom a school's duty lies with is not offered to record it")
		}
		if _, _, err := r.FileActivity(ctx, station, supervision.NewActivity{Unit: school.ID, Kind: "parent_training", Values: values(today)}); err != nil {
			t.Errorf("whoever a school's duty lies with files the evidence: %v", err)
		}
		if _, _, err := r.FileActivity(ctx, station, supervision.NewActivity{Unit: school.ID, Kind: "lecture", Values: values(today)}); care.KindOf(err) != care.Forbidden {
			t.Errorf("the duty asks for nothing else: got %v, want forbidden", err)
		}
	})
}
