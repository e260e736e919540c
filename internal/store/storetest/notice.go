package storetest

import (
	"slices"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var noticeCases = []testCase{
	{"a notice moves from the state it is in, and only from there", noticesMove},
	{"notices are listed for post, episode and climbing", noticesAreListed},
	{"one vote a person, and the last one counts", votesAreCounted},
}

func (h *house) notice(change ...func(*care.Notice)) care.Notice {
	return changed(care.Notice{ID: h.id(), Person: h.id(), Episode: h.id(), Level: care.LevelSerious, ToRole: care.Principal, ToPost: h.id(),
		Origin: "floor", Clause: "YY2023-2.6-02", State: care.NoticeSent, CreatedAt: h.now(), SentAt: h.now(), DueAt: h.now() + 3_600_000,
		ClimbAt: h.now() + 3_600_000}, change)
}

func (h *house) putNotice(n care.Notice) care.Notice {
	h.Helper()
	h.write(func(tx *store.Tx) error { return tx.InsertNotice(n, h.id(), []byte{4}) })
	return n
}

func noticeID(n care.Notice) care.ID { return n.ID }

func noticesMove(h *house) {
	n := h.putNotice(h.notice(func(n *care.Notice) {
		n.ToRole, n.ToPost, n.Guardian, n.State, n.SentAt, n.ClimbAt = care.GuardianRole, 0, far, care.NoticeHeld, 0, 0
	}))
	h.same("held, the rest NULL", get1(h, (*store.Tx).Notice, n.ID), n)
	h.same("its body", get1(h, (*store.Tx).NoticeBody, n.ID), []byte{4})

	n.State, n.SentAt, n.DueAt, n.Rung, n.ClimbAt, n.ToPost, n.Guardian = care.NoticeSent, h.now(), far, 1, far-1, h.id(), far-1
	h.write(func(tx *store.Tx) error { return tx.UpdateNotice(n, care.NoticeHeld) })
	h.same("sent", get1(h, (*store.Tx).Notice, n.ID), n)
	h.refused("moving from a state it left", care.Conflict, func(tx *store.Tx) error { return tx.UpdateNotice(n, care.NoticeHeld) })
	n.State, n.AckAt, n.AckBy, n.ClimbAt = care.NoticeAcknowledged, h.pass(time.Minute), n.ToPost, 0
	h.write(func(tx *store.Tx) error { return tx.UpdateNotice(n, care.NoticeSent) })
	h.same("acknowledged", get1(h, (*store.Tx).Notice, n.ID), n)
	missing(h, "no such notice", (*store.Tx).Notice, care.ID(far))
	missing(h, "the body of no such notice", (*store.Tx).NoticeBody, care.ID(far))
	h.refused("a notice without body", care.Internal, func(tx *store.Tx) error { return tx.InsertNotice(h.notice(), 1, nil) })
}

func noticesAreListed(h *house) {
	post, episode := h.id(), h.id()
	add := func(change func(*care.Notice)) care.Notice {
		h.pass(time.Second)
		return h.putNotice(h.notice(func(n *care.Notice) { n.ToPost, n.Episode = post, episode }, change))
	}
	seen := add(func(n *care.Notice) { n.State, n.ClimbAt = care.NoticeAcknowledged, 0 })
	older := add(func(n *care.Notice) {})
	newer := add(func(n *care.Notice) {})
	waiting := add(func(n *care.Notice) { n.State, n.SentAt, n.ClimbAt = care.NoticeWaiting, 0, 0 })

	h.same("to a post", pick(get2(h, (*store.Tx).NoticesTo, post, 10), noticeID), []care.ID{newer.ID, older.ID, seen.ID})
	h.same("to a post, one", pick(get2(h, (*store.Tx).NoticesTo, post, 1), noticeID), []care.ID{newer.ID})
	h.same("of an episode", pick(get1(h, (*store.Tx).NoticesOf, episode), noticeID), []care.ID{seen.ID, older.ID, newer.ID, waiting.ID})
	h.write(func(tx *store.Tx) error {
		ended := waiting
		ended.State = care.NoticeVoid
		return tx.UpdateNotice(ended, care.NoticeWaiting)
	})
	held := h.putNotice(h.notice(func(n *care.Notice) { n.State, n.SentAt, n.ClimbAt = care.NoticeHeld, 0, 0 }))
	var every []care.ID
	h.read(func(tx *store.Tx) error {
		return tx.EachNotice(func(n care.Notice) error { every = append(every, n.ID); return nil })
	})
	h.same("every one, whatever became of it", every, []care.ID{seen.ID, older.ID, newer.ID, waiting.ID, held.ID})
	open := []care.ID{older.ID, newer.ID, held.ID}
	slices.Sort(open)
	h.same("open", pick(get2(h, (*store.Tx).OpenNotices, 0, 10), noticeID), open)
	h.same("open, later ones", pick(get2(h, (*store.Tx).OpenNotices, open[0], 10), noticeID), open[1:])
	h.same("open, one", pick(get2(h, (*store.Tx).OpenNotices, 0, 1), noticeID), open[:1])
	h.same("climbing", len(get1(h, (*store.Tx).NoticesToClimb, 9)), 0)
	h.pass(2 * time.Hour)
	h.same("climbing later", pick(get1(h, (*store.Tx).NoticesToClimb, 9), noticeID), []care.ID{older.ID, newer.ID})
	h.same("climbing, one", pick(get1(h, (*store.Tx).NoticesToClimb, 1), noticeID), []care.ID{older.ID})
}

func votesAreCounted(h *house) {
	n := h.putNotice(h.notice())
	a, b := store.SafetyVote{Post: h.id(), Person: h.id(), Vote: "hold"}, store.SafetyVote{Post: h.id(), Person: h.id(), Vote: "release"}
	for _, v := range []store.SafetyVote{a, b} {
		h.write(func(tx *store.Tx) error { return tx.PutVote(n.ID, v) })
	}
	b.At = h.now()
	a.Vote, a.At = "withhold", h.pass(time.Second)
	h.write(func(tx *store.Tx) error { return tx.PutVote(n.ID, a) })
	h.same("votes", get1(h, (*store.Tx).Votes, n.ID), []store.SafetyVote{b, a})
}
