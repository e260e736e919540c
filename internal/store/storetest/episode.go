package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var episodeCases = []testCase{
	{"an episode has an owner and a next date by construction", episodesAreOwned},
	{"a person has one open episode in a programme", oneOpenEpisode},
	{"levels are counted by school and their history only grows", levelsAreCounted},
}

func (h *house) episode(person care.ID, change ...func(*care.Episode)) care.Episode {
	return changed(care.Episode{ID: h.id(), Person: person, Programme: care.StudentCare, State: care.EpisodeOpen, Level: care.LevelSerious,
		OwnerPost: h.id(), NextOn: h.today().AddDays(7), OpenedAt: h.now()}, change)
}

func episodesAreOwned(h *house) {
	for _, c := range []struct {
		what   string
		change func(*care.Episode)
	}{
		{"without owner", func(e *care.Episode) { e.OwnerPost = 0 }},
		{"without next date", func(e *care.Episode) { e.NextOn = "" }},
		{"without person", func(e *care.Episode) { e.Person = 0 }},
	} {
		h.refused("an episode "+c.what, care.Internal, func(tx *store.Tx) error { return tx.InsertEpisode(h.episode(h.id(), c.change)) })
		e := put(h, (*store.Tx).InsertEpisode, h.episode(h.id()))
		if c.what != "without person" {
			change := e
			c.change(&change)
			h.refused("taking from an episode: "+c.what, care.Internal, func(tx *store.Tx) error { return tx.UpdateEpisode(change) })
			h.same("the episode after that", get1(h, (*store.Tx).Episode, e.ID), e)
		}
	}
	missing(h, "no such episode", (*store.Tx).Episode, care.ID(far))
}

func oneOpenEpisode(h *house) {
	person := h.id()
	e := put(h, (*store.Tx).InsertEpisode, h.episode(person))
	h.same("open", get2(h, (*store.Tx).OpenEpisode, person, care.StudentCare), e)
	h.refused("a second open episode", care.Conflict, func(tx *store.Tx) error { return tx.InsertEpisode(h.episode(person)) })
	other := put(h, (*store.Tx).InsertEpisode, h.episode(person, func(e *care.Episode) { e.Programme = "hardship" }))

	e.Level, e.OwnerPost, e.NextOn = care.LevelWatch, h.id(), h.today().AddDays(30)
	h.write(func(tx *store.Tx) error { return tx.UpdateEpisode(e) })
	e.State, e.ClosedAt, e.CloseReason = care.EpisodeClosed, h.pass(time.Hour), "stable"
	h.write(func(tx *store.Tx) error { return tx.CloseEpisode(e.ID, "stable") })
	h.same("closed", get1(h, (*store.Tx).Episode, e.ID), e)
	h.refused("closing twice", care.Conflict, func(tx *store.Tx) error { return tx.CloseEpisode(e.ID, "x") })
	h.refused("changing what is closed", care.Conflict, func(tx *store.Tx) error { return tx.UpdateEpisode(e) })
	h.refused("no open episode", care.NotFound, func(tx *store.Tx) error { _, err := tx.OpenEpisode(person, care.StudentCare); return err })
	again := put(h, (*store.Tx).InsertEpisode, h.episode(person))
	h.same("open ones first, newest first", pick(get1(h, (*store.Tx).EpisodesOf, person), func(e care.Episode) care.ID { return e.ID }),
		[]care.ID{again.ID, other.ID, e.ID})
}

func levelsAreCounted(h *house) {
	t := h.tree()
	for i, level := range []care.Level{care.LevelSerious, care.LevelSerious, care.LevelMajor} {
		class := []care.ID{t.class.ID, t.other.ID, t.class.ID}[i]
		put(h, (*store.Tx).InsertEpisode, h.episode(h.pupil(class), func(e *care.Episode) { e.Level = level }))
	}
	want := []store.LevelCount{{School: t.school.ID, Level: care.LevelSerious, N: 2}, {School: t.school.ID, Level: care.LevelMajor, N: 1}}
	h.same("counts", get1(h, (*store.Tx).LevelCounts, t.district.ID), want)
	h.same("counts of a village", len(get1(h, (*store.Tx).LevelCounts, t.village.ID)), 0)

	episode := h.id()
	line := func() care.LevelChange {
		return care.LevelChange{ID: h.id(), Episode: episode, Person: h.id(), Level: care.LevelGeneral, ByPost: h.id(), ByPerson: h.id(),
			At: h.now(), ReviewOn: h.today(), PackHash: "p1"}
	}
	first := line()
	h.write(func(tx *store.Tx) error { return tx.InsertLevel(first, []byte{1}) })
	h.pass(time.Second)
	second := line()
	h.write(func(tx *store.Tx) error { return tx.InsertLevel(second, []byte{2}) })
	h.same("history, oldest first", get1(h, (*store.Tx).Levels, episode),
		[]store.LevelLine{{LevelChange: first, Reason: []byte{1}}, {LevelChange: second, Reason: []byte{2}}})
	episode = h.id()
	other := line()
	h.write(func(tx *store.Tx) error { return tx.InsertLevel(other, []byte{3}) })
	h.same("history of several", get1(h, (*store.Tx).LevelsOf, []care.ID{other.Episode, first.Episode}),
		[]store.LevelLine{{LevelChange: first, Reason: []byte{1}}, {LevelChange: second, Reason: []byte{2}}, {LevelChange: other, Reason: []byte{3}}})
	var every []care.ID
	h.read(func(tx *store.Tx) error {
		return tx.EachLevel(func(l store.LevelLine) error { every = append(every, l.ID); return nil })
	})
	h.same("every line", every, []care.ID{first.ID, second.ID, other.ID})
}
