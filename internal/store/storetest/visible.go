package storetest

import (
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var visibleCases = []testCase{
	{"a list shows what its filter lets through, in order and pages", listsAreFiltered},
}

// The proof that lists and pages agree for everybody is in package access.
func listsAreFiltered(h *house) {
	r := h.round()
	here, there := h.pupil(r.class.ID), h.pupil(r.other.ID)
	m := access.NewMatrix([]access.Rule{{Role: care.ClassTeacher, Verb: access.Read, Data: access.Level, Scopes: []access.Scope{access.Subtree}},
		{Role: care.Principal, Verb: access.Read, Data: access.Level, Scopes: []access.Scope{access.All}}}, nil)
	see := func(role care.Role, unit care.ID) store.Filter {
		return store.Visible(m, access.Actor{Person: 1, Post: 2, Unit: unit, Role: role}, access.Read, access.Level)
	}
	teacher, head, nobody := see(care.ClassTeacher, r.class.ID), see(care.Principal, r.village.ID), see(care.Invigilator, r.district.ID)

	episode := put(h, (*store.Tx).InsertEpisode, h.episode(here))
	major := put(h, (*store.Tx).InsertEpisode, h.episode(there, func(e *care.Episode) { e.Level = care.LevelMajor }))
	inSchool := func(f *care.Flag) { f.School = r.school.ID }
	plain := put(h, (*store.Tx).InsertFlag, h.flag(here, inSchool))
	grave := put(h, (*store.Tx).InsertFlag, h.flag(there, inSchool, func(f *care.Flag) { f.Critical = true }))
	first := h.raised(r)
	h.pass(time.Second)
	second := h.raised(r)
	third := first.Person

	h.same("subject of a pupil", get1(h, (*store.Tx).Subject, here).Owners, []access.Stake{{Post: episode.OwnerPost, Programme: episode.Programme}})
	for _, c := range []struct {
		who      string
		f        store.Filter
		persons  []care.ID
		flags    []care.ID
		episodes []care.ID
		alerts   int
	}{
		{"class teacher", teacher, []care.ID{here, third}, []care.ID{plain.ID}, []care.ID{episode.ID}, 2},
		{"principal", head, []care.ID{there, here, third}, []care.ID{grave.ID, plain.ID}, []care.ID{major.ID, episode.ID}, 2},
		{"invigilator", nobody, []care.ID{}, []care.ID{}, []care.ID{}, 0},
	} {
		h.same(c.who+": persons", pick(get2(h, (*store.Tx).VisiblePersons, c.f, []care.ID{there, here, third}), func(id care.ID) care.ID { return id }), c.persons)
		list := func(limit, offset int) []care.Flag {
			return get(h, func(tx *store.Tx) ([]care.Flag, error) { return tx.FlagsVisible(c.f, r.district.ID, "", limit, offset) })
		}
		flags := list(10, 0)
		h.same(c.who+": flags", pick(flags, func(f care.Flag) care.ID { return f.ID }), c.flags)
		h.same(c.who+": count", get3(h, (*store.Tx).CountFlagsVisible, c.f, r.district.ID, care.FlagState("")), len(c.flags))
		if len(flags) > 1 {
			h.same(c.who+": second page", list(1, 1), flags[1:])
		}
		episodes := get(h, func(tx *store.Tx) ([]care.Episode, error) { return tx.EpisodesVisible(c.f, r.district.ID, 10, 0) })
		h.same(c.who+": episodes", pick(episodes, func(e care.Episode) care.ID { return e.ID }), c.episodes)
		h.same(c.who+": alerts", len(get3(h, (*store.Tx).AlertsVisible, c.f, r.district.ID, 10)), c.alerts)
		members := []care.ID{}
		h.write(func(tx *store.Tx) error {
			return tx.EachVisible(c.f, r.class.ID, func(m store.Member) error {
				members = append(members, m.ID)
				_, err := tx.Person(m.ID) // walking must leave the transaction free to ask
				return err
			})
		})
		h.same(c.who+": members of the class", len(members), map[bool]int{true: 3, false: 0}[c.who != "invigilator"])
	}
	h.same("newest alert first", get3(h, (*store.Tx).AlertsVisible, head, r.school.ID, 1)[0].ID, second.ID)
}
