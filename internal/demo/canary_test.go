package demo

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
	"xinhuan/internal/synthetic"
	"xinhuan/internal/testpg"
)

// canary is a name that stands nowhere else, so that a single find is a leak.
const canary = "金丝雀·Kanarienvogel-8261"

// disk is where a region's bytes come to lie on one engine.
type disk struct {
	name   string
	pupils int
	least  int      // bytes that a search has to have gone through
	parts  []string // of the files: in each of them a find is possible
	place  func(t *testing.T, temp string) (target string, files func(t *testing.T) []string)
}

// On SQLite the folder is searched with its write-ahead log; on PostgreSQL the whole
// folder of a server of its own: every database, its write-ahead log and what it logged.
// Backups lie beside them, a PostgreSQL one unpacked, because it is compressed and a
// search in it would prove nothing.
var disks = []disk{
	{"sqlite", 300, 4 << 20, []string{"xinhuan.db"}, func(t *testing.T, temp string) (string, func(*testing.T) []string) {
		folder := filepath.Join(temp, "data")
		return folder, func(*testing.T) []string {
			return []string{filepath.Join(folder, "xinhuan.db"), filepath.Join(folder, "xinhuan.db-wal")}
		}
	}},
	{"postgres", 60, 16 << 20, []string{"/base/", "/pg_wal/"}, func(t *testing.T, _ string) (string, func(*testing.T) []string) {
		server, err := testpg.Start(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Stop() })
		return server.URL, func(t *testing.T) []string { return serverFiles(t, server.URL) }
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
				if err != nil && !errors.Is(err, fs.ErrNotExist) { // a server at work removes some
					t.Errorf("not searched: %v", err)
				}
				search(file, body)
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
			places := map[string]int{"the backup": len(known.in(unpacked(t, backup("clear")))), "the log": len(known.in(logged.Bytes()))}
			for _, part := range d.parts {
				places[part] = 0
			}
			for _, file := range files(t) {
				for _, part := range d.parts {
					if body, err := os.ReadFile(file); err == nil && strings.Contains(file, part) {
						places[part] += len(known.in(body))
					}
				}
			}
			for place, found := range places {
				if found == 0 {
					t.Errorf("%s: a canary in clear was not found", place)
				}
			}
		})
	}
}

// everySecret knows each pupil and guardian of the district, and the canary.
func everySecret(pupils int) *secrets {
	s := &secrets{byHead: map[[4]byte][]form{}}
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
