package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"xinhuan/internal/store"
)

// sharedFirst and sharedSize are the bytes of the file on which SQLite tells other
// programs that a database is in use (os.h: SHARED_FIRST, SHARED_SIZE).
const sharedFirst, sharedSize = 0x40000002, 510

func init() { childRoles["asks"] = childAsks }

// childAsks is some other SQLite program: if it finds nobody's lock, it takes the WAL of
// the database away when it leaves.
func childAsks(target string) error {
	f, err := os.OpenFile(filepath.Join(target, "xinhuan.db"), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: sharedFirst, Len: sharedSize}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &lock); err != nil {
		return err
	}
	fmt.Print(lock.Type != syscall.F_UNLCK)
	return f.Close()
}

func TestOtherProgramsSeeThatADatabaseIsInUse(t *testing.T) {
	for name, open := range map[string]func(folder string) *store.DB{
		"opened once": func(folder string) *store.DB { return openAt(t, folder) },
		"opened, closed and opened again": func(folder string) *store.DB {
			first := openAt(t, folder)
			work(t, first)
			first.Close()
			return openAt(t, folder)
		},
		"opened a second time beside": func(folder string) *store.DB {
			db := openAt(t, folder)
			work(t, db)
			second := openAt(t, folder)
			work(t, second)
			second.Close()
			return db
		},
	} {
		folder := t.TempDir()
		db := open(folder)
		work(t, db)
		if out, err := again(t, "asks", folder).Output(); string(out) != "true" || err != nil {
			t.Errorf("%s: in use %s, %v", name, out, err)
		}
		db.Close()
		if out, err := again(t, "asks", folder).Output(); string(out) != "false" || err != nil {
			t.Errorf("%s and closed: in use %s, %v", name, out, err)
		}
	}
}

func TestAClosedDatabaseHoldsNoFile(t *testing.T) {
	folder := t.TempDir()
	db := openAt(t, folder)
	work(t, db)
	if held := filesIn(t, folder); len(held) == 0 {
		t.Fatal("no file of an open database is seen, so the test sees nothing")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if held := filesIn(t, folder); len(held) > 0 {
		t.Errorf("still open: %v", held)
	}
	if _, err := os.Stat(filepath.Join(folder, "xinhuan.db-wal")); err == nil {
		t.Error("the journal was not taken over into the database")
	}
}

// work leaves prepared statements on both kinds of connection.
func work(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := context.Background()
	for range 3 {
		if err := db.Write(ctx, 1, func(tx *store.Tx) error { return tx.PutSetting("n", "1", 0) }); err != nil {
			t.Fatal(err)
		}
		if err := db.Read(ctx, 1, func(tx *store.Tx) error { _, err := tx.Setting("n"); return err }); err != nil {
			t.Fatal(err)
		}
	}
}

// filesIn lists the files of a folder that this process has open.
func filesIn(t *testing.T, folder string) (held []string) {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if to, err := os.Readlink("/proc/self/fd/" + f.Name()); err == nil && strings.HasPrefix(to, folder) {
			held = append(held, to)
		}
	}
	return held
}
