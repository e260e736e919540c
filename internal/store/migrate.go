package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate applies every numbered file that was not applied yet, each in one
// transaction. Files never change once released and never call Go types.
func (db *DB) migrate(ctx context.Context) error {
	if err := db.startMigrations(ctx); err != nil {
		return err
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, name := range names {
		if err := db.applyFile(ctx, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// How long a start waits for another process that starts on the same empty
// database: as long as SQLite's own busy_timeout in sqliteDSN. Ours.
const (
	startWait  = 50 * time.Millisecond
	startTries = 300
)

// startMigrations makes the list of applied files. Processes that start on an
// empty database at once get in each other's way twice, and both times waiting
// is left to us. SQLite changes to WAL on the first connection under an
// exclusive lock and answers "busy" at once, without its busy handler, while
// somebody else holds one. On PostgreSQL both find no table and both make one:
// IF NOT EXISTS looks before it locks, and the slower one fails on a key, a type
// or a table of the catalogue; the second time it finds the table.
func (db *DB) startMigrations(ctx context.Context) error {
	query := "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)"
	for try := 1; ; try++ {
		_, err := db.write.exec(ctx, query)
		if err == nil || try == startTries || (try > 1 && !busy(err)) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(startWait):
		}
	}
}

func (db *DB) applyFile(ctx context.Context, name string) error {
	body, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	return db.write.apply(ctx, func(tx *sql.Tx) error {
		// Two processes may start at once: the first insert wins, the other waits and sees it.
		res, err := tx.ExecContext(ctx, "INSERT INTO migration (name, applied_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
			strings.TrimPrefix(name, "migrations/"), db.Now().UnixMilli())
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for _, statement := range statements(string(body), db.Engine) {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%w in: %.60s", err, statement)
			}
		}
		return nil
	})
}

// statements splits a migration at semicolons that end a line and leaves out
// what a fence gives to the other engine:
//
//	-- only: postgres
//	...
//	-- end
func statements(text string, engine Engine) []string {
	var list []string
	var b strings.Builder
	skip := false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "-- only: "):
			skip = strings.TrimPrefix(trimmed, "-- only: ") != string(engine)
		case trimmed == "-- end":
			skip = false
		case skip || strings.HasPrefix(trimmed, "--"):
		default:
			b.WriteString(line)
			if strings.HasSuffix(trimmed, ";") {
				list = append(list, strings.TrimSpace(b.String()))
				b.Reset()
			}
		}
	}
	return list
}

// Columns lists every column of the schema as "table.column", sorted, so that
// the register of clear columns in docs/security.md can be held against it.
func (db *DB) Columns(ctx context.Context) ([]string, error) {
	query := `SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1`
	if db.Engine == Postgres {
		query = `SELECT table_name || '.' || column_name FROM information_schema.columns
			WHERE table_schema = current_schema() ORDER BY 1`
	}
	list, err := listed(ctx, db.read, scalar[string], query)
	sort.Strings(list)
	return list, err
}
