package envelope

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"xinhuan/internal/care"
)

// Subject is the name of a person in audit entries: the log can be given to an
// outsider without telling who is in it, and the region can still answer a family
// that asks who looked. No person gives no subject.
func (p *PublicKeys) Subject(id care.ID) (s [16]byte) {
	if id == 0 {
		return s
	}
	mac := p.suite.mac(p.audit, []byte("subject"), be64(uint64(p.region)), be64(uint64(id)))
	return [16]byte(mac[:])
}

// Subject is the same with the region unlocked.
func (k *RegionKeys) Subject(id care.ID) [16]byte { return k.public.Subject(id) }

// Digest commits an audit entry to the canonical bytes of what was done. It is
// keyed, because a plain hash of "level: serious" is found by trying five words.
func (p *PublicKeys) Digest(details []byte) [32]byte {
	return p.suite.mac(p.audit, []byte("digest"), details)
}

// Signer signs checkpoints of the region's log under the origin's name. Locked:
// care.Sealed.
func (k *RegionKeys) Signer(origin string) (note.Signer, error) {
	const op = "envelope.Signer"
	if k.Locked() {
		return nil, locked(op)
	}
	public, err := k.public.VerifierKey(origin)
	if err != nil {
		return nil, err
	}
	// x/mod writes a verifier key as name+hash+public key and a signer key with
	// the seed in the last part; both parts begin with the algorithm's number.
	encode := func(key []byte) string { return "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, key...)) }
	named := strings.TrimSuffix(public, encode(k.public.log))
	signer, err := note.NewSigner("PRIVATE+KEY+" + named + encode(k.log.Seed()))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return signer, nil
}

// VerifierKey is the public key that checks the region's checkpoints, in the form
// of golang.org/x/mod/sumdb/note. It is given to whoever keeps checkpoints. The
// origin may contain neither spaces nor "+".
func (p *PublicKeys) VerifierKey(origin string) (string, error) {
	key, err := note.NewEd25519VerifierKey(origin, p.log)
	if err != nil || strings.ContainsAny(origin, "+ \n\t") || origin == "" {
		return "", care.Invalidf("origin", "日志名称不能含空格或加号", "the log's origin has no space and no plus sign")
	}
	return key, nil
}
