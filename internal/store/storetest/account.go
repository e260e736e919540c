package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var accountCases = []testCase{
	{"a login is taken once and closes for good", accountsAreIssued},
	{"wrong passwords count and a new one unlocks", failuresCount},
	{"a session lives until its time or its end", sessionsLive},
}

func (h *house) account(change ...func(*store.AccountRow)) store.AccountRow {
	id := h.id()
	return changed(store.AccountRow{ID: id, Person: h.id(), Login: "u" + id.String(), Secret: "$argon2id$x", MustChange: true}, change)
}

func accountsAreIssued(h *house) {
	a := put(h, (*store.Tx).InsertAccount, h.account())
	h.same("by login", get1(h, (*store.Tx).AccountByLogin, a.Login), a)
	h.same("by person", get1(h, (*store.Tx).AccountOf, a.Person), a)
	h.refused("a login that is taken", care.Invalid, func(tx *store.Tx) error {
		return tx.InsertAccount(h.account(func(n *store.AccountRow) { n.Login = a.Login }))
	})
	put(h, (*store.Tx).InsertAccount, h.account(func(n *store.AccountRow) { n.MustChange = false }))
	h.same("accounts", get(h, (*store.Tx).CountAccounts), 2)

	h.write(func(tx *store.Tx) error { return tx.CloseAccount(a.ID) })
	missing(h, "a closed login", (*store.Tx).AccountByLogin, a.Login)
	missing(h, "the account of somebody who left", (*store.Tx).AccountOf, a.Person)
	h.refused("closing twice", care.Conflict, func(tx *store.Tx) error { return tx.CloseAccount(a.ID) })
	h.refused("a closed login for somebody else", care.Invalid, func(tx *store.Tx) error {
		return tx.InsertAccount(h.account(func(n *store.AccountRow) { n.Login = a.Login }))
	})
	h.same("accounts left", get(h, (*store.Tx).CountAccounts), 1)
}

func failuresCount(h *house) {
	a := put(h, (*store.Tx).InsertAccount, h.account())
	until := h.now() + far/4
	h.write(func(tx *store.Tx) error { return tx.CountFailure(a.ID, 5, until) })
	a.Failed, a.LockedUntil = 5, until
	h.same("locked", get1(h, (*store.Tx).AccountByLogin, a.Login), a)

	h.write(func(tx *store.Tx) error { return tx.SetSecret(a.ID, "$argon2id$y", false) })
	a.Failed, a.LockedUntil, a.Secret, a.MustChange = 0, 0, "$argon2id$y", false
	h.same("unlocked", get1(h, (*store.Tx).AccountByLogin, a.Login), a)
	h.refused("a secret for nobody", care.Conflict, func(tx *store.Tx) error { return tx.SetSecret(far, "x", true) })
	h.refused("a failure of nobody", care.Conflict, func(tx *store.Tx) error { return tx.CountFailure(far, 1, 0) })
}

func sessionsLive(h *house) {
	s := store.Sessions{DB: h.db}
	must := func(err error) {
		h.Helper()
		if err != nil {
			h.Fatal(err)
		}
	}
	find := func(what, token string, want string, alive bool) {
		h.Helper()
		data, ok, err := s.Find(token)
		must(err)
		h.same(what, []any{string(data), ok}, []any{want, alive})
	}
	token := "\x00\xff" + h.id().String() // digests are bytes, not text
	find("before", token, "", false)
	must(s.Put(token, []byte("one"), h.now()+1000))
	must(s.Put(token, []byte("two"), h.now()+2000))
	find("put twice", token, "two", true)
	h.pass(2 * time.Second)
	find("at its end", token, "", false)

	must(s.Put(token, []byte("three"), h.now()+1000))
	must(s.Delete(token))
	find("ended", token, "", false)
	must(s.Delete(token))
}
