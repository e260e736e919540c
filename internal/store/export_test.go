package store

import (
	"context"
	"time"
)

// What tests need to see or spoil underneath, to show that they can fail.

// Relax lets SQLite confirm a commit before it is on the disk.
func (db *DB) Relax(ctx context.Context) error {
	_, err := db.write.exec(ctx, "PRAGMA synchronous = NORMAL")
	return err
}

// Written is where PostgreSQL's log stands with what tx wrote so far.
func (tx *Tx) Written() (string, error) {
	return one(tx, "read log position", scalar[string], "SELECT pg_current_wal_insert_lsn()::TEXT")
}

// Flushed tells whether PostgreSQL's log is on the disk beyond a position.
func (db *DB) Flushed(ctx context.Context, position string) (yes bool, err error) {
	err = db.read.value(ctx, &yes, "SELECT pg_current_wal_flush_lsn() > CAST($1 AS pg_lsn)", position)
	return yes, err
}

// KeepLease renews the lease of the node number, as happens every half hour.
func (db *DB) KeepLease(ctx context.Context) error { return db.ids.keep(ctx) }

// LoseLease gives the node number to somebody else, as if this machine had
// slept longer than its lease.
func (db *DB) LoseLease(ctx context.Context) error {
	_, err := db.write.exec(ctx, "UPDATE node_lease SET holder = 'somebody else' WHERE node = $1", db.ids.node)
	return err
}

// StopIDClock lets ids be made faster than time passes.
func (db *DB) StopIDClock() {
	at := db.ids.clock()
	db.ids.clock = func() time.Time { return at }
}
