package session

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// rows keeps sessions in the database. The library counts the absolute limit
// by the machine's clock; the database may live by another one (a demonstration,
// a test), so only the remaining time is taken over. The ring itself judges
// whether a session is over; the row's end only lets it be swept out.
type rows struct {
	store.Sessions
	slack time.Duration
}

// Commit stores a session; the token is a hash already.
func (s rows) Commit(token string, data []byte, expires time.Time) error {
	left := time.Until(expires) + s.slack
	return s.Put(token, data, care.MillisOf(s.DB.Now().Add(left)))
}
