package sheet

import (
	"bytes"
	"io"
	"io/fs"
	"strings"
	"testing"
)

func TestArchivesAreBounded(t *testing.T) {
	data := zipOf(t, map[string]string{"a/small.csv": "x,y\n1,2\n", "a/bomb.csv": strings.Repeat("0", 70<<20)})
	fsys, err := OpenArchive(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := fs.ReadFile(fsys, "a/small.csv"); err != nil || string(text) != "x,y\n1,2\n" {
		t.Errorf("small file: got %q, %v", text, err)
	}
	names, err := fs.Glob(fsys, "a/*.csv")
	if err != nil || len(names) != 2 {
		t.Errorf("got files %v, %v", names, err)
	}
	_, err = OpenCSV("bomb.csv", func() (io.ReadCloser, error) { return fsys.Open("a/bomb.csv") })
	if err == nil || !strings.Contains(err.Error(), "unpacks") {
		t.Errorf("bomb: got %v, want a refusal", err)
	}
	if _, err := OpenArchive(strings.NewReader("no zip"), 6); err == nil {
		t.Error("no archive: got no error")
	}
}
