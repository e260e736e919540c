package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var messageCases = []testCase{
	{"alerts leave the outbox first, and a failed message returns later", outboxIsEmptied},
	{"a link is found by digest and spent once", linksAreSpent},
}

func outboxIsEmptied(h *house) {
	message := func(kind string) store.OutboxRow {
		o := store.OutboxRow{ID: h.id(), Kind: kind, Post: h.id(), Ref: far, NextAt: h.now()}
		if kind == "notice" {
			o.Post, o.Guardian = 0, h.id()
		}
		put(h, (*store.Tx).InsertOutbox, []store.OutboxRow{o})
		h.pass(time.Second)
		return o
	}
	duty, notice, alert := message("duty"), message("notice"), message("alert")
	h.same("due", get1(h, (*store.Tx).OutboxDue, 10), []store.OutboxRow{alert, duty, notice})
	h.same("due, one", get1(h, (*store.Tx).OutboxDue, 1), []store.OutboxRow{alert})

	h.write(func(tx *store.Tx) error { return tx.OutboxSent(alert.ID) })
	h.write(func(tx *store.Tx) error { return tx.OutboxRetry(duty.ID, h.now()+1000) })
	h.write(func(tx *store.Tx) error { return tx.OutboxRetry(notice.ID, 0) })
	h.same("after sending, retrying and giving up", len(get1(h, (*store.Tx).OutboxDue, 10)), 0)
	duty.Tries, duty.NextAt = 1, h.pass(time.Second)
	h.same("the retried one", get1(h, (*store.Tx).OutboxDue, 10), []store.OutboxRow{duty})
	h.write(func(tx *store.Tx) error { return tx.OutboxLater(duty.ID, h.now()+1000) })
	h.same("put off", len(get1(h, (*store.Tx).OutboxDue, 10)), 0)
	duty.NextAt = h.pass(time.Second)
	h.same("its time has come, and it was not tried", get1(h, (*store.Tx).OutboxDue, 10), []store.OutboxRow{duty})
	h.refused("sending nothing", care.Conflict, func(tx *store.Tx) error { return tx.OutboxSent(far) })
	h.refused("retrying nothing", care.Conflict, func(tx *store.Tx) error { return tx.OutboxRetry(far, 1) })
}

func linksAreSpent(h *house) {
	l := store.LinkRow{ID: h.id(), Kind: "consent", Person: h.id(), Ref: h.id(), ExpiresAt: far}
	digest := []byte("l" + l.ID.String())
	h.write(func(tx *store.Tx) error { return tx.InsertLink(l, digest) })
	h.same("a link for no guardian", get1(h, (*store.Tx).LinkByDigest, digest), l)
	h.write(func(tx *store.Tx) error { return tx.CountLinkTry(l.ID) })
	h.write(func(tx *store.Tx) error { return tx.UseLink(l.ID) })
	l.Tries, l.UsedAt = 1, h.now()
	h.same("spent", get1(h, (*store.Tx).LinkByDigest, digest), l)
	h.refused("spending twice", care.Conflict, func(tx *store.Tx) error { return tx.UseLink(l.ID) })
	h.refused("trying nothing", care.Conflict, func(tx *store.Tx) error { return tx.CountLinkTry(far) })
	h.refused("a digest that is taken", care.Internal, func(tx *store.Tx) error {
		return tx.InsertLink(store.LinkRow{ID: h.id(), Kind: "notice", Person: 1, Ref: 1, Guardian: 1}, digest)
	})
	missing(h, "an unknown digest", (*store.Tx).LinkByDigest, []byte("none"))
}
