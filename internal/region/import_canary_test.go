package region_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/sheet"
)

// canary is a name that must not be readable anywhere on the disk.
const canary = "金丝雀绝密"

// watched calls look now and then while the file is being read.
type watched struct {
	io.ReaderAt
	reads int
	look  func()
}

func (w *watched) ReadAt(b []byte, at int64) (int, error) {
	if w.reads++; w.reads%8 == 0 {
		w.look()
	}
	return w.ReaderAt.ReadAt(b, at)
}

// An office's list is never on the disk in plain text: not in the database, its
// write-ahead log or a temporary file, neither while it is staged nor after.
func TestAListIsNeverReadableOnTheDisk(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	f := fixture.SQLite(t)
	i := importer(t, f)
	row := func(n int) []string {
		return []string{f.School.Name, "七年级2班", fmt.Sprintf("%s%d", canary, n), "2013-05-12", fmt.Sprintf("Q%06d", n), "家长" + canary, fmt.Sprintf("139%08d", n), canary + "路"}
	}
	head := []string{"学校", "班级", "姓名", "出生日期", "学籍号", "监护人姓名", "监护人联系电话", "现住址"}
	var columns []sheet.Column
	for _, h := range head {
		columns = append(columns, sheet.Column{Title: h})
	}
	table := sheet.Table{Name: "名单", Columns: columns, Rows: func(yield func([]string, error) bool) {
		for n := range 3000 {
			if !yield(row(n), nil) {
				return
			}
		}
	}}
	var csv, xlsx bytes.Buffer
	if err := sheet.WriteCSV(&csv, table); err != nil {
		t.Fatal(err)
	}
	if err := sheet.WriteXLSX(&xlsx, table); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"list.csv", "list.xlsx"} {
		file := map[string][]byte{"list.csv": csv.Bytes(), "list.xlsx": xlsx.Bytes()}[name]
		looks := 0
		look := func() {
			looks++
			if at := readable(t, f.Target, temp); at != "" {
				t.Errorf("%s: the name is readable in %s", name, at)
			}
		}
		w := &watched{ReaderAt: bytes.NewReader(file), look: look}
		v := i.stage(region.ImportSource{Name: name, Reader: w, Size: int64(len(file))})
		if v.Counts.New != 3000 || looks == 0 {
			t.Fatalf("%s: staged %+v, looked %d times", name, v.Counts, looks)
		}
		look()
		if name == "list.xlsx" {
			i.apply(v.ID, region.ApplyOptions{})
			look()
		}
	}
	if err := os.WriteFile(filepath.Join(temp, "spill"), []byte("x"+canary), 0o600); err != nil {
		t.Fatal(err)
	}
	if readable(t, f.Target, temp) == "" {
		t.Error("the search finds nothing even where there is something")
	}
}

// readable names a file in which the canary stands in an encoding of offices.
func readable(t *testing.T, folders ...string) string {
	t.Helper()
	wide := utf16.Encode([]rune(canary))
	var little []byte
	for _, u := range wide {
		little = append(little, byte(u), byte(u>>8))
	}
	found := ""
	for _, folder := range folders {
		filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // a file may vanish while we look
			}
			b, err := os.ReadFile(path)
			if err == nil && (bytes.Contains(b, []byte(canary)) || bytes.Contains(b, little)) {
				found = path
			}
			return nil
		})
	}
	return found
}
