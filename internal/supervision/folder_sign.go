package supervision

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// SignFolder is a person in a post signing a folder off: what exactly was signed is
// bound to the entry in the log by the digest of its manifest.
func (r Room) SignFolder(ctx context.Context, who act.Who, f Folder, manifest string) error {
	return r.Do(ctx, who, "supervision.SignFolder", func(t *act.Tx) error { return onFolder(t, f, "folder", manifest) })
}

// ExportFolder is a file of a signed folder leaving the house.
func (r Room) ExportFolder(ctx context.Context, who act.Who, f Folder, format, manifest string) error {
	return r.Do(ctx, who, "supervision.ExportFolder", func(t *act.Tx) error { return onFolder(t, f, "folder:"+format, manifest) })
}

func onFolder(t *act.Tx, f Folder, object, manifest string) error {
	if err := mayFolder(t, f.ask()); err != nil {
		return err
	}
	t.About(object, f.ID, 0)
	t.Detail(manifest)
	return nil
}

// ask is what was asked for, to decide again about what was made.
func (f Folder) ask() Ask {
	a := Ask{Unit: f.Unit.ID, Year: f.Period.Year, Term: f.Period.Term, Names: f.Names, Clauses: []string{"made"}}
	return a
}

// Missing is how much the folder says is missing: late duties, and gaps of other kinds.
func (f Folder) Missing() (n int) {
	for _, c := range f.Clauses {
		n += len(c.Gaps)
	}
	return n
}

// Where is the unit's name; a class is named in the folder's year.
func (f Folder) Where(u care.Unit) care.Text {
	if u.Kind == care.Class {
		return u.ClassName(f.Period.Year)
	}
	return care.Text{Zh: u.Name, En: u.Name}
}
