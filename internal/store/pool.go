package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"
)

// statementsMost bounds how many statements are kept prepared on a connection; the
// program has some three hundred. Ours.
const statementsMost = 1000

// pool lends out connections. SQLite's stay ours between two loans, each with what was
// prepared on it: parsing a statement costs SQLite as much as running it, and database/sql,
// which looks a statement's connection up whenever it runs, costs a third of that again.
// PostgreSQL's go back to database/sql; pgx keeps its statements itself.
type pool struct {
	db    *sql.DB
	loans chan struct{} // one for each connection that may be out; nil = database/sql counts

	mu     sync.Mutex
	rest   []*connection // the one that came back last is lent first: its pages are in memory
	closed bool
}

// connection is one connection to the database, used by one transaction at a time.
type connection struct {
	*sql.Conn
	mu       sync.Mutex
	prepared map[string]*sql.Stmt // nil = not kept here
}

// keepingPool is a pool of at most so many connections that are kept.
func keepingPool(db *sql.DB, most int) *pool {
	db.SetMaxOpenConns(most)
	return &pool{db: db, loans: make(chan struct{}, most)}
}

// take lends a connection; give takes it back.
func (p *pool) take(ctx context.Context) (*connection, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if p.loans == nil {
		c, err := p.db.Conn(ctx)
		return &connection{Conn: c}, err
	}
	select {
	case p.loans <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c := p.last(); c != nil {
		return c, nil
	}
	c, err := p.db.Conn(ctx)
	if err != nil {
		<-p.loans
		return nil, err
	}
	return &connection{Conn: c, prepared: map[string]*sql.Stmt{}}, nil
}

func (p *pool) last() *connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.rest) - 1
	if n < 0 {
		return nil
	}
	c := p.rest[n]
	p.rest = p.rest[:n]
	return c
}

// give takes a connection back. One that is not sound is closed: the next loan opens
// another one.
func (p *pool) give(c *connection, sound bool) {
	switch {
	case p.loans == nil:
		c.Close()
		return
	case !sound:
		c.close()
	case !p.shelve(c):
		c.close()
	}
	<-p.loans
}

// shelve keeps a connection for the next loan, unless the pool was closed meanwhile.
func (p *pool) shelve(c *connection) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.rest = append(p.rest, c)
	}
	return !p.closed
}

// with runs fn on a connection outside of any transaction, in its turn with those that
// have one.
func (p *pool) with(ctx context.Context, fn func(*sql.Conn) error) error {
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	defer p.give(c, true)
	return fn(c.Conn)
}

// exec runs one statement outside of any transaction.
func (p *pool) exec(ctx context.Context, query string, args ...any) (res sql.Result, err error) {
	err = p.with(ctx, func(c *sql.Conn) error {
		res, err = c.ExecContext(ctx, query, args...)
		return err
	})
	return res, err
}

// value reads one value outside of any transaction.
func (p *pool) value(ctx context.Context, to any, query string, args ...any) error {
	return p.with(ctx, func(c *sql.Conn) error { return c.QueryRowContext(ctx, query, args...).Scan(to) })
}

// listed reads every row of a query outside of any transaction.
func listed[T any](ctx context.Context, p *pool, scan func(row) (T, error), query string) (list []T, err error) {
	err = p.with(ctx, func(c *sql.Conn) error {
		rows, err := c.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		list, err = scanned(rows, scan)
		return err
	})
	return list, err
}

// scanned reads rows to their end.
func scanned[T any](rows *sql.Rows, scan func(row) (T, error)) (list []T, err error) {
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// apply runs fn in a transaction of database/sql and commits it.
func (p *pool) apply(ctx context.Context, fn func(*sql.Tx) error) error {
	return p.with(ctx, func(c *sql.Conn) error {
		tx, err := c.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Commit()
	})
}

// close closes what is at rest; what is lent out is closed when it comes back.
func (p *pool) close() error {
	p.mu.Lock()
	rest := p.rest
	p.rest, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range rest {
		c.close()
	}
	return p.db.Close()
}

// close closes a kept connection for good. Statements come first: SQLite keeps a
// connection, with its files and locks, as long as one of its statements lives, and
// database/sql leaves those of a Conn to whoever prepared them.
func (c *connection) close() {
	for _, s := range c.prepared {
		s.Close()
	}
	_ = c.Raw(func(any) error { return driver.ErrBadConn }) // else it would rest in database/sql
	c.Conn.Close()
}

// statement is a query kept prepared on this connection; nil where it is to be asked as
// it stands. It has one cursor, so rows are read to their end before the same query is
// asked again (see each).
//
// SQLite looks at the value of a bare parameter after LIMIT, and at one compared
// with a column that a partial index has a condition on (duty.ref, unit.kind,
// flag.state), and then parses the statement anew whenever the value is bound. A
// CAST around the parameter hides the value, so that the plan is made once.
func (c *connection) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if c.prepared == nil {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.prepared[query]; ok || len(c.prepared) >= statementsMost {
		return s, nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err == nil {
		c.prepared[query] = s
	}
	return s, err
}
