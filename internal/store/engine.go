package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL driver "pgx"
	"modernc.org/sqlite"
)

// Engine is the database underneath. Each use of it outside this file is an
// engine branch; a test counts them.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// openPools opens the pool that writes and the pool that reads. SQLite allows
// one writer, so its write pool has one connection and queueing happens in Go;
// PostgreSQL uses the same pool for both.
func openPools(target string) (Engine, *pool, *pool, error) {
	if isURL(target) {
		db, err := sql.Open("pgx", target)
		if err != nil {
			return "", nil, nil, err
		}
		db.SetMaxOpenConns(24)
		db.SetMaxIdleConns(24)
		db.SetConnMaxIdleTime(5 * time.Minute)
		both := &pool{db: db}
		return Postgres, both, both, nil
	}
	if err := os.MkdirAll(target, 0o700); err != nil {
		return "", nil, nil, fmt.Errorf("data folder: %w", err)
	}
	file := filepath.Join(target, "xinhuan.db")
	if err := touchPrivate(file); err != nil {
		return "", nil, nil, err
	}
	write, err := sql.Open("sqlite", sqliteDSN(file, false))
	if err != nil {
		return "", nil, nil, err
	}
	read, err := sql.Open("sqlite", sqliteDSN(file, true))
	if err != nil {
		return "", nil, nil, err
	}
	return SQLite, keepingPool(write, 1), keepingPool(read, 8), nil
}

// isURL tells a PostgreSQL URL from a data folder.
func isURL(target string) bool {
	return strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://")
}

// touchPrivate creates the database file readable by its owner only; SQLite
// gives its WAL and shared-memory files the same mode. One that is there is left
// alone: a POSIX lock belongs to the process, and closing any descriptor of a file
// drops all locks the process has on it. Another program would then take the file for
// unused, and away its WAL with what was acknowledged.
func touchPrivate(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("data file: %w", err)
	}
	return f.Close()
}

// uriPath keeps SQLite from reading a folder's name as part of the options.
var uriPath = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

// sqliteDSN sets what every connection needs. synchronous=FULL makes a commit
// in WAL mode flush before it returns: an acknowledged sheet survives a power
// cut. temp_store=MEMORY keeps sorts out of temporary files.
func sqliteDSN(file string, readOnly bool) string {
	q := url.Values{}
	for _, p := range []string{"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
		"temp_store(MEMORY)", "cache_size(-16000)", "wal_autocheckpoint(4000)"} {
		q.Add("_pragma", p)
	}
	if readOnly {
		q.Add("_pragma", "query_only(ON)")
		q.Set("_txlock", "deferred")
	} else {
		q.Set("_txlock", "immediate")
	}
	return "file:" + uriPath.Replace(file) + "?" + q.Encode()
}

// perStatement is the context of a transaction's statements. The SQLite driver
// starts a goroutine for every statement that could be cancelled, which costs
// more than most statements. It need not: nothing there waits for a network, and
// the context that the transaction began with still ends it between statements.
func (db *DB) perStatement(ctx context.Context) context.Context {
	if db.Engine == SQLite {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// OneWriter tells whether transactions that write run one after the other.
func (db *DB) OneWriter() bool { return db.Engine == SQLite }

// placeholder is a value's place in a statement of hundreds of values. SQLite
// looks for a numbered one from the first to the last, each time it is bound.
func (db *DB) placeholder(n int) string {
	if db.Engine == SQLite {
		return "?"
	}
	return fmt.Sprintf("$%d", n)
}

// busy tells whether a transaction lost against another one and may be tried
// again from its beginning.
func busy(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == 5 // SQLITE_BUSY
	}
	return false
}

// duplicate tells whether a row broke a unique key.
func duplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == 1555 || lite.Code() == 2067
	}
	return false
}

// Relaxed runs fn while SQLite confirms commits before they are on the disk: for making
// a demonstration, where nobody is given a receipt. A power cut would lose the last of
// them and spoil nothing else. Afterwards all is on the disk and every commit is flushed
// again. PostgreSQL flushes as ever.
func (db *DB) Relaxed(ctx context.Context, fn func() error) (err error) {
	if db.Engine != SQLite {
		return fn()
	}
	if _, err := db.write.exec(ctx, "PRAGMA synchronous = NORMAL"); err != nil {
		return err
	}
	defer func() {
		ctx := context.WithoutCancel(ctx)
		_, full := db.write.exec(ctx, "PRAGMA synchronous = FULL")
		_, flushed := db.write.exec(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
		err = errors.Join(err, full, flushed)
	}()
	return fn()
}

// Durable reads back what the engine promises about a commit, for `verify`, the
// start-up check and tests: SQLite's synchronous must be 2 (FULL), PostgreSQL's
// fsync and synchronous_commit on.
func (db *DB) Durable(ctx context.Context) (string, bool, error) {
	if db.Engine == SQLite {
		var mode, level string
		if err := db.write.value(ctx, &level, "PRAGMA synchronous"); err != nil {
			return "", false, err
		}
		if err := db.write.value(ctx, &mode, "PRAGMA journal_mode"); err != nil {
			return "", false, err
		}
		return "synchronous=" + level + " journal_mode=" + mode, level == "2" && mode == "wal", nil
	}
	var fsync, commit string
	if err := db.write.value(ctx, &fsync, "SHOW fsync"); err != nil {
		return "", false, err
	}
	if err := db.write.value(ctx, &commit, "SHOW synchronous_commit"); err != nil {
		return "", false, err
	}
	return "fsync=" + fsync + " synchronous_commit=" + commit, fsync == "on" && commit != "off", nil
}
