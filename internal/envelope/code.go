package envelope

import (
	"crypto/sha256"
	"io"
	"strings"

	"xinhuan/internal/care"
)

// alphabet is Crockford's base32: no I, L, O or U, so that what is read from paper
// or over the telephone can be typed.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	tokenLength  = 26 // 130 bits
	ticketLength = 10 // 50 bits
)

// NewToken draws a one-time token of 130 bits and the digest to store in its
// place. It panics when the source of randomness fails.
func NewToken(rand io.Reader) (token string, digest [32]byte) {
	token = strings.ToLower(draw(rand, tokenLength))
	return token, TokenDigest(token)
}

// TokenDigest is what is stored of a token. Upper case, spaces, hyphens and the
// letters o, i, l do not matter; what was never a token simply matches nothing. A
// plain hash is enough, since 130 bits cannot be tried.
func TokenDigest(token string) [32]byte {
	return sha256.Sum256([]byte("xinhuan token\x00" + readable(token)))
}

// NewTicket draws a pupil's ticket of 50 bits, written "XXXXX-XXXXX". It panics
// when the source of randomness fails.
func NewTicket(rand io.Reader) string {
	code := draw(rand, ticketLength)
	return code[:5] + "-" + code[5:]
}

// TicketDigest is what is stored of a ticket, for look-up in its campaign. Case,
// spaces, hyphens and the letters o, i, l do not matter; a text that can't be a
// ticket is care.Invalid on the field "ticket". 50 bits could be tried on a stolen
// disk in days, so the digest is keyed with the secret of the writer file; online
// the door is the rate limit.
func (p *PublicKeys) TicketDigest(campaign care.ID, code string) ([32]byte, error) {
	code = readable(code)
	if len(code) != ticketLength || strings.Trim(code, alphabet) != "" {
		return [32]byte{}, care.Invalidf("ticket", "答题码是 10 个字母或数字,请再看一遍", "a ticket has 10 letters or digits; please look again")
	}
	return p.suite.mac(p.audit, []byte("ticket"), be64(uint64(p.region)), be64(uint64(campaign)), []byte(code)), nil
}

// readable undoes what people do to a code: case, look-alike letters, grouping,
// full width.
func readable(code string) string {
	if plain(code) {
		return strings.ToUpper(code)
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		case '-', '–', '—', '−', '‐', '_':
			return -1
		}
		return r
	}, strings.ToUpper(Normalise(code)))
}

// plain tells a code as this program writes tokens: nothing in it has a second
// spelling. Every request brings one, and normalising costs more than hashing.
func plain(code string) bool {
	for _, c := range []byte(code) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z' || c == 'o' || c == 'i' || c == 'l') {
			return false
		}
	}
	return true
}

// draw takes n symbols; a byte's low five bits are as even as the byte.
func draw(rand io.Reader, n int) string {
	b := make([]byte, n)
	if _, err := io.ReadFull(rand, b); err != nil {
		panic("envelope: no randomness: " + err.Error())
	}
	for i, v := range b {
		b[i] = alphabet[v&31]
	}
	return string(b)
}
