package region

import (
	"encoding/json"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// enrolled gathers what enrolling writes, so that a few hundred pupils cost a
// few dozen statements.
type enrolled struct {
	t         *act.Tx
	keys      []store.DataKeyRow
	persons   []store.PersonRow
	indexes   []store.IndexRow
	ties      []care.Tie
	guardians []store.GuardianRow
}

// enrolAll writes pupils with their keys, indexes, ties and guardians.
func enrolAll(t *act.Tx, list []NewPupil) ([]care.ID, error) {
	e := enrolled{t: t}
	var ids []care.ID
	for _, p := range list {
		id, err := e.add(p)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, e.write()
}

func (e *enrolled) add(p NewPupil) (care.ID, error) {
	t := e.t
	if p.Identity.Name = strings.TrimSpace(p.Identity.Name); p.Identity.Name == "" {
		return 0, care.Invalidf("name", "请填写姓名", "give a name")
	}
	if p.ID == 0 {
		p.ID = t.NewID()
	}
	if err := e.identity(p); err != nil {
		return 0, err
	}
	for _, tie := range []care.Tie{{Unit: p.Class, Kind: care.Enrolled}, {Unit: p.Village, Kind: care.Resident}, {Unit: p.Dormitory, Kind: care.InDorm}} {
		if tie.Unit == 0 {
			continue
		}
		tie.ID, tie.Person, tie.FromOn = t.NewID(), p.ID, t.Today
		e.ties = append(e.ties, tie)
	}
	return p.ID, e.guard(p)
}

// identity seals who somebody is under a key that is new because he is.
func (e *enrolled) identity(p NewPupil) error {
	key, err := e.key(p.ID, envelope.Identity)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(p.Identity)
	if err != nil {
		return err
	}
	e.persons = append(e.persons, store.PersonRow{ID: p.ID, Kind: care.PupilPerson, Identity: e.t.SealWith(key, "person", "identity", p.ID, plain)})
	digests, err := e.t.Digests(p.Identity)
	for kind, digest := range digests {
		e.indexes = append(e.indexes, store.IndexRow{Kind: kind, Digest: digest, Person: p.ID})
	}
	return err
}

// guard seals the guardians of a new pupil under one key of the class contacts.
func (e *enrolled) guard(p NewPupil) error {
	if len(p.Guardians) == 0 {
		return nil
	}
	key, err := e.key(p.ID, envelope.Contacts)
	if err != nil {
		return err
	}
	for i, g := range p.Guardians {
		if g.Rank == 0 {
			g.Rank = i + 1
		}
		plain, err := json.Marshal(g)
		if err != nil {
			return err
		}
		id := e.t.NewID()
		e.guardians = append(e.guardians, store.GuardianRow{ID: id, Child: p.ID, Rank: g.Rank, Sealed: e.t.SealWith(key, "guardian", "sealed", id, plain)})
	}
	return nil
}

func (e *enrolled) key(person care.ID, class envelope.Class) (*envelope.DataKey, error) {
	key, row, err := e.t.K.MakeKey(person, class)
	e.keys = append(e.keys, row)
	return key, err
}

func (e *enrolled) write() error {
	if err := e.t.InsertDataKeys(e.keys); err != nil {
		return err
	}
	if err := e.t.InsertPersons(e.persons); err != nil {
		return err
	}
	if err := e.t.AddIndexes(e.indexes); err != nil {
		return err
	}
	if err := e.t.InsertTies(e.ties); err != nil {
		return err
	}
	return e.t.InsertGuardians(e.guardians)
}
