package envelope

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

func TestMain(m *testing.M) {
	workFactor = 10 // scrypt at its full cost takes a second a file
	os.Exit(m.Run())
}

func say(word string) func() (string, error) { return func() (string, error) { return word, nil } }

func mustNotAsk(t *testing.T) func() (string, error) {
	return func() (string, error) { t.Error("asked for a passphrase"); return "", nil }
}

// sameKeys tells whether two region keys read, index and sign alike.
func sameKeys(t *testing.T, got, want *RegionKeys) {
	t.Helper()
	if got.Public().Fingerprint() != want.Public().Fingerprint() {
		t.Error("fingerprints differ")
	}
	if got.Index("name", "x") != want.Index("name", "x") || got.Subject(5) != want.Subject(5) || !got.log.Equal(want.log) {
		t.Error("secrets differ")
	}
	_, sealed, _ := want.Public().NewWrap(1)
	if _, err := got.OpenWrap(1, sealed); err != nil {
		t.Errorf("wrap: %v", err)
	}
}

func TestPassphraseFile(t *testing.T) {
	keys := testKeys(t, testRegion, SM4GCM)
	var file bytes.Buffer
	if err := WritePassphrase(&file, keys, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(file.String(), "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Errorf("got %q, want an armored age file", file.String()[:40])
	}

	got, err := Open(bytes.NewReader(file.Bytes()), say("correct horse battery"))
	if err != nil {
		t.Fatal(err)
	}
	sameKeys(t, got, keys)

	for _, word := range []string{"wrong horse battery", ""} {
		_, err = Open(bytes.NewReader(file.Bytes()), say(word))
		wantKind(t, "wrong passphrase", err, care.Invalid)
		if e := (*care.Error)(nil); !errors.As(err, &e) || e.Fields["passphrase"].Zh == "" || e.Fields["passphrase"].En == "" {
			t.Errorf("wrong passphrase: got %v, want a word on the field", err)
		}
	}
	_, err = Open(bytes.NewReader(file.Bytes()), func() (string, error) { return "", errors.New("no terminal") })
	wantKind(t, "nobody to ask", err, care.Sealed)

	damaged := bytes.Clone(file.Bytes())
	damaged = append(damaged[:len(damaged)-120], damaged[len(damaged)-100:]...)
	_, err = Open(bytes.NewReader(damaged), say("correct horse battery"))
	wantKind(t, "damaged", err, care.Invalid)

	wantKind(t, "short passphrase", WritePassphrase(&file, keys, "心环心环心环"), care.Invalid)
}

func TestPlainFileIsForItsOwnerAlone(t *testing.T) {
	keys := testKeys(t, testRegion, AES256GCM)
	path := filepath.Join(t.TempDir(), "region.key")
	if err := WritePlain(path, keys); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, %v, want 0600", info.Mode(), err)
	}
	wantKind(t, "overwriting", WritePlain(path, keys), care.Conflict)

	open := func() (*RegionKeys, error) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		return Open(f, mustNotAsk(t))
	}
	for mode, allowed := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o660: false, 0o700: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		got, err := open()
		if !allowed {
			wantKind(t, mode.String(), err, care.Forbidden)
			continue
		}
		if err != nil {
			t.Fatalf("%v: %v", mode, err)
		}
		sameKeys(t, got, keys)
	}

	_, err := Open(bytes.NewReader(keys.marshal()), mustNotAsk(t))
	wantKind(t, "plain bytes that are no file", err, care.Forbidden)
}

func TestWriterFileHoldsNothingThatReads(t *testing.T) {
	keys := testKeys(t, testRegion, AES256GCM)
	path := filepath.Join(t.TempDir(), "writer.key")
	if err := WritePublic(path, keys.Public()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := parseFile(b, writerFormat)
	if err != nil || f.Private != nil || f.Index != nil || !bytes.Equal(f.Log, keys.public.log) {
		t.Errorf("got private %x, index %x, log %x, %v", f.Private, f.Index, f.Log, err)
	}

	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := OpenPublic(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.Fingerprint() != keys.Public().Fingerprint() || got.Subject(9) != keys.Subject(9) || got.Suite() != AES256GCM || got.Region() != testRegion {
		t.Error("the writer's keys differ from the region's")
	}

	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = OpenPublic(file)
	wantKind(t, "readable by all", err, care.Forbidden)
}

func TestFilesAreReadStrictly(t *testing.T) {
	keys := testKeys(t, testRegion, AES256GCM)
	region, writer := string(keys.marshal()), string(keys.Public().Marshal())

	for what, b := range map[string]string{
		"empty":             "",
		"not JSON":          "hello",
		"a writer file":     writer,
		"another version":   strings.Replace(region, "keys 1", "keys 2", 1),
		"another region":    strings.Replace(region, "500112", "500113", 1),
		"another suite":     strings.Replace(region, "aes-256-gcm", "sm4-gcm", 1),
		"unknown field":     strings.Replace(region, `"kem"`, `"more":1,"kem"`, 1),
		"something behind":  region + "{}",
		"cut":               region[:len(region)-3],
		"one letter of key": strings.Replace(region, `"private":"`+region[strings.Index(region, `"private":"`)+11:][:1], `"private":"`+"/", 1),
	} {
		_, err := parseRegionKeys([]byte(b))
		wantKind(t, what, err, care.Invalid)
	}
	_, err := UnmarshalPublic([]byte(region))
	wantKind(t, "a region file as a writer file", err, care.Invalid)
}
