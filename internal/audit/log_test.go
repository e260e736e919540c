package audit

import (
	"bytes"
	"encoding/hex"
	"errors"
	"iter"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

var suites = []envelope.Suite{envelope.AES256GCM, envelope.SM4GCM}

// testLog is a log of n entries, with its leaf hashes.
func testLog(t testing.TB, suite envelope.Suite, n int) (head *Head, entries, leaves [][]byte) {
	t.Helper()
	head = NewHead(suite)
	list := make([]Entry, n)
	for i := range list {
		list[i] = sample()
		list[i].ObjectID = care.ID(i + 1)
	}
	entries, leaves, err := head.Log(list...)
	if err != nil {
		t.Fatal(err)
	}
	return head, entries, leaves
}

func numbered(entries [][]byte) iter.Seq2[uint64, []byte] {
	return func(yield func(uint64, []byte) bool) {
		for i, e := range entries {
			if !yield(uint64(i), e) {
				return
			}
		}
	}
}

// The leaves and roots are those with which implementations of RFC 6962 are
// commonly compared (certificate-transparency's reference trees).
func TestRootsOfRFC6962(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	head := NewHead(envelope.AES256GCM)
	for size, want := range roots {
		if got := hex.EncodeToString(head.Root()); got != want {
			t.Errorf("size %d: got %s, want %s", size, got, want)
		}
		if size < len(leaves) {
			leaf, _ := hex.DecodeString(leaves[size])
			head.Append(leaf)
		}
	}
}

// With SM3 the tree of two one-byte leaves is computed here by hand.
func TestRootWithSM3(t *testing.T) {
	suite := envelope.SM4GCM
	a, b := suite.Sum([]byte{0, 'a'}), suite.Sum([]byte{0, 'b'})
	want := suite.Sum(slices.Concat([]byte{1}, a[:], b[:]))
	head := NewHead(suite)
	leaves := head.Append([]byte("a"), []byte("b"))
	if got := head.Root(); !bytes.Equal(got, want[:]) || !bytes.Equal(leaves[1], b[:]) {
		t.Errorf("got %x, want %x", got, want)
	}
}

func TestBatchesGiveTheSameLogAsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		suite := rapid.SampledFrom(suites).Draw(t, "suite")
		entries := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 40), 0, 70).Draw(t, "entries")

		single, batched := NewHead(suite), NewHead(suite)
		var want, got [][]byte
		for _, e := range entries {
			want = append(want, single.Append(e)...)
		}
		for rest := entries; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "batch")
			got = append(got, batched.Append(rest[:n]...)...)
			rest = rest[n:]

			// Every transaction reads the head from its row.
			stored := batched.Marshal()
			batched = &Head{}
			if err := batched.Unmarshal(stored); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(single.Marshal(), batched.Marshal()) || !bytes.Equal(single.Root(), batched.Root()) {
			t.Fatal("heads differ")
		}
		if !slices.EqualFunc(got, want, bytes.Equal) {
			t.Fatal("leaf hashes differ")
		}
	})
}

func TestAppendingToACopyLeavesTheHead(t *testing.T) {
	head, _, _ := testLog(t, envelope.AES256GCM, 7)
	before, root := head.Marshal(), head.Root()
	other := *head
	other.Append([]byte("x"))
	if !bytes.Equal(head.Marshal(), before) || !bytes.Equal(head.Root(), root) {
		t.Error("the head changed with its copy")
	}
}

func TestHeadBytesAreStrict(t *testing.T) {
	head, _, _ := testLog(t, envelope.SM4GCM, 5)
	good := head.Marshal()
	if got, want := hex.EncodeToString(good[:10]), "31020000000000000005"; got != want || len(good) != 10+2*32 {
		t.Errorf("got %s and %d bytes, want %s and 74", got, len(good), want)
	}
	for what, b := range map[string][]byte{
		"nothing":         nil,
		"another version": append([]byte{'2'}, good[1:]...),
		"unknown suite":   append([]byte{'1', 9}, good[2:]...),
		"too short":       good[:len(good)-1],
		"too long":        append(bytes.Clone(good), 0),
		"another size":    append([]byte{'1', 2, 0, 0, 0, 0, 0, 0, 0, 7}, good[10:]...),
	} {
		if err := new(Head).Unmarshal(b); care.KindOf(err) != care.Internal || err == nil {
			t.Errorf("%s: got %v, want an Internal error", what, err)
		}
	}
}

