package testpg

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func connect(t *testing.T, at string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func scan[T any](t *testing.T, conn *pgx.Conn, query string, args ...any) T {
	t.Helper()
	var v T
	if err := conn.QueryRow(context.Background(), query, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryCallGetsAnEmptyDatabaseOfItsOwn(t *testing.T) {
	a, b := connect(t, URL(t)), connect(t, URL(t))
	if _, err := a.Exec(context.Background(), "CREATE TABLE seen (n BIGINT)"); err != nil {
		t.Fatal(err)
	}
	if got := scan[int](t, b, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"); got != 0 {
		t.Errorf("tables in the second database: got %d, want 0", got)
	}
}

func TestTheServerIsAsDurableAsProduction(t *testing.T) {
	conn := connect(t, URL(t))
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if got := scan[string](t, conn, "SELECT current_setting($1)", setting); got != "on" {
			t.Errorf("%s: got %s, want on", setting, got)
		}
	}
}

func TestTheDatabaseIsGoneAfterTheTest(t *testing.T) {
	var at string
	t.Run("inner", func(t *testing.T) { at = URL(t) })
	conn, err := pgx.Connect(context.Background(), at)
	if err == nil {
		conn.Close(context.Background())
		t.Error("the database of a finished test still takes connections")
	}
}

func TestATemplateIsPreparedOnceAndCopied(t *testing.T) {
	runs := 0
	prepare := func(at string) error {
		runs++
		conn, err := pgx.Connect(context.Background(), at)
		if err != nil {
			return err
		}
		defer conn.Close(context.Background())
		_, err = conn.Exec(context.Background(), "CREATE TABLE seed (n BIGINT); INSERT INTO seed VALUES (7)")
		return err
	}
	key := randomHex()
	first, second := connect(t, Template(t, key, prepare)), connect(t, Template(t, key, prepare))
	if _, err := first.Exec(context.Background(), "DELETE FROM seed"); err != nil {
		t.Fatal(err)
	}
	if got := scan[int](t, second, "SELECT n FROM seed"); got != 7 {
		t.Errorf("seed in the second copy: got %d, want 7", got)
	}
	if runs != 1 {
		t.Errorf("prepare ran %d times, want 1", runs)
	}
}

func TestStopLeavesNeitherServerNorFiles(t *testing.T) {
	t.Setenv("TMPDIR", visible(t))
	c, err := Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	wantNothingLeft(t, c.URL)
}

// TestAKilledProcessLeavesNothingBehind starts a test process that owns a
// cluster, kills it as hard as the system can, and looks for remains.
func TestAKilledProcessLeavesNothingBehind(t *testing.T) {
	if os.Getenv("XINHUAN_TESTPG_VICTIM") != "" {
		c, err := Start(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("\nURL " + c.URL + "\n")
		select {}
	}

	t.Setenv("TMPDIR", visible(t))
	cmd := exec.Command(os.Args[0], "-test.run=^TestAKilledProcessLeavesNothingBehind$")
	cmd.Env = append(os.Environ(), "XINHUAN_TESTPG_VICTIM=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	at := ""
	for buf := make([]byte, 4096); !strings.HasSuffix(at, "disable\n"); {
		n, err := out.Read(buf)
		if err != nil {
			t.Fatalf("the victim said %q: %v", at, err)
		}
		at += string(buf[:n])
	}
	cmd.Process.Kill()
	cmd.Wait()
	_, at, _ = strings.Cut(at, "URL ")
	wantNothingLeft(t, strings.TrimSpace(at))
}

// visible is a temporary folder that the user postgres can enter; the path of
// t.TempDir would be too long for a socket.
func visible(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/tmp", "xh")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	return folder
}

func wantNothingLeft(t *testing.T, at string) {
	t.Helper()
	if _, err := url.Parse(at); err != nil {
		t.Fatal(err)
	}
	var left []os.DirEntry
	for range 200 {
		conn, err := pgx.Connect(context.Background(), at)
		if err == nil {
			conn.Close(context.Background())
		}
		left, _ = os.ReadDir(os.Getenv("TMPDIR"))
		if err != nil && len(left) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("the server still answers or its files are left: %v", left)
}
