package region

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/roster"
	"xinhuan/internal/store"
)

// Bounds of staging; ours.
const (
	chunkRows   = 500    // rows of a chunk: one transaction when it is applied
	bufferedMax = 20_000 // rows of all schools held back to fill their chunks
	faultsKept  = 1000   // faults kept of each code; the rest is counted
)

// stager writes a checked list into sealed chunks. It keeps no row.
type stager struct {
	r      Room
	ctx    context.Context
	who    act.Who
	row    store.ImportRow
	notes  importNotes
	key    *envelope.DataKey
	chunks int
	faults []store.ImportFault // not written yet
	last   int                 // number of the last fault
	kept   map[string]int
	columns
}

// begin decides, makes the import and its one key.
func (r Room) begin(ctx context.Context, who act.Who, kind string, src ImportSource, campaign care.ID) (*stager, error) {
	s := &stager{r: r, ctx: ctx, who: who, kept: map[string]int{}}
	if r.Locked() {
		return nil, care.Fail(care.Sealed, "stage import", "本区域尚未解锁，暂时不能导入名单", "the region is locked; lists can be imported once it is unlocked")
	}
	if who.Post == 0 {
		return nil, care.Fail(care.Forbidden, "stage import", "导入须由有岗位的人员进行", "an import is made by somebody in a post")
	}
	err := r.Do(ctx, who, "region.StageImport", func(t *act.Tx) (err error) {
		if err := DecideList(t, kind, src.Unit); err != nil {
			return err
		}
		s.row = store.ImportRow{ID: t.NewID(), Kind: kind, Unit: src.Unit, State: ImportReading, CreatedBy: who.Post, CreatedAt: t.Now}
		t.About("import", s.row.ID, 0)
		t.Detail(kind, src.Unit, campaign)
		if s.key, err = t.NewKey(0, envelope.Work); err != nil {
			return err
		}
		s.notes = importNotes{Campaign: campaign, Key: s.key.ID()}
		s.row.Tallies = s.notes.text()
		if err := t.InsertImport(s.row); err != nil {
			return err
		}
		return t.UpdateImport(s.row)
	})
	if err == nil && src.Begun != nil {
		src.Begun(s.row.ID)
	}
	return s, err
}

// chunkColumn binds a chunk to its number, so that chunks can't be exchanged.
func chunkColumn(n int) string { return fmt.Sprintf("sealed.%d", n) }

// put seals rows of one school as the next chunk, in an order that says nothing
// about the list's. A cancelled import stops here.
func put[R any](s *stager, school care.ID, rows []R) error {
	rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	plain, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	s.notes.Staged += len(rows)
	n := s.chunks
	err = s.write("region.StageRows", func(t *act.Tx) error {
		sealed := t.SealWith(s.key, "import_chunk", chunkColumn(n), s.row.ID, plain)
		return t.InsertChunk(s.row.ID, store.ImportChunk{N: n, School: school, Key: s.key.ID(), Sealed: sealed})
	})
	s.chunks++
	return err
}

// write runs one act of staging with the faults found since the last one.
func (s *stager) write(name string, fn func(t *act.Tx) error) error {
	s.row.Tallies = s.notes.text()
	err := s.r.Do(s.ctx, s.who, name, func(t *act.Tx) error {
		now, err := t.Import(s.row.ID)
		if err != nil {
			return err
		}
		if now.State != ImportReading {
			return errImportOver
		}
		t.About("import", s.row.ID, 0)
		t.Detail(s.chunks, s.row.Rows)
		if err := fn(t); err != nil {
			return err
		}
		for _, f := range s.faults {
			if err := t.InsertFault(s.row.ID, f); err != nil {
				return err
			}
		}
		return t.UpdateImport(s.row)
	})
	if err == nil {
		s.faults = s.faults[:0]
	}
	return err
}

var errImportOver = &care.Error{Kind: care.Conflict, Op: "import", Text: care.Text{Zh: "这次导入已被取消", En: "this import was cancelled"}}

// fault counts a fault and keeps the first thousand of its kind. It tells
// whether the row is out.
func (s *stager) fault(f roster.Fault) bool {
	if f.Code == "stray_row" { // a total or a signature is nobody whom the import could lose
		f.Severity = roster.Warning
	}
	if f.Severity == roster.Error {
		s.row.Errors++
	} else {
		s.row.Warnings++
	}
	s.kept[f.Code]++
	if s.kept[f.Code] <= faultsKept {
		s.last++
		text := care.Text{Zh: joined(f.Message.Zh, "；", f.Do.Zh), En: joined(f.Message.En, "; ", f.Do.En)}
		s.faults = append(s.faults, store.ImportFault{N: s.last, Severity: string(f.Severity), Sheet: f.Sheet, Row: f.Row, Column: f.ColumnName(s.letters), Header: f.Header, Code: f.Code, Text: text})
	}
	return f.Severity == roster.Error
}

func joined(a, by, b string) string {
	if b == "" {
		return a
	}
	return a + by + b
}

// all counts the faults of a row and tells whether it is out.
func (s *stager) all(faults []roster.Fault, p *places, school string) bool {
	bad := false
	for _, f := range faults {
		if f.Code == "unknown_school" {
			f = p.suggest(f, school)
		}
		if s.fault(f) {
			bad = true
		}
	}
	return bad
}

// suggest adds the nearest schools to the fault of an unknown one.
func (p *places) suggest(f roster.Fault, school string) roster.Fault {
	for i, name := range p.nearest(school) {
		if i == 0 {
			f.Message.Zh += "；名称相近的有：" + name
			f.Message.En += "; names alike: " + name
			continue
		}
		f.Message.Zh += "、" + name
		f.Message.En += ", " + name
	}
	return f
}

// finish ends the reading: the import waits for a person.
func (s *stager) finish() error {
	for code, n := range s.kept {
		if n <= faultsKept {
			continue
		}
		s.last++
		s.faults = append(s.faults, store.ImportFault{N: s.last, Severity: string(roster.Warning), Code: "more", Text: care.Text{
			Zh: fmt.Sprintf("同类问题（%s）共 %d 处，只列出前 %d 处；请先处理已列出的", code, n, faultsKept),
			En: fmt.Sprintf("%d faults of this kind (%s), of which the first %d are listed; deal with these first", n, code, faultsKept)}})
	}
	s.row.State = ImportStaged
	return s.write("region.StagedImport", func(*act.Tx) error { return nil })
}

// abandon forgets a staging that failed; the first error is the one that counts.
func (s *stager) abandon(cause error) error {
	if errors.Is(cause, errImportOver) {
		return cause
	}
	err := s.r.Do(context.WithoutCancel(s.ctx), s.who, "region.AbandonImport", func(t *act.Tx) error {
		t.About("import", s.row.ID, 0)
		return endImport(t, s.row, s.notes, ImportCancelled)
	})
	return errors.Join(cause, err)
}
