package storetest

import (
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var workCases = []testCase{
	{"a post's episodes come gravest first", episodesOfAPost},
	{"what waits for a second person is found", secondPersons},
	{"flags are narrowed, paged and counted alike", flagsAreNarrowed},
	{"who sits where something waits is found", seatsWaiting},
	{"schools are counted by where their flags stand", schoolsAreCounted},
}

// everything lets everybody through: who sees what is proved in package access.
var everything = store.Visible(access.NewMatrix([]access.Rule{{Role: care.Principal, Verb: access.Read, Data: access.Level, Scopes: []access.Scope{access.All}}}, nil),
	access.Actor{Role: care.Principal}, access.Read, access.Level)

func episodesOfAPost(h *house) {
	post := h.id()
	mine := func(level care.Level) care.ID {
		return put(h, (*store.Tx).InsertEpisode, h.episode(h.id(), func(e *care.Episode) { e.OwnerPost, e.Level = post, level })).ID
	}
	watch, major, closed := mine(care.LevelWatch), mine(care.LevelMajor), mine(care.LevelMajor)
	put(h, (*store.Tx).InsertEpisode, h.episode(h.id()))
	h.write(func(tx *store.Tx) error { return tx.CloseEpisode(closed, "stable") })
	h.same("episodes", pick(get1(h, (*store.Tx).EpisodesOwned, post), func(e care.Episode) care.ID { return e.ID }), []care.ID{major, watch})
}

func secondPersons(h *house) {
	t := h.tree()
	inSchool := func(f *care.Flag) { f.School = t.school.ID }
	proposed := put(h, (*store.Tx).InsertFlag, h.flag(h.id(), inSchool))
	put(h, (*store.Tx).InsertFlag, h.flag(h.id(), inSchool))
	h.write(func(tx *store.Tx) error { return tx.ProposeEnd(proposed.ID, care.EndNoConcern, 1, 1) })
	flagID := func(f care.Flag) care.ID { return f.ID }
	h.same("proposed ends", pick(get1(h, (*store.Tx).FlagsProposed, t.district.ID), flagID), []care.ID{proposed.ID})
	h.same("proposed ends elsewhere", len(get1(h, (*store.Tx).FlagsProposed, t.village.ID)), 0)

	held := func(state care.NoticeState) care.Notice {
		n := h.notice(func(n *care.Notice) { n.State = state })
		h.write(func(tx *store.Tx) error { return tx.InsertNotice(n, t.school.ID, []byte{1}) })
		return n
	}
	doubted, calm, sent := held(care.NoticeHeld), held(care.NoticeHeld), held(care.NoticeSent)
	for _, n := range []care.Notice{doubted, sent} {
		h.write(func(tx *store.Tx) error { return tx.PutVote(n.ID, store.SafetyVote{Post: 1, Person: 1, Vote: "hold"}) })
	}
	h.same("doubted notices", pick(get1(h, (*store.Tx).NoticesDoubted, t.district.ID), noticeID), []care.ID{doubted.ID})
	h.same("notices of the school, held ones first", pick(get3(h, (*store.Tx).NoticesVisible, everything, t.school.ID, 10), noticeID),
		[]care.ID{calm.ID, doubted.ID, sent.ID})
	h.same("notices, one", len(get3(h, (*store.Tx).NoticesVisible, everything, t.school.ID, 1)), 1)
}

func seatsWaiting(h *house) {
	t := h.tree()
	seat := func(role care.Role) store.Seated {
		post, person := h.seat(t.school.ID, role)
		return store.Seated{Person: person, Post: care.Post{ID: post, Unit: t.school.ID, Role: role}}
	}
	due, later, read, second := seat(care.ClassTeacher), seat(care.ClassTeacher), seat(care.GradeHead), seat(care.Principal)
	seat(care.GradeHead)
	owe := func(s store.Seated, at care.Millis) {
		h.putDuty(h.duty(func(d *care.Duty) { d.Post, d.DueAt = s.Post.ID, at }))
	}
	owe(due, h.now()+1000)
	owe(later, h.now()+9000)
	put(h, (*store.Tx).InsertPost, care.Post{ID: h.id(), Unit: t.school.ID, Role: care.Principal}) // nobody sits there
	n := h.notice(func(n *care.Notice) { n.State, n.ToPost = care.NoticeSent, read.Post.ID })
	h.write(func(tx *store.Tx) error { return tx.InsertNotice(n, t.school.ID, []byte{1}) })
	h.read(func(tx *store.Tx) error {
		got, err := tx.SeatedWaiting(h.now()+5000, care.Principal)
		h.same("seats", got, []store.Seated{due, read, second})
		if err != nil {
			return err
		}
		got, err = tx.SeatedWaiting(h.now() + 9001)
		h.same("seats, later", got, []store.Seated{due, later, read})
		return err
	})
}

func flagsAreNarrowed(h *house) {
	t := h.tree()
	campaign := h.id()
	flag := func(change func(*care.Flag)) care.Flag {
		h.pass(time.Second)
		return put(h, (*store.Tx).InsertFlag, h.flag(h.id(), func(f *care.Flag) { f.School = t.school.ID }, change))
	}
	late := flag(func(f *care.Flag) { f.Campaign = campaign })
	critical := flag(func(f *care.Flag) { f.Critical, f.Suggested = true, care.LevelMajor })
	ended := flag(func(f *care.Flag) { f.State = care.FlagEnded; f.Campaign = campaign })
	for _, f := range []care.ID{late.ID, ended.ID} {
		h.write(func(tx *store.Tx) error { _, err := tx.JoinRound(f, campaign, t.class.ID); return err })
	}
	h.putDuty(h.duty(func(d *care.Duty) { d.RefID, d.DueAt = late.ID, h.now()-1 }))
	h.putDuty(h.duty(func(d *care.Duty) { d.RefID = critical.ID }))

	any := store.FlagQuery{Level: -1, Limit: 10}
	for _, c := range []struct {
		what   string
		change func(*store.FlagQuery)
		want   []care.ID
	}{
		{"all, open and critical first", func(q *store.FlagQuery) {}, []care.ID{critical.ID, late.ID, ended.ID}},
		{"open", func(q *store.FlagQuery) { q.State = care.FlagOpen }, []care.ID{critical.ID, late.ID}},
		{"major", func(q *store.FlagQuery) { q.Level = care.LevelMajor }, []care.ID{critical.ID}},
		{"of a round", func(q *store.FlagQuery) { q.Campaign = campaign }, []care.ID{late.ID, ended.ID}},
		{"late", func(q *store.FlagQuery) { q.Late = true }, []care.ID{late.ID}},
		{"nothing", func(q *store.FlagQuery) { q.Campaign, q.Level = campaign, care.LevelMajor }, []care.ID{}},
	} {
		q := changed(any, []func(*store.FlagQuery){c.change})
		list := get3(h, (*store.Tx).FlagsFound, everything, t.district.ID, q)
		h.same(c.what, pick(list, func(f care.Flag) care.ID { return f.ID }), c.want)
		h.same("count of "+c.what, get3(h, (*store.Tx).CountFlagsFound, everything, t.district.ID, q), len(c.want))
	}
	any.Limit, any.Offset = 1, 1
	h.same("the second page", get3(h, (*store.Tx).FlagsFound, everything, t.district.ID, any), []care.Flag{late})
}

func schoolsAreCounted(h *house) {
	t := h.tree()
	campaign := h.id()
	flag := func(state care.FlagState) care.ID {
		f := put(h, (*store.Tx).InsertFlag, h.flag(h.id(), func(f *care.Flag) { f.School, f.Campaign, f.State = t.school.ID, campaign, state })).ID
		h.write(func(tx *store.Tx) error { _, err := tx.JoinRound(f, campaign, t.class.ID); return err })
		return f
	}
	waiting, met := flag(care.FlagOpen), flag(care.FlagOpen)
	flag(care.FlagEnded)
	for _, f := range []care.ID{waiting, met} {
		h.putDuty(h.duty(func(d *care.Duty) { d.RefID, d.DueAt = f, h.now()-1 }))
	}
	put(h, (*store.Tx).InsertRecord, store.RecordRow{ID: h.id(), Person: 1, Form: "f5_interview", FormHash: "f", Ref: "flag", RefID: met, AuthorPost: 1, Author: 1})
	want := []store.FlagCount{{School: t.school.ID, Waiting: 1, Met: 1, Ended: 1, Late: 1}}
	h.same("flags", get2(h, (*store.Tx).FlagCounts, t.district.ID, care.ID(0)), want)
	h.same("flags of the round", get2(h, (*store.Tx).FlagCounts, t.district.ID, campaign), want)
	h.same("flags of another round", len(get2(h, (*store.Tx).FlagCounts, t.district.ID, care.ID(far))), 0)

	h.pupil(t.class.ID)
	h.pupil(t.other.ID)
	h.same("pupils", get1(h, (*store.Tx).PupilCounts, t.district.ID), []store.SchoolCount{{School: t.school.ID, N: 2}})
}
