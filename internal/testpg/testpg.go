// Package testpg gives tests a real PostgreSQL: a throw-away cluster on its own
// port of 127.0.0.1, and in it a fresh database per test.
//
// The cluster runs with fsync and synchronous_commit on, like production, so a
// test that says "durable" means it. Tests never skip: without PostgreSQL
// binaries they fail and say which package is missing, because a suite that
// quietly ran on one engine has proved half of what it claims.
package testpg

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Env names the variable with the maintenance URL of a cluster that several
// test processes share; `go run ./internal/testpg/cmd start -- go test ./...`
// sets it. Without it each test process starts a cluster of its own.
const Env = "XINHUAN_TEST_PG"

// own is the cluster of this test process. Its keeper process outlives us just
// long enough to stop it, so nobody has to remember to.
var own = sync.OnceValues(func() (*Cluster, error) { return Start(context.Background()) })

// URL creates an empty database and returns its connection URL. The database is
// dropped, with whatever connections are still open, when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, "template0")
}

// Template is URL for databases that begin alike: prepare runs once per cluster
// and key on a template database (migrations, seed), and every call gets a copy
// of it. prepare must close its connections; key must change whenever what
// prepare does changes, so put a hash of the migrations in it.
func Template(t testing.TB, key string, prepare func(url string) error) string {
	t.Helper()
	h := fnv.New64a()
	h.Write([]byte(key))
	name := fmt.Sprintf("template_%016x", h.Sum64())
	if err := prepareOnce(t, name, int64(h.Sum64()), prepare); err != nil {
		t.Fatalf("testpg: prepare the template database: %v", err)
	}
	return create(t, name)
}

// admin connects to the maintenance database.
func admin(t testing.TB) (*pgx.Conn, string) {
	t.Helper()
	at := os.Getenv(Env)
	if at == "" {
		c, err := own()
		if err != nil {
			t.Fatalf("testpg: %v", err)
		}
		at = c.URL
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, at)
	if err != nil {
		t.Fatalf("testpg: connect to the test cluster: %v", err)
	}
	return conn, at
}

func create(t testing.TB, template string) string {
	t.Helper()
	conn, at := admin(t)
	defer conn.Close(context.Background())

	var b [8]byte
	rand.Read(b[:])
	name := "t_" + hex.EncodeToString(b[:])
	if err := copyDatabase(conn, name, template); err != nil {
		t.Fatalf("testpg: create a database: %v", err)
	}

	t.Cleanup(func() {
		conn, _ := admin(t)
		defer conn.Close(context.Background())
		if _, err := conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("testpg: drop the database: %v", err)
		}
	})
	return withDatabase(at, name)
}

// copyDatabase waits while the server still counts a closed connection to the
// template (SQLSTATE 55006), which it does for some milliseconds.
func copyDatabase(conn *pgx.Conn, name, template string) error {
	var err error
	for wait := time.Millisecond; wait < 2*time.Second; wait *= 2 {
		_, err = conn.Exec(context.Background(), "CREATE DATABASE "+name+" TEMPLATE "+template)
		var pgErr *pgconn.PgError
		if !errors.As(err, &pgErr) || pgErr.Code != "55006" {
			return err
		}
		time.Sleep(wait)
	}
	return err
}

// prepareOnce holds an advisory lock so that test processes sharing the cluster
// build one template together. The database gets its final name only after
// prepare succeeded; a half-made one is dropped.
func prepareOnce(t testing.TB, name string, lock int64, prepare func(url string) error) error {
	t.Helper()
	ctx := context.Background()
	conn, at := admin(t)
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return err
	}

	var there bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there)
	if err != nil || there {
		return err
	}
	making := name + "_making"
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+making+" WITH (FORCE)"); err != nil {
		return err
	}
	if err := copyDatabase(conn, making, "template0"); err != nil {
		return err
	}
	if err := prepare(withDatabase(at, making)); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", making)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+making+" RENAME TO "+name)
	return err
}

func withDatabase(at, name string) string {
	u, err := url.Parse(at)
	if err != nil {
		return at
	}
	u.Path = "/" + name
	return u.String()
}
