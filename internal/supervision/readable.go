package supervision

import (
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// wholly tells whether the actor, where he reads records of a kind of content at a unit,
// reads them at all units below it too.
func wholly(t *act.Tx, data access.Data) bool {
	scopes := t.Access.Scopes(t.Who.Role, access.Read, data)
	return t.Who.Role == care.SystemRole || slices.Contains(scopes, access.Subtree) || slices.Contains(scopes, access.All)
}

// readable tells of the units below one that the actor reads which of them he reads: what
// a page lists is decided as the pages it leads to are.
func readable(t *act.Tx) func(care.ID) bool {
	if wholly(t, access.Activities) {
		return func(care.ID) bool { return true }
	}
	return func(unit care.ID) bool { return t.MayUnit(access.Read, access.Activities, unit) }
}

// hiddenBelow are the places at or below a unit whose records of some kinds the actor may
// not read, though he reads such records at the unit.
func hiddenBelow(t *act.Tx, unit care.ID, kinds ...policy.Activity) (hidden []store.ActivityPlace, err error) {
	partly := map[string]access.Data{}
	for _, a := range kinds {
		def, err := formOf(t, a)
		if err != nil {
			return nil, err
		}
		if data := reads(def); !wholly(t, data) {
			partly[a.ID] = data
		}
	}
	if len(partly) == 0 {
		return nil, nil
	}
	places, err := t.ActivityPlaces(unit)
	for _, p := range places {
		if data, is := partly[p.Kind]; is && !t.MayUnit(access.Read, data, p.Unit) {
			hidden = append(hidden, p)
		}
	}
	return hidden, err
}