func TestABadEntryAppendsNothing(t *testing.T) {
	head, _, _ := testLog(t, envelope.AES256GCM, 3)
	before := head.Marshal()
	if _, _, err := head.Log(sample(), Entry{Act: "x"}); err == nil {
		t.Error("got no error for an entry without outcome")
	}
	if !bytes.Equal(head.Marshal(), before) {
		t.Error("the head changed")
	}
}

func faultOf(t interface{ Fatalf(string, ...any) }, err error) *Fault {
	var f *Fault
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a fault", err)
	}
	return f
}

func TestAnUntouchedLogVerifies(t *testing.T) {
	for _, suite := range suites {
		for n := range 20 {
			head, entries, leaves := testLog(t, suite, n)
			if err := Verify(head, numbered(entries)); err != nil {
				t.Errorf("%v, %d entries: %v", suite, n, err)
			}
			if err := VerifyLeaves(head, numbered(entries), func(seq uint64) []byte { return leaves[seq] }); err != nil {
				t.Errorf("%v, %d entries with leaves: %v", suite, n, err)
			}
		}
	}
}

func TestAnyChangedByteIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := NewHead(rapid.SampledFrom(suites).Draw(t, "suite"))
		list := make([]Entry, rapid.IntRange(1, 20).Draw(t, "size"))
		for i := range list {
			list[i] = anyEntry(t)
		}
		entries, leaves, err := head.Log(list...)
		if err != nil {
			t.Fatal(err)
		}

		seq := rapid.IntRange(0, len(entries)-1).Draw(t, "entry")
		at := rapid.IntRange(0, len(entries[seq])-1).Draw(t, "byte")
		entries[seq][at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))

		f := faultOf(t, Verify(head, numbered(entries)))
		if uint64(seq) < f.From || uint64(seq) >= f.To {
			t.Fatalf("entry %d was changed, %v named", seq, f)
		}
		f = faultOf(t, VerifyLeaves(head, numbered(entries), func(seq uint64) []byte { return leaves[seq] }))
		if f.From != uint64(seq) || f.To != uint64(seq)+1 {
			t.Fatalf("entry %d was changed, %v named", seq, f)
		}
	})
}

func TestAnyChangedByteOfTheHeadIsFound(t *testing.T) {
	head, entries, _ := testLog(t, envelope.AES256GCM, 13)
	stored := head.Marshal()
	for i := range stored {
		for bit := range 8 {
			b := bytes.Clone(stored)
			b[i] ^= 1 << bit
			var bad Head
			if bad.Unmarshal(b) != nil {
				continue
			}
			if Verify(&bad, numbered(entries)) == nil {
				t.Errorf("byte %d, bit %d: not found", i, bit)
			}
		}
	}
}

func TestMissingAndMisplacedEntriesAreNamed(t *testing.T) {
	head, entries, _ := testLog(t, envelope.AES256GCM, 11)
	without := func(seq uint64) iter.Seq2[uint64, []byte] {
		return func(yield func(uint64, []byte) bool) {
			for i, e := range numbered(entries) {
				if i != seq && !yield(i, e) {
					return
				}
			}
		}
	}
	swapped := slices.Clone(entries)
	swapped[3], swapped[4] = swapped[4], swapped[3]
	_, longer, _ := testLog(t, envelope.AES256GCM, 12)

	for _, c := range []struct {
		what    string
		entries iter.Seq2[uint64, []byte]
		want    uint64
	}{
		{"first missing", without(0), 0},
		{"middle missing", without(6), 6},
		{"last missing", without(10), 10},
		{"all missing", numbered(nil), 0},
		{"two swapped", numbered(swapped), 3},
		{"later ones moved up", numbered(append(slices.Clone(entries[:5]), entries[6:]...)), 5},
		{"one more than the head", numbered(longer), 11},
	} {
		f := faultOf(t, Verify(head, c.entries))
		if f.From != c.want || f.To != c.want+1 {
			t.Errorf("%s: got %v, want entry %d", c.what, f, c.want)
		}
	}
}
