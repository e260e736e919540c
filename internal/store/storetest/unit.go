package storetest

import (
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var unitCases = []testCase{
	{"units form a tree that is read from both ends", unitsAreATree},
	{"a class exists once in its school", classesAreUnique},
	{"a closed unit leaves the lists and stays readable", closedUnitsLeave},
}

// unit builds a township school's class room for a case; id and parent fit.
func (h *house) unit(kind care.UnitKind, parent care.ID, change ...func(*care.Unit)) care.Unit {
	u := care.Unit{ID: h.id(), Parent: parent, Kind: kind, OpenedOn: "2026-09-01"}
	switch kind {
	case care.Class:
		u.Stage, u.Entry, u.Number = care.Junior, 2026, 1
	default:
		u.Name, u.Code = string(kind)+" "+u.ID.String(), u.ID.String()
	}
	return changed(u, change)
}

// tree is a district with a school of two classes and a village.
type tree struct{ district, school, class, other, village care.Unit }

func (h *house) tree() tree {
	h.Helper()
	var t tree
	t.district = put(h, (*store.Tx).InsertUnit, h.unit(care.District, 0))
	t.school = put(h, (*store.Tx).InsertUnit, h.unit(care.School, t.district.ID))
	t.class = put(h, (*store.Tx).InsertUnit, h.unit(care.Class, t.school.ID))
	t.other = put(h, (*store.Tx).InsertUnit, h.unit(care.Class, t.school.ID, func(u *care.Unit) { u.Number = 2 }))
	t.village = put(h, (*store.Tx).InsertUnit, h.unit(care.Village, t.district.ID))
	return t
}

func unitID(u care.Unit) care.ID { return u.ID }

func unitsAreATree(h *house) {
	t := h.tree()
	h.same("a class", get1(h, (*store.Tx).Unit, t.class.ID), t.class)
	h.same("the root", get(h, (*store.Tx).Root), t.district)
	h.same("a unit by code", get1(h, (*store.Tx).UnitByCode, t.school.Code), t.school)
	h.same("classes below the district", get2(h, (*store.Tx).Below, t.district.ID, care.Class), []care.Unit{t.class, t.other})
	h.same("everything below the school", pick(get2(h, (*store.Tx).Below, t.school.ID, ""), unitID),
		[]care.ID{t.class.ID, t.other.ID, t.school.ID})
	h.same("children", pick(get1(h, (*store.Tx).Children, t.district.ID), unitID), []care.ID{t.school.ID, t.village.ID})
	h.same("above", get2(h, (*store.Tx).Above, t.class.ID, care.School), t.school)
	h.same("above itself", get2(h, (*store.Tx).Above, t.school.ID, care.School), t.school)
	h.same("ancestors", pick(get1(h, (*store.Tx).Ancestors, t.other.ID), unitID), []care.ID{t.other.ID, t.school.ID, t.district.ID})
	for _, c := range []struct {
		what          string
		unit, subtree care.ID
		want          bool
	}{
		{"a class in its district", t.class.ID, t.district.ID, true},
		{"a unit in itself", t.class.ID, t.class.ID, true},
		{"a district in its class", t.district.ID, t.class.ID, false},
		{"a class in a village", t.class.ID, t.village.ID, false},
	} {
		h.same(c.what, get2(h, (*store.Tx).Inside, c.unit, c.subtree), c.want)
	}

	missing(h, "a unit that does not exist", (*store.Tx).Unit, care.ID(far))
	missing(h, "an unknown code", (*store.Tx).UnitByCode, "none")
	h.refused("a township above a class", care.NotFound, func(tx *store.Tx) error { _, err := tx.Above(t.class.ID, care.Township); return err })
	h.region++
	missing(h, "a unit of another region", (*store.Tx).Unit, t.class.ID)
}

func classesAreUnique(h *house) {
	t := h.tree()
	class := get(h, func(tx *store.Tx) (care.Unit, error) { return tx.ClassOf(t.school.ID, care.Junior, 2026, 2) })
	h.same("class 2", class, t.other)
	h.refused("class 2 again", care.Conflict, func(tx *store.Tx) error {
		return tx.InsertUnit(h.unit(care.Class, t.school.ID, func(u *care.Unit) { u.Number = 2 }))
	})
	h.refused("an id again", care.Conflict, func(tx *store.Tx) error {
		return tx.InsertUnit(h.unit(care.Village, t.district.ID, func(u *care.Unit) { u.ID = t.village.ID }))
	})
	put(h, (*store.Tx).InsertUnit, h.unit(care.Class, t.school.ID, func(u *care.Unit) { u.Entry = 2025 }))
	h.same("newest cohort first", pick(get2(h, (*store.Tx).Below, t.school.ID, care.Class), func(u care.Unit) int { return u.Entry }), []int{2026, 2026, 2025})
	h.refused("a class nobody founded", care.NotFound, func(tx *store.Tx) error {
		_, err := tx.ClassOf(t.school.ID, care.Junior, 2026, 9)
		return err
	})
}

func closedUnitsLeave(h *house) {
	t := h.tree()
	t.school.Name, t.school.Code, t.school.ClosedOn = "旧校", "", h.today()
	h.write(func(tx *store.Tx) error { return tx.UpdateUnit(t.school) })
	h.same("the closed school", get1(h, (*store.Tx).Unit, t.school.ID), t.school)
	h.same("schools", len(get2(h, (*store.Tx).Below, t.district.ID, care.School)), 0)
	h.same("children", pick(get1(h, (*store.Tx).Children, t.district.ID), unitID), []care.ID{t.village.ID})
	h.refused("renaming nothing", care.Conflict, func(tx *store.Tx) error { return tx.UpdateUnit(h.unit(care.School, t.district.ID)) })
}
