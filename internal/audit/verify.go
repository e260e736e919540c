package audit

import (
	"bytes"
	"errors"
	"fmt"
	"iter"

	"github.com/transparency-dev/merkle/compact"

	"xinhuan/internal/care"
)

// Fault is where a log stops agreeing with itself: the first wrong entry is at or
// after From and before To. One entry alone is meant when To is From+1.
type Fault struct {
	From, To uint64
	Why      string
}

func (f *Fault) Error() string {
	if f.To == f.From+1 {
		return fmt.Sprintf("entry %d: %s", f.From, f.Why)
	}
	return fmt.Sprintf("entries %d to %d: %s", f.From, f.To-1, f.Why)
}

// Verify recomputes the tree from all entries in order and compares it with the
// head. An entry that is missing, misplaced or no entry is named exactly; changed
// content only by the full subtree of the edge that holds it, since a head keeps
// no more. The error is Internal and wraps a *Fault.
func Verify(head *Head, entries iter.Seq2[uint64, []byte]) error {
	return verify(head, entries, nil)
}

// VerifyLeaves does the same and compares each entry with its stored leaf hash
// too, so that a changed entry is named exactly. leaf returns nil for what is not
// stored.
func VerifyLeaves(head *Head, entries iter.Seq2[uint64, []byte], leaf func(seq uint64) []byte) error {
	return verify(head, entries, leaf)
}

func verify(head *Head, entries iter.Seq2[uint64, []byte], leaf func(seq uint64) []byte) error {
	tree := treeHash{head.Suite}
	want := map[compact.NodeID][]byte{}
	for i, id := range compact.RangeNodes(0, head.Size, nil) {
		want[id] = head.Edge[i]
	}

	var fault *Fault
	reach := func(id compact.NodeID, hash []byte) {
		if edge, ok := want[id]; ok && fault == nil && !bytes.Equal(edge, hash) {
			from, to := id.Coverage()
			fault = &Fault{from, to, "content differs from the head"}
		}
	}

	edge := (&compact.RangeFactory{Hash: tree.HashChildren}).NewEmptyRange(0)
	for seq, entry := range entries {
		if next := edge.End(); fault == nil {
			fault = misplaced(head, next, seq, entry)
		}
		if fault != nil {
			break
		}
		hash := tree.HashLeaf(entry)
		if leaf != nil && !bytes.Equal(leaf(seq), hash) {
			fault = &Fault{seq, seq + 1, "content differs from its leaf hash"}
			break
		}
		must(edge.Append(hash, reach))
	}
	if fault == nil && edge.End() < head.Size {
		fault = &Fault{edge.End(), edge.End() + 1, "missing"}
	}
	if fault == nil {
		return nil
	}
	return &care.Error{Kind: care.Internal, Op: "audit.Verify", Err: fault,
		Text: care.Text{Zh: "审计日志核验不通过", En: "the audit log does not verify"}}
}

// misplaced finds what is wrong with an entry before its content is compared; next
// is the number that must come.
func misplaced(head *Head, next, seq uint64, entry []byte) *Fault {
	if seq != next {
		return &Fault{next, next + 1, fmt.Sprintf("missing; %d follows", seq)}
	}
	if seq >= head.Size {
		return &Fault{seq, seq + 1, "not covered by the head"}
	}
	var e Entry
	if err := e.Unmarshal(entry); err != nil {
		return &Fault{seq, seq + 1, errors.Unwrap(err).Error()}
	}
	if e.Seq != seq {
		return &Fault{seq, seq + 1, fmt.Sprintf("carries the number %d", e.Seq)}
	}
	return nil
}
