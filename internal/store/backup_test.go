package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
	"xinhuan/internal/testpg"
)

func TestABackupIsOneMomentWhileOthersWrite(t *testing.T) {
	for _, engine := range []struct {
		name  string
		fresh func(t *testing.T) string
	}{
		{"SQLite", func(t *testing.T) string { return filepath.Join(t.TempDir(), "数据 100%?#") }},
		{"PostgreSQL", func(t *testing.T) string { return testpg.URL(t) }},
	} {
		t.Run(engine.name, func(t *testing.T) {
			target, folder := engine.fresh(t), filepath.Join(t.TempDir(), "backups")
			db := openAt(t, target)
			sessions := store.Sessions{DB: db}
			if err := sessions.Put("token-of-somebody", []byte("session-of-somebody"), far); err != nil {
				t.Fatal(err)
			}
			fill(t, db)
			stop := keepWriting(t, db)

			before := counter(t, db)
			file, err := store.Backup(context.Background(), target, folder, "one")
			if err != nil {
				t.Fatal(err)
			}
			after := stop()
			checkPrivate(t, folder, file)

			restored := engine.fresh(t)
			if err := store.Restore(context.Background(), file, restored); err != nil {
				t.Fatal(err)
			}
			copied := openAt(t, restored)
			if got := counter(t, copied); got < before || got > after {
				t.Errorf("got moment %d, want one between %d and %d", got, before, after)
			}
			if after == before {
				t.Error("nobody wrote during the backup, so it proved nothing")
			}
			if _, alive, err := (store.Sessions{DB: copied}).Find("token-of-somebody"); alive || err != nil {
				t.Errorf("session after restoring: got alive %t, %v, want none", alive, err)
			}
			if _, alive, _ := sessions.Find("token-of-somebody"); !alive {
				t.Error("the backup ended a session of the database it copied")
			}
			if err := store.Restore(context.Background(), file, restored); care.KindOf(err) != care.Conflict {
				t.Errorf("restoring over a database: got %v, want a conflict", err)
			}
			if _, err := store.Backup(context.Background(), target, folder, "one"); care.KindOf(err) != care.Conflict {
				t.Errorf("a second backup of one name: got %v, want a conflict", err)
			}
		})
	}
}

const far = 1 << 62

// fill makes the database large enough that copying takes a while.
func fill(t *testing.T, db *store.DB) {
	t.Helper()
	body := bytes.Repeat([]byte("0123456789abcdef"), 4096)
	err := db.Write(context.Background(), 1, func(tx *store.Tx) error {
		for i := range 80 {
			if err := tx.InsertPackFile(strconv.Itoa(i), "x", body); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keepWriting counts up in two rows and a third table of one transaction, until
// stop, which tells the last number.
func keepWriting(t *testing.T, db *store.DB) (stop func() int) {
	t.Helper()
	done := make(chan struct{})
	var wg sync.WaitGroup
	started := make(chan struct{}, 1)
	n := 0
	wg.Go(func() {
		for {
			err := db.Write(context.Background(), 1, func(tx *store.Tx) error {
				next := strconv.Itoa(n + 1)
				if err := tx.PutSetting("first", next, 0); err != nil {
					return err
				}
				if err := tx.InsertPackFile("n"+next, "n", []byte(next)); err != nil {
					return err
				}
				return tx.PutSetting("second", next, 0)
			})
			if err != nil {
				t.Errorf("write during the backup: %v", err)
				return
			}
			n++
			select {
			case started <- struct{}{}:
			default:
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	<-started
	return func() int { close(done); wg.Wait(); return n }
}

// counter reads the number and checks that both rows agree.
func counter(t *testing.T, db *store.DB) int {
	t.Helper()
	var all map[string]string
	err := db.Read(context.Background(), 1, func(tx *store.Tx) (err error) { all, err = tx.Settings(); return err })
	if err != nil {
		t.Fatal(err)
	}
	if all["first"] != all["second"] {
		t.Errorf("got first %s and second %s, want two equal numbers of one moment", all["first"], all["second"])
	}
	n, _ := strconv.Atoi(all["first"])
	return n
}

// checkPrivate: only the owner reads the file, nothing half-done lies about,
// and nobody's session is in it.
func checkPrivate(t *testing.T, folder, file string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != filepath.Base(file) {
		t.Errorf("got %v in the folder, want the backup alone", entries)
	}
	for path, want := range map[string]os.FileMode{folder: 0o700, file: 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: got mode %o, want %o", filepath.Base(path), got, want)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"token-of-somebody", "session-of-somebody"} {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("%q stands in the backup", secret)
		}
	}
}

func TestABackupThatCannotBeMadeLeavesNothing(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	if _, err := store.Backup(ctx, filepath.Join(t.TempDir(), "nothing"), folder, "x"); care.KindOf(err) != care.NotFound {
		t.Errorf("a folder without database: got %v, want not found", err)
	}
	const secret = "s3cret"
	_, err := store.Backup(ctx, "postgres://nobody:"+secret+"@127.0.0.1:1/none?sslmode=disable", folder, "x")
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("a server that is not there: got %v, want an error without the password", err)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 0 {
		t.Errorf("got %v left behind, want nothing", entries)
	}
}

func TestOnlyASoundBackupIsRestored(t *testing.T) {
	ctx := context.Background()
	source, folder := t.TempDir(), t.TempDir()
	db := openAt(t, source)
	fill(t, db)
	good, err := store.Backup(ctx, source, folder, fmt.Sprint(time.Now().UnixNano()))
	if err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(change func(b []byte) []byte) string {
		file := filepath.Join(t.TempDir(), "spoilt.db")
		if err := os.WriteFile(file, change(bytes.Clone(sound)), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, c := range []struct {
		what, file string
		want       care.Kind
	}{
		{"cut off", spoil(func(b []byte) []byte { return b[:len(b)/2] }), care.Invalid},
		{"overwritten in the middle", spoil(func(b []byte) []byte { clear(b[4096 : 4096*9]); return b }), care.Invalid},
		{"something else", spoil(func([]byte) []byte { return []byte("name,class,number\nnothing,of,ours\n") }), care.Invalid},
		{"empty", spoil(func([]byte) []byte { return nil }), care.Invalid},
		{"not there", filepath.Join(folder, "none.db"), care.NotFound},
	} {
		target := filepath.Join(t.TempDir(), "new")
		if err := store.Restore(ctx, c.file, target); care.KindOf(err) != c.want {
			t.Errorf("%s: got %v, want kind %d", c.what, err, c.want)
		}
		if _, err := os.Stat(filepath.Join(target, "xinhuan.db")); err == nil {
			t.Errorf("%s: a database was left behind", c.what)
		}
	}

	taken := t.TempDir()
	if err := os.WriteFile(filepath.Join(taken, "letter.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(ctx, good, taken); care.KindOf(err) != care.Conflict {
		t.Errorf("into a folder with something in it: got %v, want a conflict", err)
	}
	if err := store.Restore(ctx, good, "postgres://127.0.0.1/x"); care.KindOf(err) != care.Invalid {
		t.Errorf("a SQLite backup into PostgreSQL: got %v, want invalid", err)
	}
}
