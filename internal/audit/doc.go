// Package audit is the region's transparency log: what an entry, a tree head, a
// proof and a checkpoint are, as bytes and as arithmetic. The store keeps the
// rows; whoever acts appends in the same transaction and writes the head last.
//
// The tree is RFC 6962's with the hash of the region's suite (SHA-256 or SM3).
// Anyone who holds an earlier signed checkpoint can prove with a few hashes that
// nothing before it was changed or removed; without a checkpoint held elsewhere a
// log proves only that it agrees with itself.
//
// docs/security-crypto.md gives every format byte by byte. The formats are final:
// a change takes a new first byte.
package audit
