package audit

import (
	"github.com/transparency-dev/merkle"

	"xinhuan/internal/envelope"
)

// hashSize is the length of every hash in the log, in bytes: SHA-256's and SM3's.
const hashSize = 32

// treeHash hashes as RFC 6962 section 2.1 does, with the suite's hash: a leaf after
// a zero byte, two children after a one, so that a leaf never passes for a node.
type treeHash struct{ suite envelope.Suite }

var _ merkle.LogHasher = treeHash{}

func (t treeHash) Size() int { return hashSize }

func (t treeHash) EmptyRoot() []byte {
	sum := t.suite.Sum(nil)
	return sum[:]
}

func (t treeHash) HashLeaf(leaf []byte) []byte {
	var buf [256]byte // longer than most entries, so that hashing rarely allocates
	sum := t.suite.Sum(append(append(buf[:0], 0), leaf...))
	return sum[:]
}

func (t treeHash) HashChildren(l, r []byte) []byte {
	var buf [1 + 2*hashSize]byte
	sum := t.suite.Sum(append(append(append(buf[:0], 1), l...), r...))
	return sum[:]
}
