package envelope

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"xinhuan/internal/care"
)

// Suite is a cipher with its hash. It is the first byte of every blob and every
// sealed data key, so old content stays readable when a region changes suite.
type Suite byte

// The suites. The numbers stand in stored bytes and never change.
const (
	AES256GCM Suite = 1 // AES-256-GCM (FIPS 197, SP 800-38D) and SHA-256
	SM4GCM    Suite = 2 // SM4-GCM (GB/T 32907, RFC 8998) and SM3 (GB/T 32905)
)

// hashSize is the output of both suites' hashes, in bytes.
const hashSize = 32

// nonceSize and tagSize are GCM's standard sizes in bytes, the same for both ciphers.
const (
	nonceSize = 12
	tagSize   = 16
)

// ParseSuite reads a suite's name as it stands in key files and configuration.
func ParseSuite(name string) (Suite, error) {
	for _, s := range []Suite{AES256GCM, SM4GCM} {
		if s.String() == name {
			return s, nil
		}
	}
	return 0, care.Invalidf("suite", "没有这个密码套件", "there is no such cipher suite")
}

// Known tells whether this program can use the suite.
func (s Suite) Known() bool { return s == AES256GCM || s == SM4GCM }

func (s Suite) String() string {
	switch s {
	case AES256GCM:
		return "aes-256-gcm"
	case SM4GCM:
		return "sm4-gcm"
	}
	return "unknown"
}

// HashName is "sha256" or "sm3".
func (s Suite) HashName() string {
	if s == SM4GCM {
		return "sm3"
	}
	return "sha256"
}

// NewHash starts the suite's hash.
func (s Suite) NewHash() hash.Hash {
	if s == SM4GCM {
		return sm3.New()
	}
	return sha256.New()
}

// Sum hashes bytes with the suite's hash.
func (s Suite) Sum(b []byte) [hashSize]byte {
	if s == SM4GCM {
		return sm3.Sum(b)
	}
	return sha256.Sum256(b)
}

// keySize is the length of the cipher's key in bytes; SM4 has only 128-bit keys.
func (s Suite) keySize() int {
	if s == SM4GCM {
		return 16
	}
	return 32
}

// aead keys the cipher. A wrong length can only be a defect of this package,
// since every key is drawn or opened with keySize.
func (s Suite) aead(key []byte) cipher.AEAD {
	var block cipher.Block
	var err error
	if s == SM4GCM {
		block, err = sm4.NewCipher(key)
	} else {
		block, err = aes.NewCipher(key)
	}
	if err != nil {
		panic("envelope: " + err.Error())
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic("envelope: " + err.Error())
	}
	return gcm
}

// mac is the suite's HMAC over parts, each preceded by its length so that no two
// lists of parts give the same bytes. The first part says what the value is for.
func (s Suite) mac(secret []byte, parts ...[]byte) (out [hashSize]byte) {
	h := hmac.New(s.NewHash, secret)
	for _, p := range parts {
		h.Write(be64(uint64(len(p))))
		h.Write(p)
	}
	h.Sum(out[:0])
	return out
}
