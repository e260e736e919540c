package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xinhuan/internal/store"
	"xinhuan/internal/testpg"
)

// childWrites marks on standard output when each write begins and when it was
// confirmed, so that a system-call trace shows what happened in between.
func childWrites(target string, relaxed bool) error {
	ctx := context.Background()
	db, err := store.Open(ctx, target)
	if err != nil {
		return err
	}
	if relaxed {
		if err := db.Relax(ctx); err != nil {
			return err
		}
	}
	for n := range 5 {
		os.Stdout.WriteString("begin\n")
		err := db.Write(ctx, 1, func(tx *store.Tx) error { return tx.PutSetting("n", fmt.Sprint(n), 0) })
		if err != nil {
			return err
		}
		os.Stdout.WriteString("confirmed\n")
	}
	return db.Close()
}

func TestSQLiteFlushesItsLogBeforeItConfirms(t *testing.T) {
	if writes, flushed := traceWrites(t, "write"); writes != 5 || flushed != 5 {
		t.Errorf("got %d writes, %d flushed before they were confirmed; want 5 and 5", writes, flushed)
	}
	// The same with flushing left to chance shows that the trace would tell.
	if writes, flushed := traceWrites(t, "relaxed"); writes != 5 || flushed != 0 {
		t.Errorf("relaxed: got %d writes, %d flushed; want 5 and 0", writes, flushed)
	}
}

// traceWrites runs a child under strace and counts its confirmed writes, and
// those of them after whose last byte the log was flushed.
func traceWrites(t *testing.T, role string) (writes, flushed int) {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := again(t, role, t.TempDir(), "strace", "-f", "-y", "-qq", "-e", "signal=none", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", trace)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("strace (Debian package strace; needs the right to trace a child): %v\n%s", err, out)
	}
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}

	written, safe := false, false
	pending := map[string]string{} // calls of other threads that another line interrupted
	for line := range strings.Lines(string(b)) {
		thread, call, _ := strings.Cut(strings.TrimSpace(line), " ")
		call = strings.TrimSpace(call)
		if strings.HasSuffix(call, "<unfinished ...>") {
			pending[thread] = call
			if strings.HasPrefix(call, "f") {
				continue // a flush counts when it is finished, a write when it starts
			}
		}
		if strings.Contains(call, "resumed>") {
			if !strings.HasPrefix(pending[thread], "f") {
				continue
			}
			call = pending[thread] + call
		}
		log := strings.Contains(call, "xinhuan.db-wal")
		switch {
		case strings.Contains(call, `"begin\n"`):
			written, safe = false, false
		case strings.Contains(call, `"confirmed\n"`):
			if written {
				writes++
			}
			if written && safe {
				flushed++
			}
		case log && strings.HasPrefix(call, "f") && strings.HasSuffix(call, "= 0"):
			safe = true
		case log:
			written, safe = true, false
		}
	}
	return writes, flushed
}

func TestPostgreSQLFlushesItsLogBeforeItConfirms(t *testing.T) {
	url := testpg.URL(t)
	if flushed := flushedCommits(t, openAt(t, url)); flushed != 20 {
		t.Errorf("got %d of 20 commits flushed when they were confirmed, want all", flushed)
	}
	relaxed := openAt(t, url+"&synchronous_commit=off")
	if flushed := flushedCommits(t, relaxed); flushed == 20 {
		t.Error("relaxed: all commits were flushed, so the test would not notice a missing flush")
	}
	if promise, durable, err := relaxed.Durable(context.Background()); durable || err != nil {
		t.Errorf("relaxed: got %q, durable %t, %v, want not durable", promise, durable, err)
	}
}

func flushedCommits(t *testing.T, db *store.DB) (flushed int) {
	t.Helper()
	ctx := context.Background()
	for n := range 20 {
		var position string
		err := db.Write(ctx, 1, func(tx *store.Tx) (err error) {
			if err := tx.PutSetting("n", fmt.Sprint(n), 0); err != nil {
				return err
			}
			position, err = tx.Written()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		safe, err := db.Flushed(ctx, position)
		if err != nil {
			t.Fatal(err)
		}
		if safe {
			flushed++
		}
	}
	return flushed
}

func TestDurableTellsWhatTheEngineReallyDoes(t *testing.T) {
	ctx := context.Background()
	db := openAt(t, t.TempDir())
	promise, durable, err := db.Durable(ctx)
	if want := "synchronous=2 journal_mode=wal"; promise != want || !durable || err != nil {
		t.Errorf("got %q, durable %t, %v; want %q", promise, durable, err, want)
	}
	if err := db.Relax(ctx); err != nil {
		t.Fatal(err)
	}
	if promise, durable, err := db.Durable(ctx); durable || err != nil {
		t.Errorf("relaxed: got %q, durable %t, %v, want not durable", promise, durable, err)
	}
	db = openAt(t, testpg.URL(t))
	promise, durable, err = db.Durable(ctx)
	if want := "fsync=on synchronous_commit=on"; promise != want || !durable || err != nil {
		t.Errorf("PostgreSQL: got %q, durable %t, %v; want %q", promise, durable, err, want)
	}
}

func TestARelaxedStretchEndsOnTheDisk(t *testing.T) {
	ctx, failure := context.Background(), errors.New("half way")
	folder := t.TempDir()
	lite, pg := openAt(t, folder), openAt(t, testpg.URL(t))
	for db, flushes := range map[*store.DB]bool{lite: false, pg: true} {
		err := db.Relaxed(ctx, func() error {
			promise, durable, err := db.Durable(ctx)
			if durable != flushes || err != nil {
				t.Errorf("%s, relaxed: got %q, %v; want durable %t", db.Engine, promise, err, flushes)
			}
			return errors.Join(failure, db.Write(ctx, 1, func(tx *store.Tx) error { return tx.PutSetting("n", "1", 0) }))
		})
		if !errors.Is(err, failure) {
			t.Errorf("%s: got %v, want what fn failed of", db.Engine, err)
		}
		if promise, durable, err := db.Durable(ctx); !durable || err != nil {
			t.Errorf("%s, afterwards: got %q, %v; want durable", db.Engine, promise, err)
		}
	}
	wal, err := os.Stat(filepath.Join(folder, "xinhuan.db-wal"))
	if err != nil || wal.Size() != 0 {
		t.Errorf("got %v, %v; want all of it in the database and nothing in its journal", wal, err)
	}
}
