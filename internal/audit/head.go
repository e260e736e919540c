package audit

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"

	"github.com/transparency-dev/merkle/compact"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

// headVersion is the first byte of an encoded head.
const headVersion = '1'

// headFixed is the length of a head before its edge: version, suite, size.
const headFixed = 1 + 1 + 8

// Head is the tree's size and right edge: the hashes of the largest full subtrees
// from left to right, one for each bit set in Size. It is all that appending
// needs, a few hundred bytes for any length of log. Make one with NewHead or
// Unmarshal; the methods panic on an edge that does not fit the size.
type Head struct {
	Suite envelope.Suite
	Size  uint64
	Edge  [][]byte
}

// NewHead is the head of an empty log.
func NewHead(suite envelope.Suite) *Head { return &Head{Suite: suite} }

// Marshal writes the head for its row.
func (h *Head) Marshal() []byte {
	b := make([]byte, 0, headFixed+hashSize*len(h.Edge))
	b = binary.BigEndian.AppendUint64(append(b, headVersion, byte(h.Suite)), h.Size)
	for _, e := range h.Edge {
		b = append(b, e...)
	}
	return b
}

// Unmarshal reads what Marshal wrote; anything else is an Internal error, as the
// stored head is bad.
func (h *Head) Unmarshal(b []byte) error {
	bad := func(why string) error {
		return &care.Error{Kind: care.Internal, Op: "audit.Head.Unmarshal", Err: errors.New(why)}
	}
	if len(b) < headFixed || b[0] != headVersion || !envelope.Suite(b[1]).Known() {
		return bad("no head of a known version and suite")
	}
	size := binary.BigEndian.Uint64(b[2:])
	if len(b) != headFixed+hashSize*bits.OnesCount64(size) {
		return bad("the edge does not fit the size")
	}
	h.Suite, h.Size = envelope.Suite(b[1]), size
	h.Edge = slices.Collect(slices.Chunk(slices.Clone(b[headFixed:]), hashSize))
	return nil
}

// Log numbers the entries from the head's size on, encodes and appends them. It
// returns the stored bytes and leaf hashes in order. When an entry is bad nothing
// is appended.
func (h *Head) Log(entries ...Entry) (encoded, leafHashes [][]byte, err error) {
	encoded = make([][]byte, len(entries))
	for i, e := range entries {
		e.Seq = h.Size + uint64(i)
		if encoded[i], err = e.Marshal(); err != nil {
			return nil, nil, err
		}
	}
	return encoded, h.Append(encoded...), nil
}

// Append adds encoded entries, whose numbers must follow the head's size (Log sees
// to that), and returns their leaf hashes. Stored beside the entries they save
// hashing for proofs and let VerifyLeaves name a changed entry exactly.
func (h *Head) Append(entries ...[]byte) (leafHashes [][]byte) {
	tree := treeHash{h.Suite}
	edge := h.edge()
	leafHashes = make([][]byte, len(entries))
	for i, e := range entries {
		leafHashes[i] = tree.HashLeaf(e)
		must(edge.Append(leafHashes[i], nil))
	}
	h.Size, h.Edge = edge.End(), edge.Hashes()
	return leafHashes
}

// Root is the tree's root hash; an empty log has the hash of nothing.
func (h *Head) Root() []byte {
	if h.Size == 0 {
		return treeHash{h.Suite}.EmptyRoot()
	}
	root, err := h.edge().GetRootHash(nil)
	must(err)
	return root
}

// edge works on a copy of the list, since appending overwrites it and heads are
// copied by value.
func (h *Head) edge() *compact.Range {
	factory := &compact.RangeFactory{Hash: treeHash{h.Suite}.HashChildren}
	r, err := factory.NewRange(0, h.Size, slices.Clone(h.Edge))
	must(err)
	return r
}

// must stops at a broken invariant of a head, which no caller can mend.
func must(err error) {
	if err != nil {
		panic("audit: " + err.Error())
	}
}
