package storetest

import (
	"slices"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var soundCases = []testCase{
	{"whatever dropped out of the loop is named, and nothing else", dropoutsAreNamed},
	{"a family that was never told is found", familiesUntold},
	{"every sealed blob is walked with the row it is bound to", blobsAreWalked},
}

// violations reads one of verify's questions.
func (h *house) violations(what string, ask func(*store.Tx) ([]care.ID, int, error), want []care.ID, checked int) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		got, n, err := ask(tx)
		slices.Sort(got)
		h.same(what, pick(got, func(id care.ID) care.ID { return id }), want)
		h.same(what+": checked", n, checked)
		return err
	})
}

func dropoutsAreNamed(h *house) {
	r := h.round()
	post, _ := h.seat(r.school.ID, care.PsychologyLead)
	about := func(ref string, id care.ID) {
		h.putDuty(h.duty(func(d *care.Duty) { d.Ref, d.RefID, d.Post = ref, id, post }))
	}

	owned := func(e *care.Episode) { e.OwnerPost = post }
	good, noDuty := put(h, (*store.Tx).InsertEpisode, h.episode(h.id(), owned)), put(h, (*store.Tx).InsertEpisode, h.episode(h.id(), owned))
	noPost := put(h, (*store.Tx).InsertEpisode, h.episode(h.id()))
	about("episode", good.ID)
	about("episode", noPost.ID)
	h.violations("bare episodes", (*store.Tx).BareEpisodes, []care.ID{noDuty.ID, noPost.ID}, 3)

	kept, loose := put(h, (*store.Tx).InsertFlag, h.flag(h.id())), put(h, (*store.Tx).InsertFlag, h.flag(h.id()))
	about("flag", kept.ID)
	h.violations("loose flags", (*store.Tx).LooseFlags, []care.ID{loose.ID}, 2)

	closing := put(h, (*store.Tx).InsertCampaign, h.campaign(r.district.ID, func(c *care.Campaign) { c.State = care.CampaignOpen }))
	h.write(func(tx *store.Tx) error { _, err := tx.JoinRound(kept.ID, closing.ID, r.class.ID); return err })
	h.violations("rounds closed too early", (*store.Tx).HastyRounds, []care.ID{}, 2)
	h.pass(time.Minute)
	h.write(func(tx *store.Tx) error { return tx.MoveCampaign(closing.ID, care.CampaignOpen, care.CampaignClosed) })
	h.violations("rounds closed too early after that", (*store.Tx).HastyRounds, []care.ID{closing.ID}, 2)

	called, silent, answered := h.raised(r), h.raised(r), h.raised(r)
	h.write(func(tx *store.Tx) error {
		if _, err := tx.CallPost(called.ID, post, 0); err != nil {
			return err
		}
		_, err := tx.AnswerAlert(answered.ID, post)
		return err
	})
	h.violations("silent alerts", (*store.Tx).SilentAlerts, []care.ID{silent.ID, answered.ID}, 3)
	about("alert", answered.ID)
	h.write(func(tx *store.Tx) error { return tx.EndAlert(silent.ID, "safe") })
	h.violations("silent alerts after that", (*store.Tx).SilentAlerts, []care.ID{}, 3)

	h.putNotice(h.notice()) // sent and climbing
	quiet := h.putNotice(h.notice(func(n *care.Notice) { n.ClimbAt = 0 }))
	held := h.putNotice(h.notice(func(n *care.Notice) { n.State = care.NoticeHeld }))
	waiting := h.putNotice(h.notice(func(n *care.Notice) { n.State = care.NoticeWaiting }))
	family := h.putNotice(h.notice(func(n *care.Notice) { n.State, n.Guardian = care.NoticeHeld, far }))
	h.violations("lost notices", (*store.Tx).LostNotices, []care.ID{quiet.ID, held.ID, waiting.ID, family.ID}, 5)
	ask := func(rule string, n care.Notice) {
		h.putDuty(h.duty(func(d *care.Duty) { d.Rule, d.Ref, d.RefID, d.Post = rule, "notice", n.ID, post }))
	}
	ask("home_safe", held) // of a guardian nobody knows nobody asks whether his home is safe
	ask("home_safe", family)
	h.violations("lost notices with a question", (*store.Tx).LostNotices, []care.ID{quiet.ID, held.ID, waiting.ID}, 5)
	ask("find_guardian", held)
	h.putDuty(h.duty(func(d *care.Duty) { d.Rule, d.Ref, d.RefID, d.Post = "wide_release", "episode", waiting.Episode, post }))
	h.violations("lost notices after that", (*store.Tx).LostNotices, []care.ID{quiet.ID}, 5)

	withheld := func(rule string, state care.DutyState) care.Notice {
		n := h.putNotice(h.notice(func(n *care.Notice) { n.State, n.ClimbAt = care.NoticeWithheld, 0 }))
		d := h.putDuty(h.duty(func(d *care.Duty) { d.Rule, d.Ref, d.RefID, d.Post = rule, "notice", n.ID, post }))
		if state != care.DutyOpen {
			h.write(func(tx *store.Tx) error { return tx.EndDuty(d.ID, state, post, "x") })
		}
		return n
	}
	withheld("protection_report", care.DutyOpen)
	withheld("protection_report", care.DutyDone)
	bare := []care.ID{withheld("protection_report", care.DutyVoid).ID, withheld("home_safe", care.DutyDone).ID}
	slices.Sort(bare)
	h.violations("withheld without protection", (*store.Tx).Unprotected, bare, 4)

	h.violations("duties of no post", (*store.Tx).VacantDuties, []care.ID{}, 9)
	orphan := h.putDuty(h.duty())
	h.violations("duties of no post after that", (*store.Tx).VacantDuties, []care.ID{orphan.ID}, 10)

	agreed := put(h, start, h.sitting(r, h.pupil(r.class.ID)))
	put(h, (*store.Tx).InsertConsent, h.consent(r.campaign.ID, agreed.Person))
	h.violations("sittings without consent", (*store.Tx).UnfoundedSittings, []care.ID{called.Sitting, silent.Sitting, answered.Sitting}, 4)
}

