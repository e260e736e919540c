package casework

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// foundMost is how many pupils a search shows. Ours.
const foundMost = 50

// Found is what a search found.
type Found struct {
	Query   string
	Lines   []Chip
	More    bool // there are more; ask more precisely
	Parts   bool // parts of names were looked at, in one school
	Locked  bool
	Schools []care.Unit // a school has to be chosen for parts of names
}

// Search finds pupils the actor may see: by whole name, student number, ID
// number or phone anywhere in his scope through blind indexes, and by parts of
// names and pinyin by opening one school in memory. The log keeps who searched, for
// which purpose, and how many were found; never the words.
func (r Room) Search(ctx context.Context, who act.Who, query string, school care.ID) (Found, error) {
	found := Found{Query: query}
	err := r.Look(ctx, who, "casework.Search", func(t *act.Tx) error {
		if !t.Access.May(who.Role, access.Read, access.Identity) {
			return t.Refuse(access.Identity, 0)
		}
		if envelope.Normalise(query) == "" {
			return nil
		}
		if r.Locked() {
			found.Locked = true
			return nil
		}
		ids, err := exact(t, query)
		if err != nil {
			return err
		}
		parts, err := found.parts(t, school)
		if err != nil {
			return err
		}
		for _, id := range parts {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		if len(ids) > foundMost {
			ids, found.More = ids[:foundMost], true
		}
		for _, id := range ids {
			c, err := chipOf(t, id)
			if err != nil {
				return err
			}
			found.Lines = append(found.Lines, c)
		}
		t.Showed("search", 0, len(found.Lines))
		return nil
	})
	return found, err
}

func exact(t *act.Tx, query string) ([]care.ID, error) {
	var ids []care.ID
	for _, kind := range []string{"name", "student_no", "id_no", "phone"} {
		digest, err := t.Index(kind, query)
		if err != nil {
			return nil, err
		}
		some, err := t.ByIndex(kind, digest)
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
	}
	slices.Sort(ids)
	return pupilsAmong(t, slices.Compact(ids))
}

// pupilsAmong keeps the pupils the actor may see; staff have names too.
func pupilsAmong(t *act.Tx, ids []care.ID) ([]care.ID, error) {
	seen, err := t.VisiblePersons(t.Visible(access.Read, access.Identity), ids)
	if err != nil {
		return nil, err
	}
	var list []care.ID
	for _, id := range seen {
		p, err := t.Person(id)
		if err != nil {
			return nil, err
		}
		if p.Kind != care.StaffPerson {
			list = append(list, id)
		}
	}
	return list, nil
}

// parts opens the names of one school.
func (f *Found) parts(t *act.Tx, school care.ID) ([]care.ID, error) {
	if strings.ContainsAny(f.Query, "0123456789") {
		return nil, nil // numbers are found whole or not at all
	}
	unit, err := within(t, school)
	if err != nil {
		return nil, err
	}
	u, err := t.Unit(unit)
	if err != nil {
		return nil, err
	}
	if u.Kind == care.District || u.Kind == care.Township {
		f.Schools, err = t.Below(unit, care.School)
		return nil, err
	}
	f.Parts = true
	type hit struct {
		id   care.ID
		name string
	}
	var hits []hit
	err = t.EachVisibleTied(t.Visible(access.Read, access.Identity), unit, tieOf(u.Kind), func(m store.Member) error {
		identity, err := t.Identity(m.PersonRow)
		if err == nil && matchesName(identity.Name, f.Query) {
			hits = append(hits, hit{m.ID, identity.Name})
		}
		return err
	})
	slices.SortStableFunc(hits, func(a, b hit) int { return compareNames(a.name, b.name) })
	var ids []care.ID
	for _, h := range hits {
		ids = append(ids, h.id)
	}
	return ids, err
}
