package audit

import (
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

// Leaves gives the leaf hashes of the entries from <= seq < to, in order: from where
// they are stored, or by LeafHash from the entries.
type Leaves func(from, to uint64) ([][]byte, error)

// leafChunk is how many leaf hashes are read at a time (2 MiB; ours).
const leafChunk = 1 << 16

// InclusionProof lists the hashes that lead from entry index to the root of the
// tree of that size (RFC 6962 section 2.1.1). It reads every leaf of the tree but
// one, once.
func InclusionProof(suite envelope.Suite, leaves Leaves, index, size uint64) ([][]byte, error) {
	nodes, err := proof.Inclusion(index, size)
	if err != nil {
		return nil, outside("audit.InclusionProof", err)
	}
	return build(suite, leaves, nodes)
}

// ConsistencyProof lists the hashes that show the tree of size1 to be the beginning
// of the tree of size2 (RFC 6962 section 2.1.2).
func ConsistencyProof(suite envelope.Suite, leaves Leaves, size1, size2 uint64) ([][]byte, error) {
	nodes, err := proof.Consistency(size1, size2)
	if err != nil {
		return nil, outside("audit.ConsistencyProof", err)
	}
	return build(suite, leaves, nodes)
}

// VerifyInclusion checks that the entry with this leaf hash is number index in the
// tree with this size and root.
func VerifyInclusion(suite envelope.Suite, index, size uint64, leafHash []byte, hashes [][]byte, root []byte) error {
	return unproven("audit.VerifyInclusion", proof.VerifyInclusion(treeHash{suite}, index, size, leafHash, hashes, root))
}

// VerifyConsistency checks that the tree with size1 and root1 is the beginning of
// the tree with size2 and root2.
func VerifyConsistency(suite envelope.Suite, size1, size2 uint64, hashes [][]byte, root1, root2 []byte) error {
	return unproven("audit.VerifyConsistency", proof.VerifyConsistency(treeHash{suite}, size1, size2, hashes, root1, root2))
}

// LeafHash is the leaf hash of an encoded entry, for whoever checks a proof.
func LeafHash(suite envelope.Suite, entry []byte) []byte { return treeHash{suite}.HashLeaf(entry) }

func build(suite envelope.Suite, leaves Leaves, nodes proof.Nodes) ([][]byte, error) {
	hashes := make([][]byte, len(nodes.IDs))
	for i, id := range nodes.IDs {
		h, err := subtree(suite, leaves, id)
		if err != nil {
			return nil, err
		}
		hashes[i] = h
	}
	return nodes.Rehash(hashes, treeHash{suite}.HashChildren)
}

// subtree computes the hash of one full subtree from its leaves.
func subtree(suite envelope.Suite, leaves Leaves, id compact.NodeID) ([]byte, error) {
	from, to := id.Coverage()
	edge := (&compact.RangeFactory{Hash: treeHash{suite}.HashChildren}).NewEmptyRange(0)
	for ; from < to; from = min(from+leafChunk, to) {
		end := min(from+leafChunk, to)
		chunk, err := leaves(from, end)
		if err != nil {
			return nil, err
		}
		if uint64(len(chunk)) != end-from {
			return nil, &care.Error{Kind: care.Internal, Op: "audit.proof",
				Err: fmt.Errorf("got %d leaf hashes from %d on, want %d", len(chunk), from, end-from)}
		}
		for _, h := range chunk {
			must(edge.Append(h, nil))
		}
	}
	return edge.GetRootHash(nil)
}

func outside(op string, err error) error {
	return &care.Error{Kind: care.Invalid, Op: op, Err: err,
		Fields: map[string]care.Text{"size": {Zh: "日志没有这么长", En: "the log is not that long"}}}
}

func unproven(op string, err error) error {
	if err == nil {
		return nil
	}
	return &care.Error{Kind: care.Invalid, Op: op, Err: err,
		Fields: map[string]care.Text{"proof": {Zh: "证明不成立", En: "the proof does not hold"}}}
}
