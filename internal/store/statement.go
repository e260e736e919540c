package store

import (
	"context"
	"database/sql"
)

// statementsMost bounds how many statements are kept prepared; the program has
// some three hundred. Ours.
const statementsMost = 1000

type statementKey struct {
	pool  *sql.DB
	query string
}

// statement is a query kept prepared, or nil. Parsing a statement costs SQLite
// as much as running it; pgx keeps prepared statements by itself. A statement
// has one cursor on a connection, so rows are read to their end before the same
// query is asked again (see each).
//
// SQLite looks at the value of a bare parameter after LIMIT, and at one compared
// with a column that a partial index has a condition on (duty.ref, unit.kind,
// flag.state), and then parses the statement anew whenever the value is bound. A
// CAST around the parameter hides the value, so that the plan is made once.
func (tx *Tx) statement(query string) *sql.Stmt {
	if tx.db.Engine != SQLite {
		return nil
	}
	s, ok := tx.db.prepared.Load(statementKey{tx.pool, query})
	if !ok {
		tx.fresh = append(tx.fresh, query)
		return nil
	}
	return tx.tx.StmtContext(tx.ctx, s.(*sql.Stmt))
}

// keep prepares what a transaction asked for the first time. It comes after the
// transaction, because preparing needs a connection and SQLite has one writer.
func (db *DB) keep(ctx context.Context, tx *Tx) {
	for _, query := range tx.fresh {
		key := statementKey{tx.pool, query}
		if _, known := db.prepared.Load(key); known || db.count.Load() >= statementsMost {
			continue
		}
		s, err := tx.pool.PrepareContext(ctx, query)
		if err != nil {
			return // the transaction itself has told what is wrong
		}
		if _, raced := db.prepared.LoadOrStore(key, s); raced {
			s.Close()
			continue
		}
		db.count.Add(1)
	}
}

func (tx *Tx) run(query string, args ...any) (sql.Result, error) {
	if s := tx.statement(query); s != nil {
		return s.ExecContext(tx.ctx, args...)
	}
	return tx.tx.ExecContext(tx.ctx, query, args...)
}

func (tx *Tx) row(query string, args ...any) *sql.Row {
	if s := tx.statement(query); s != nil {
		return s.QueryRowContext(tx.ctx, args...)
	}
	return tx.tx.QueryRowContext(tx.ctx, query, args...)
}

func (tx *Tx) rows(query string, args ...any) (*sql.Rows, error) {
	if s := tx.statement(query); s != nil {
		return s.QueryContext(tx.ctx, args...)
	}
	return tx.tx.QueryContext(tx.ctx, query, args...)
}
