package envelope

import (
	"crypto/cipher"
	"crypto/hpke"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"xinhuan/internal/care"
)

// schemeHPKE is the first byte of a sealed wrap: HPKE (RFC 9180) in base mode with
// MLKEM768-X25519, HKDF-SHA256 and AES-256-GCM.
const schemeHPKE = 1

// wrapHeader is the length of what precedes HPKE's output: scheme, suite, wrap id.
const wrapHeader = 1 + 1 + 8

// Wrap is a random key that seals data keys. Sealing it to the region's public key
// costs a key agreement (about a tenth of a millisecond), so one wrap serves many
// data keys; a process makes one at its start and a fresh one each day, which
// keeps far below the 2^32 random nonces that GCM allows a key. It is safe for
// concurrent use.
type Wrap struct {
	id     care.ID
	region care.Region
	suite  Suite // of this wrap and of the data keys made under it
	aead   cipher.AEAD
}

// NewWrap draws a wrap and seals it to the region. The caller stores the sealed
// bytes under the id before anything sealed under the wrap.
func (p *PublicKeys) NewWrap(id care.ID) (*Wrap, []byte, error) {
	const op = "envelope.NewWrap"
	if id <= 0 {
		return nil, nil, defect(op, "a wrap needs an id")
	}
	key := make([]byte, p.suite.keySize())
	rand.Read(key)

	header := appendWrapHeader(nil, p.suite, id)
	sealed, err := hpke.Seal(p.public, hpke.HKDFSHA256(), hpke.AES256GCM(), wrapInfo(p.region, header), key)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", op, err)
	}
	return newWrap(id, p.region, p.suite, key), append(header, sealed...), nil
}

// OpenWrap opens a stored wrap. It is care.Sealed when the region is locked and
// care.Internal when the bytes do not verify under this id and region.
func (k *RegionKeys) OpenWrap(id care.ID, sealed []byte) (*Wrap, error) {
	const op = "envelope.OpenWrap"
	if k.Locked() {
		return nil, locked(op)
	}
	if len(sealed) < wrapHeader || sealed[0] != schemeHPKE {
		return nil, tampered(op)
	}
	suite := Suite(sealed[1])
	header := appendWrapHeader(nil, suite, id)
	if !suite.Known() || string(header) != string(sealed[:wrapHeader]) {
		return nil, tampered(op)
	}
	region := k.public.region
	key, err := hpke.Open(k.private, hpke.HKDFSHA256(), hpke.AES256GCM(), wrapInfo(region, header), sealed[wrapHeader:])
	if err != nil || len(key) != suite.keySize() {
		return nil, tampered(op)
	}
	return newWrap(id, region, suite, key), nil
}

// ID is the wrap's id.
func (w *Wrap) ID() care.ID { return w.id }

// String names the wrap's id only, so that no key reaches a log.
func (w Wrap) String() string { return "wrap " + w.id.String() }

// GoString is String.
func (w Wrap) GoString() string { return w.String() }

func newWrap(id care.ID, region care.Region, suite Suite, key []byte) *Wrap {
	return &Wrap{id: id, region: region, suite: suite, aead: suite.aead(key)}
}

func appendWrapHeader(b []byte, suite Suite, id care.ID) []byte {
	return binary.BigEndian.AppendUint64(append(b, schemeHPKE, byte(suite)), uint64(id))
}

// wrapInfo binds the sealed wrap to what it is, its region, suite and id.
func wrapInfo(region care.Region, header []byte) []byte {
	b := append([]byte("xinhuan wrap\x00"), be64(uint64(region))...)
	return append(b, header...)
}
