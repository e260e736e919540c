package envelope

import (
	"crypto/ed25519"
	"crypto/hpke"
	"encoding/hex"
	"fmt"
	"io"

	"xinhuan/internal/care"
)

// kem is the hybrid of ML-KEM-768 and X25519 ("X-Wing"): a copy of the database
// taken today stays closed even to whoever owns a quantum computer while the
// child is still alive, and X25519 alone must also be broken.
var kem = hpke.MLKEM768X25519()

const kemName = "mlkem768-x25519"

// secretSize is the length of every seed and secret in a key file, in bytes.
const secretSize = 32

// RegionKeys is a region's secret: what reading needs. A nil *RegionKeys is a
// locked region; methods that return an error then answer care.Sealed. Callers of
// the others ask Locked first.
type RegionKeys struct {
	public  *PublicKeys
	private hpke.PrivateKey
	seed    []byte // of the private key
	index   []byte // of blind indexes
	log     ed25519.PrivateKey
}

// PublicKeys is what writing needs: the public half, and the secret with which
// audit subjects and ticket digests are made. It can seal but never open.
type PublicKeys struct {
	region care.Region
	suite  Suite
	public hpke.PublicKey
	audit  []byte
	log    ed25519.PublicKey
}

// NewRegionKeys draws the keys of a new region: the key pair, the secret of the
// blind indexes, the secret of the audit subjects and the log's signing key.
func NewRegionKeys(region care.Region, suite Suite, rand io.Reader) (*RegionKeys, error) {
	const op = "envelope.NewRegionKeys"
	b := make([]byte, 4*secretSize)
	if _, err := io.ReadFull(rand, b); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return newRegionKeys(region, suite, b[:32], b[32:64], b[64:96], b[96:])
}

func newRegionKeys(region care.Region, suite Suite, seed, index, audit, log []byte) (*RegionKeys, error) {
	for _, secret := range [][]byte{seed, index, audit, log} {
		if len(secret) != secretSize {
			return nil, badFile("密钥长度不对", "a key has the wrong length")
		}
	}
	private, err := kem.NewPrivateKey(seed)
	if err != nil {
		return nil, badFile("私钥不可用", "the private key is unusable")
	}
	signer := ed25519.NewKeyFromSeed(log)
	public, err := newPublicKeys(region, suite, private.PublicKey().Bytes(), audit, signer.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	return &RegionKeys{public: public, private: private, seed: seed, index: index, log: signer}, nil
}

func newPublicKeys(region care.Region, suite Suite, public, audit, log []byte) (*PublicKeys, error) {
	if region <= 0 {
		return nil, care.Invalidf("region", "区划代码不对", "the region code is wrong")
	}
	if !suite.Known() {
		return nil, care.Invalidf("suite", "没有这个密码套件", "there is no such cipher suite")
	}
	if len(audit) != secretSize || len(log) != ed25519.PublicKeySize {
		return nil, badFile("密钥长度不对", "a key has the wrong length")
	}
	key, err := kem.NewPublicKey(public)
	if err != nil {
		return nil, badFile("公钥不可用", "the public key is unusable")
	}
	return &PublicKeys{region: region, suite: suite, public: key, audit: audit, log: log}, nil
}

// Locked tells whether there is no key to read with.
func (k *RegionKeys) Locked() bool { return k == nil }

// Public is the writing part of the keys.
func (k *RegionKeys) Public() *PublicKeys { return k.public }

// Region is whose keys these are.
func (p *PublicKeys) Region() care.Region { return p.region }

// Suite is the suite of what is newly sealed.
func (p *PublicKeys) Suite() Suite { return p.suite }

// Fingerprint names the key pair in 32 hexadecimal digits. It is no secret: the
// database keeps it, so that a start with another region's file fails at once.
func (p *PublicKeys) Fingerprint() string {
	b := append([]byte("xinhuan region key\x00"), be64(uint64(p.region))...)
	b = append(append(b, byte(p.suite)), p.public.Bytes()...)
	sum := p.suite.Sum(append(b, p.log...))
	return hex.EncodeToString(sum[:16])
}

// String and GoString keep secrets out of logs however the value is printed.
func (k RegionKeys) String() string { return fmt.Sprintf("region keys of %d", k.public.region) }

// GoString is String.
func (k RegionKeys) GoString() string { return k.String() }

// String names the region only.
func (p PublicKeys) String() string { return fmt.Sprintf("writer keys of %d", p.region) }

// GoString is String.
func (p PublicKeys) GoString() string { return p.String() }
