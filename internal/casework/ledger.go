package casework

import (
	"cmp"
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// ledgerMost is how many children one ledger shows; a township has fewer. Ours.
const ledgerMost = 2000

// LedgerLine is a child in the ledger of children in hardship.
type LedgerLine struct {
	CaredLine
	Named   bool           // the reader may know who it is
	Since   care.Date      // the day from which its level holds
	Groups  []policy.Group // what kinds of hardship, as far as the reader may know
	VisitOn care.Date      // the last visit at which somebody was met; "" = none yet
}

// Ledger is the ledger of a township (台账): its children by how grave it is and of
// what kind.
type Ledger struct {
	Programme policy.Programme
	Unit      care.Unit // the frame: where the reader sits, or the place asked for
	Lines     []LedgerLine
	Total     int // of which Lines are at most ledgerMost
	Late      int
	At        care.Millis
}

// Ledger opens the ledger; the opening is logged with how many children it showed.
func (r Room) Ledger(ctx context.Context, who act.Who, place care.ID) (Ledger, error) {
	return r.ledger(ctx, who, "casework.OpenLedger", place)
}

// ExportLedger is Ledger for a file that leaves the house.
func (r Room) ExportLedger(ctx context.Context, who act.Who, place care.ID) (Ledger, error) {
	return r.ledger(ctx, who, "casework.ExportLedger", place)
}

func (r Room) ledger(ctx context.Context, who act.Who, name string, place care.ID) (out Ledger, err error) {
	err = r.Look(ctx, who, name, func(t *act.Tx) error {
		out = Ledger{At: t.Now}
		if err := out.read(t, place); err != nil {
			return err
		}
		if len(out.Lines) > 0 {
			t.Showed("ledger", out.Unit.ID, len(out.Lines))
		}
		return nil
	})
	return out, err
}

func (out *Ledger) read(t *act.Tx, place care.ID) (err error) {
	if out.Programme, err = programme(t, care.ChildInHardship); err != nil {
		return err
	}
	if err := concerns(t, out.Programme, access.Read); err != nil {
		return err
	}
	frame := place
	if frame == 0 {
		if frame, err = programmeUnit(t); err != nil {
			return err
		}
	}
	if out.Unit, err = t.Unit(cmp.Or(place, t.Who.Unit)); err != nil {
		return err
	}
	f, q := t.Visible(access.Read, access.Data(out.Programme.Data)), store.ProgrammeQuery{Programme: care.ChildInHardship, Level: -1, Limit: ledgerMost}
	if out.Total, err = t.CountEpisodesFound(f, frame, q); err != nil {
		return err
	}
	episodes, err := t.EpisodesFound(f, frame, q)
	if err != nil {
		return err
	}
	for _, e := range episodes {
		line, err := ledgerLine(t, out.Programme, e)
		if err != nil {
			return err
		}
		if line.Overdue > 0 {
			out.Late++
		}
		out.Lines = append(out.Lines, line)
	}
	slices.SortStableFunc(out.Lines, func(a, b LedgerLine) int {
		return cmp.Or(cmp.Compare(b.Level, a.Level), cmp.Compare(firstKind(a), firstKind(b)), cmp.Compare(a.Person.Class.Zh, b.Person.Class.Zh), cmp.Compare(a.ID, b.ID))
	})
	return nil
}

// firstKind sorts the lines of a level by kind; those of no known kind come last.
func firstKind(l LedgerLine) string {
	if len(l.Groups) == 0 {
		return "~"
	}
	return l.Groups[0].ID
}

func ledgerLine(t *act.Tx, p policy.Programme, e care.Episode) (LedgerLine, error) {
	line := LedgerLine{Since: care.DateOf(e.OpenedAt.Time())}
	var err error
	if line.CaredLine, err = caredLine(t, p, e); err != nil {
		return line, err
	}
	if line.Named = t.May(access.Read, access.Identity, e.Person); !line.Named {
		line.Person.Name = ""
	}
	levels, err := levelEntries(t, e.ID, true)
	if err != nil {
		return line, err
	}
	slices.SortFunc(levels, func(a, b LevelEntry) int { return cmp.Compare(a.At, b.At) })
	last := care.LevelNone
	for _, l := range levels {
		if l.Level != last {
			line.Since, last = care.DateOf(l.At.Time()), l.Level
		}
		if len(l.Groups) > 0 {
			line.Groups = l.Groups
		}
	}
	line.VisitOn, err = lastVisit(t, e)
	return line, err
}

// lastVisit is the day of the last visit at which somebody was met, by what was filed.
func lastVisit(t *act.Tx, e care.Episode) (on care.Date, err error) {
	rows, err := t.RecordsFor("episode", e.ID)
	for _, row := range rows {
		if row.Form != ContactForm || slices.ContainsFunc(rows, func(o store.RecordRow) bool { return o.Amends == row.ID }) {
			continue
		}
		v, err := openRecord(t, row)
		if err != nil {
			return "", err
		}
		if v.Values.String("kind") == "visit" && v.Values.String("outcome") == "reached" {
			on = max(on, care.Date(v.Values.String("contacted_on")))
		}
	}
	return on, err
}
