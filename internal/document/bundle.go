package document

import (
	"archive/zip"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

// ManifestName is the signed list of what a bundle holds, last in the file.
const ManifestName = "MANIFEST.txt"

// Origin names what signs a region's bundles: the region's log key under a name of
// its own, so that a bundle's note is never taken for a checkpoint of the log.
func Origin(region care.Region, suite envelope.Suite) string {
	return fmt.Sprintf("xinhuan/bundle/%06d/%s", region, suite.HashName())
}

// File is one file of a bundle; Write gives the same bytes each time.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// Fact is a line of the manifest in words: what this is, of whom, signed by whom.
type Fact struct{ Name, Value string }

// Manifest is the list of a bundle: facts, then a digest for each file.
type Manifest struct {
	Origin string
	Facts  []Fact
	Sums   []Sum
}

// Sum is a file's digest by the suite's hash.
type Sum struct {
	Name   string
	Digest string // hex
}

// MakeManifest computes the digests by writing every file to nowhere.
func MakeManifest(origin string, suite envelope.Suite, facts []Fact, files []File) (Manifest, error) {
	m := Manifest{Origin: origin, Facts: facts}
	for _, f := range files {
		h := suite.NewHash()
		if err := f.Write(h); err != nil {
			return m, err
		}
		m.Sums = append(m.Sums, Sum{f.Name, hex.EncodeToString(h.Sum(nil))})
	}
	return m, nil
}

// Text is what is signed. Its digest lines are those of sha256sum, so that a
// reader without our program can check the files too.
func (m Manifest) Text() string {
	b := &strings.Builder{}
	b.WriteString(m.Origin + "\n")
	for _, f := range m.Facts {
		fmt.Fprintf(b, "# %s: %s\n", oneLine(f.Name), oneLine(f.Value))
	}
	for _, s := range m.Sums {
		fmt.Fprintf(b, "%s  %s\n", s.Digest, s.Name)
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Sign is the manifest as a signed note.
func (m Manifest) Sign(signer note.Signer) ([]byte, error) {
	if signer.Name() != m.Origin {
		return nil, care.Fail(care.Internal, "sign bundle", "签名密钥不属于这个资料包", "the signing key is another's")
	}
	return note.Sign(&note.Note{Text: m.Text()}, signer)
}

// WriteBundle writes the files and their signed manifest as a ZIP, as it goes. A
// file whose bytes are no longer those that were signed ends the bundle with an
// error before its list is written, so that no sound-looking bundle is left.
func WriteBundle(w io.Writer, suite envelope.Suite, m Manifest, signed []byte, files []File) error {
	z := zip.NewWriter(w)
	for i, f := range files {
		part, err := z.Create(f.Name)
		if err != nil {
			return err
		}
		h := suite.NewHash()
		if err := f.Write(io.MultiWriter(part, h)); err != nil {
			return err
		}
		if i >= len(m.Sums) || m.Sums[i].Name != f.Name || m.Sums[i].Digest != sum(h) {
			return care.Fail(care.Internal, "write bundle", "文件与签发时不一致，请重新生成", "a file differs from what was signed; make it again")
		}
	}
	part, err := z.Create(ManifestName)
	if err != nil {
		return err
	}
	if _, err := part.Write(signed); err != nil {
		return err
	}
	return z.Close()
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
