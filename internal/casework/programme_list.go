package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// ProgrammeCount is a programme with how many the reader may see in it.
type ProgrammeCount struct {
	Programme policy.Programme
	Open      int
	Late      int
}

// ProgrammesSeen lists the programmes the actor's post works in. A post that may read
// only of people who became its own (the last seat above, when those below are vacant)
// has a place in one as long as somebody is: "0" would be read as nobody at all, and
// of the others it is told nothing.
func (r Room) ProgrammesSeen(ctx context.Context, who act.Who) ([]ProgrammeCount, error) {
	var list []ProgrammeCount
	err := r.View(ctx, who, func(t *act.Tx) error {
		list = nil
		at, err := t.Unit(who.Unit)
		if err != nil {
			return err
		}
		for _, p := range r.Policy().Programmes() {
			data := access.Data(p.Data)
			if p.ID == string(care.StudentCare) || !r.Access().May(who.Role, access.Read, data) || !p.Concerns(at.Kind) {
				continue
			}
			c := ProgrammeCount{Programme: p}
			f, q := t.Visible(access.Read, data), store.ProgrammeQuery{Programme: care.Programme(p.ID), Level: -1}
			unit, err := programmeUnit(t)
			if err != nil {
				return err
			}
			if c.Open, err = t.CountEpisodesFound(f, unit, q); err != nil {
				return err
			}
			q.Late = true
			if c.Late, err = t.CountEpisodesFound(f, unit, q); err != nil {
				return err
			}
			if c.Open > 0 || standsIn(r.Access(), who.Role, p) {
				list = append(list, c)
			}
		}
		return nil
	})
	return list, err
}

// standsIn tells whether a role works in a programme whoever is in it just now: it is
// responsible for its people, or has to do with all of an area.
func standsIn(m access.Matrix, role care.Role, p policy.Programme) bool {
	more := func(s access.Scope) bool { return s != access.Owned }
	data := access.Data(p.Data)
	return p.Owner == role || slices.ContainsFunc(m.Scopes(role, access.Read, data), more) || slices.ContainsFunc(m.Scopes(role, access.Write, data), more)
}

// concerns refuses whose post or unit has nothing to do with a programme.
func concerns(t *act.Tx, p policy.Programme, verb access.Verb) error {
	data := access.Data(p.Data)
	if t.Who.Role == care.SystemRole {
		return nil
	}
	at, err := t.Unit(t.Who.Unit)
	if err == nil && (!t.Access.May(t.Who.Role, verb, data) || !p.Concerns(at.Kind)) {
		err = t.Refuse(data, 0)
	}
	return err
}

// registering lists the units at which the actor registers people for a programme:
// his own, and those below it.
func registering(t *act.Tx, p policy.Programme) (list []care.Unit, err error) {
	if p.Register == nil {
		return nil, nil
	}
	for _, kind := range p.Register.At {
		units, err := t.Below(t.Who.Unit, kind)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			if t.MayUnit(access.Write, access.Data(p.Data), u.ID) {
				list = append(list, u)
			}
		}
	}
	return list, nil
}

// InProgrammes tells whether a post works in some programme other than pupil care.
func (r Room) InProgrammes(ctx context.Context, who act.Who) bool {
	list, err := r.ProgrammesSeen(ctx, who)
	return err == nil && len(list) > 0
}

// programmeUnit is the frame of a list: the whole region, since a post may be
// responsible for somebody outside its own unit; the filter decides what is seen.
func programmeUnit(t *act.Tx) (care.ID, error) {
	root, err := t.Root()
	return root.ID, err
}

// CaredLine is somebody in a list of a programme.
type CaredLine struct {
	care.Episode
	Person  Chip
	Label   care.Text
	Owner   Holder
	Next    Row // its first open duty
	Overdue int // open duties past their time
	Home    care.HomeState
}

// ProgrammeList is one page of a programme.
type ProgrammeList struct {
	Programme policy.Programme
	Lines     []CaredLine
	Total     int
	Late      int         // of all
	Places    []care.Unit // villages or townships to choose from
	MayEnter  bool
	At        care.Millis
}

// ProgrammeList lists those in a programme whom the actor may see: late first.
func (r Room) ProgrammeList(ctx context.Context, who act.Who, place care.ID, q store.ProgrammeQuery) (out ProgrammeList, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error { return out.read(t, place, q) })
	return out, err
}

// ExportProgramme is ProgrammeList for a file that leaves the house; it is logged.
func (r Room) ExportProgramme(ctx context.Context, who act.Who, place care.ID, q store.ProgrammeQuery) (out ProgrammeList, err error) {
	err = r.Look(ctx, who, "casework.ExportProgramme", func(t *act.Tx) error {
		err := out.read(t, place, q)
		t.Showed("export", place, len(out.Lines))
		return err
	})
	return out, err
}

func (out *ProgrammeList) read(t *act.Tx, place care.ID, q store.ProgrammeQuery) (err error) {
	*out = ProgrammeList{At: t.Now}
	if out.Programme, err = programme(t, q.Programme); err != nil {
		return err
	}
	data := access.Data(out.Programme.Data)
	if err := concerns(t, out.Programme, access.Read); err != nil {
		return err
	}
	if place == 0 {
		if place, err = programmeUnit(t); err != nil {
			return err
		}
	}
	f := t.Visible(access.Read, data)
	if out.Total, err = t.CountEpisodesFound(f, place, q); err != nil {
		return err
	}
	late := q
	late.Late = true
	if out.Late, err = t.CountEpisodesFound(f, place, late); err != nil {
		return err
	}
	if out.MayEnter, err = mayUnit(t, access.Write, data, t.Who.Unit); err != nil {
		return err
	}
	if p := out.Programme; p.Register != nil && out.MayEnter {
		places, err := registering(t, p)
		if out.MayEnter = len(places) > 0; err != nil {
			return err
		}
	}
	if out.Places, err = t.Below(t.Who.Unit, care.Village); err != nil {
		return err
	}
	episodes, err := t.EpisodesFound(f, place, q)
	for _, e := range episodes {
		line, err := caredLine(t, out.Programme, e)
		if err != nil {
			return err
		}
		out.Lines = append(out.Lines, line)
	}
	return err
}

func caredLine(t *act.Tx, p policy.Programme, e care.Episode) (CaredLine, error) {
	line := CaredLine{Episode: e, Label: p.Label(e.Level)}
	var err error
	if line.Person, err = homeChip(t, e.Person, &line.Home); err != nil {
		return line, err
	}
	if line.Owner, err = holderOf(t, e.OwnerPost); err != nil {
		return line, err
	}
	duties, err := t.DutiesAbout(e.Person)
	for _, d := range duties {
		if d.State != care.DutyOpen || d.Ref != "episode" || d.RefID != e.ID {
			continue
		}
		if d.DueAt < t.Now {
			line.Overdue++
		}
		if line.Next.ID == 0 || d.DueAt < line.Next.Due {
			if line.Next, err = dutyRow(t, d); err != nil {
				return line, err
			}
			line.Next.Pupil = line.Person
		}
	}
	return line, err
}

// homeChip is chipOf with the village instead of the class.
func homeChip(t *act.Tx, person care.ID, state *care.HomeState) (Chip, error) {
	c, err := chipOf(t, person)
	if err != nil {
		return c, err
	}
	ties, err := t.CurrentTies([]care.ID{person})
	if err != nil {
		return c, err
	}
	for _, tie := range ties {
		if tie.Kind == care.Resident {
			*state = tie.State
			c.Class, err = unitText(t, tie.Unit)
		}
	}
	return c, err
}
