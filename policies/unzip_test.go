package policies

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAnArchiveIsReadWhereverThePackStands(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"its folder":     {map[string]string{"hill/pack.yaml": "id: hill", "hill/levels.yaml": "", "hill/.DS_Store": "x", "__MACOSX/hill/pack.yaml": "x"}, []string{"hill/levels.yaml", "hill/pack.yaml"}},
		"the files":      {map[string]string{"pack.yaml": "id: hill\nparent: national", "levels.yaml": "", "forms/a.yaml": "", "notes/todo.txt": ""}, []string{"hill/forms/a.yaml", "hill/levels.yaml", "hill/pack.yaml"}},
		"deeper":         {map[string]string{"send/packs/hill/pack.yaml": "", "send/read.txt": ""}, []string{"hill/pack.yaml"}},
		"with a parent":  {map[string]string{"p/town/pack.yaml": "parent: hill", "p/hill/pack.yaml": ""}, []string{"hill/pack.yaml", "town/pack.yaml"}},
		"windows' names": {map[string]string{`hill\pack.yaml`: ""}, []string{"hill/pack.yaml"}},
	} {
		files, err := Unzip(zipped(t, c.files))
		if got := slices.Sorted(maps.Keys(files)); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
	for name, data := range map[string][]byte{"no archive": []byte("pack"), "no pack": zipped(t, map[string]string{"a.txt": ""}), "out of the folder": zipped(t, map[string]string{"../hill/pack.yaml": ""}),
		"too large": zipped(t, map[string]string{"hill/pack.yaml": strings.Repeat("x", unzipBytes+1)}), "no id": zipped(t, map[string]string{"pack.yaml": "id: ../x"})} {
		if _, err := Unzip(data); care.KindOf(err) != care.Invalid {
			t.Errorf("%s: %v; want invalid", name, err)
		}
	}
}

func TestTheTopOfAStack(t *testing.T) {
	files := map[string][]byte{"a/pack.yaml": []byte("id: a"), "b/pack.yaml": []byte("id: b\nparent: a"), "c/pack.yaml": []byte("parent: b")}
	if top, err := Top(files); err != nil || top != "c" {
		t.Errorf("%s, %v; want c", top, err)
	}
	files["d/pack.yaml"] = []byte("parent: b")
	if _, err := Top(files); care.KindOf(err) != care.Invalid {
		t.Errorf("two tops: %v", err)
	}
	files = map[string][]byte{"a/pack.yaml": []byte("id: a\nx: " + strings.Repeat("[", 20000))}
	if _, err := Top(files); care.KindOf(err) != care.Invalid || !strings.Contains(care.TextOf(err).En, "nested more than") {
		t.Errorf("nested without end: %v", err)
	}
	laid := Over(map[string][]byte{"national/pack.yaml": []byte("own")}, FS)
	if data, err := fs.ReadFile(laid, "national/pack.yaml"); err != nil || string(data) != "own" {
		t.Errorf("the file laid over: %s, %v", data, err)
	}
	if _, err := fs.ReadFile(laid, "national/levels.yaml"); err == nil {
		t.Error("a file of the pack below shows through")
	}
	if _, err := fs.ReadFile(laid, "chongqing/pack.yaml"); err != nil {
		t.Error(err)
	}
}
