package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"xinhuan/internal/care"
)

// DB is an open database.
type DB struct {
	Engine Engine
	Now    func() time.Time // replaceable: tests and the synthetic district inject a clock
	write  *pool
	read   *pool
	ids    *IDs

	inserts sync.Map // insertShape -> text
}

// Open opens (and migrates) the database in a folder (SQLite) or at a
// postgres:// URL.
func Open(ctx context.Context, target string) (*DB, error) {
	engine, write, read, err := openPools(target)
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	db := &DB{Engine: engine, Now: time.Now, write: write, read: read}
	if err := db.migrate(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("store: migrate: %w", err)
	}
	if err := db.estimate(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("store: estimate: %w", err)
	}
	if db.ids, err = leaseNode(ctx, db); err != nil {
		db.Close()
		return nil, fmt.Errorf("store: node lease: %w", err)
	}
	return db, nil
}

// Close gives the node back and closes the pools. SQLite checkpoints its WAL.
func (db *DB) Close() error {
	if db.ids != nil {
		db.ids.release()
	}
	err := db.read.close()
	if db.write != db.read {
		err = errors.Join(err, db.write.close())
	}
	return err
}

// Ping asks the database for a sign of life.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return db.read.value(ctx, &one, "SELECT 1")
}

// NewID makes an id. Ids rise with time, so they cluster in their index.
func (db *DB) NewID() care.ID { return db.ids.Next() }

// Tx is one transaction in one region with one timestamp: everything it writes
// carries the same instant.
type Tx struct {
	Region care.Region
	Now    care.Millis
	Today  care.Date
	ctx    context.Context // when it ends, no further statement runs
	each   context.Context // of a statement; see perStatement
	tx     *sql.Tx
	conn   *connection
	db     *DB
}

// Read runs fn in a read-only transaction: a consistent view.
func (db *DB) Read(ctx context.Context, region care.Region, fn func(*Tx) error) error {
	err := db.within(ctx, db.read, region, &sql.TxOptions{ReadOnly: db.Engine == Postgres, Isolation: db.snapshot()}, fn)
	if gone := ctx.Err(); err != nil && gone != nil {
		return gone // whoever asked has left; what the engine made of it says less
	}
	return err
}

// snapshot is the isolation that gives a reader one consistent view.
func (db *DB) snapshot() sql.IsolationLevel {
	if db.Engine == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// Write runs fn in a transaction and commits; fn may run again when the engine
// reports a lost race, so it must not keep state from a failed run. A client
// that goes away does not interrupt a write half-way: cancellation is looked at
// before the transaction begins and not after (cancelled contexts under
// concurrency are a known trap of the SQLite driver).
func (db *DB) Write(ctx context.Context, region care.Region, fn func(*Tx) error) error {
	for attempt := 1; ; attempt++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := db.writeOnce(context.WithoutCancel(ctx), region, fn)
		if err == nil || !busy(err) || attempt == 5 {
			return err
		}
		time.Sleep(time.Duration(attempt) * 5 * time.Millisecond)
	}
}

func (db *DB) writeOnce(ctx context.Context, region care.Region, fn func(*Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	return db.within(ctx, db.write, region, nil, func(t *Tx) error {
		if err := fn(t); err != nil {
			return err
		}
		if err := t.tx.Commit(); err != nil {
			return fmt.Errorf("store: commit: %w", err)
		}
		return nil
	})
}

// within runs fn in a transaction, which is rolled back unless fn committed it. It
// begins under the context of its statements: with one that can end, database/sql could
// roll it back between two of them, and those prepared on the connection would go on,
// each a transaction of its own.
func (db *DB) within(ctx context.Context, from *pool, region care.Region, how *sql.TxOptions, fn func(*Tx) error) (err error) {
	conn, err := from.take(ctx)
	if err != nil {
		return fmt.Errorf("store: connection: %w", err)
	}
	sound := false
	defer func() { from.give(conn, sound) }()
	each := db.perStatement(ctx)
	tx, err := conn.BeginTx(each, how)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer func() {
		back := tx.Rollback()
		sound = back == nil || errors.Is(back, sql.ErrTxDone)
	}()
	now := db.Now()
	return fn(&Tx{Region: region, Now: care.MillisOf(now), Today: care.DateOf(now), ctx: ctx, each: each, tx: tx, conn: conn, db: db})
}

// NewID makes an id inside a transaction.
func (tx *Tx) NewID() care.ID { return tx.db.NewID() }

// Savepoint runs fn so that its failure undoes only its own writes. Group
// commit uses it: one bad act must not fail its neighbours.
func (tx *Tx) Savepoint(fn func() error) error {
	if err := tx.exec("SAVEPOINT act"); err != nil {
		return err
	}
	if err := fn(); err != nil {
		if back := tx.exec("ROLLBACK TO SAVEPOINT act"); back != nil {
			return errors.Join(err, back)
		}
		// Rolling back keeps the savepoint, and its name would hide that of an outer one.
		return errors.Join(err, tx.exec("RELEASE SAVEPOINT act"))
	}
	return tx.exec("RELEASE SAVEPOINT act")
}

// kept is a query as it is prepared on the transaction's connection; nil where it is to
// be asked as it stands.
func (tx *Tx) kept(query string) (*sql.Stmt, error) {
	if err := tx.ctx.Err(); err != nil {
		return nil, err
	}
	return tx.conn.statement(tx.each, query)
}

func (tx *Tx) run(query string, args ...any) (sql.Result, error) {
	s, err := tx.kept(query)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return tx.tx.ExecContext(tx.each, query, args...)
	}
	return s.ExecContext(tx.each, args...)
}

