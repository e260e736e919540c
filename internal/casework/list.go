package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// FlagLine is a flag in a list.
type FlagLine struct {
	care.Flag
	Pupil Chip
	Next  Row // the open interview duty; zero when there is none
	Stage FlagStage
}

// FlagStage is how far a flag has come.
type FlagStage int

// The stages.
const (
	FlagNone     FlagStage = iota
	FlagWaiting            // nobody has met the pupil
	FlagMet                // somebody did; a level or an end is to be decided
	FlagProposed           // an end waits for a second person
	FlagEnded
)

func stageOf(t *act.Tx, f care.Flag) (FlagStage, error) {
	switch {
	case f.State == care.FlagEnded:
		return FlagEnded, nil
	case f.Proposed != "":
		return FlagProposed, nil
	}
	met, err := hasRecord(t, "flag", f.ID, "f5_interview")
	if met {
		return FlagMet, err
	}
	return FlagWaiting, err
}

// FlagList is one page of flags and how many there are.
type FlagList struct {
	Lines   []FlagLine
	Total   int
	Schools []care.Unit // to choose from
}

// Flags lists the flags the actor may see, of a school where one is chosen.
func (r Room) Flags(ctx context.Context, who act.Who, school care.ID, q store.FlagQuery) (out FlagList, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error { return out.read(t, school, q) })
	return out, err
}

// ExportFlags is Flags for a file that leaves the house; it is logged.
func (r Room) ExportFlags(ctx context.Context, who act.Who, school care.ID, q store.FlagQuery) (out FlagList, err error) {
	err = r.Look(ctx, who, "casework.ExportFlags", func(t *act.Tx) error {
		err := out.read(t, school, q)
		t.Showed("export", school, len(out.Lines))
		return err
	})
	return out, err
}

func (out *FlagList) read(t *act.Tx, school care.ID, q store.FlagQuery) error {
	*out = FlagList{}
	unit, err := within(t, school)
	if err != nil {
		return err
	}
	if out.Schools, err = t.Below(t.Who.Unit, care.School); err != nil {
		return err
	}
	f := t.Visible(access.Read, access.Suggestion)
	if out.Total, err = t.CountFlagsFound(f, unit, q); err != nil {
		return err
	}
	flags, err := t.FlagsFound(f, unit, q)
	if err != nil {
		return err
	}
	for _, flag := range flags {
		line, err := flagLine(t, flag)
		if err != nil {
			return err
		}
		out.Lines = append(out.Lines, line)
	}
	return nil
}

func flagLine(t *act.Tx, f care.Flag) (FlagLine, error) {
	line := FlagLine{Flag: f}
	var err error
	if line.Pupil, err = chipOf(t, f.Person); err != nil {
		return line, err
	}
	if line.Stage, err = stageOf(t, f); err != nil {
		return line, err
	}
	d, err := t.InterviewDuty(f)
	if care.KindOf(err) == care.NotFound && err != nil {
		return line, nil
	}
	if err == nil {
		line.Next, err = dutyRow(t, d)
	}
	return line, err
}

// AlertLine is an alert in a list.
type AlertLine struct {
	care.Alert
	Pupil  Chip
	Called bool // this post was called
	By     Holder
}

// alertsMost is how many alerts a list shows, open ones first. Ours.
const alertsMost = 200

// Alerts lists the alerts the actor may see.
func (r Room) Alerts(ctx context.Context, who act.Who) ([]AlertLine, error) {
	var list []AlertLine
	err := r.View(ctx, who, func(t *act.Tx) error {
		unit, err := frame(t)
		if err != nil {
			return err
		}
		alerts, err := t.AlertsVisible(t.Visible(access.Read, access.Alerts), unit, alertsMost)
		if err != nil {
			return err
		}
		for _, a := range alerts {
			line := AlertLine{Alert: a}
			if line.Pupil, err = chipOf(t, a.Person); err != nil {
				return err
			}
			if line.By, err = holderOf(t, a.AnsweredBy); err != nil {
				return err
			}
			list = append(list, line)
		}
		return nil
	})
	return list, err
}

// PupilLine is a pupil in a class list. Level is known only where the reader
// may know it.
type PupilLine struct {
	Chip
	NoEnd   string       // last digits of the student number, to tell pupils of one name apart
	Episode care.Episode // zero without one, or where it is not for the reader
	Flag    FlagStage    // of the open flag
}

// PupilList is a class or school, or the schools to choose one from.
type PupilList struct {
	Unit    care.Unit
	Name    care.Text
	Schools []care.Unit // to choose from; of a township its villages
	Classes []ClassChoice
	Lines   []PupilLine
}

// ClassChoice is a class with its name.
type ClassChoice struct {
	ID   care.ID
	Name care.Text
}

