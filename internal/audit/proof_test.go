package audit

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

func leavesOf(hashes [][]byte) Leaves {
	return func(from, to uint64) ([][]byte, error) { return hashes[from:min(to, uint64(len(hashes)))], nil }
}

func wantRefused(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil || care.KindOf(err) != care.Invalid {
		t.Errorf("%s: got %v, want an Invalid error", what, err)
	}
}

func TestProofsHoldForEveryPairOfSizes(t *testing.T) {
	const n = 20
	for _, suite := range suites {
		_, entries, leaves := testLog(t, suite, n)
		roots := make([][]byte, n+1)
		head := NewHead(suite)
		roots[0] = head.Root()
		for i, e := range entries {
			head.Append(e)
			roots[i+1] = head.Root()
		}

		for size := uint64(1); size <= n; size++ {
			for index := range size {
				p, err := InclusionProof(suite, leavesOf(leaves), index, size)
				if err != nil {
					t.Fatal(err)
				}
				leaf := LeafHash(suite, entries[index])
				if err := VerifyInclusion(suite, index, size, leaf, p, roots[size]); err != nil {
					t.Errorf("%v: entry %d of %d: %v", suite, index, size, err)
				}
				wantRefused(t, "another root", VerifyInclusion(suite, index, size, leaf, p, roots[size-1]))
				wantRefused(t, "another entry", VerifyInclusion(suite, index, size, leaves[(index+1)%n], p, roots[size]))
			}
			for old := range size {
				p, err := ConsistencyProof(suite, leavesOf(leaves), old, size)
				if err != nil {
					t.Fatal(err)
				}
				if err := VerifyConsistency(suite, old, size, p, roots[old], roots[size]); err != nil {
					t.Errorf("%v: %d in %d: %v", suite, old, size, err)
				}
				if old > 0 {
					wantRefused(t, "another history", VerifyConsistency(suite, old, size, p, roots[size], roots[size]))
				}
			}
		}
	}
}

// RFC 6962 section 2.1.3 draws the tree of seven leaves: the proof of d0 is
// [b, h, l]. The nodes are computed here by hand.
func TestProofOfRFC6962Example(t *testing.T) {
	suite := envelope.AES256GCM
	node := func(l, r []byte) []byte {
		s := sha256.Sum256(slices.Concat([]byte{1}, l, r))
		return s[:]
	}
	var d [][]byte
	head := NewHead(suite)
	for i := range 7 {
		d = append(d, head.Append([]byte{byte(i)})...)
	}
	h, l := node(d[2], d[3]), node(node(d[4], d[5]), d[6])
	p, err := InclusionProof(suite, leavesOf(d), 0, 7)
	if err != nil || !slices.EqualFunc(p, [][]byte{d[1], h, l}, bytes.Equal) {
		t.Errorf("got %x, %v, want b, h, l", p, err)
	}
}

func TestProofsOutsideTheLogAreRefused(t *testing.T) {
	_, _, leaves := testLog(t, envelope.AES256GCM, 5)
	_, err := InclusionProof(envelope.AES256GCM, leavesOf(leaves), 5, 5)
	wantRefused(t, "index beyond size", err)
	_, err = ConsistencyProof(envelope.AES256GCM, leavesOf(leaves), 6, 5)
	wantRefused(t, "older is longer", err)
	if _, err = InclusionProof(envelope.AES256GCM, leavesOf(leaves), 0, 9); care.KindOf(err) != care.Internal || err == nil {
		t.Errorf("missing leaves: got %v, want an Internal error", err)
	}
}
