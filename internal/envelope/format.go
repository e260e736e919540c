package envelope

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"xinhuan/internal/care"
)

// The first field of each file says what it is and in which version.
const (
	regionFormat = "xinhuan region keys 1"
	writerFormat = "xinhuan writer keys 1"
)

// keyFile is both files' content; each uses the fields it needs. A seed with one
// wrong character is still a seed, so Check guards an unsealed file against
// damage that would quietly seal a region to nobody's key.
type keyFile struct {
	Format  string      `json:"format"`
	Region  care.Region `json:"region"`
	Suite   string      `json:"suite"`
	KEM     string      `json:"kem"`
	Private []byte      `json:"private,omitempty"`
	Public  []byte      `json:"public,omitempty"`
	Index   []byte      `json:"index,omitempty"`
	Audit   []byte      `json:"audit"`
	Log     []byte      `json:"log"`
	Check   string      `json:"check"`
}

// check is SHA-256 over the other fields as JSON without spaces, in 64
// hexadecimal digits, for both suites.
func (f keyFile) check() string {
	f.Check = ""
	sum := sha256.Sum256(f.json())
	return hex.EncodeToString(sum[:])
}

func (f keyFile) json() []byte {
	b, err := json.Marshal(f)
	if err != nil {
		panic("envelope: " + err.Error()) // strings, numbers and bytes always marshal
	}
	return b
}

func (k *RegionKeys) marshal() []byte {
	f := keyFile{Format: regionFormat, Region: k.public.region, Suite: k.public.suite.String(), KEM: kemName,
		Private: k.seed, Index: k.index, Audit: k.public.audit, Log: k.log.Seed()}
	f.Check = f.check()
	return append(f.json(), '\n')
}

// Marshal writes the content of a writer file. The audit secret is in it: keep it
// where only the server reads, never in the database or a backup of it.
func (p *PublicKeys) Marshal() []byte {
	f := keyFile{Format: writerFormat, Region: p.region, Suite: p.suite.String(), KEM: kemName,
		Public: p.public.Bytes(), Audit: p.audit, Log: p.log}
	f.Check = f.check()
	return append(f.json(), '\n')
}

func parseRegionKeys(b []byte) (*RegionKeys, error) {
	f, suite, err := parseFile(b, regionFormat)
	if err != nil {
		return nil, err
	}
	return newRegionKeys(f.Region, suite, f.Private, f.Index, f.Audit, f.Log)
}

// UnmarshalPublic reads what Marshal wrote; anything else is care.Invalid on the
// field "key_file".
func UnmarshalPublic(b []byte) (*PublicKeys, error) {
	f, suite, err := parseFile(b, writerFormat)
	if err != nil {
		return nil, err
	}
	return newPublicKeys(f.Region, suite, f.Public, f.Audit, f.Log)
}

func parseFile(b []byte, format string) (f keyFile, _ Suite, _ error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if d.Decode(&f) != nil {
		return f, 0, badFile("这不是密钥文件", "this is no key file")
	}
	if _, err := d.Token(); err != io.EOF {
		return f, 0, badFile("密钥文件末尾有多余内容", "something follows the keys in the file")
	}
	if f.Format != format || f.KEM != kemName {
		return f, 0, badFile("密钥文件的种类或版本不对", "the key file is of another kind or version")
	}
	if f.Check != f.check() {
		return f, 0, badFile("密钥文件已损坏", "the key file is damaged")
	}
	suite, err := ParseSuite(f.Suite)
	return f, suite, err
}
