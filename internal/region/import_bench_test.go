package region_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
)

// benchCount names how many rows the benchmarks import; 100,000 unless told.
const benchCount = "XINHUAN_IMPORT_ROWS"

// rowFile is a list of any length that exists only while it is read.
type rowFile struct {
	head   string
	school []string
	rows   int
}

const rowWidth = 160

func (r rowFile) size() int64 { return int64(len(r.head)) + int64(r.rows)*rowWidth }

// line is row n, of a fixed width, so that any offset can be computed.
func (r rowFile) line(n int) string {
	s := fmt.Sprintf("%s,七年级%d班,学生%07d,2013-%02d-%02d,W%08d,家长%07d,139%08d,", r.school[n*len(r.school)/r.rows], 1+n%800/50, n, 1+n%12, 1+n%28, n, n, n%100000000)
	return s + strings.Repeat(" ", rowWidth-1-len(s)) + "\n"
}

// ReadAt makes the asked part of the list.
func (r rowFile) ReadAt(b []byte, at int64) (int, error) {
	done := 0
	for done < len(b) {
		if at >= r.size() {
			return done, io.EOF
		}
		var part string
		if at < int64(len(r.head)) {
			part = r.head[at:]
		} else {
			off := at - int64(len(r.head))
			part = r.line(int(off / rowWidth))[off%rowWidth:]
		}
		n := copy(b[done:], part)
		done, at = done+n, at+int64(n)
	}
	return done, nil
}

// BenchmarkStage stages and applies a list; it reports rows a second of both
// and the memory the process needed.
func BenchmarkStage(b *testing.B) {
	rows := 100_000
	if s := os.Getenv(benchCount); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatal(err)
		}
		rows = n
	}
	for range b.N {
		ctx := context.Background()
		f := fixture.SQLite(b)
		f.DB.Now = time.Now
		who := f.As(care.DistrictOfficer)
		file := rowFile{head: "\ufeff学校,班级,姓名,出生日期,学籍号,监护人姓名,监护人联系电话,现住址\n", rows: rows}
		for n := range max(1, rows/800) {
			u, err := f.Regions.AddUnit(ctx, who, care.Unit{Parent: f.Root, Kind: care.School, Name: fmt.Sprintf("试验%04d初级中学", n), Stage: care.Junior})
			if err != nil {
				b.Fatal(err)
			}
			file.school = append(file.school, u.Name)
		}
		resetPeak()
		start := time.Now()
		id, err := f.Regions.StagePupils(ctx, who, region.ImportSource{Name: "list.csv", Reader: file, Size: file.size(), Unit: f.Root, Year: 2026})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "staged/s")
		b.ReportMetric(peakMiB(b), "MiB-peak-staging")
		v, err := f.Regions.ImportView(ctx, who, id)
		if err != nil || v.Counts.New != rows {
			p, _ := f.Regions.ImportFaults(ctx, who, id, 0)
			b.Fatalf("got %+v, %v %+v", v, err, p)
		}
		if os.Getenv("XINHUAN_IMPORT_APPLY") == "" {
			continue
		}
		resetPeak()
		start = time.Now()
		if err := f.Regions.ApplyImport(ctx, who, id, region.ApplyOptions{}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "applied/s")
		b.ReportMetric(peakMiB(b), "MiB-peak-applying")
	}
}

// resetPeak makes the kernel forget the process's largest size (proc(5)).
func resetPeak() { os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMiB is the process's largest resident size since then.
func peakMiB(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	return 0
}
