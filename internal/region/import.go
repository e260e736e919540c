package region

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/roster"
	"xinhuan/internal/store"
)

// ImportSource is a list to be imported. It is read more than once, so it comes
// as a ReaderAt; nothing of it is written anywhere but sealed.
type ImportSource struct {
	Name    string // of the file, to tell formats apart; never stored, since it may name a person
	Reader  io.ReaderAt
	Size    int64
	Unit    care.ID                 // scope: the district, a township or one school
	Mapping map[string]roster.Field // headings of the file that the user said the meaning of
	Year    int                     // school year the grades are meant in (the year it began); 0: this one
	Leaving bool                    // 级 names the year a cohort leaves
	Begun   func(care.ID)           // told the import's id before the first row is read; nil: nobody asks
}

// The states of an import. What was applied of a cancelled one stays.
const (
	ImportReading   = "reading" // the file is being checked
	ImportStaged    = "staged"  // checked whole; waits for a person's decision
	ImportApplying  = "applying"
	ImportApplied   = "applied"
	ImportCancelled = "cancelled"
)

// The kinds of import.
const (
	ImportPupils   = "pupils"
	ImportStaff    = "staff"
	ImportConsents = "consents"
)

// ImportCounts tells what an import does. Each row without an error counts once.
type ImportCounts struct {
	New       int `json:"new,omitempty"`
	Moved     int `json:"moved,omitempty"`     // into another class
	Changed   int `json:"changed,omitempty"`   // identity, guardians or residence
	Same      int `json:"same,omitempty"`      // nothing to do
	Left      int `json:"left,omitempty"`      // enrolled in a school of the file, but not in it
	Doubtful  int `json:"doubtful,omitempty"`  // a person has to say who this is
	Classes   int `json:"classes,omitempty"`   // classes that will be added
	OpenWork  int `json:"open_work,omitempty"` // movers and leavers with an open episode, flag, alert or duty
	Placed    int `json:"placed,omitempty"`    // rows whose village of residence was found
	Unplaced  int `json:"unplaced,omitempty"`  // rows with an address in which no village was found
	LeftOut   int `json:"left_out,omitempty"`  // doubtful rows nobody decided, leavers not asked for
	Faulty    int `json:"faulty,omitempty"`    // rows with an error; never imported
	HeldBack  int `json:"held_back,omitempty"` // schools whose leavers can't be told, because rows are faulty
	Schools   int `json:"schools,omitempty"`
	Decisions int `json:"decisions,omitempty"` // consents: decisions to record
}

// importNotes is what an import remembers beside its columns; it names nobody.
type importNotes struct {
	Counts   ImportCounts       `json:"counts"`
	Campaign care.ID            `json:"campaign,omitempty"`
	Key      care.ID            `json:"key,omitempty"`
	ApplyAt  care.Millis        `json:"apply_at,omitempty"`
	Staged   int                `json:"staged,omitempty"` // rows in chunks, leavers included
	Next     int                `json:"next,omitempty"`   // first chunk not applied yet
	Leavers  bool               `json:"leavers,omitempty"`
	Decided  map[RowRef]care.ID `json:"decided,omitempty"`
}

func notesOf(i store.ImportRow) (n importNotes, err error) {
	if err = json.Unmarshal([]byte(i.Tallies), &n); err != nil {
		err = fmt.Errorf("region: import notes: %w", err)
	}
	return n, err
}

func (n importNotes) text() string {
	b, _ := json.Marshal(n) // ids and numbers can't fail
	return string(b)
}

// ImportView is how an import stands.
type ImportView struct {
	ID        care.ID
	Kind      string
	Unit      care.Unit
	Campaign  care.ID // consents
	State     string
	Rows      int // rows read; grows while reading
	Staged    int // rows to be applied, leavers included
	Done      int // of these
	Errors    int
	Warnings  int
	Counts    ImportCounts
	Rate      float64       // rows a second while reading or applying; 0: not known
	Left      time.Duration // time left while applying; 0: not known
	CreatedAt care.Millis
	EndedAt   care.Millis
}

// importData is what a kind of list changes, and so who may handle it.
func importData(kind string) access.Data {
	switch kind {
	case ImportStaff:
		return access.Posts
	case ImportConsents:
		return access.Consent
	}
	return access.Roster
}

// HasSchool tells whether a unit is a school or has one within it.
func HasSchool(t *act.Tx, unit care.ID) (bool, error) {
	schools, err := t.Below(unit, care.School)
	return len(schools) > 0, err
}

// DecideList decides whether the actor may bring in a list of a kind for a unit: pupils
// belong to schools, so that a village, a class or an institution has no roster of them.
func DecideList(t *act.Tx, kind string, unit care.ID) error {
	if err := t.DecideUnit(access.Write, importData(kind), unit); err != nil || kind != ImportPupils {
		return err
	}
	some, err := HasSchool(t, unit)
	if err == nil && !some {
		err = care.Fail(care.Forbidden, "stage import", "这个单位里没有学校，学生名册由学校或区县导入", "there is no school within this unit; the school or the district imports rosters of pupils")
	}
	return err
}

