package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"xinhuan/internal/care"
)

// DB is an open database.
type DB struct {
	Engine Engine
	Now    func() time.Time // replaceable: tests and the synthetic district inject a clock
	write  *sql.DB
	read   *sql.DB
	ids    *IDs

	prepared sync.Map // statementKey -> *sql.Stmt
	count    atomic.Int64
	inserts  sync.Map // insertShape -> text
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
	err := db.read.Close()
	if db.write != db.read {
		err = errors.Join(err, db.write.Close())
	}
	return err
}

// Ping asks the database for a sign of life.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return db.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// NewID makes an id. Ids rise with time, so they cluster in their index.
func (db *DB) NewID() care.ID { return db.ids.Next() }

// Tx is one transaction in one region with one timestamp: everything it writes
// carries the same instant.
type Tx struct {
	Region care.Region
	Now    care.Millis
	Today  care.Date
	ctx    context.Context
	tx     *sql.Tx
	pool   *sql.DB
	fresh  []string // queries that are not kept prepared yet
	db     *DB
}

// Read runs fn in a read-only transaction: a consistent view.
func (db *DB) Read(ctx context.Context, region care.Region, fn func(*Tx) error) error {
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: db.Engine == Postgres, Isolation: db.snapshot()})
	if err != nil {
		return fmt.Errorf("store: begin read: %w", err)
	}
	defer tx.Rollback()
	t := db.bind(ctx, tx, db.read, region)
	if err := fn(t); err != nil {
		if gone := ctx.Err(); gone != nil {
			return gone // whoever asked has left; what the engine made of it says less
		}
		return err
	}
	if len(t.fresh) > 0 {
		tx.Rollback()
		db.keep(ctx, t)
	}
	return nil
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
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer tx.Rollback()
	t := db.bind(ctx, tx, db.write, region)
	if err := fn(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	db.keep(ctx, t)
	return nil
}

func (db *DB) bind(ctx context.Context, tx *sql.Tx, pool *sql.DB, region care.Region) *Tx {
	now := db.Now()
	return &Tx{Region: region, Now: care.MillisOf(now), Today: care.DateOf(now), ctx: db.perStatement(ctx), tx: tx, pool: pool, db: db}
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
	defer rows.Close()
	var list []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("store: %s: %w", op, err)
		}
		list = append(list, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: %s: %w", op, err)
	}
	return list, nil
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
