package envelope

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

const testRegion = care.Region(500112)

var suites = []Suite{AES256GCM, SM4GCM}

// testKeys are the same keys on every run, so that golden values can be compared.
func testKeys(t testing.TB, region care.Region, suite Suite) *RegionKeys {
	t.Helper()
	keys, err := NewRegionKeys(region, suite, rand.NewChaCha8([32]byte{byte(region), byte(suite)}))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func testDataKey(t testing.TB, keys *RegionKeys) *DataKey {
	t.Helper()
	wrap, _, err := keys.Public().NewWrap(71)
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := wrap.NewDataKey(72, 73, Answers)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func testPlace() Place { return Place{Region: testRegion, Table: "sheet", Column: "answers", Row: 74} }

// wantKind fails unless err has the kind and something to say in both languages.
func wantKind(t testing.TB, what string, err error, want care.Kind) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: got no error, want kind %d", what, want)
		return
	}
	if got := care.KindOf(err); got != want {
		t.Errorf("%s: got kind %d (%v), want %d", what, got, err, want)
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What was written while the region was locked is read after it was unlocked.
func TestLockedWriterIsReadByUnlockedRegion(t *testing.T) {
	for _, suite := range suites {
		keys := testKeys(t, testRegion, suite)
		writer, err := UnmarshalPublic(keys.Public().Marshal())
		if err != nil {
			t.Fatal(err)
		}
		wrap, sealedWrap, err := writer.NewWrap(1)
		if err != nil {
			t.Fatal(err)
		}
		key, sealedKey, err := wrap.NewDataKey(2, 3, Identity)
		if err != nil {
			t.Fatal(err)
		}
		plain := []byte("张小花 500112201503050028")
		blob := key.Seal(testPlace(), plain)

		for what, sealed := range map[string][]byte{"blob": blob, "data key": sealedKey, "wrap": sealedWrap} {
			if bytes.Contains(sealed, plain[:9]) || bytes.Contains(sealed, plain[10:]) || bytes.Contains(sealed, key.key) {
				t.Errorf("%v: the %s shows what it should hide", suite, what)
			}
		}

		opened, err := keys.OpenWrap(1, sealedWrap)
		if err != nil {
			t.Fatal(err)
		}
		if id, err := WrapID(sealedKey); err != nil || id != 1 {
			t.Errorf("WrapID: got %d, %v, want 1", id, err)
		}
		if id, err := KeyID(blob); err != nil || id != 2 {
			t.Errorf("KeyID: got %d, %v, want 2", id, err)
		}
		reader, err := opened.OpenDataKey(2, 3, Identity, sealedKey)
		if err != nil {
			t.Fatal(err)
		}
		got, err := reader.Open(testPlace(), blob)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%v: got %q, %v, want %q", suite, got, err, plain)
		}
		if got, want := len(blob), len(plain)+Overhead; got != want {
			t.Errorf("%v: blob has %d bytes, want %d", suite, got, want)
		}
	}
}

func TestLockedRegionAnswersSealed(t *testing.T) {
	var keys *RegionKeys
	if !keys.Locked() {
		t.Error("nil keys: got unlocked, want locked")
	}
	wrap, err := keys.OpenWrap(1, nil)
	wantKind(t, "OpenWrap", err, care.Sealed)
	key, err := wrap.OpenDataKey(1, 2, Notes, nil)
	wantKind(t, "OpenDataKey", err, care.Sealed)
	_, err = key.Open(testPlace(), nil)
	wantKind(t, "Open", err, care.Sealed)
	_, err = (&Wrap{}).Rewrap(nil)
	wantKind(t, "Rewrap", err, care.Sealed)
	_, err = keys.Signer("x.example/audit")
	wantKind(t, "Signer", err, care.Sealed)
}

// Whatever verb prints a key, its bytes stay out of the log.
func TestPrintingKeysShowsNoSecret(t *testing.T) {
	keys := testKeys(t, testRegion, AES256GCM)
	wrap, _, _ := keys.Public().NewWrap(71)
	key := testDataKey(t, keys)

	for _, v := range []any{keys, *keys, keys.Public(), *keys.Public(), wrap, *wrap, key, *key} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			got := fmt.Sprintf(verb, v)
			if len(got) > 60 {
				t.Errorf("%T with %s: got %d characters, want only a name", v, verb, len(got))
			}
		}
	}
}

func TestRewrapHandsTheKeyOverInsideTheRegion(t *testing.T) {
	keys := testKeys(t, testRegion, AES256GCM)
	key := testDataKey(t, keys)
	blob := key.Seal(testPlace(), []byte("plan"))

	// A region that changes suite re-wraps its old keys under wraps of the new one.
	for _, suite := range suites {
		other := testKeys(t, testRegion, suite)
		wrap, _, err := other.Public().NewWrap(81)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := wrap.Rewrap(key)
		if err != nil {
			t.Fatal(err)
		}
		again, err := wrap.OpenDataKey(72, 73, Answers, sealed)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := again.Open(testPlace(), blob); err != nil || string(got) != "plan" {
			t.Errorf("%v: got %q, %v, want the plan", suite, got, err)
		}
	}

	abroad, _, _ := testKeys(t, 320402, AES256GCM).Public().NewWrap(81)
	_, err := abroad.Rewrap(key)
	wantKind(t, "another region's wrap", err, care.Internal)
}

func TestNewKeysRefuseDefects(t *testing.T) {
	_, err := NewRegionKeys(0, AES256GCM, rand.NewChaCha8([32]byte{}))
	wantKind(t, "no region", err, care.Invalid)
	_, err = NewRegionKeys(testRegion, 9, rand.NewChaCha8([32]byte{}))
	wantKind(t, "unknown suite", err, care.Invalid)
	_, err = NewRegionKeys(testRegion, AES256GCM, strings.NewReader("too little"))
	wantKind(t, "no randomness", err, care.Internal)

	wrap, _, _ := testKeys(t, testRegion, AES256GCM).Public().NewWrap(1)
	for _, c := range []struct {
		id, person care.ID
		class      Class
	}{{0, 1, Notes}, {1, 0, Notes}, {1, 1, "gossip"}, {1, -1, Work}} {
		_, _, err := wrap.NewDataKey(c.id, c.person, c.class)
		wantKind(t, fmt.Sprint(c), err, care.Internal)
	}
	if _, _, err := wrap.NewDataKey(1, 0, Work); err != nil {
		t.Errorf("a key for work: got %v, want none", err)
	}
}

func TestSealRefusesWhatCouldNeverBeOpened(t *testing.T) {
	key := testDataKey(t, testKeys(t, testRegion, AES256GCM))
	other := testPlace()
	other.Region++
	for what, place := range map[string]Place{
		"another region": other,
		"no row":         {testRegion, "sheet", "answers", 0},
		"no table":       {testRegion, "", "answers", 1},
		"no column":      {testRegion, "sheet", "", 1},
		"long table":     {testRegion, strings.Repeat("t", 256), "answers", 1},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: sealed, want a panic", what)
				}
			}()
			key.Seal(place, nil)
		}()
	}
}
