package access_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
	"xinhuan/internal/testpg"
)

// The two evaluators of the access rule are held equal on random regions: what
// Check says of one record, and what the database lets through in a list, a
// count or a walk.

func TestListsShowWhatPagesAllowOnSQLite(t *testing.T) {
	db := open(t, t.TempDir())
	region := care.Region(100000)
	decisions := map[bool]int{}
	for range 3 {
		rapid.Check(t, func(t *rapid.T) {
			region++
			for _, f := range judge(db, region, worlds.Draw(t, "world"), decisions) {
				t.Error(f)
			}
		})
	}
	for _, allowed := range []bool{true, false} {
		if decisions[allowed] < 100 {
			t.Errorf("allowed=%t: got %d decisions, want at least 100: the worlds are too poor", allowed, decisions[allowed])
		}
	}
}

func TestListsShowWhatPagesAllowOnPostgreSQL(t *testing.T) {
	db := open(t, testpg.URL(t))
	for seed := range 12 {
		for _, f := range judge(db, care.Region(100000+seed), worlds.Example(seed), map[bool]int{}) {
			t.Errorf("world %d: %s", seed, f)
		}
	}
}

func open(t *testing.T, target string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// judge builds a world and compares the evaluators for everybody in it.
func judge(db *store.DB, region care.Region, w world, decisions map[bool]int) (faults []string) {
	ctx := context.Background()
	if err := db.Write(ctx, region, w.build); err != nil {
		return []string{err.Error()}
	}
	err := db.Read(ctx, region, func(tx *store.Tx) error {
		m := access.NewMatrix(w.rules, w.has)
		subjects := map[care.ID]access.Subject{}
		for _, p := range w.persons {
			s, err := tx.Subject(p)
			if err != nil {
				return err
			}
			subjects[p] = s
			faults = append(faults, differ(fmt.Sprintf("subject %d", p), flat(s), flat(w.subject(p)))...)
		}
		for _, a := range w.actors() {
			for _, data := range datas {
				allow := func(person care.ID) bool { return m.Check(a, access.Read, data, subjects[person]).Allow }
				for _, p := range w.persons {
					decisions[allow(p)]++
				}
				for _, within := range []care.ID{w.units[0].ID, a.Unit} {
					found, err := w.compare(tx, store.Visible(m, a, access.Read, data), within, allow)
					if err != nil {
						return err
					}
					for _, f := range found {
						faults = append(faults, fmt.Sprintf("%v on %s within %d: %s", a, data, within, f))
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		faults = append(faults, err.Error())
	}
	return faults
}

// compare holds every filtered list of the store against Check.
func (w world) compare(tx *store.Tx, f store.Filter, within care.ID, allow func(care.ID) bool) (faults []string, err error) {
	below := func(unit care.ID) bool { return slices.Contains(w.above(unit), within) }
	check := func(what string, got []string, failed error, want []string) {
		if err == nil {
			err = failed
		}
		faults = append(faults, differ(what, got, want)...)
	}

	visible, failed := tx.VisiblePersons(f, w.persons)
	check("persons", texts(visible, care.ID.String), failed, texts(filter(w.persons, allow), care.ID.String))

	var walked []string
	failed = tx.EachVisible(f, within, func(m store.Member) error { walked = append(walked, pair(m.Unit, m.ID)); return nil })
	enrolled := filter(w.ties, func(t care.Tie) bool { return t.Kind == care.Enrolled && t.UntilOn == "" && below(t.Unit) })
	check("members", walked, failed, texts(filter(enrolled, func(t care.Tie) bool { return allow(t.Person) }), func(t care.Tie) string { return pair(t.Unit, t.Person) }))

	for _, state := range []care.FlagState{"", care.FlagOpen, care.FlagEnded} {
		want := filter(w.flags, func(v care.Flag) bool { return allow(v.Person) && below(v.School) && (state == "" || v.State == state) })
		flags, failed := tx.FlagsVisible(f, within, state, 100, 0)
		check("flags "+string(state), texts(flags, flagID), failed, texts(want, flagID))
		n, failed := tx.CountFlagsVisible(f, within, state)
		check("count of flags "+string(state), []string{fmt.Sprint(n)}, failed, []string{fmt.Sprint(len(want))})

		query := store.FlagQuery{State: state, Level: -1, Limit: 100}
		flags, failed = tx.FlagsFound(f, within, query)
		check("flags found "+string(state), texts(flags, flagID), failed, texts(want, flagID))
		n, failed = tx.CountFlagsFound(f, within, query)
		check("count of flags found "+string(state), []string{fmt.Sprint(n)}, failed, []string{fmt.Sprint(len(want))})
	}

	// An episode is of the unit its person is enrolled in, or left with open work.
	schooled := filter(w.ties, func(t care.Tie) bool {
		return (t.Kind == care.Enrolled || t.Kind == care.Followed) && t.UntilOn == "" && below(t.Unit)
	})
	episodes, failed := tx.EpisodesVisible(f, within, 100, 0)
	check("episodes", texts(episodes, episodeID), failed, texts(filter(w.episodes, func(e care.Episode) bool {
		return allow(e.Person) && e.State == care.EpisodeOpen && slices.ContainsFunc(schooled, func(t care.Tie) bool { return t.Person == e.Person })
	}), episodeID))

	tied := filter(w.ties, func(t care.Tie) bool { return t.UntilOn == "" && below(t.Unit) })
	for _, e := range w.episodes {
		query := store.ProgrammeQuery{Programme: e.Programme, Level: -1, Limit: 10}
		want := filter(w.episodes, func(e care.Episode) bool {
			return e.Programme == query.Programme && allow(e.Person) && e.State == care.EpisodeOpen && slices.ContainsFunc(tied, func(t care.Tie) bool { return t.Person == e.Person })
		})
		found, failed := tx.EpisodesFound(f, within, query)
		check("programme", texts(found, episodeID), failed, texts(want, episodeID))
		n, failed := tx.CountEpisodesFound(f, within, query)
		check("count of programme", []string{fmt.Sprint(n)}, failed, []string{fmt.Sprint(len(want))})
	}

	var residents []string
	failed = tx.EachVisibleTied(f, within, care.Resident, func(m store.Member) error {
		residents = append(residents, pair(m.Unit, m.ID))
		return nil
	})
	check("residents", residents, failed, texts(filter(tied, func(t care.Tie) bool { return t.Kind == care.Resident && allow(t.Person) }), func(t care.Tie) string { return pair(t.Unit, t.Person) }))

	alerts, failed := tx.AlertsVisible(f, within, 100)
	check("alerts", texts(alerts, alertID), failed, texts(filter(w.alerts, func(a care.Alert) bool { return allow(a.Person) && below(a.School) }), alertID))

	notices, failed := tx.NoticesVisible(f, within, 100)
	check("notices", texts(notices, noticeID), failed, texts(filter(w.notices, func(n care.Notice) bool { return allow(n.Person) && below(w.units[0].ID) }), noticeID))
	return faults, err
}

func noticeID(n care.Notice) string   { return n.ID.String() }
func flagID(f care.Flag) string       { return f.ID.String() }
func episodeID(e care.Episode) string { return e.ID.String() }
func alertID(a care.Alert) string     { return a.ID.String() }
func pair(a, b care.ID) string        { return a.String() + "/" + b.String() }

func filter[T any](list []T, keep func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(v T) bool { return !keep(v) })
}

func texts[T any](list []T, text func(T) string) []string {
	var out []string
	for _, v := range list {
		out = append(out, text(v))
	}
	return out
}

// flat writes a subject as a set of facts.
func flat(s access.Subject) []string {
	var out []string
	for name, ids := range map[string][]care.ID{"unit ": s.Units, "at ": s.At, "followed ": s.Followed, "in charge ": s.InCharge, "protector ": s.Protectors, "watcher ": s.Watchers, "grant ": s.Grants, "author ": {s.Author}} {
		for _, id := range ids {
			out = append(out, name+id.String())
		}
	}
	for name, stakes := range map[string][]access.Stake{"owner ": s.Owners, "recipient ": s.Recipients} {
		for _, v := range stakes {
			out = append(out, name+v.Post.String()+" "+string(v.Programme))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// differ compares two lists without regard to order.
func differ(what string, got, want []string) []string {
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if slices.Equal(got, want) {
		return nil
	}
	return []string{fmt.Sprintf("%s: got [%s], want [%s]", what, strings.Join(got, " "), strings.Join(want, " "))}
}
