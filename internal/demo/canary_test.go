package demo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
	"xinhuan/internal/synthetic"
	"xinhuan/internal/testpg"
)

// canary is a name that stands nowhere else, so that a single find is a leak.
const canary = "金丝雀·Kanarienvogel-8261"

// secrets finds known texts in bytes. Texts are looked up by their first eight
// bytes, because a district has thousands of them and a database megabytes.
type secrets struct {
	byHead map[[8]byte][]string
	short  []string
}

// add makes a text known in three encodings. A form of fewer than six bytes would
// be met by chance in megabytes of sealed bytes and is left out: two characters in
// UTF-16, of which the UTF-8 form is looked for all the same.
func (s *secrets) add(text string) {
	units := utf16.Encode([]rune(text))
	little, big := make([]byte, 2*len(units)), make([]byte, 2*len(units))
	for i, u := range units {
		binary.LittleEndian.PutUint16(little[2*i:], u)
		binary.BigEndian.PutUint16(big[2*i:], u)
	}
	for _, form := range []string{text, string(little), string(big)} {
		if len(form) < 6 {
			continue
		}
		if len(form) < 8 {
			s.short = append(s.short, form)
			continue
		}
		var head [8]byte
		copy(head[:], form)
		s.byHead[head] = append(s.byHead[head], form)
	}
}

// in lists what stands in the bytes.
func (s *secrets) in(body []byte) (found []string) {
	var head [8]byte
	for i := 0; i+8 <= len(body); i++ {
		copy(head[:], body[i:])
		for _, form := range s.byHead[head] {
			if bytes.HasPrefix(body[i:], []byte(form)) {
				found = append(found, form)
			}
		}
	}
	for _, form := range s.short {
		if bytes.Contains(body, []byte(form)) {
			found = append(found, form)
		}
	}
	return found
}

// disk is where a region's bytes come to lie on one engine.
type disk struct {
	name   string
	pupils int
	least  int // bytes that a search has to have gone through
	place  func(t *testing.T, temp string) (target string, files func(t *testing.T) []string)
}

// On SQLite the folder is searched with its write-ahead log; on PostgreSQL the files of
// the server's database. Backups lie beside them, a PostgreSQL one unpacked, because it
// is compressed and a search in it would prove nothing.
var disks = []disk{
	{"sqlite", 300, 4 << 20, func(t *testing.T, temp string) (string, func(*testing.T) []string) {
		folder := filepath.Join(temp, "data")
		return folder, func(*testing.T) []string {
			return []string{filepath.Join(folder, "xinhuan.db"), filepath.Join(folder, "xinhuan.db-wal")}
		}
	}},
	{"postgres", 60, 2 << 20, func(t *testing.T, _ string) (string, func(*testing.T) []string) {
		url := testpg.URL(t)
		return url, func(t *testing.T) []string { return databaseFiles(t, url) }
	}},
}

