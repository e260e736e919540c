package envelope

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"

	"xinhuan/internal/care"
)

// sealedHeader is the length of what precedes the nonce both in a blob (suite, key
// id) and in a sealed data key (suite of the wrap, wrap id).
const sealedHeader = 1 + 8

// Overhead is how many bytes longer a blob is than its plain content.
const Overhead = sealedHeader + nonceSize + tagSize

// DataKey opens and seals one class of one person's entries. A nil *DataKey
// belongs to a locked region: Open answers care.Sealed. It is safe for concurrent
// use.
type DataKey struct {
	id     care.ID
	region care.Region
	person care.ID
	class  Class
	suite  Suite
	key    []byte
	aead   cipher.AEAD
}

// NewDataKey draws a data key for a person and class and seals it under the wrap.
// Only keys of class Work may have no person.
func (w *Wrap) NewDataKey(id, person care.ID, class Class) (*DataKey, []byte, error) {
	if id <= 0 || !class.Known() || person < 0 || (person == 0 && class != Work) {
		return nil, nil, defect("envelope.NewDataKey", "a data key needs an id, a person and a known class")
	}
	key := make([]byte, w.suite.keySize())
	rand.Read(key)
	k := &DataKey{id: id, region: w.region, person: person, class: class, suite: w.suite, key: key, aead: w.suite.aead(key)}
	return k, w.seal(k), nil
}

// OpenDataKey opens a stored data key. The bytes must have been sealed under this
// wrap for exactly this id, person and class, else it is care.Internal. A nil wrap
// is one that a locked region could not open: care.Sealed.
func (w *Wrap) OpenDataKey(id, person care.ID, class Class, sealed []byte) (*DataKey, error) {
	const op = "envelope.OpenDataKey"
	if w == nil {
		return nil, locked(op)
	}
	if len(sealed) < Overhead || string(sealed[:sealedHeader]) != string(appendHeader(nil, w.suite, w.id)) {
		return nil, tampered(op)
	}
	k := &DataKey{id: id, region: w.region, person: person, class: class}
	nonce, ciphertext := sealed[sealedHeader:sealedHeader+nonceSize], sealed[sealedHeader+nonceSize:]
	plain, err := w.aead.Open(nil, nonce, ciphertext, w.bound(k))
	if err != nil || len(plain) == 0 {
		return nil, tampered(op)
	}
	k.suite, k.key = Suite(plain[0]), plain[1:]
	if !k.suite.Known() || len(k.key) != k.suite.keySize() {
		return nil, tampered(op)
	}
	k.aead = k.suite.aead(k.key)
	return k, nil
}

// Rewrap seals an opened data key under this wrap, for a hand-over inside the
// region: blobs stay as they are. Between regions content is opened and sealed
// anew, because its place changes; a key of another region is care.Internal.
func (w *Wrap) Rewrap(k *DataKey) ([]byte, error) {
	if k == nil {
		return nil, locked("envelope.Rewrap")
	}
	if k.region != w.region {
		return nil, defect("envelope.Rewrap", "the key belongs to another region")
	}
	return w.seal(k), nil
}

// WrapID is the id of the wrap under which a data key is sealed.
func WrapID(sealed []byte) (care.ID, error) { return headerID("envelope.WrapID", sealed) }

// ID is the id that the key's blobs carry.
func (k *DataKey) ID() care.ID { return k.id }

// Class is the class of entries the key is for.
func (k *DataKey) Class() Class { return k.class }

// String names the key's id only, so that no key reaches a log.
func (k DataKey) String() string { return "data key " + k.id.String() }

// GoString is String.
func (k DataKey) GoString() string { return k.String() }

// seal writes suite of the wrap | wrap id | nonce | sealed(suite of the key | key).
func (w *Wrap) seal(k *DataKey) []byte {
	plain := append([]byte{byte(k.suite)}, k.key...)
	out := make([]byte, sealedHeader+nonceSize, Overhead+len(plain))
	appendHeader(out[:0], w.suite, w.id)
	nonce := out[sealedHeader:]
	rand.Read(nonce)
	return w.aead.Seal(out, nonce, plain, w.bound(k))
}

// bound is the associated data of a sealed data key.
func (w *Wrap) bound(k *DataKey) []byte {
	b := append(make([]byte, 0, 96), "xinhuan data key\x00"...)
	b = appendHeader(b, w.suite, w.id)
	b = binary.BigEndian.AppendUint64(b, uint64(w.region))
	b = binary.BigEndian.AppendUint64(b, uint64(k.id))
	b = binary.BigEndian.AppendUint64(b, uint64(k.person))
	return append(b, k.class...)
}

func appendHeader(b []byte, suite Suite, id care.ID) []byte {
	return binary.BigEndian.AppendUint64(append(b, byte(suite)), uint64(id))
}

func headerID(op string, sealed []byte) (care.ID, error) {
	if len(sealed) < Overhead || !Suite(sealed[0]).Known() {
		return 0, tampered(op)
	}
	id := care.ID(binary.BigEndian.Uint64(sealed[1:sealedHeader]))
	if id <= 0 {
		return 0, tampered(op)
	}
	return id, nil
}
