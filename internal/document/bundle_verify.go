package document

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

// most a bundle may unpack to when it is checked, in bytes (ours): a check must
// not fill a machine.
const (
	manifestMost = 1 << 20
	fileMost     = 1 << 30
)

// VerifyBundle checks a bundle with the region's verifier key: the signature, that
// every file of the list is there with its digest, and that nothing else is. It
// answers what the list says. A bundle that fails is care.Invalid on "bundle".
func VerifyBundle(r io.ReaderAt, size int64, verifierKey string) (Manifest, error) {
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil {
		return Manifest{}, bad("核验密钥的格式不对", "the verifier key is not in its form")
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Manifest{}, bad("这不是完整的 ZIP 文件", "this is no complete ZIP file")
	}
	parts := map[string]*zip.File{}
	for _, f := range z.File {
		if parts[f.Name] != nil {
			return Manifest{}, bad("有两个同名文件", "two files have the same name")
		}
		parts[f.Name] = f
	}
	m, err := openManifest(parts[ManifestName], verifier)
	if err != nil {
		return m, err
	}
	suite, err := suiteOf(m.Origin)
	if err != nil {
		return m, err
	}
	if len(parts) != len(m.Sums)+1 {
		return m, bad("清单之外还有文件，或缺少文件", "there are files that the list does not name, or files are missing")
	}
	for _, s := range m.Sums {
		if err := checkPart(parts[s.Name], suite, s); err != nil {
			return m, err
		}
	}
	return m, nil
}

func bad(zh, en string) error {
	return &care.Error{Kind: care.Invalid, Op: "verify bundle", Text: care.Text{Zh: zh, En: en}, Fields: map[string]care.Text{"bundle": {Zh: zh, En: en}}}
}

func openManifest(part *zip.File, verifier note.Verifier) (m Manifest, err error) {
	if part == nil {
		return m, bad("没有清单 "+ManifestName, "there is no list "+ManifestName)
	}
	r, err := part.Open()
	if err != nil {
		return m, bad("清单读不出来", "the list can't be read")
	}
	defer r.Close()
	signed, err := io.ReadAll(io.LimitReader(r, manifestMost))
	if err != nil {
		return m, bad("清单读不出来", "the list can't be read")
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return m, bad("清单的签名不对，或是别的区域签的", "the list's signature is wrong, or another region's")
	}
	m, err = parseManifest(n.Text)
	if err == nil && m.Origin != verifier.Name() {
		err = bad("清单属于别的区域", "the list is another region's")
	}
	return m, err
}

// parseManifest reads what Text writes; writing it again must give the same.
func parseManifest(text string) (m Manifest, err error) {
	origin, rest, _ := strings.Cut(text, "\n")
	m.Origin = origin
	for line := range strings.Lines(rest) {
		line = strings.TrimSuffix(line, "\n")
		if words, ok := strings.CutPrefix(line, "# "); ok {
			name, value, _ := strings.Cut(words, ": ")
			m.Facts = append(m.Facts, Fact{name, value})
			continue
		}
		digest, name, _ := strings.Cut(line, "  ")
		m.Sums = append(m.Sums, Sum{name, digest})
	}
	if m.Text() != text {
		return m, bad("清单的格式不对", "the list is not in its form")
	}
	return m, nil
}

func suiteOf(origin string) (envelope.Suite, error) {
	for _, s := range []envelope.Suite{envelope.AES256GCM, envelope.SM4GCM} {
		if strings.HasPrefix(origin, "xinhuan/bundle/") && strings.HasSuffix(origin, "/"+s.HashName()) {
			return s, nil
		}
	}
	return 0, bad("清单没有写明散列算法", "the list names no hash")
}

func checkPart(part *zip.File, suite envelope.Suite, want Sum) error {
	if part == nil {
		return bad("缺少文件 "+want.Name, want.Name+" is missing")
	}
	differs := bad("文件 "+want.Name+" 与签发时不同", want.Name+" differs from what was signed")
	r, err := part.Open()
	if err != nil {
		return differs
	}
	defer r.Close()
	h := suite.NewHash()
	if n, err := io.Copy(h, io.LimitReader(r, fileMost)); err != nil || n == fileMost || sum(h) != want.Digest {
		return differs
	}
	return nil
}

// Describe is the list for a terminal.
func (m Manifest) Describe() string {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s\n", m.Origin)
	for _, f := range m.Facts {
		fmt.Fprintf(b, "  %s: %s\n", f.Name, f.Value)
	}
	for _, s := range m.Sums {
		fmt.Fprintf(b, "  %s %s\n", s.Digest[:min(16, len(s.Digest))], s.Name)
	}
	return b.String()
}
