package supervision

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// StaffBoard holds what the rules ask of psychology posts against who sits in them,
// below a unit.
type StaffBoard struct {
	Unit care.Unit
	Rows []StaffRow
}

// StaffRow is one unit under one ratio.
type StaffRow struct {
	Unit  care.Unit
	Ratio policy.Ratio
	Size  int // people the ratio counts by; a body of research counts as one
	Needs int // posts
	Has   int // different people who sit in psychology posts there; of whole or part time is not kept
}

// Short is how many are missing.
func (r StaffRow) Short() int { return max(0, r.Needs-r.Has) }

// Short counts the units with too few, each once.
func (b StaffBoard) Short() int {
	short := map[care.ID]bool{}
	for _, r := range b.Rows {
		if r.Short() > 0 {
			short[r.Unit.ID] = true
		}
	}
	return len(short)
}

// psychologists are the posts that ratios of pupils and students ask for: ours, since
// a counsellor (辅导员) of a university teaches no psychology.
var psychologists = []care.Role{care.PsychologyLead, care.PsychologyTeacher}

// Staffing compares every school, preschool and university at or below a unit with
// the ratios that apply to its size.
func (r Room) Staffing(ctx context.Context, who act.Who, unit care.ID) (b StaffBoard, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		b = StaffBoard{}
		if err := t.DecideUnit(access.Read, access.Activities, unit); err != nil {
			return err
		}
		if b.Unit, err = t.Unit(unit); err != nil {
			return err
		}
		if b.Rows, err = staffBelow(t, unit); err != nil {
			return err
		}
		reads := readable(t)
		b.Rows = slices.DeleteFunc(b.Rows, func(row StaffRow) bool { return !reads(row.Unit.ID) })
		return nil
	})
	return b, err
}

// staffBelow holds every unit at or below a unit against the ratios for it.
func staffBelow(t *act.Tx, unit care.ID) (rows []StaffRow, err error) {
	for _, kind := range []care.UnitKind{care.District, care.School, care.Preschool} {
		units, err := t.Below(unit, kind)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			list, err := staffRows(t, u)
			if err != nil {
				return nil, err
			}
			rows = append(rows, list...)
		}
	}
	return rows, nil
}

// Staffed is how the units at or below one stand with one ratio.
type Staffed struct {
	Ratio      policy.Ratio
	Units      int  // that it applies to
	Needs, Has int  // posts asked for and people there
	Short      int  // units with too few
	Uncounted  bool // nobody keeps how many people it counts by
}

// countedFor are the people that the system keeps the number of, where a ratio counts by
// them, and the body of research, which counts as one.
var countedFor = []string{"pupils", "students", "preschool_children", "teaching_research_body"}

// staffed adds up the rows of a ratio.
func staffed(r policy.Ratio, rows []StaffRow) Staffed {
	s := Staffed{Ratio: r, Uncounted: !slices.Contains(countedFor, r.For)}
	for _, row := range rows {
		if row.Ratio.ID != r.ID {
			continue
		}
		s.Units, s.Needs, s.Has = s.Units+1, s.Needs+row.Needs, s.Has+row.Has
		if row.Short() > 0 {
			s.Short++
		}
	}
	return s
}

// staffRows holds one unit against each ratio that applies to it.
func staffRows(t *act.Tx, u care.Unit) ([]StaffRow, error) {
	counted, roles := "pupils", psychologists
	size, err := 1, error(nil)
	if u.Kind == care.District {
		counted, roles = "teaching_research_body", []care.Role{care.DistrictResearcher}
	} else if size, err = t.CountIn(u.ID, care.Enrolled); err != nil || size == 0 {
		return nil, err
	}
	switch {
	case u.Kind == care.Preschool:
		counted = "preschool_children"
	case u.Kind == care.School && u.Stage == care.University:
		counted = "students"
	}
	var rows []StaffRow
	has := -1
	for _, r := range t.Policy.Ratios() {
		needs := r.Needs(size)
		if r.For != counted || needs == 0 {
			continue
		}
		if has < 0 {
			if has, err = seated(t, u.ID, roles); err != nil {
				return nil, err
			}
		}
		rows = append(rows, StaffRow{Unit: u, Ratio: r, Size: size, Needs: needs, Has: has})
	}
	return rows, nil
}

// seated counts the different people who sit in posts of some roles at a unit or below.
func seated(t *act.Tx, unit care.ID, roles []care.Role) (int, error) {
	people := map[care.ID]bool{}
	for _, role := range roles {
		posts, err := t.PostsBelow(unit, role)
		if err != nil {
			return 0, err
		}
		for _, p := range posts {
			person, err := t.Holder(p.ID)
			if err == nil {
				people[person] = true
			} else if care.KindOf(err) != care.NotFound {
				return 0, err
			}
		}
	}
	return len(people), nil
}
