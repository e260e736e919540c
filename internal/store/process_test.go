package store_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
	"xinhuan/internal/testpg"
)

// The test binary runs itself again where one process is not enough.
const roleEnv, targetEnv = "XINHUAN_STORE_TEST_ROLE", "XINHUAN_STORE_TEST_TARGET"

var childRoles = map[string]func(target string) error{
	"open":    childOpens,
	"write":   func(target string) error { return childWrites(target, false) },
	"relaxed": func(target string) error { return childWrites(target, true) },
}

func TestMain(m *testing.M) {
	role, ok := childRoles[os.Getenv(roleEnv)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := role(os.Getenv(targetEnv)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// again prepares a run of this binary in a role, by way of another program
// where one is named.
func again(t *testing.T, role, target string, by ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	line := append(by, self)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = append(os.Environ(), roleEnv+"="+role, targetEnv+"="+target)
	return cmd
}

// childOpens opens the database, tells an id and waits until its input closes.
func childOpens(target string) error {
	db, err := store.Open(context.Background(), target)
	if err != nil {
		return err
	}
	fmt.Println(int64(db.NewID()))
	io.Copy(io.Discard, os.Stdin)
	return db.Close()
}

func TestProcessesThatStartTogetherMigrateOnceAndShareNoNode(t *testing.T) {
	for name, fresh := range map[string]func() string{
		"SQLite":     func() string { return filepath.Join(t.TempDir(), "new") },
		"PostgreSQL": func() string { return testpg.URL(t) },
	} {
		for range 2 {
			target := fresh()
			ids := openTogether(t, target, 4)
			nodes := map[int64]bool{}
			for _, id := range ids {
				nodes[id>>12&1023] = true
			}
			if len(nodes) != 4 {
				t.Errorf("%s: got ids %v on %d nodes, want 4 nodes", name, ids, len(nodes))
			}
			openAt(t, target) // and once more on what they left
		}
	}
}

// openTogether starts processes at once and collects an id of each while all
// of them hold the database open.
func openTogether(t *testing.T, target string, n int) []int64 {
	t.Helper()
	ids := make([]int64, n)
	processes := make([]*exec.Cmd, n)
	inputs, outputs, complaints := make([]io.Closer, n), make([]io.Reader, n), make([]bytes.Buffer, n)
	for i := range processes {
		processes[i] = again(t, "open", target)
		var err error
		if inputs[i], err = processes[i].StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if outputs[i], err = processes[i].StdoutPipe(); err != nil {
			t.Fatal(err)
		}
		processes[i].Stderr = &complaints[i]
	}
	for _, p := range processes {
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i := range processes {
		fmt.Fscan(outputs[i], &ids[i])
	}
	for i, p := range processes {
		inputs[i].Close()
		if err := p.Wait(); err != nil {
			t.Errorf("process %d: %v: %s", i, err, &complaints[i])
		}
	}
	return ids
}

func TestALostNodeNumberIsReplaced(t *testing.T) {
	ctx := context.Background()
	db := openAt(t, t.TempDir())
	before := int64(db.NewID()) >> 12 & 1023
	if err := db.KeepLease(ctx); err != nil {
		t.Fatal(err)
	}
	if got := int64(db.NewID()) >> 12 & 1023; got != before {
		t.Errorf("after renewing: got node %d, want %d", got, before)
	}
	if err := db.LoseLease(ctx); err != nil {
		t.Fatal(err)
	}
	if err := db.KeepLease(ctx); err != nil {
		t.Fatal(err)
	}
	if got := int64(db.NewID()) >> 12 & 1023; got == before {
		t.Errorf("after somebody took it: still on node %d", got)
	}
}

// A burst of ids runs ahead of the clock, and a process that starts right after
// it must not make the same ids once more.
func TestWhoTakesOverANodeNumberBeginsAfterItsLastID(t *testing.T) {
	for engine, target := range map[string]string{"SQLite": t.TempDir(), "PostgreSQL": testpg.URL(t)} {
		db := openAt(t, target)
		db.StopIDClock()
		var last care.ID
		for range 1000 * 4096 { // a second of ids, in far less
			last = db.NewID()
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		next := openAt(t, target).NewID()
		if node := func(id care.ID) int64 { return int64(id) >> 12 & 1023 }; node(next) == node(last) && next <= last {
			t.Errorf("%s: got id %d on the same node after %d, want a greater one or another node", engine, next, last)
		}
	}
}
