package storetest

import (
	"slices"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var wholeCases = []testCase{
	{"what is missing of sheets and counts is named", halvesAreNamed},
	{"what does not belong together is named, and nothing else", bondsAreHeld},
	{"what the log says of people is found", trailsAreFound},
	{"what the log names is there or not", keptThings},
}

func halvesAreNamed(h *house) {
	r := h.round()
	whole, half := put(h, start, h.sitting(r, h.pupil(r.class.ID))), put(h, start, h.sitting(r, h.pupil(r.class.ID)))
	h.violations("sittings under way", (*store.Tx).HalfSheets, []care.ID{}, 2)
	h.write(func(tx *store.Tx) error {
		whole.Sheet, whole.Result, whole.Digest, whole.Receipt = []byte{1}, []byte{2}, []byte{3}, "r"
		half.Sheet, half.Digest, half.Receipt = []byte{1}, []byte{3}, "r"
		_, err := tx.SubmitSittings([]store.SittingRow{whole, half})
		return err
	})
	h.violations("half sheets", (*store.Tx).HalfSheets, []care.ID{half.ID}, 2)

	uncounted := func(what string, want ...care.ID) {
		h.Helper()
		h.same(what, get1(h, (*store.Tx).Uncounted, r.campaign.ID), want)
	}
	uncounted("all is counted")
	h.raised(r)
	uncounted("an alert of a counted class")
	other := h.id()
	put(h, (*store.Tx).InsertTickets, []store.TicketRow{h.ticket(r, h.pupil(r.class.ID), func(k *store.TicketRow) { k.Class = other })})
	uncounted("a ticket of no class", other)
}

func bondsAreHeld(h *house) {
	broken := func() map[string]int {
		out := map[string]int{}
		for _, b := range store.Bonds() {
			list := get1(h, (*store.Tx).Broken, b)
			if len(list) > 0 {
				out[b.What+" "+b.Is] = len(list)
			}
		}
		return out
	}
	r := h.round()
	h.write(func(tx *store.Tx) error { return tx.MoveCampaign(r.campaign.ID, r.campaign.State, care.CampaignOpen) })
	a := h.raised(r)
	b := h.pupil(r.class.ID)
	h.same("nothing is broken", broken(), map[string]int{})

	e := put(h, (*store.Tx).InsertEpisode, h.episode(b))
	put(h, (*store.Tx).InsertFlag, h.flag(a.Person, func(f *care.Flag) { f.Alert = a.ID }))
	h.same("an alert's own flag", broken(), map[string]int{})
	put(h, (*store.Tx).InsertFlag, h.flag(b, func(f *care.Flag) { f.Alert = a.ID }))
	h.putDuty(h.duty(func(d *care.Duty) { d.Person, d.Ref, d.RefID = a.Person, "episode", e.ID }))
	h.putNotice(h.notice(func(n *care.Notice) { n.Person, n.Episode = a.Person, e.ID }))
	put(h, (*store.Tx).InsertRecord, store.RecordRow{ID: h.id(), Person: b, Form: "f", FormHash: "f1", Ref: "alert", RefID: a.ID, AuthorPost: h.id(), Author: h.id()})
	nobody := h.id()
	put(h, (*store.Tx).InsertEpisode, h.episode(nobody))
	h.same("what is broken", broken(), map[string]int{"flag is not about the pupil of its alert": 1, "duty is not about the person of what it is for": 1,
		"notice is not about the person of its episode": 1, "record is not about the person of what it is for": 1, "record has lost its content": 1,
		"episode is about a person who is gone": 1, "open episode is about a pupil who is nowhere": 1})
}

func trailsAreFound(h *house) {
	h.startLog()
	one, two := []byte("subject of one.."), []byte("subject of two..")
	rows := slices.Concat(h.entries(0, 2, one), h.entries(2, 1, nil), h.entries(3, 1, two), h.entries(4, 1, one))
	h.write(func(tx *store.Tx) error { return tx.AppendAudit(rows, 5, []byte("h5")) })
	h.same("size", get(h, (*store.Tx).AuditSize), uint64(5))
	seqs := func(list []store.AuditRow) []uint64 {
		return pick(list, func(a store.AuditRow) uint64 { return a.Seq })
	}
	h.same("about one", seqs(get1(h, (*store.Tx).AuditAbout, [][]byte{one})), []uint64{0, 1, 4})
	h.same("about both", len(get1(h, (*store.Tx).AuditAbout, [][]byte{one, two})), 4)
	var nobody []store.AuditRow
	h.write(func(tx *store.Tx) error {
		return tx.EachAuditOfNobody(func(a store.AuditRow) error { nobody = append(nobody, a); return nil })
	})
	h.same("about nobody", seqs(nobody), []uint64{2})
}

func keptThings(h *house) {
	r := h.round()
	a := h.raised(r)
	e := put(h, (*store.Tx).InsertEpisode, h.episode(a.Person))
	gone := h.id()
	for table, id := range map[string]care.ID{"alert": a.ID, "sitting": a.Sitting, "episode": e.ID} {
		h.same(table, get2(h, (*store.Tx).Present, table, []care.ID{id, gone}), map[care.ID]bool{id: true})
	}
	for _, table := range store.Kept() {
		h.same("none of "+table, get2(h, (*store.Tx).Present, table, []care.ID{gone}), map[care.ID]bool{})
	}
	h.same("sittings with an alert", get1(h, (*store.Tx).AlarmedSittings, []care.ID{a.Sitting, gone}), map[care.ID]bool{a.Sitting: true})

	at := h.now()
	put(h, (*store.Tx).InsertRecord, store.RecordRow{ID: h.id(), Person: a.Person, Form: "safety_check", FormHash: "f1", Ref: "alert", RefID: a.ID, AuthorPost: h.id(), Author: h.id()})
	h.same("filed", get2(h, (*store.Tx).FiledAbout, "alert", []care.ID{a.ID, gone}), map[store.Filed]bool{{RefID: a.ID, At: at, Form: "safety_check"}: true})
	var episodes, alerts []care.ID
	h.write(func(tx *store.Tx) error {
		err := tx.EachEpisode(func(e care.Episode) error { episodes = append(episodes, e.ID); return nil })
		if err != nil {
			return err
		}
		return tx.EachAlert(func(a care.Alert) error { alerts = append(alerts, a.ID); return nil })
	})
	h.same("walked", [][]care.ID{episodes, alerts}, [][]care.ID{{e.ID}, {a.ID}})

	post, other := h.id(), h.id()
	put(h, (*store.Tx).InsertOutbox, []store.OutboxRow{{ID: h.id(), Kind: "alert", Post: post, Ref: r.campaign.ID}}) // a test alert
	h.write(func(tx *store.Tx) error { _, err := tx.CallPost(a.ID, post, 0); return err })
	put(h, (*store.Tx).InsertOutbox, []store.OutboxRow{{ID: h.id(), Kind: "alert", Post: post, Ref: a.ID}})
	h.same("whoever was messaged is called", get(h, (*store.Tx).UncalledAlerts), []care.ID(nil))
	put(h, (*store.Tx).InsertOutbox, []store.OutboxRow{{ID: h.id(), Kind: "alert", Post: other, Ref: a.ID}})
	h.same("somebody is not", get(h, (*store.Tx).UncalledAlerts), []care.ID{a.ID})

	f := put(h, (*store.Tx).InsertFlag, h.flag(a.Person))
	h.write(func(tx *store.Tx) error { return tx.ProposeEnd(f.ID, care.EndNoConcern, post, other) })
	h.same("proposers", get1(h, (*store.Tx).ProposersOf, []care.ID{f.ID, gone}), map[care.ID]care.ID{f.ID: other})
	n := h.putNotice(h.notice())
	for _, v := range []string{"hold", "withhold", "withhold"} {
		h.write(func(tx *store.Tx) error {
			return tx.PutVote(n.ID, store.SafetyVote{Post: post, Person: h.id(), Vote: v})
		})
	}
	h.same("who withholds", get1(h, (*store.Tx).Withholders, n.ID), 2)
	h.pass(time.Minute)
	p := put(h, (*store.Tx).InsertLevelProposal, store.LevelProposal{ID: h.id(), Episode: e.ID, Person: a.Person, Level: care.LevelWatch, ByPost: post, ByPerson: other, Reason: []byte{1}})
	h.write(func(tx *store.Tx) error { return tx.EndLevelProposal(p.Episode, "agreed") })
	h.write(func(tx *store.Tx) error {
		first, err := tx.AgreedLift(e.ID, care.LevelWatch, tx.Now)
		h.same("who proposed what was agreed", first, other)
		return err
	})
	h.refused("a lift that nobody agreed", care.NotFound, func(tx *store.Tx) error { _, err := tx.AgreedLift(e.ID, care.LevelGeneral, tx.Now); return err })
}