func familiesUntold(h *house) {
	open := func(change ...func(*care.Episode)) care.Episode {
		return put(h, (*store.Tx).InsertEpisode, h.episode(h.id(), change...))
	}
	untold, told, known := open(), open(), open()
	open(func(e *care.Episode) { e.Programme = care.ChildInHardship })
	put(h, (*store.Tx).InsertGuardian, store.GuardianRow{ID: h.id(), Child: known.Person, Rank: 1, Sealed: []byte{1}})
	h.putNotice(h.notice(func(n *care.Notice) { n.Episode = untold.ID })) // somebody at school was told
	h.putNotice(h.notice(func(n *care.Notice) { n.Episode, n.ToRole, n.ToPost = told.ID, care.GuardianRole, 0 }))
	h.write(func(tx *store.Tx) error {
		list, err := tx.FamilyUntold()
		h.same("families untold", pick(list, func(e care.Episode) care.ID { return e.ID }), []care.ID{untold.ID})
		if err != nil {
			return err
		}
		n, err := tx.OpenPupilCare()
		h.same("open episodes of pupil care", n, 3)
		return err
	})
}

func blobsAreWalked(h *house) {
	p := put(h, (*store.Tx).InsertPerson, h.person())
	for n := range 3 {
		h.pass(time.Second)
		h.write(func(tx *store.Tx) error { return tx.UpdateIdentity(p.ID, []byte{byte(n)}) })
	}
	r := h.round()
	s := put(h, start, h.sitting(r, p.ID))
	h.write(func(tx *store.Tx) error {
		s.Rev, s.Draft = 1, []byte{9}
		_, err := tx.SaveDrafts([]store.SittingRow{s})
		return err
	})

	blobs := map[string]int{}
	for _, c := range store.SealedColumns() {
		h.write(func(tx *store.Tx) error {
			return tx.EachSealed(c, func(b store.SealedRow) error {
				blobs[c.Table+"."+c.Column]++
				if want := map[string]care.ID{"person": p.ID, "sitting": s.ID}[c.Table]; b.ID != want || len(b.Sealed) == 0 {
					h.Errorf("%s.%s: got row %d with %d bytes, want row %d", c.Table, c.Column, b.ID, len(b.Sealed), want)
				}
				_, err := tx.Person(p.ID) // walking must leave the transaction free to ask
				return err
			})
		})
	}
	h.same("blobs, past identities among them", blobs, map[string]int{"person.identity": 4, "sitting.draft": 1})
}