// A stolen disk says nothing: not the database, its write-ahead log, a backup, the
// temporary folder or the program's log, which tells of requests too.
func TestNoByteOfAChildStandsInClear(t *testing.T) {
	for _, d := range disks {
		t.Run(d.name, func(t *testing.T) {
			temp := t.TempDir()
			target, files := d.place(t, temp)
			t.Setenv("TMPDIR", temp)
			var logged lockedBuffer
			k := empty(t, target)
			k.Log = slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
			ctx := context.Background()
			if err := Build(ctx, k, Options{Pupils: d.pupils, Seed: 1, Now: sunday}); err != nil {
				t.Fatal(err)
			}
			pupil := enrolCanary(t, region.Room{Kernel: k})
			walk(t, k, pupil)
			backup := func(name string) string {
				t.Helper()
				file, err := store.Backup(ctx, target, filepath.Join(temp, "backups"), name)
				if err != nil {
					t.Fatal(err)
				}
				return file
			}

			known := everySecret(d.pupils)
			read := 0
			search := func(what string, body []byte) {
				t.Helper()
				read += len(body)
				if n := len(known.in(body)); n > 0 {
					t.Errorf("%s: %d names or numbers of children and guardians stand in clear", what, n)
				}
			}
			search("the backup", unpacked(t, backup("night")))
			for _, file := range files(t) {
				body, err := os.ReadFile(file)
				if err != nil {
					t.Errorf("not searched: %v", err)
				}
				search(filepath.Base(file), body)
			}
			err := filepath.WalkDir(temp, func(path string, entry fs.DirEntry, err error) error {
				if err != nil || entry.IsDir() {
					return err
				}
				body, err := os.ReadFile(path)
				search(filepath.Base(path), body)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			search("the log", logged.Bytes())
			if read < d.least {
				t.Errorf("searched %d bytes, want database, log and backup", read)
			}

			// What is written in clear is found in each of these places.
			err = k.DB.Write(ctx, k.Region, func(tx *store.Tx) error {
				return errors.Join(tx.PutSetting("clear", canary+"7", 0), tx.InsertPackFile("clear", "clear", []byte(canary+"8")))
			})
			if err != nil {
				t.Fatal(err)
			}
			k.Log.Info("clear", "name", canary)
			inFiles := 0
			for _, file := range files(t) {
				if body, err := os.ReadFile(file); err == nil {
					inFiles += len(known.in(body))
				}
			}
			for what, found := range map[string]int{"the files": inFiles, "the backup": len(known.in(unpacked(t, backup("clear")))), "the log": len(known.in(logged.Bytes()))} {
				if want := map[bool]int{true: 1, false: 2}[what == "the log"]; found < want {
					t.Errorf("%s: a canary in clear was found %d times, want %d", what, found, want)
				}
			}
		})
	}
}

// The search must be able to find: each form of a text that was left in clear.
func TestTheSearchFindsWhatIsClear(t *testing.T) {
	known := everySecret(300)
	units := utf16.Encode([]rune(canary))
	for name, order := range map[string]binary.AppendByteOrder{"UTF-16LE": binary.LittleEndian, "UTF-16BE": binary.BigEndian} {
		body := []byte("\x00before")
		for _, u := range units {
			body = order.AppendUint16(body, u)
		}
		if len(known.in(body)) == 0 {
			t.Errorf("%s: got nothing, want the canary", name)
		}
	}
	if got := known.in([]byte("before " + canary + " after")); len(got) != 1 {
		t.Errorf("UTF-8: got %d finds, want one", len(got))
	}
	if got := known.in([]byte("a page without anybody")); len(got) != 0 {
		t.Errorf("nobody: got %d finds, want none", len(got))
	}
}

// everySecret knows each pupil and guardian of the district, and the canary.
func everySecret(pupils int) *secrets {
	s := &secrets{byHead: map[[8]byte][]string{}}
	s.add(canary)
	d := synthetic.New(1, pupils, care.Date("2026-09-01"))
	for _, school := range d.Schools {
		for class := range school.Classes {
			for _, p := range class.Pupils {
				for _, text := range []string{p.Name, p.StudentNo, p.IDNo, p.Phone, p.Address} {
					s.add(text)
				}
				for _, g := range p.Guardians {
					s.add(g.Name)
					s.add(g.Phone)
				}
			}
		}
	}
	return s
}

func enrolCanary(t *testing.T, rooms region.Room) care.ID {
	t.Helper()
	var class care.ID
	officer, err := officerOf(rooms)
	if err != nil {
		t.Fatal(err)
	}
	class, err = anyClass(rooms)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := rooms.EnrolPupils(context.Background(), officer, []region.NewPupil{{Class: class,
		Identity:  care.Identity{Name: canary, StudentNo: canary + "1", IDNo: canary + "2", Phone: canary + "3", Address: canary + "4"},
		Guardians: []care.Guardian{{Rank: 1, Name: canary + "5", Phone: canary + "6"}}}})
	if err != nil {
		t.Fatal(err)
	}
	return ids[0]
}
