package region

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// allowedBelow says what may stand below what. Ours.
var allowedBelow = map[care.UnitKind][]care.UnitKind{
	care.District:   append([]care.UnitKind{care.School, care.Township, care.Hotline}, institutions...),
	care.Township:   append([]care.UnitKind{care.Village, care.School}, institutions...),
	care.School:     {care.Class, care.Dormitory, care.College}, // a college in a university only
	care.Enterprise: {care.Centre},
	care.Agency:     {care.Centre},
}

// institutions are the units that look after people besides the schools, those that
// teach the youngest and their parents, and those that employ people.
var institutions = []care.UnitKind{care.Preschool, care.Station, care.Hospital, care.HealthCentre, care.WelfareHome, care.Centre, care.Agency, care.Enterprise}

// heads are the seats an institution is founded with, vacant until somebody is
// appointed: its unit page calls for it, and until then the level above does the work.
var heads = map[care.UnitKind]care.Role{care.HealthCentre: care.PreventionDoctor, care.WelfareHome: care.UnitHead, care.Centre: care.PsychologyLead,
	care.Agency: care.UnitHead, care.Enterprise: care.UnitHead, care.Hotline: care.HotlineLead, care.Station: care.StationLead, care.Preschool: care.Principal, care.College: care.FacultyLead}

// KindsBelow lists what may stand below a unit, in the order of a list box.
func KindsBelow(u care.Unit) []care.UnitKind {
	return slices.DeleteFunc(slices.Clone(allowedBelow[u.Kind]), func(k care.UnitKind) bool { return k == care.College && u.Stage != care.University })
}

// AddUnit adds a unit below another.
func (r Room) AddUnit(ctx context.Context, who act.Who, u care.Unit) (care.Unit, error) {
	err := r.Do(ctx, who, "region.AddUnit", func(t *act.Tx) error {
		if err := t.DecideUnit(access.Write, access.Posts, u.Parent); err != nil {
			return err
		}
		var err error
		u, err = addUnit(t, u)
		t.About("unit", u.ID, 0)
		return err
	})
	return u, err
}

// AddUnits adds many units in one act, parents before children; the ids are
// the caller's where he set them.
func (r Room) AddUnits(ctx context.Context, who act.Who, units []care.Unit) error {
	return r.Do(ctx, who, "region.AddUnits", func(t *act.Tx) error {
		for _, u := range units {
			if err := t.DecideUnit(access.Write, access.Posts, u.Parent); err != nil {
				return err
			}
			if _, err := addUnit(t, u); err != nil {
				return err
			}
		}
		t.About("unit", 0, 0)
		t.Detail("units", len(units))
		return nil
	})
}

func addUnit(t *act.Tx, u care.Unit) (care.Unit, error) {
	parent, err := t.Unit(u.Parent)
	if err != nil {
		return u, err
	}
	if !slices.Contains(KindsBelow(parent), u.Kind) {
		return u, care.Invalidf("kind", "这类单位不能放在这里", "a unit of this kind can't stand here")
	}
	u.Name = strings.TrimSpace(u.Name)
	if u.Kind == care.Class {
		if u.Stage.FirstGrade() == 0 || u.Entry < 2000 || u.Number < 1 {
			return u, care.Invalidf("class", "班级需要学段、入学年份和班号", "a class needs its stage, entry year and number")
		}
	} else if u.Name == "" {
		return u, care.Invalidf("name", "请填写名称", "give the unit a name")
	}
	if u.ID == 0 {
		u.ID = t.NewID()
	}
	if u.OpenedOn == "" {
		u.OpenedOn = t.Today
	}
	if err := t.InsertUnit(u); err != nil {
		return u, err
	}
	if head := heads[u.Kind]; head != "" {
		return u, t.InsertPost(care.Post{ID: t.NewID(), Unit: u.ID, Role: head})
	}
	return u, nil
}

// RenameUnit changes a unit's name and code.
func (r Room) RenameUnit(ctx context.Context, who act.Who, id care.ID, name, code string) error {
	return r.Do(ctx, who, "region.RenameUnit", func(t *act.Tx) error {
		if err := t.DecideUnit(access.Write, access.Posts, id); err != nil {
			return err
		}
		u, err := t.Unit(id)
		if err != nil {
			return err
		}
		if u.Name, u.Code = strings.TrimSpace(name), strings.TrimSpace(code); u.Name == "" {
			return care.Invalidf("name", "请填写名称", "give the unit a name")
		}
		t.About("unit", id, 0)
		return t.UpdateUnit(u)
	})
}
