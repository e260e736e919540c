package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

type fixed struct{ n byte }

func (f *fixed) Read(b []byte) (int, error) {
	for i := range b {
		f.n++
		b[i] = f.n
	}
	return len(b), nil
}

func keys(t *testing.T, seed byte, suite envelope.Suite) *envelope.RegionKeys {
	t.Helper()
	k, err := envelope.NewRegionKeys(500242, suite, &fixed{seed})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func plain(name, text string) File {
	return File{name, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }}
}

// bundle is a signed bundle of two files, and the key to check it with.
func bundle(t *testing.T, suite envelope.Suite) (zipped []byte, key string) {
	t.Helper()
	k, origin := keys(t, 1, suite), Origin(500242, suite)
	list := []File{plain("folder.docx", "word"), plain("folder.xlsx", "excel")}
	m, err := MakeManifest(origin, suite, []Fact{{"unit", "某校\n第二行"}}, list)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := k.Signer(origin)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := m.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteBundle(&b, suite, m, signed, list); err != nil {
		t.Fatal(err)
	}
	key, err = k.Public().VerifierKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), key
}

func verify(b []byte, key string) (Manifest, error) {
	return VerifyBundle(bytes.NewReader(b), int64(len(b)), key)
}

// rezipped writes the bundle anew with its parts changed.
func rezipped(t *testing.T, b []byte, change func(name string, body []byte) []byte, more ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	old, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, body []byte) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(body)
	}
	for _, f := range old.File {
		r, _ := f.Open()
		body, _ := io.ReadAll(r)
		if body = change(f.Name, body); body != nil {
			put(f.Name, body)
		}
	}
	for _, name := range more {
		put(name, []byte("more"))
	}
	z.Close()
	return out.Bytes()
}

func TestABundleIsCheckedOutside(t *testing.T) {
	for _, suite := range []envelope.Suite{envelope.AES256GCM, envelope.SM4GCM} {
		b, key := bundle(t, suite)
		m, err := verify(b, key)
		if err != nil {
			t.Fatalf("%s: %v", suite, err)
		}
		if len(m.Sums) != 2 || len(m.Facts) != 1 || m.Facts[0].Value != "某校 第二行" {
			t.Errorf("%s: got %+v", suite, m)
		}
	}
}

func TestATamperedBundleIsRefused(t *testing.T) {
	b, key := bundle(t, envelope.AES256GCM)
	same := func(_ string, body []byte) []byte { return body }
	on := func(which string, do func([]byte) []byte) func(string, []byte) []byte {
		return func(name string, body []byte) []byte {
			if name == which {
				return do(body)
			}
			return body
		}
	}
	if _, err := verify(rezipped(t, b, same), key); err != nil {
		t.Fatalf("packed again without a change: %v", err)
	}
	otherKey, err := keys(t, 99, envelope.AES256GCM).Public().VerifierKey(Origin(500242, envelope.AES256GCM))
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		zip []byte
		key string
	}{
		"a changed file":        {rezipped(t, b, on("folder.docx", func([]byte) []byte { return []byte("w0rd") })), key},
		"a missing file":        {rezipped(t, b, on("folder.xlsx", func([]byte) []byte { return nil })), key},
		"one file more":         {rezipped(t, b, same, "extra.txt"), key},
		"the same name twice":   {rezipped(t, b, same, "folder.docx"), key},
		"a changed list":        {rezipped(t, b, on(ManifestName, func(m []byte) []byte { return bytes.Replace(m, []byte("某校"), []byte("别校"), 1) })), key},
		"no list":               {rezipped(t, b, on(ManifestName, func([]byte) []byte { return nil })), key},
		"another region's key":  {b, otherKey},
		"no key":                {b, "nonsense"},
		"cut short":             {b[:len(b)-30], key},
		"swapped digests in it": {rezipped(t, b, on(ManifestName, func(m []byte) []byte { return bytes.Replace(m, []byte("folder.docx"), []byte("folder.docy"), 1) })), key},
	}
	for name, c := range cases {
		if _, err := verify(c.zip, c.key); care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
	for i := range b { // any byte of the file's content and list
		changed := bytes.Clone(b)
		changed[i] ^= 0x20
		m, err := verify(changed, key)
		if err == nil && (len(m.Sums) != 2 || !strings.Contains(m.Text(), "某校")) {
			t.Fatalf("byte %d changed: accepted with another content", i)
		}
	}
}

// TestABundleThatIsNoLongerWhatWasSignedIsNotFinished: no sound-looking file comes
// out when the content moved on.
func TestABundleThatIsNoLongerWhatWasSignedIsNotFinished(t *testing.T) {
	suite, origin := envelope.AES256GCM, Origin(500242, envelope.AES256GCM)
	m, err := MakeManifest(origin, suite, nil, []File{plain("a", "then")})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteBundle(&b, suite, m, nil, []File{plain("a", "now")}); err == nil {
		t.Error("got no error, want one")
	}
	if _, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len())); err == nil {
		t.Error("a complete ZIP was written")
	}
	broken := errors.New("broken")
	if _, err := MakeManifest(origin, suite, nil, []File{{"a", func(io.Writer) error { return broken }}}); !errors.Is(err, broken) {
		t.Errorf("got %v, want the file's own error", err)
	}
}

// TestABundleIsNoCheckpoint: the key that signs the log signs bundles under another
// name, so that neither is taken for the other.
func TestABundleIsNoCheckpoint(t *testing.T) {
	b, _ := bundle(t, envelope.AES256GCM)
	logKey, err := keys(t, 1, envelope.AES256GCM).Public().VerifierKey("xinhuan.example/audit/500242/sha256")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verify(b, logKey); care.KindOf(err) != care.Invalid {
		t.Errorf("with the log's key: got %v, want it refused", err)
	}
	if _, err := note.NewVerifier(logKey); err != nil {
		t.Fatal(err)
	}
}
