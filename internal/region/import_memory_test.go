package region_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
)

// perRow is how many bytes of live heap a list may cost per row while it is staged:
// the numbers that were met, to find the same pupil twice, are kept as digests for as
// long as the list is read. A row itself, some 160 bytes of text and several times
// that in memory, must be gone: kept, it costs some 800. So a list of a million rows
// needs at most 128 MB more than an empty one. Ours.
const perRow = 128

// weighed measures the live heap whenever another part of the list was read.
type weighed struct {
	rowFile
	every int
	since int // bytes read since the last look
	peak  uint64
	looks int
}

func (w *weighed) ReadAt(b []byte, at int64) (int, error) {
	if w.since += len(b); w.since >= w.every {
		w.since = 0
		w.weigh()
	}
	return w.rowFile.ReadAt(b, at)
}

// weigh counts what is reachable: two collections first make it independent of when the
// last one happened to be and of what pools still hold.
func (w *weighed) weigh() {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	w.peak = max(w.peak, m.HeapAlloc)
	w.looks++
}

// peakOf stages a list in a region of its own and tells by how much the live heap grew
// at most.
func peakOf(t *testing.T, rows int) uint64 {
	t.Helper()
	ctx := context.Background()
	f := fixture.SQLite(t)
	f.DB.Now = time.Now
	who := f.As(care.DistrictOfficer)
	file := &weighed{rowFile: rowFile{head: "\ufeff学校,班级,姓名,出生日期,学籍号,监护人姓名,监护人联系电话,现住址\n", rows: rows}, every: 5000 * rowWidth}
	for n := range 10 { // as many in both lists, each with more than one chunk
		u, err := f.Regions.AddUnit(ctx, who, care.Unit{Parent: f.Root, Kind: care.School, Name: fmt.Sprintf("试验%04d初级中学", n), Stage: care.Junior})
		if err != nil {
			t.Fatal(err)
		}
		file.school = append(file.school, u.Name)
	}
	file.weigh()
	before := file.peak
	id, err := f.Regions.StagePupils(ctx, who, region.ImportSource{Name: "list.csv", Reader: file, Size: file.size(), Unit: f.Root, Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	file.weigh()
	v, err := f.Regions.ImportView(ctx, who, id)
	if err != nil || v.Counts.New != rows {
		t.Fatalf("got %+v, %v, want %d new pupils", v.Counts, err, rows)
	}
	if file.looks < rows/10_000 {
		t.Fatalf("the heap was looked at %d times only", file.looks)
	}
	return file.peak - before
}

// A list four times as long needs no more memory than its digests: what is read is
// staged and forgotten.
func TestStagingForgetsTheRowsItRead(t *testing.T) {
	const few, many = 10_000, 40_000
	peakOf(t, 100) // what is loaded once and kept, whatever the list
	small, large := peakOf(t, few), peakOf(t, many)
	grown := int64(large) - int64(small)
	t.Logf("live heap grew: %d rows %d KiB, %d rows %d KiB", few, small>>10, many, large>>10)
	if most := int64(many-few) * perRow; grown > most {
		t.Errorf("%d rows need %d bytes more than %d, that is %d a row; want at most %d", many, grown, few, grown/(many-few), perRow)
	}
}
