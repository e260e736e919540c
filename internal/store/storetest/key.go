package storetest

import (
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var keyCases = []testCase{
	{"wraps and data keys come back as they went in", keysAreKept},
}

func keysAreKept(h *house) {
	wrap := h.id()
	h.write(func(tx *store.Tx) error { return tx.InsertWrap(wrap, []byte{0, 1}) })
	h.same("a wrap", get1(h, (*store.Tx).Wrap, wrap), []byte{0, 1})
	missing(h, "no such wrap", (*store.Tx).Wrap, care.ID(far))

	person := h.id()
	key := func(change ...func(*store.DataKeyRow)) store.DataKeyRow {
		return put(h, keepKey, changed(store.DataKeyRow{ID: h.id(), Person: person, Class: "answers", Wrap: wrap, Sealed: []byte{7}}, change))
	}
	first, second := key(), key()
	other := key(func(k *store.DataKeyRow) { k.Class = "identity" })
	work := key(func(k *store.DataKeyRow) { k.Person, k.Class = 0, "work" }) // texts about nobody
	h.same("a key", get1(h, (*store.Tx).DataKey, first.ID), first)
	h.same("the newest of its class", get2(h, (*store.Tx).LastDataKey, person, "answers"), second)
	h.same("the newest of another class", get2(h, (*store.Tx).LastDataKey, person, "identity"), other)
	h.same("the newest about nobody", get2(h, (*store.Tx).LastDataKey, care.ID(0), "work"), work)
	h.write(func(tx *store.Tx) error { return tx.DropKey(work.ID) })
	missing(h, "a destroyed key", (*store.Tx).DataKey, work.ID)
	missing(h, "no such key", (*store.Tx).DataKey, care.ID(far))
	h.refused("no key of this class", care.NotFound, func(tx *store.Tx) error { _, err := tx.LastDataKey(person, "notes"); return err })
}

func keepKey(tx *store.Tx, k store.DataKeyRow) error { return tx.InsertDataKeys([]store.DataKeyRow{k}) }
