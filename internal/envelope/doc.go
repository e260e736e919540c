// Package envelope seals what the database must not say: names, numbers,
// answers, scores, notes and texts.
//
// Keys form three rungs. The region's key pair (a file outside the data folder)
// opens wraps; a wrap opens data keys; a data key, one or more per person and
// class of entries, opens blobs. Every rung below the first can be made with the
// public half alone, so answering and alerts go on while the region is locked
// after a power cut: the writer makes a fresh wrap and fresh data keys. A person
// therefore has several data keys per class over the years, and each blob names
// its own.
//
// The package keeps no rows and reads no clock; callers bring ids and store the
// sealed bytes. docs/security-crypto.md gives every format byte by byte. The
// formats are final: a change takes a new first byte.
package envelope