func (tx *Tx) rows(query string, args ...any) (*sql.Rows, error) {
	s, err := tx.kept(query)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return tx.tx.QueryContext(tx.each, query, args...)
	}
	return s.QueryContext(tx.each, args...)
}

func (tx *Tx) row(query string, args ...any) row {
	s, err := tx.kept(query)
	switch {
	case err != nil:
		return failed{err}
	case s == nil:
		return tx.tx.QueryRowContext(tx.each, query, args...)
	}
	return s.QueryRowContext(tx.each, args...)
}

func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.run(query, args...)
	return err
}

// changed runs a statement and tells how many rows it touched.
func (tx *Tx) changed(query string, args ...any) (int64, error) {
	res, err := tx.run(query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// must runs a statement that has to touch exactly one row.
func (tx *Tx) must(op, query string, args ...any) error {
	n, err := tx.changed(query, args...)
	if err != nil {
		return fmt.Errorf("store: %s: %w", op, err)
	}
	if n != 1 {
		return care.Fail(care.Conflict, op, "记录已被他人改动，请刷新后再试", "the record was changed meanwhile; reload and try again")
	}
	return nil
}

// one reads a single row; no row is a NotFound error.
func one[T any](tx *Tx, op string, scan func(row) (T, error), query string, args ...any) (T, error) {
	v, err := scan(tx.row(query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, care.Unseen(op)
	}
	if err != nil {
		return v, fmt.Errorf("store: %s: %w", op, err)
	}
	return v, nil
}

// all reads every row of a query.
func all[T any](tx *Tx, op string, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.rows(query, args...)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", op, err)
	}
	list, err := scanned(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", op, err)
	}
	return list, nil
}

// few reads the different rows of a query that gives a handful. For DISTINCT, UNION and
// count(DISTINCT ...) SQLite sets up a table of its own, which costs it more than they do.
func few[T comparable](tx *Tx, op string, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	list, err := all(tx, op, scan, query, args...)
	var out []T
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out, err
}

// each hands every row of a query to fn. The rows are read whole first: fn may
// query, and PostgreSQL refuses a second query on a connection whose rows are
// still being read. What can grow without bound is read in pages (see pages).
func each[T any](tx *Tx, op string, scan func(row) (T, error), fn func(T) error, query string, args ...any) error {
	list, err := all(tx, op, scan, query, args...)
	if err != nil {
		return err
	}
	return walk(list, fn)
}

// walk hands a list to fn until it fails.
func walk[T any](list []T, fn func(T) error) error {
	for _, v := range list {
		if err := fn(v); err != nil {
			return err
		}
	}
	return nil
}

// pageRows is how many rows a page of pages holds. Ours.
const pageRows = 2000

// pages reads page after page until one is not full, and hands every row to fn.
func pages[T any](read func(last *T) ([]T, error), fn func(T) error) error {
	return paged(pageRows, read, fn)
}

func paged[T any](rows int, read func(last *T) ([]T, error), fn func(T) error) error {
	var last *T
	for {
		list, err := read(last)
		if err != nil {
			return err
		}
		if err := walk(list, fn); err != nil {
			return err
		}
		if len(list) < rows {
			return nil
		}
		last = &list[len(list)-1]
	}
}

// row is what *sql.Row and *sql.Rows share.
type row interface{ Scan(...any) error }

// failed is the row of a query that was not asked.
type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }

// scalar scans one column.
func scalar[T any](r row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// orNull stores a zero instant as NULL.
func orNull(m care.Millis) any {
	if m == 0 {
		return nil
	}
	return int64(m)
}

// instant scans a nullable instant; NULL is 0.
type instant struct{ to *care.Millis }

func (i instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i.to = 0
	case int64:
		*i.to = care.Millis(v)
	default:
		return fmt.Errorf("store: cannot read %T as an instant", src)
	}
	return nil
}
