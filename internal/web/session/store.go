package session

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// rows keeps sessions in the database. The library counts the absolute limit
// by the machine's clock; the database may live by another one (a demonstration,
// a test), so only the remaining time is taken over.
type rows struct{ store.Sessions }

// Commit stores a session; the token is a hash already.
func (s rows) Commit(token string, data []byte, expires time.Time) error {
	left := time.Until(expires)
	return s.Put(token, data, care.MillisOf(s.DB.Now().Add(left)))
}
