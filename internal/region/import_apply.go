package region

import (
	"context"
	"encoding/json"
	"fmt"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// ApplyImport carries a staged import out, school by school. Each chunk is one
// act: one transaction, one entry in the log. After a crash it is called again
// and goes on with the first chunk that was not applied, under the decisions
// made the first time; callers that only watch ask ImportView.
func (r Room) ApplyImport(ctx context.Context, who act.Who, id care.ID, o ApplyOptions) error {
	if err := r.startApply(ctx, who, id, o); err != nil {
		return err
	}
	for {
		a := applier{o: o}
		err := r.Do(ctx, who, "region.ApplyRows", func(t *act.Tx) error {
			a = applier{o: o, t: t}
			return a.next(id)
		})
		if err != nil {
			return err
		}
		if len(a.sheets) > 0 && o.Sheets != nil {
			o.Sheets(a.sheets)
		}
		if a.done {
			return nil
		}
	}
}

// startApply records the decisions. One import of a region is applied at a
// time: two lists at once could both find that a pupil is not there yet.
func (r Room) startApply(ctx context.Context, who act.Who, id care.ID, o ApplyOptions) error {
	return r.Do(ctx, who, "region.ApplyImport", func(t *act.Tx) error {
		// The head of the log is the one row every writer of the region locks.
		if _, _, _, err := t.LockAuditHead(); err != nil {
			return err
		}
		i, n, err := decideImport(t, id)
		if err != nil {
			return err
		}
		t.About("import", id, 0)
		switch {
		case i.State == ImportApplying:
			return nil
		case i.State != ImportStaged:
			return care.Fail(care.Conflict, "apply import", "这次导入还没有检查完，或已经结束", "this import is still being checked, or is over")
		case i.Errors > 0 && !o.GoodRows:
			return care.Fail(care.Conflict, "apply import", "名单中还有错误：请改正后重新上传，或选择“只导入没有错误的行”",
				"the list has errors: correct it and upload it again, or choose to import the rows without error")
		}
		running, err := t.ImportsIn(ImportApplying)
		if err != nil {
			return err
		}
		if len(running) > 0 {
			return care.Fail(care.Conflict, "apply import", "另一次导入正在进行，请等它完成，或先取消它", "another import is being applied; wait for it or cancel it first")
		}
		t.Detail(o.LeaversToo, o.GoodRows, len(o.Doubtful))
		i.State, n.ApplyAt, n.Leavers, n.Decided = ImportApplying, t.Now, o.LeaversToo, o.Doubtful
		i.Tallies = n.text()
		return t.UpdateImport(i)
	})
}

// applier applies one chunk.
type applier struct {
	o      ApplyOptions
	t      *act.Tx
	i      store.ImportRow
	n      importNotes
	chunk  store.ImportChunk
	fresh  []NewPupil
	sheets []AccountSheet
	done   bool
}

func (a *applier) next(id care.ID) (err error) {
	t := a.t
	if a.i, a.n, err = decideImport(t, id); err != nil {
		return err
	}
	t.About("import", id, 0)
	if a.i.State != ImportApplying {
		return errImportOver
	}
	a.chunk, err = t.Chunk(id, a.n.Next)
	if care.KindOf(err) == care.NotFound {
		a.done = true
		return endImport(t, a.i, a.n, ImportApplied)
	}
	if err != nil {
		return err
	}
	// First of all: whoever else applies this chunk at the same moment waits
	// here, and then finds it done.
	if err := t.ChunkApplied(id, a.chunk.N); err != nil {
		return err
	}
	rows, err := a.apply()
	if err != nil {
		return fmt.Errorf("region: apply chunk %d: %w", a.chunk.N, err)
	}
	t.Detail(a.chunk.N, rows)
	a.i.Applied += rows
	a.n.Next++
	a.i.Tallies = a.n.text()
	return t.UpdateImport(a.i)
}

func (a *applier) apply() (int, error) {
	switch a.i.Kind {
	case ImportStaff:
		return chunked(a, a.staff)
	case ImportConsents:
		return chunked(a, a.consents)
	}
	return chunked(a, a.pupils)
}

// chunked opens a chunk's rows and hands them on.
func chunked[R any](a *applier, use func([]R) error) (int, error) {
	rows, err := openChunk[R](a.t, a.i.ID, a.chunk)
	if err != nil {
		return 0, err
	}
	return len(rows), use(rows)
}

func openChunk[R any](t *act.Tx, imp care.ID, c store.ImportChunk) ([]R, error) {
	plain, err := t.Open("import_chunk", chunkColumn(c.N), imp, c.Sealed)
	if err != nil {
		return nil, err
	}
	var rows []R
	return rows, json.Unmarshal(plain, &rows)
}
