package store

import (
	"context"
	"database/sql"
	"errors"

	"xinhuan/internal/care"
)

// AccountRow is a staff sign-in. The login is issued by the region and never a
// name; the secret is an argon2id string.
type AccountRow struct {
	ID          care.ID
	Person      care.ID
	Login       string
	Secret      string
	MustChange  bool
	Failed      int
	LockedUntil care.Millis
}

func scanAccount(r row) (a AccountRow, err error) {
	err = r.Scan(&a.ID, &a.Person, &a.Login, &a.Secret, &a.MustChange, &a.Failed, &a.LockedUntil)
	return a, err
}

const accountColumns = "id, person, login, secret, must_change, failed, locked_until"

// InsertAccount adds an account.
func (tx *Tx) InsertAccount(a AccountRow) error {
	err := tx.exec(`INSERT INTO account (region, id, person, login, secret, must_change, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.Region, a.ID, a.Person, a.Login, a.Secret, a.MustChange, tx.Now)
	if duplicate(err) {
		return care.Invalidf("login", "这个账号已被使用，请换一个", "this login is taken; choose another")
	}
	return err
}

// AccountByLogin finds an open account.
func (tx *Tx) AccountByLogin(login string) (AccountRow, error) {
	return one(tx, "read account", scanAccount, "SELECT "+accountColumns+" FROM account WHERE region = $1 AND login = $2 AND closed_at IS NULL", tx.Region, login)
}

// AccountOf finds a person's open account.
func (tx *Tx) AccountOf(person care.ID) (AccountRow, error) {
	return one(tx, "read account", scanAccount, "SELECT "+accountColumns+` FROM account
		WHERE region = $1 AND person = $2 AND closed_at IS NULL ORDER BY id LIMIT 1`, tx.Region, person)
}

// SetSecret changes an account's password hash and unlocks it.
func (tx *Tx) SetSecret(id care.ID, secret string, mustChange bool) error {
	return tx.must("set secret", "UPDATE account SET secret = $3, must_change = $4, failed = 0, locked_until = 0 WHERE region = $1 AND id = $2",
		tx.Region, id, secret, mustChange)
}

// CountFailure counts a wrong password and locks until an instant (0 = not).
func (tx *Tx) CountFailure(id care.ID, failed int, lockedUntil care.Millis) error {
	return tx.must("count failure", "UPDATE account SET failed = $3, locked_until = $4 WHERE region = $1 AND id = $2", tx.Region, id, failed, lockedUntil)
}

// CloseAccount ends an account.
func (tx *Tx) CloseAccount(id care.ID) error {
	return tx.must("close account", "UPDATE account SET closed_at = $3 WHERE region = $1 AND id = $2 AND closed_at IS NULL", tx.Region, id, tx.Now)
}

// CountAccounts counts the open accounts.
func (tx *Tx) CountAccounts() (int, error) {
	return one(tx, "count accounts", scalar[int], "SELECT count(*) FROM account WHERE region = $1 AND closed_at IS NULL", tx.Region)
}

// Sessions keeps web sessions for alexedwards/scs; the token arrives hashed.
type Sessions struct{ DB *DB }

// Find reads a live session.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	var data []byte
	err := s.DB.read.value(context.Background(), &data, "SELECT data FROM web_session WHERE token = $1 AND expires_at > $2",
		[]byte(token), s.DB.Now().UnixMilli())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// Delete ends a session.
func (s Sessions) Delete(token string) error {
	_, err := s.DB.write.exec(context.Background(), "DELETE FROM web_session WHERE token = $1", []byte(token))
	return err
}

// Put stores a session until an instant and sweeps out the dead ones.
func (s Sessions) Put(token string, data []byte, expires care.Millis) error {
	if _, err := s.DB.write.exec(context.Background(), "DELETE FROM web_session WHERE expires_at < $1", s.DB.Now().UnixMilli()); err != nil {
		return err
	}
	_, err := s.DB.write.exec(context.Background(), `INSERT INTO web_session (token, data, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`, []byte(token), data, int64(expires))
	return err
}
