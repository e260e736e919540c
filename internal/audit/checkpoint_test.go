package audit

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

func testKeys(t *testing.T, seed byte, suite envelope.Suite) *envelope.RegionKeys {
	t.Helper()
	keys, err := envelope.NewRegionKeys(500112, suite, rand.NewChaCha8([32]byte{seed}))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestCheckpointStatesTheHead(t *testing.T) {
	for _, suite := range suites {
		keys := testKeys(t, 1, suite)
		origin := Origin("xinhuan.example", 500112, suite)
		signer, err := keys.Signer(origin)
		if err != nil {
			t.Fatal(err)
		}
		verifier, err := keys.Public().VerifierKey(origin)
		if err != nil {
			t.Fatal(err)
		}

		for _, size := range []int{0, 1, 13} {
			head, _, _ := testLog(t, suite, size)
			signed, err := Checkpoint(origin, head, signer)
			if err != nil {
				t.Fatal(err)
			}
			got, err := OpenCheckpoint(signed, verifier)
			if err != nil {
				t.Fatal(err)
			}
			if got.Origin != origin || got.Size != uint64(size) || !bytes.Equal(got.Root, head.Root()) {
				t.Errorf("got %+v, want size %d and the head's root", got, size)
			}
			if s, err := got.Suite(); err != nil || s != suite {
				t.Errorf("got suite %v, %v, want %v", s, err, suite)
			}
		}
	}
}

// The text is the form that other transparency logs use, and Ed25519 signs without
// randomness, so the whole checkpoint is fixed.
func TestCheckpointBytesAreFinal(t *testing.T) {
	origin := Origin("xinhuan.example", 500112, envelope.AES256GCM)
	signer, err := testKeys(t, 1, envelope.AES256GCM).Signer(origin)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := testLog(t, envelope.AES256GCM, 3)
	got, err := Checkpoint(origin, head, signer)
	if err != nil {
		t.Fatal(err)
	}
	want := "xinhuan.example/audit/500112/sha256\n3\n5HkpG2rg20w9HQXKwUWizzv0Paq5wTBBF97iNN4FJhc=\n\n" +
		"— xinhuan.example/audit/500112/sha256 eb/2Kcg73DQhuUochGd2mqvnlbVWgwtFcjHFjPLiI07N2//9EdAJGx+c9QXXNBWelhR+/uG0+4az1F2d7ycK2ul1Zw8=\n"
	if string(got) != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestChangedCheckpointsAreRefused(t *testing.T) {
	suite := envelope.AES256GCM
	keys := testKeys(t, 1, suite)
	origin := Origin("xinhuan.example", 500112, suite)
	signer, _ := keys.Signer(origin)
	verifier, _ := keys.Public().VerifierKey(origin)
	head, _, _ := testLog(t, suite, 13)
	good, err := Checkpoint(origin, head, signer)
	if err != nil {
		t.Fatal(err)
	}

	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		if got, err := OpenCheckpoint(bad, verifier); err == nil {
			t.Errorf("byte %d changed: got %+v, want an error", i, got)
		}
	}
	stranger, _ := testKeys(t, 2, suite).Public().VerifierKey(origin)
	_, err = OpenCheckpoint(good, stranger)
	wantRefused(t, "another key", err)
	_, err = OpenCheckpoint(good, "no key")
	wantRefused(t, "no key", err)
	_, err = Checkpoint(Origin("other.example", 500112, suite), head, signer)
	wantRefused(t, "another log's key", err)
	_, err = keys.Signer("two words")
	wantRefused(t, "origin with a space", err)

	// Signed by the right key, yet no canonical statement of a head.
	root := base64.StdEncoding.EncodeToString(head.Root())
	for what, text := range map[string]string{
		"another origin":  "other.example/audit\n13\n" + root + "\n",
		"a leading zero":  origin + "\n013\n" + root + "\n",
		"a sign":          origin + "\n+13\n" + root + "\n",
		"a short root":    origin + "\n13\nAAAA\n",
		"one line more":   origin + "\n13\n" + root + "\nmore\n",
		"one line less":   origin + "\n13\n",
		"loose base64":    origin + "\n13\n" + strings.Replace(root, "=", "", 1) + "\n",
		"not even a size": origin + "\nmany\n" + root + "\n",
	} {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			t.Fatal(err)
		}
		_, err = OpenCheckpoint(signed, verifier)
		wantRefused(t, what, err)
	}
}

// Whoever keeps checkpoints may add a signature; it does not get in the way.
func TestWitnessSignaturesAreLetPass(t *testing.T) {
	suite := envelope.AES256GCM
	keys := testKeys(t, 1, suite)
	origin := Origin("xinhuan.example", 500112, suite)
	signer, _ := keys.Signer(origin)
	verifier, _ := keys.Public().VerifierKey(origin)
	witness, err := testKeys(t, 3, suite).Signer("witness.example")
	if err != nil {
		t.Fatal(err)
	}
	text := TreeHead{origin, 0, NewHead(suite).Root()}.text()

	signed, err := note.Sign(&note.Note{Text: text}, signer, witness)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(signed, verifier); err != nil {
		t.Errorf("with a witness: %v", err)
	}
	signed, err = note.Sign(&note.Note{Text: text}, witness)
	if err != nil {
		t.Fatal(err)
	}
	_, err = OpenCheckpoint(signed, verifier)
	wantRefused(t, "the witness alone", err)
	if _, err := (TreeHead{Origin: "x.example/md5"}).Suite(); care.KindOf(err) != care.Invalid || err == nil {
		t.Errorf("unknown hash: got %v, want an Invalid error", err)
	}
}