// decideImport reads an import that the actor may handle: who may write the
// list's kind on its scope.
func decideImport(t *act.Tx, id care.ID) (store.ImportRow, importNotes, error) {
	i, err := t.Import(id)
	if err != nil {
		return i, importNotes{}, err
	}
	if err := t.DecideUnit(access.Write, importData(i.Kind), i.Unit); err != nil {
		return i, importNotes{}, err
	}
	n, err := notesOf(i)
	return i, n, err
}

// ImportView tells how an import stands, also while another request runs it.
func (r Room) ImportView(ctx context.Context, who act.Who, id care.ID) (ImportView, error) {
	var v ImportView
	err := r.View(ctx, who, func(t *act.Tx) error {
		i, n, err := decideImport(t, id)
		if err != nil {
			return err
		}
		v, err = viewOf(t, i, n)
		return err
	})
	return v, err
}

// Imports lists the newest imports that the actor may handle.
func (r Room) Imports(ctx context.Context, who act.Who, limit int) ([]ImportView, error) {
	var list []ImportView
	err := r.View(ctx, who, func(t *act.Tx) error {
		rows, err := t.Imports(10 * limit) // others' imports stand among them
		if err != nil {
			return err
		}
		for _, i := range rows {
			if err := t.DecideUnit(access.Write, importData(i.Kind), i.Unit); err != nil || len(list) == limit {
				continue
			}
			n, err := notesOf(i)
			if err != nil {
				return err
			}
			v, err := viewOf(t, i, n)
			if err != nil {
				return err
			}
			list = append(list, v)
		}
		return nil
	})
	return list, err
}

func viewOf(t *act.Tx, i store.ImportRow, n importNotes) (ImportView, error) {
	v := ImportView{ID: i.ID, Kind: i.Kind, Campaign: n.Campaign, State: i.State, Rows: i.Rows, Staged: n.Staged, Done: i.Applied, Errors: i.Errors,
		Warnings: i.Warnings, Counts: n.Counts, CreatedAt: i.CreatedAt, EndedAt: i.EndedAt}
	var err error
	if v.Unit, err = t.Unit(i.Unit); err != nil {
		return v, err
	}
	switch {
	case i.State == ImportReading && t.Now > i.CreatedAt:
		v.Rate = perSecond(i.Rows, t.Now-i.CreatedAt)
	case i.State == ImportApplying && t.Now > n.ApplyAt:
		v.Rate = perSecond(i.Applied, t.Now-n.ApplyAt)
		if v.Rate > 0 {
			v.Left = time.Duration(float64(n.Staged-i.Applied) / v.Rate * float64(time.Second))
		}
	}
	return v, nil
}

func perSecond(rows int, spent care.Millis) float64 { return float64(rows) * 1000 / float64(spent) }

// ImportFault is one fault of a list: where, what and what to do about it. It
// never quotes a cell.
type ImportFault struct {
	Severity string // "error" or "warning"
	Sheet    string
	Row      int    // 0: the whole sheet
	Column   string // letters in a sheet, a number in CSV; two where one repeats the other; "" the whole row
	Header   string
	Code     string
	Text     care.Text
}

// FaultPage is one page of an import's faults, errors first.
type FaultPage struct {
	Faults []ImportFault
	Page   int // from 0
	Size   int
	Kept   int // faults that can be listed; of each kind the first thousand are kept
}

// faultPageSize is how many faults stand on a page. Ours.
const faultPageSize = 50

// ImportFaults lists an import's faults, errors first.
func (r Room) ImportFaults(ctx context.Context, who act.Who, id care.ID, page int) (FaultPage, error) {
	p := FaultPage{Page: max(page, 0), Size: faultPageSize}
	err := r.View(ctx, who, func(t *act.Tx) error {
		if _, _, err := decideImport(t, id); err != nil {
			return err
		}
		var err error
		if p.Kept, err = t.CountFaults(id); err != nil {
			return err
		}
		rows, err := t.Faults(id, p.Size, p.Page*p.Size)
		for _, f := range rows {
			p.Faults = append(p.Faults, ImportFault{Severity: f.Severity, Sheet: f.Sheet, Row: f.Row, Column: f.Column, Header: f.Header, Code: f.Code, Text: f.Text})
		}
		return err
	})
	return p, err
}

// CancelImport forgets what an import staged. What it applied already stays.
func (r Room) CancelImport(ctx context.Context, who act.Who, id care.ID) error {
	return r.Do(ctx, who, "region.CancelImport", func(t *act.Tx) error {
		i, n, err := decideImport(t, id)
		if err != nil {
			return err
		}
		t.About("import", id, 0)
		if i.State == ImportApplied || i.State == ImportCancelled {
			return care.Fail(care.Conflict, "cancel import", "这次导入已经结束", "this import is over")
		}
		return endImport(t, i, n, ImportCancelled)
	})
}

// endImport ends an import and destroys the key of what it staged, so that
// even pages the database has not overwritten yet can't be read any more.
func endImport(t *act.Tx, i store.ImportRow, n importNotes, state string) error {
	n.Decided = nil
	i.State, i.EndedAt, i.Tallies = state, t.Now, n.text()
	if err := t.UpdateImport(i); err != nil {
		return err
	}
	if err := t.DropChunks(i.ID); err != nil {
		return err
	}
	return t.DropKey(n.Key)
}
