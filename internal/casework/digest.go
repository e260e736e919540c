package casework

import (
	"context"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// DigestAt is the region's setting with the time of a working day's morning at which
// everybody for whom something waits gets one message; DigestOff sends none.
const (
	DigestAt      = "digest.at"
	DigestOff     = "off"
	DigestUsually = "08:00" // ours
)

// digestDone is the setting with the last day on which digests were queued.
const digestDone = "digest.done"

// digestHours is how long after its time a digest still goes out, when the process
// was away in the morning. Ours: news of the morning does not come in the evening.
const digestHours = 4

// DigestKind is the kind of a digest in the outbox.
const DigestKind = "digest"

// Digest is the number of things that wait for one person, over all his seats.
type Digest struct {
	Person care.ID
	Post   care.ID // the first seat for which something waits
	N      int
}

// SendDigests queues the morning's messages, once on a working day: one a person,
// none where nothing waits. It may be called as often as anybody likes.
func (r Room) SendDigests(ctx context.Context) error {
	var list []Digest
	due := false
	err := r.View(ctx, act.System, func(t *act.Tx) (err error) {
		if due, err = digestDue(t); err == nil && due {
			list, err = Digests(t)
		}
		return err
	})
	if err != nil || !due {
		return err
	}
	return r.Do(ctx, act.System, "casework.SendDigests", func(t *act.Tx) error {
		mine, err := t.ClaimSetting(digestDone, string(t.Today))
		if err != nil || !mine {
			return err
		}
		t.Detail(len(list), t.Today)
		for _, d := range list {
			if err := t.Send(DigestKind, d.Post, 0, d.Person); err != nil {
				return err
			}
		}
		return nil
	})
}

// digestDue tells whether the time of today's digests has come and they are not yet
// on their way.
func digestDue(t *act.Tx) (bool, error) {
	if !t.Policy.Calendar().IsWorkingDay(t.Today) {
		return false, nil
	}
	at, err := t.Setting(DigestAt)
	if err != nil || at == DigestOff {
		return false, err
	}
	if at == "" {
		at = DigestUsually
	}
	clock, err := time.Parse("15:04", at)
	if err != nil {
		return false, err
	}
	from := t.Today.Time().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	if now := t.Now.Time(); now.Before(from) || !now.Before(from.Add(digestHours*time.Hour)) {
		return false, nil
	}
	done, err := t.Setting(digestDone)
	return done != string(t.Today), err
}

// Digests counts what waits for each person by the function that counts the badge.
func Digests(t *act.Tx) (list []Digest, err error) {
	seats, err := t.SeatedWaiting(care.MillisOf(t.Today.AddDays(1).Time()), secondRoles...)
	if err != nil {
		return nil, err
	}
	for _, s := range seats {
		n, err := waitingAt(t, s)
		if err != nil {
			return nil, err
		}
		switch last := len(list) - 1; {
		case n == 0:
		case last >= 0 && list[last].Person == s.Person:
			list[last].N += n
		default:
			list = append(list, Digest{Person: s.Person, Post: s.Post.ID, N: n})
		}
	}
	return list, nil
}

// WaitingFor is the number in a person's digest, counted now.
func WaitingFor(t *act.Tx, person care.ID) (n int, err error) {
	posts, err := t.HeldPosts(person)
	for _, p := range posts {
		some, err := waitingAt(t, store.Seated{Person: person, Post: p})
		if err != nil {
			return 0, err
		}
		n += some
	}
	return n, err
}

func waitingAt(t *act.Tx, s store.Seated) (int, error) {
	return Waiting(t.As(act.Who{Actor: access.Actor{Person: s.Person, Post: s.Post.ID, Unit: s.Post.Unit, Role: s.Post.Role}}))
}
