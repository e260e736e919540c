package screening

import (
	"context"
	"crypto/subtle"
	"slices"
	"sync"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// place is a sitting under way with all that checking, scoring and sealing its
// sheet needs. Nothing in it changes while the sitting is answered, except the
// token and the state: those are read again inside the transaction that writes.
// The exception, heard, is the desk's own.
type place struct {
	row      store.SittingRow // without draft, sheet and result
	campaign care.Campaign
	who      Pupil
	answers  *envelope.DataKey
	scores   *envelope.DataKey
	heard    map[string]bool // critical items that were answered and called about
}

// deskMost is how many sittings a process remembers: some 40 MiB. More pupils
// than that at once only cost the others a few readings. Ours.
const deskMost = 16384

// desk remembers sittings by id until they are handed in.
type desk struct {
	mu     sync.RWMutex
	places map[care.ID]*place
}

func newDesk() *desk { return &desk{places: map[care.ID]*place{}} }

// find gives a remembered sitting to whoever holds its token. A wrong token
// finds nothing and is then judged by the database, because another process may
// have renewed it.
func (d *desk) find(id care.ID, token string) *place {
	if d == nil {
		return nil
	}
	d.mu.RLock()
	p := d.places[id]
	d.mu.RUnlock()
	if p == nil {
		return nil
	}
	digest := envelope.TokenDigest(token)
	if subtle.ConstantTimeCompare(p.row.Token, digest[:]) != 1 {
		return nil
	}
	return p
}

// keep remembers a sitting; when the desk is full it forgets any other.
func (d *desk) keep(p *place) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.places) >= deskMost {
		for id := range d.places {
			delete(d.places, id)
			break
		}
	}
	d.places[p.row.ID] = p
}

func (d *desk) forget(id care.ID) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.places, id)
}

// unheard lists the critical items that nobody was called about as far as this
// process knows. It spares the database what it would find to be no news.
func (d *desk) unheard(id care.ID, items []string) []string {
	if d == nil || len(items) == 0 {
		return items
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	p := d.places[id]
	if p == nil {
		return items
	}
	return slices.DeleteFunc(items, func(item string) bool { return p.heard[item] })
}

// hear notes that somebody was called about critical items: call it once that is
// committed.
func (d *desk) hear(id care.ID, items []string) {
	if d == nil || len(items) == 0 {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.places[id]
	if p == nil {
		return
	}
	if p.heard == nil {
		p.heard = map[string]bool{}
	}
	for _, item := range items {
		p.heard[item] = true
	}
}

// place finds a sitting for its token holder, from memory or by reading. Keys
// are there only while the sitting is under way.
func (r Room) place(ctx context.Context, id care.ID, token string) (*place, error) {
	if p := r.desk.find(id, token); p != nil {
		return p, nil
	}
	p := &place{}
	err := r.View(ctx, act.Who{}, func(t *act.Tx) (err error) {
		if p.row, err = r.sitting(t, id, token); err != nil {
			return err
		}
		if p.campaign, err = t.Campaign(p.row.Campaign); err != nil || p.row.State != care.SittingStarted {
			return err
		}
		p.row.Draft = nil
		class, err := t.Unit(p.row.Class)
		if err != nil {
			return err
		}
		if p.who, err = r.pupilOf(t, p.row.Person, class); err != nil {
			return err
		}
		p.answers, p.scores, err = sittingKeys(t, p.row)
		return err
	})
	if care.KindOf(err) == care.Sealed {
		p.answers, p.scores, err = r.freshKeys(ctx, p.row)
	}
	if err != nil || p.row.State != care.SittingStarted {
		return p, err
	}
	r.desk.keep(p)
	return p, nil
}

// sittingKeys opens the two keys the sitting began with.
func sittingKeys(t *act.Tx, row store.SittingRow) (answers, scores *envelope.DataKey, err error) {
	if answers, err = t.KeyByID(row.AnswersKey); err != nil {
		return nil, nil, err
	}
	scores, err = t.KeyByID(row.ScoresKey)
	return answers, scores, err
}

// freshKeys makes new keys for a sitting that another process began, or this
// one before a power cut: while the region is locked the old ones can't be
// opened. What was sealed under them stays readable, since each blob names its
// key.
func (r Room) freshKeys(ctx context.Context, row store.SittingRow) (answers, scores *envelope.DataKey, err error) {
	err = r.Share(ctx, pupil(row.Person), "screening.FreshKeys", func(t *act.Tx) (err error) {
		t.About("sitting", row.ID, row.Person)
		if answers, err = t.NewKey(row.Person, envelope.Answers); err != nil {
			return err
		}
		scores, err = t.NewKey(row.Person, envelope.Scores)
		return err
	})
	return answers, scores, err
}

// admit lets a request through whose token is right, so that a wrong one is
// turned away by a reading and never reaches those who write.
func (r Room) admit(ctx context.Context, id care.ID, token string) error {
	if r.desk.find(id, token) != nil {
		return nil
	}
	return r.View(ctx, act.Who{}, func(t *act.Tx) error {
		_, err := r.sitting(t, id, token)
		return err
	})
}
