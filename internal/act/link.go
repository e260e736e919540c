package act

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"strings"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// Limits of a one-time link. Ours.
const (
	LinkLife  = 14 * 24 * time.Hour
	linkTries = 5 // wrong proofs, then the link is dead
	linkProof = 4 // last digits of the guardian's phone
)

// NewLink makes a one-time link for a guardian and answers its token, which is
// kept nowhere: only a digest is stored.
func (t *Tx) NewLink(kind string, child, guardian, ref care.ID) (string, error) {
	token, digest := envelope.NewToken(rand.Reader)
	row := store.LinkRow{ID: t.NewID(), Kind: kind, Person: child, Guardian: guardian, Ref: ref, ExpiresAt: t.Now + care.Millis(LinkLife.Milliseconds())}
	return token, t.InsertLink(row, digest[:])
}

// DeadLink is the one answer to a link that is unknown, used, expired or tried
// too often: which of them it is would tell a stranger something.
func DeadLink() error {
	return care.Fail(care.NotFound, "open link", "这个链接已失效或已经用过。请联系学校，请老师再发一次。", "this link is no longer valid or was used already; ask the school for a new one")
}

// ProveLink finds a live link by its token and compares the proof: the last
// four digits of the guardian's phone. A wrong proof is counted; ok=false then
// comes without an error, so that the count is kept.
func (t *Tx) ProveLink(token, last4 string) (l store.LinkRow, g care.Guardian, ok bool, err error) {
	digest := envelope.TokenDigest(token)
	l, err = t.LinkByDigest(digest[:])
	if care.KindOf(err) == care.NotFound && err != nil {
		return l, g, false, DeadLink()
	}
	if err != nil {
		return l, g, false, err
	}
	t.About("link", l.ID, l.Person)
	if l.UsedAt != 0 || l.Tries >= linkTries || t.Now > l.ExpiresAt {
		return l, g, false, DeadLink()
	}
	row, err := t.Guardian(l.Guardian)
	if err != nil {
		return l, g, false, err
	}
	plain, err := t.Open("guardian", "sealed", row.ID, row.Sealed)
	if err != nil {
		return l, g, false, err
	}
	if err := json.Unmarshal(plain, &g); err != nil {
		return l, g, false, err
	}
	g.ID, g.Child, g.Rank = row.ID, row.Child, row.Rank
	if !proves(g.Phone, last4) {
		return l, care.Guardian{}, false, t.CountLinkTry(l.ID)
	}
	return l, g, true, nil
}

func proves(phone, last4 string) bool {
	phone, last4 = digitsOf(phone), digitsOf(envelope.Normalise(last4))
	if len(phone) < linkProof || len(last4) != linkProof {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(phone[len(phone)-linkProof:]), []byte(last4)) == 1
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
