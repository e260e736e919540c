// Package store holds all SQL of the product, one file a concept. It runs the
// same text on embedded SQLite and on PostgreSQL; engine.go is the only file
// that knows which one is underneath. It sees sealed bytes only: opening them
// is the business of package act.
package store
