package envelope

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
)

func wantTampered(t testing.TB, what string, err error) {
	t.Helper()
	wantKind(t, what, err, care.Internal)
	if !errors.Is(err, ErrTampered) {
		t.Errorf("%s: got %v, want ErrTampered", what, err)
	}
}

func TestBlobOpensInItsPlaceOnly(t *testing.T) {
	for _, suite := range suites {
		key := testDataKey(t, testKeys(t, testRegion, suite))
		blob := key.Seal(testPlace(), []byte("content"))

		for what, move := range map[string]func(*Place){
			"region": func(p *Place) { p.Region++ },
			"table":  func(p *Place) { p.Table = "draft" },
			"column": func(p *Place) { p.Column = "scores" },
			"row":    func(p *Place) { p.Row++ },
			"border": func(p *Place) { p.Table, p.Column = "sheeta", "nswers" },
		} {
			place := testPlace()
			move(&place)
			_, err := key.Open(place, blob)
			wantTampered(t, what, err)
		}
	}
}

// The region is bound to the blob itself too, not only compared with the key's.
func TestRegionIsBoundToTheBlob(t *testing.T) {
	key := testDataKey(t, testKeys(t, testRegion, AES256GCM))
	blob := key.Seal(testPlace(), []byte("content"))
	key.region++
	place := testPlace()
	place.Region++
	_, err := key.Open(place, blob)
	wantTampered(t, "region", err)
}

func TestChangedBytesDoNotOpen(t *testing.T) {
	for _, suite := range suites {
		keys := testKeys(t, testRegion, suite)
		wrap, sealedWrap, _ := keys.Public().NewWrap(1)
		key, sealedKey, _ := wrap.NewDataKey(2, 3, Medical)
		blob := key.Seal(testPlace(), []byte("content"))

		openers := []struct {
			what   string
			sealed []byte
			open   func([]byte) error
		}{
			{"blob", blob, func(b []byte) error { _, err := key.Open(testPlace(), b); return err }},
			{"data key", sealedKey, func(b []byte) error { _, err := wrap.OpenDataKey(2, 3, Medical, b); return err }},
			{"wrap", sealedWrap, func(b []byte) error { _, err := keys.OpenWrap(1, b); return err }},
		}
		for _, o := range openers {
			if err := o.open(o.sealed); err != nil {
				t.Fatalf("%v: untouched %s: %v", suite, o.what, err)
			}
			// Of a wrap's 1,120 bytes of encapsulated key every 23rd is enough.
			step := 1 + len(o.sealed)/50
			for i := 0; i < len(o.sealed); i += step {
				for _, flip := range []byte{1, 2, 3, 0x80} { // 3 turns one suite byte into the other
					bad := bytes.Clone(o.sealed)
					bad[i] ^= flip
					wantTampered(t, o.what, o.open(bad))
				}
				wantTampered(t, o.what+" cut", o.open(o.sealed[:i]))
			}
			wantTampered(t, o.what+" made longer", o.open(append(bytes.Clone(o.sealed), 0)))
		}
	}
}

func TestDataKeyIsBoundToWhoItIsFor(t *testing.T) {
	keys := testKeys(t, testRegion, AES256GCM)
	wrap, sealedWrap, _ := keys.Public().NewWrap(1)
	_, sealed, _ := wrap.NewDataKey(2, 3, Notes)

	_, err := wrap.OpenDataKey(9, 3, Notes, sealed)
	wantTampered(t, "another id", err)
	_, err = wrap.OpenDataKey(2, 9, Notes, sealed)
	wantTampered(t, "another person", err)
	_, err = wrap.OpenDataKey(2, 3, Medical, sealed)
	wantTampered(t, "another class", err)

	other, _, _ := keys.Public().NewWrap(1)
	_, err = other.OpenDataKey(2, 3, Notes, sealed)
	wantTampered(t, "another wrap of the same id", err)

	_, err = keys.OpenWrap(9, sealedWrap)
	wantTampered(t, "another wrap id", err)
	_, err = testKeys(t, 320402, AES256GCM).OpenWrap(1, sealedWrap)
	wantTampered(t, "another region's key", err)

	moved := *keys
	public := *keys.public
	public.region++
	moved.public = &public
	_, err = moved.OpenWrap(1, sealedWrap)
	wantTampered(t, "the same key for another region", err)
}

func TestAnyContentComesBackAndNoTwoBlobsAreAlike(t *testing.T) {
	keys := []*DataKey{testDataKey(t, testKeys(t, testRegion, AES256GCM)), testDataKey(t, testKeys(t, testRegion, SM4GCM))}
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom(keys).Draw(t, "key")
		plain := rapid.SliceOfN(rapid.Byte(), 0, 600).Draw(t, "plain")
		place := Place{testRegion, rapid.StringMatching(`[a-z_]{1,20}`).Draw(t, "table"),
			rapid.StringMatching(`[a-z_]{1,20}`).Draw(t, "column"), care.ID(rapid.Int64Min(1).Draw(t, "row"))}

		blob := key.Seal(place, plain)
		got, err := key.Open(place, blob)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("got %x, %v, want %x", got, err, plain)
		}
		if len(plain) >= 8 && bytes.Contains(blob, plain) {
			t.Fatal("the blob shows its content")
		}
		if bytes.Equal(blob, key.Seal(place, plain)) {
			t.Fatal("two blobs of the same content are alike")
		}

		other := Place{testRegion, rapid.StringMatching(`[a-z_]{1,20}`).Draw(t, "other table"),
			rapid.StringMatching(`[a-z_]{1,20}`).Draw(t, "other column"), care.ID(rapid.Int64Min(1).Draw(t, "other row"))}
		if _, err := key.Open(other, blob); err == nil && other != place {
			t.Fatalf("sealed for %v, opens in %v", place, other)
		}
	})
}
