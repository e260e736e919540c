package act

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// wraps keeps the opened wraps of this process. The writing wrap was stored in
// a transaction of its own, so no rolled-back act can leave data keys behind
// whose wrap does not exist.
type wraps struct {
	mu    sync.RWMutex
	write *envelope.Wrap
	open  map[care.ID]*envelope.Wrap
}

func (k *Kernel) makeWrap(ctx context.Context) error {
	id := k.DB.NewID()
	w, sealed, err := k.public.NewWrap(id)
	if err != nil {
		return err
	}
	err = k.DB.Write(ctx, k.Region, func(s *store.Tx) error { return s.InsertWrap(id, sealed) })
	if err != nil {
		return err
	}
	k.wraps.mu.Lock()
	defer k.wraps.mu.Unlock()
	k.wraps.write = w
	k.wraps.open = map[care.ID]*envelope.Wrap{id: w}
	return nil
}

// wrap finds an opened wrap, or opens it with the private half.
func (t *Tx) wrap(id care.ID) (*envelope.Wrap, error) {
	ws := &t.K.wraps
	ws.mu.RLock()
	w := ws.open[id]
	ws.mu.RUnlock()
	if w != nil {
		return w, nil
	}
	sealed, err := t.Wrap(id)
	if err != nil {
		return nil, err
	}
	if w, err = t.K.private.OpenWrap(id, sealed); err != nil {
		return nil, err
	}
	ws.mu.Lock()
	ws.open[id] = w
	ws.mu.Unlock()
	return w, nil
}

// NewKey makes and stores a data key of a person and class.
func (t *Tx) NewKey(person care.ID, class envelope.Class) (*envelope.DataKey, error) {
	key, row, err := t.K.MakeKey(person, class)
	if err != nil {
		return nil, err
	}
	return key, t.InsertDataKeys([]store.DataKeyRow{row})
}

// MakeKey makes a data key that the caller stores before anything sealed with it.
func (k *Kernel) MakeKey(person care.ID, class envelope.Class) (*envelope.DataKey, store.DataKeyRow, error) {
	k.wraps.mu.RLock()
	w := k.wraps.write
	k.wraps.mu.RUnlock()
	id := k.DB.NewID()
	key, sealed, err := w.NewDataKey(id, person, class)
	return key, store.DataKeyRow{ID: id, Person: person, Class: string(class), Wrap: w.ID(), Sealed: sealed}, err
}

// Hold keeps a person's opened keys at hand for the act, so that sealing need not
// read them.
func (t *Tx) Hold(person care.ID, keys ...*envelope.DataKey) { t.held, t.heldFor = keys, person }

// Key finds the person's key of a class for writing. While the region is
// locked an older key can't be opened, so a new one is made beside it.
func (t *Tx) Key(person care.ID, class envelope.Class) (*envelope.DataKey, error) {
	for _, k := range t.held {
		if t.heldFor == person && k.Class() == class {
			return k, nil
		}
	}
	row, err := t.LastDataKey(person, string(class))
	if err == nil {
		key, err := t.openKey(row)
		if err == nil || care.KindOf(err) != care.Sealed {
			return key, err
		}
	} else if care.KindOf(err) != care.NotFound {
		return nil, err
	}
	return t.NewKey(person, class)
}

func (t *Tx) openKey(row store.DataKeyRow) (*envelope.DataKey, error) {
	w, err := t.wrap(row.Wrap)
	if err != nil {
		return nil, err
	}
	return w.OpenDataKey(row.ID, row.Person, envelope.Class(row.Class), row.Sealed)
}

// KeyByID opens the data key with this id.
func (t *Tx) KeyByID(id care.ID) (*envelope.DataKey, error) {
	row, err := t.DataKey(id)
	if err != nil {
		return nil, err
	}
	return t.openKey(row)
}

func (t *Tx) place(table, column string, row care.ID) envelope.Place {
	return envelope.Place{Region: t.Region, Table: table, Column: column, Row: row}
}

// Seal closes plain bytes with the person's key of a class, bound to its place.
func (t *Tx) Seal(person care.ID, class envelope.Class, table, column string, row care.ID, plain []byte) ([]byte, error) {
	key, err := t.Key(person, class)
	if err != nil {
		return nil, fmt.Errorf("act: seal %s.%s: %w", table, column, err)
	}
	return key.Seal(t.place(table, column, row), plain), nil
}

// SealWith closes plain bytes with a key at hand.
func (t *Tx) SealWith(key *envelope.DataKey, table, column string, row care.ID, plain []byte) []byte {
	return key.Seal(t.place(table, column, row), plain)
}

// Open opens a blob in its place; a locked region answers care.Sealed.
func (t *Tx) Open(table, column string, row care.ID, blob []byte) ([]byte, error) {
	id, err := envelope.KeyID(blob)
	if err != nil {
		return nil, err
	}
	key, err := t.KeyByID(id)
	if err != nil {
		return nil, fmt.Errorf("act: open %s.%s: %w", table, column, err)
	}
	return key.Open(t.place(table, column, row), blob)
}

// SealJSON seals a value as JSON.
func (t *Tx) SealJSON(person care.ID, class envelope.Class, table, column string, row care.ID, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return t.Seal(person, class, table, column, row, plain)
}

// OpenJSON opens what SealJSON sealed.
func (t *Tx) OpenJSON(table, column string, row care.ID, blob []byte, v any) error {
	plain, err := t.Open(table, column, row, blob)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}

// Index is the blind index of a whole value; it needs an unlocked region.
func (t *Tx) Index(kind, value string) ([]byte, error) {
	if t.K.Locked() {
		return nil, care.Fail(care.Sealed, "index", "本区域尚未解锁，暂时不能按姓名或号码查找", "the region is locked; searching by name or number waits until it is unlocked")
	}
	digest := t.K.private.Index(kind, value)
	return digest[:], nil
}
