package region

import (
	"cmp"
	"context"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// UnitChange is what a pack changes about the open work with people of one school or
// township: counts of work, not of people.
type UnitChange struct {
	Unit                          care.Unit
	Earlier, Later, Opened, Ended int // duties
	Owner                         int // cases that somebody else answers for then
	Sooner, Slower                int // notices to be acknowledged
	Told                          int // notices to be made: the pack names somebody whom the former did not
	Dropped, Kept                 int // open notices whose recipient it no longer names: not sent yet, and sent
}

// Of is the number of one effect.
func (u *UnitChange) Of(effect act.Effect) *int {
	return map[act.Effect]*int{act.Earlier: &u.Earlier, act.Later: &u.Later, act.Opened: &u.Opened, act.Ended: &u.Ended, act.Owner: &u.Owner,
		act.Sooner: &u.Sooner, act.Slower: &u.Slower, act.Told: &u.Told, act.Dropped: &u.Dropped, act.Kept: &u.Kept}[effect]
}

// AccessChange is what the posts of a role gain or lose sight of.
type AccessChange struct {
	Role          care.Role
	Posts         int // held today
	Gains, Losses []policy.AccessRow
}

// PackPreview is whom a pack touches, from the region's own data of today.
type PackPreview struct {
	Total    UnitChange
	Units    []UnitChange
	Children int // with any change of theirs; shown only where there are five or more
	Access   []AccessChange
	Open     map[act.Effect]bool // the reader may open some of the list behind the number
}

// PreviewPack works out what switching to a pack would change now: the same
// working-out that the switch then carries out, without writing anything.
func (r Room) PreviewPack(ctx context.Context, who act.Who, pack *policy.Stack) (p PackPreview, err error) {
	from := r.Policy()
	err = r.Under(ctx, who, pack, func(t *act.Tx) error {
		p = PackPreview{Open: map[act.Effect]bool{}}
		if err := mayPacks(t); err != nil {
			return err
		}
		units, children := map[care.ID]*UnitChange{}, map[care.ID]bool{}
		above := map[care.ID]care.Unit{}
		err := t.EachChange(act.Switch{From: from, At: t.Now}, func(c act.Change) error {
			place, known := above[c.Unit]
			if !known {
				if place, err = placeOf(t, c.Unit); err != nil {
					return err
				}
				above[c.Unit] = place
			}
			if units[place.ID] == nil {
				units[place.ID] = &UnitChange{Unit: place}
			}
			for _, x := range c.Touches() {
				*units[place.ID].Of(x.Effect)++
				*p.Total.Of(x.Effect)++
				children[x.Person] = true
				if p.Open[x.Effect] {
					continue
				}
				if p.Open[x.Effect], err = t.MayKnow(x); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, u := range units {
			p.Units = append(p.Units, *u)
		}
		slices.SortFunc(p.Units, func(a, b UnitChange) int {
			return cmp.Or(cmp.Compare(a.Unit.Name, b.Unit.Name), cmp.Compare(a.Unit.ID, b.Unit.ID))
		})
		delete(children, 0)
		p.Children = len(children)
		held, err := t.HeldByRole()
		p.Access = accessChanges(from, pack, held)
		return err
	})
	return p, err
}

// placeOf is the school or township that a unit's work is listed under.
func placeOf(t *act.Tx, unit care.ID) (care.Unit, error) {
	above, err := t.Ancestors(unit)
	if err != nil || len(above) == 0 {
		return care.Unit{}, err
	}
	for _, u := range above {
		if u.Kind == care.School || u.Kind == care.Township {
			return u, nil
		}
	}
	return above[0], nil
}

func accessChanges(from, to *policy.Stack, held map[care.Role]int) []AccessChange {
	var out []AccessChange
	for _, role := range care.StaffRoles() {
		c := AccessChange{Role: role, Posts: held[role], Gains: beyond(to, from, role), Losses: beyond(from, to, role)}
		if len(c.Gains)+len(c.Losses) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// beyond lists what a role has in one pack and not in another, whatever clause says it.
func beyond(a, b *policy.Stack, role care.Role) (out []policy.AccessRow) {
	for _, row := range a.Access() {
		same := func(x policy.AccessRow) bool {
			return x.Role == row.Role && x.Data == row.Data && x.Scope == row.Scope && x.Verb == row.Verb
		}
		if row.Role == role && row.Scope != policy.ScopeNone && !slices.ContainsFunc(b.Access(), same) && !slices.ContainsFunc(out, same) {
			out = append(out, row)
		}
	}
	return out
}