// Pupils lists the pupils of a class the actor may see, by pinyin. Names are
// opened for one class at a time, or for one school in a search.
func (r Room) Pupils(ctx context.Context, who act.Who, unit care.ID) (PupilList, error) {
	var out PupilList
	err := r.Look(ctx, who, "casework.Pupils", func(t *act.Tx) (err error) {
		id, err := within(t, unit)
		if err != nil {
			return err
		}
		if out.Unit, err = t.Unit(id); err != nil {
			return err
		}
		if out.Name, err = unitText(t, id); err != nil {
			return err
		}
		switch out.Unit.Kind {
		case care.District:
			out.Schools, err = t.Below(id, care.School)
			return err
		case care.Township: // who works there knows children by where they live
			out.Schools, err = t.Below(id, care.Village)
			return err
		}
		if out.Unit.Kind != care.School && out.Unit.Kind != care.Class { // a village, an institution
			out.Lines, err = pupilLines(t, id, tieOf(out.Unit.Kind))
			t.Showed(string(out.Unit.Kind), id, len(out.Lines))
			return err
		}
		school, err := t.Above(id, care.School)
		if err != nil {
			return err
		}
		if err := out.readClasses(t, school.ID); err != nil {
			return err
		}
		if out.Unit.Kind != care.Class && t.Access.May(who.Role, access.Read, access.Roster) && len(out.Classes) > 0 {
			return nil
		}
		out.Lines, err = pupilLines(t, id, care.Enrolled)
		t.Showed(string(out.Unit.Kind), id, len(out.Lines))
		return err
	})
	return out, err
}

func (out *PupilList) readClasses(t *act.Tx, school care.ID) error {
	classes, err := t.Below(school, care.Class)
	if err != nil {
		return err
	}
	year := care.SchoolYear(t.Today)
	for _, c := range classes {
		inside, err := t.Inside(c.ID, t.Who.Unit)
		if err != nil {
			return err
		}
		if inside {
			out.Classes = append(out.Classes, ClassChoice{c.ID, c.ClassName(year)})
		}
	}
	return nil
}

// tieOf is how children belong to a kind of unit.
func tieOf(kind care.UnitKind) care.TieKind {
	switch kind {
	case care.Village:
		return care.Resident
	case care.WelfareHome:
		return care.WardOf
	case care.HealthCentre, care.Hospital, care.Centre:
		return care.ServedBy
	}
	return care.Enrolled
}

func pupilLines(t *act.Tx, unit care.ID, kind care.TieKind) ([]PupilLine, error) {
	var list []PupilLine
	err := t.EachVisibleTied(t.Visible(access.Read, access.Identity), unit, kind, func(m store.Member) error {
		line := PupilLine{Chip: Chip{Person: m.ID, May: true}}
		identity, err := t.Identity(m.PersonRow)
		if err != nil && care.KindOf(err) != care.Sealed {
			return err
		}
		line.Name, line.NoEnd = identity.Name, endOf(identity.StudentNo)
		of := m.Unit
		if kind == care.Resident { // the village stands above; the school tells children of one name apart
			if class, err := t.ClassIDOf(m.ID); err == nil {
				of = class
			} else if care.KindOf(err) != care.NotFound {
				return err
			}
		}
		if line.Class, err = unitText(t, of); err != nil {
			return err
		}
		if t.May(access.Read, access.Level, m.ID) {
			if line.Episode, err = t.OpenEpisode(m.ID, care.StudentCare); err != nil && care.KindOf(err) != care.NotFound {
				return err
			}
		}
		if t.May(access.Read, access.Suggestion, m.ID) {
			if line.Flag, err = openFlagOf(t, m.ID); err != nil {
				return err
			}
		}
		list = append(list, line)
		return nil
	})
	slices.SortStableFunc(list, func(a, b PupilLine) int { return compareNames(a.Name, b.Name) })
	return list, err
}

// endOf keeps the last four characters of a student number: the national one is
// the letter G and the child's whole ID number, which no list has to show.
func endOf(number string) string {
	r := []rune(number)
	return string(r[max(0, len(r)-4):])
}

func openFlagOf(t *act.Tx, person care.ID) (FlagStage, error) {
	flags, err := t.FlagsOf(person)
	if err != nil {
		return FlagNone, err
	}
	i := slices.IndexFunc(flags, func(f care.Flag) bool { return f.State == care.FlagOpen })
	if i < 0 {
		return FlagNone, nil
	}
	return stageOf(t, flags[i])
}

// NoticeLine is a notice in a list.
type NoticeLine struct {
	care.Notice
	Pupil Chip
	Whom  Holder
	Mine  bool
	Era   act.Era // the pack by whose row he is told
}

// Notices lists the notices sent to this post, and those about pupils of its
// school where the post looks after them.
func (r Room) Notices(ctx context.Context, who act.Who) ([]NoticeLine, error) {
	var list []NoticeLine
	err := r.View(ctx, who, func(t *act.Tx) error {
		mine, err := t.NoticesTo(who.Post, noticesMost)
		if err != nil {
			return err
		}
		unit, err := frame(t)
		if err != nil {
			return err
		}
		others, err := t.NoticesVisible(t.Visible(access.Read, access.Interview), unit, noticesMost)
		if err != nil {
			return err
		}
		seen := map[care.ID]bool{}
		for _, n := range append(mine, others...) {
			if seen[n.ID] {
				continue
			}
			if n.ToPost != who.Post {
				e, err := t.Episode(n.Episode)
				if err != nil {
					return err
				}
				if !mayList(t, e) {
					continue
				}
			}
			seen[n.ID] = true
			line := NoticeLine{Notice: n, Mine: n.ToPost == who.Post, Whom: Holder{Role: n.ToRole}}
			if line.Pupil, err = chipOf(t, n.Person); err != nil {
				return err
			}
			if line.Era, err = t.EraOfNotice(n); err != nil {
				return err
			}
			if n.ToPost != 0 {
				if line.Whom, err = holderOf(t, n.ToPost); err != nil {
					return err
				}
			}
			list = append(list, line)
		}
		return nil
	})
	return list, err
}
