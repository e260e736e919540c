package envelope

import (
	"crypto/rand"

	"xinhuan/internal/care"
)

// Seal closes plain for one place. The blob is
//
//	suite (1) | key id (8, big endian) | nonce (12) | ciphertext and tag (16)
//
// with the first two fields and the place as associated data. It panics when the
// key is missing or the place is incomplete or outside the key's region: such a
// blob could never be opened again, so it must not be written.
func (k *DataKey) Seal(place Place, plain []byte) []byte {
	if k == nil || !place.complete(k.region) {
		panic("envelope: seal without a key or outside its region")
	}
	// One allocation holds the blob and, behind its end, the associated data.
	n := Overhead + len(plain)
	buf := make([]byte, n, n+sealedHeader+place.size())
	blob, bound := buf[:sealedHeader+nonceSize:n], buf[n:n]
	appendHeader(blob[:0], k.suite, k.id)
	bound = place.appendTo(append(bound, blob[:sealedHeader]...))

	nonce := blob[sealedHeader:]
	rand.Read(nonce)
	return k.aead.Seal(blob, nonce, plain, bound)
}

// Open opens a blob in its place. It is care.Sealed for a nil key, and
// care.Internal with ErrTampered when the blob was sealed by another key, for
// another place, or was changed.
func (k *DataKey) Open(place Place, blob []byte) ([]byte, error) {
	const op = "envelope.Open"
	if k == nil {
		return nil, locked(op)
	}
	id, err := KeyID(blob)
	if err != nil {
		return nil, err
	}
	if id != k.id || Suite(blob[0]) != k.suite || !place.complete(k.region) {
		return nil, tampered(op)
	}
	n := len(blob) - Overhead
	buf := make([]byte, n, n+sealedHeader+place.size())
	bound := place.appendTo(append(buf[n:n], blob[:sealedHeader]...))

	nonce, ciphertext := blob[sealedHeader:sealedHeader+nonceSize], blob[sealedHeader+nonceSize:]
	plain, err := k.aead.Open(buf[:0:n], nonce, ciphertext, bound)
	if err != nil {
		return nil, tampered(op)
	}
	return plain, nil
}

// KeyID is the id of the data key that opens the blob. What is no blob of a known
// suite is care.Internal.
func KeyID(blob []byte) (care.ID, error) { return headerID("envelope.KeyID", blob) }
