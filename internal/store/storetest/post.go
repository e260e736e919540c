package storetest

import (
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var postCases = []testCase{
	{"posts are found by unit, role and subtree, held ones first", postsAreFound},
	{"who leaves a post loses it with the commit", holdingsEnd},
	{"a vacant post is acted for by its substitute, and a circle ends", substitutesAct},
}

func (h *house) post(unit care.ID, role care.Role, change ...func(*care.Post)) care.Post {
	return changed(care.Post{ID: h.id(), Unit: unit, Role: role}, change)
}

// seat makes a post with a person in it.
func (h *house) seat(unit care.ID, role care.Role) (post, person care.ID) {
	h.Helper()
	p := put(h, (*store.Tx).InsertPost, h.post(unit, role))
	person = h.id()
	put(h, (*store.Tx).InsertHolding, care.Holding{ID: h.id(), Post: p.ID, Person: person, FromOn: h.today()})
	return p.ID, person
}

func postID(p care.Post) care.ID { return p.ID }

func postsAreFound(h *house) {
	t := h.tree()
	vacant := put(h, (*store.Tx).InsertPost, h.post(t.school.ID, care.DutyAdult, func(p *care.Post) { p.Substitute = far }))
	held, keeper := h.seat(t.school.ID, care.DutyAdult)
	gone := put(h, (*store.Tx).InsertPost, h.post(t.school.ID, care.DutyAdult, func(p *care.Post) { p.ClosedOn = h.today() }))
	head := put(h, (*store.Tx).InsertPost, h.post(t.school.ID, care.Principal))
	teacher := put(h, (*store.Tx).InsertPost, h.post(t.class.ID, care.ClassTeacher))

	h.same("a post", get1(h, (*store.Tx).Post, vacant.ID), vacant)
	h.same("a closed post", get1(h, (*store.Tx).Post, gone.ID), gone)
	h.same("posts of the school", pick(get1(h, (*store.Tx).PostsAt, t.school.ID), postID), []care.ID{vacant.ID, held, head.ID})
	h.same("duty adults", pick(get2(h, (*store.Tx).PostsOf, t.school.ID, care.DutyAdult), postID), []care.ID{held, vacant.ID})
	h.same("class teachers below", pick(get2(h, (*store.Tx).PostsBelow, t.district.ID, care.ClassTeacher), postID), []care.ID{teacher.ID})
	h.same("each holder below once", get1(h, (*store.Tx).HoldersBelow, t.district.ID), []care.ID{keeper})
	var up []store.PostAbove
	h.write(func(tx *store.Tx) (err error) {
		up, err = tx.PostsAbove(t.class.ID, care.DutyAdult, care.ClassTeacher)
		return err
	})
	h.same("posts above the class", pick(up, func(p store.PostAbove) care.ID { return p.ID }), []care.ID{teacher.ID, held, vacant.ID})
	h.same("held ones", pick(up, func(p store.PostAbove) bool { return p.Held }), []bool{false, true, false})
	h.same("the substitute of a vacant one", up[2].Post, vacant)
	h.same("steps up", up[1].Depth > up[0].Depth, true)
	missing(h, "no such post", (*store.Tx).Post, care.ID(far))
}

func holdingsEnd(h *house) {
	t := h.tree()
	post, person := h.seat(t.school.ID, care.PsychologyLead)
	second, sitter := h.seat(t.school.ID, care.DutyAdult)
	put(h, (*store.Tx).InsertHolding, care.Holding{ID: h.id(), Post: second, Person: person, FromOn: h.today()})
	h.same("holder", get1(h, (*store.Tx).Holder, post), person)
	h.same("posts held", pick(get1(h, (*store.Tx).HeldPosts, person), postID), []care.ID{post, second})

	h.same("posts with their holders", pick(get1(h, (*store.Tx).HoldersOf, []care.ID{second, post, far}), func(o store.HolderOf) [2]care.ID { return [2]care.ID{o.ID, o.Person} }), [][2]care.ID{{post, person}, {second, sitter}})
	h.same("posts answered for", pick(get1(h, (*store.Tx).AnsweredPosts, person), postID), []care.ID{post, second})

	mark := get(h, (*store.Tx).SeatsMark)
	h.same("nothing new leaves no mark", get(h, (*store.Tx).SeatsMark), mark)
	h.write(func(tx *store.Tx) error { return tx.EndHolding(post, person) })
	if after := get(h, (*store.Tx).SeatsMark); after == mark {
		h.Errorf("who left a seat leaves the mark %s", after)
	}
	missing(h, "the holder of an empty post", (*store.Tx).Holder, post)
	h.same("posts held after", pick(get1(h, (*store.Tx).HeldPosts, person), postID), []care.ID{second})
	h.same("the empty post with its holder", get1(h, (*store.Tx).HoldersOf, []care.ID{post})[0].Person, care.ID(0))
	h.refused("leaving twice", care.Conflict, func(tx *store.Tx) error { return tx.EndHolding(post, person) })
}

func substitutesAct(h *house) {
	t := h.tree()
	lead := put(h, (*store.Tx).InsertPost, h.post(t.school.ID, care.PsychologyLead))
	deputy, person := h.seat(t.school.ID, care.DeputyPrincipal)
	h.same("nobody sits and nobody is named", get1(h, (*store.Tx).Acting, lead.ID), care.ID(0))

	mark := get(h, (*store.Tx).SeatsMark)
	h.write(func(tx *store.Tx) error { return tx.SetSubstitute(lead.ID, deputy) })
	if after := get(h, (*store.Tx).SeatsMark); after == mark {
		h.Errorf("another substitute leaves the mark %s", after)
	}
	h.same("the substitute acts", get1(h, (*store.Tx).Acting, lead.ID), deputy)
	h.same("who sits acts", get1(h, (*store.Tx).Acting, deputy), deputy)
	h.same("who acts answers for both", pick(get1(h, (*store.Tx).AnsweredPosts, person), postID), slices.Sorted(slices.Values([]care.ID{lead.ID, deputy})))

	h.write(func(tx *store.Tx) error { return tx.SetSubstitute(deputy, lead.ID) })
	h.write(func(tx *store.Tx) error { return tx.EndHolding(deputy, person) })
	h.same("a circle of vacant posts", get1(h, (*store.Tx).Acting, lead.ID), care.ID(0))
	h.refused("a substitute for nothing", care.Conflict, func(tx *store.Tx) error { return tx.SetSubstitute(far, deputy) })
}
