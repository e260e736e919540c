package storetest

import (
	"maps"
	"slices"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var sittingCases = []testCase{
	{"a consent is current once, and a withdrawn one makes room", consentsAreCurrent},
	{"a ticket is found by digest until it is void", ticketsAreIssued},
	{"the first submit wins and later drafts are refused", firstSubmitWins},
	{"drafts and sheets of many are written together, each judged for itself", sheetsComeTogether},
	{"a pupil sits once per attempt, and marks say no more than that", sittingsAreMarked},
	{"an absence is recorded once and may change", absencesChange},
}

func (h *house) consent(campaign, person care.ID, change ...func(*store.ConsentRow)) store.ConsentRow {
	return changed(store.ConsentRow{ID: h.id(), Person: person, Campaign: campaign, Decision: care.ConsentAgree, Channel: "paper", At: h.now()}, change)
}

func (h *house) ticket(r round, person care.ID, change ...func(*store.TicketRow)) store.TicketRow {
	id := h.id()
	return changed(store.TicketRow{ID: id, Campaign: r.campaign.ID, Class: r.class.ID, Person: person, Digest: []byte("t" + id.String()),
		Code: []byte{7}, ValidOn: h.today(), State: "issued"}, change)
}

func (h *house) sitting(r round, person care.ID, change ...func(*store.SittingRow)) store.SittingRow {
	return changed(store.SittingRow{ID: h.id(), Campaign: r.campaign.ID, Class: r.class.ID, School: r.school.ID, Person: person, Ticket: h.id(),
		State: care.SittingStarted, Token: []byte{1}, Attempt: 1, StartedAt: h.now(), AnswersKey: far, ScoresKey: far - 1}, change)
}

func consentsAreCurrent(h *house) {
	r := h.round()
	pupil, other := h.pupil(r.class.ID), h.pupil(r.class.ID)
	c := put(h, (*store.Tx).InsertConsent, h.consent(r.campaign.ID, pupil))
	h.same("a consent without signer and post", get2(h, (*store.Tx).Consent, r.campaign.ID, pupil), c)
	h.refused("a second current consent", care.Internal, func(tx *store.Tx) error { return tx.InsertConsent(h.consent(r.campaign.ID, pupil)) })

	h.write(func(tx *store.Tx) error { return tx.WithdrawConsent(c.ID) })
	h.refused("withdrawing twice", care.Conflict, func(tx *store.Tx) error { return tx.WithdrawConsent(c.ID) })
	h.refused("a withdrawn consent", care.NotFound, func(tx *store.Tx) error { _, err := tx.Consent(r.campaign.ID, pupil); return err })
	next := put(h, (*store.Tx).InsertConsent, h.consent(r.campaign.ID, pupil, func(c *store.ConsentRow) {
		c.Decision, c.Signer, c.ByPost = care.ConsentDecline, []byte{1, 2}, far
	}))
	h.same("a new decision", get2(h, (*store.Tx).Consent, r.campaign.ID, pupil), next)
	h.same("consents of the class", get2(h, (*store.Tx).ConsentsIn, r.campaign.ID, r.class.ID), map[care.ID]store.ConsentRow{pupil: next})
	h.same("who was not asked", get2(h, (*store.Tx).ConsentsIn, r.campaign.ID, r.class.ID)[other], store.ConsentRow{})
}

func ticketsAreIssued(h *house) {
	r := h.round()
	pupil, other := h.pupil(r.class.ID), h.pupil(r.class.ID)
	a := put(h, issue, h.ticket(r, pupil))
	b := put(h, issue, h.ticket(r, other))
	h.same("by digest", get1(h, (*store.Tx).TicketByDigest, a.Digest), a)
	h.same("on this day", get2(h, (*store.Tx).TicketsOn, r.school.ID, h.today()), []store.DayTickets{{Campaign: r.campaign.ID, School: r.school.ID, N: 2}})
	h.same("on another day", get2(h, (*store.Tx).TicketsOn, r.school.ID, h.today().AddDays(1)), []store.DayTickets(nil))
	h.refused("a digest that is taken", care.Internal, func(tx *store.Tx) error {
		return issue(tx, h.ticket(r, pupil, func(t *store.TicketRow) { t.Digest = a.Digest }))
	})

	use := func(what string, want ...care.ID) {
		h.Helper()
		h.write(func(tx *store.Tx) error {
			got, err := tx.UseTickets([]care.ID{a.ID, b.ID, far})
			h.same(what, slices.Sorted(maps.Keys(got)), want)
			return err
		})
	}
	use("tickets of a round that is not open")
	h.write(func(tx *store.Tx) error {
		return tx.MoveCampaign(r.campaign.ID, care.CampaignDraft, care.CampaignReady)
	})
	h.write(func(tx *store.Tx) error { return tx.MoveCampaign(r.campaign.ID, care.CampaignReady, care.CampaignOpen) })
	use("tickets without a consent")
	put(h, (*store.Tx).InsertConsent, h.consent(r.campaign.ID, pupil))
	put(h, (*store.Tx).InsertConsent, h.consent(r.campaign.ID, other, func(c *store.ConsentRow) { c.Decision = care.ConsentDecline }))
	for range 2 {
		use("tickets signed in with, once and again", a.ID)
	}
	h.pass(24 * time.Hour)
	use("tickets of yesterday")
	h.write(func(tx *store.Tx) error { return tx.VoidTickets(r.campaign.ID, pupil) })
	h.same("a used ticket is not voided", get1(h, (*store.Tx).TicketByDigest, a.Digest).State, "used")
	h.write(func(tx *store.Tx) error { return tx.VoidTickets(r.campaign.ID, other) })
	missing(h, "a void ticket", (*store.Tx).TicketByDigest, b.Digest)
	a.State = "used"
	h.same("tickets of the class", get2(h, (*store.Tx).TicketsIn, r.campaign.ID, r.class.ID), []store.TicketRow{a})
}

func firstSubmitWins(h *house) {
	r := h.round()
	s := put(h, start, h.sitting(r, h.pupil(r.class.ID)))
	h.same("started, the rest NULL", get1(h, (*store.Tx).Sitting, s.ID), s)
	yes := func(what string, want bool, fn func(*store.Tx) (bool, error)) {
		h.Helper()
		h.write(func(tx *store.Tx) error {
			got, err := fn(tx)
			h.same(what, got, want)
			return err
		})
	}
	draft := func(rev int64, b byte) func(*store.Tx) (bool, error) {
		return func(tx *store.Tx) (bool, error) {
			d := s
			d.Rev, d.Draft = rev, []byte{b}
			saved, err := tx.SaveDrafts([]store.SittingRow{d})
			return saved[s.ID], err
		}
	}
	yes("draft 2", true, draft(2, 2))
	yes("an older draft that came late", false, draft(1, 1))
	yes("the same draft again", false, draft(2, 9))
	h.same("the draft", get1(h, (*store.Tx).Sitting, s.ID).Draft, []byte{2})
	h.write(func(tx *store.Tx) error { return tx.RenewToken(s.ID, []byte{5}) })

	done := s
	done.Digest, done.Receipt, done.Valid, done.Sheet, done.Result = []byte{1}, "R-1", true, []byte{2}, []byte{3}
	submit := func(tx *store.Tx) (bool, error) {
		first, err := tx.SubmitSittings([]store.SittingRow{done})
		return first[s.ID], err
	}
	done.SubmittedAt = h.pass(time.Minute)
	yes("draft with the old token", false, draft(3, 3))
	yes("submit with the old token", false, submit)
	done.Token = []byte{5}
	yes("submit", true, submit)
	yes("submit again", false, submit)
	yes("stop after submit", false, func(tx *store.Tx) (bool, error) { return tx.StopSitting(s.ID) })
	yes("draft after submit", false, draft(9, 9))
	h.refused("a new token after submit", care.Conflict, func(tx *store.Tx) error { return tx.RenewToken(s.ID, []byte{6}) })
	done.State, done.Rev = care.SittingSubmitted, 2
	h.same("submitted, the draft gone", get1(h, (*store.Tx).Sitting, s.ID), done)
}

// Each row of a batch is judged for itself, also where one statement writes many.
func sheetsComeTogether(h *house) {
	r := h.round()
	var list []store.SittingRow
	want := map[care.ID]bool{}
	for i := range 41 {
		s := put(h, start, h.sitting(r, h.pupil(r.class.ID)))
		s.Rev, s.Draft, s.Sheet, s.Digest, s.Receipt = 1, []byte{byte(i)}, []byte{byte(i), 1}, []byte{byte(i), 2}, s.ID.String()
		if list = append(list, s); i%10 != 3 {
			want[s.ID] = true
			continue
		}
		h.write(func(tx *store.Tx) error { _, err := tx.StopSitting(s.ID); return err })
	}
	h.write(func(tx *store.Tx) error {
		saved, err := tx.SaveDrafts(list)
		h.same("drafts saved", saved, want)
		return err
	})
	h.same("the last draft", get1(h, (*store.Tx).Sitting, list[40].ID).Draft, []byte{40})
	h.write(func(tx *store.Tx) error {
		first, err := tx.SubmitSittings(list)
		h.same("sheets stored", first, want)
		return err
	})
	for _, s := range list {
		if got := get1(h, (*store.Tx).Sitting, s.ID); want[s.ID] && (got.State != care.SittingSubmitted || got.Receipt != s.Receipt || got.Draft != nil) {
			h.Errorf("sitting %d: got %v with receipt %s, want it submitted", s.ID, got.State, got.Receipt)
		} else if !want[s.ID] && (got.State != care.SittingStopped || got.Sheet != nil) {
			h.Errorf("sitting %d: got %v, want it stopped", s.ID, got.State)
		}
	}
	h.write(func(tx *store.Tx) error {
		first, err := tx.SubmitSittings(nil)
		h.same("nothing stored", len(first), 0)
		return err
	})
}

func issue(tx *store.Tx, t store.TicketRow) error { return tx.InsertTickets([]store.TicketRow{t}) }

// start begins one sitting.
func start(tx *store.Tx, s store.SittingRow) error {
	_, err := tx.StartSittings([]store.SittingRow{s})
	return err
}

func sittingsAreMarked(h *house) {
	r := h.round()
	late, away := h.pupil(r.other.ID), func(s *store.SittingRow) { s.Class = r.other.ID }
	pupil, other := h.pupil(r.class.ID), h.pupil(r.class.ID)
	first := put(h, start, h.sitting(r, pupil))
	h.write(func(tx *store.Tx) error {
		both := []store.SittingRow{h.sitting(r, pupil), h.sitting(r, late, away), h.sitting(r, late, away)}
		got, err := tx.StartSittings(both)
		h.same("an attempt begins once, also when it comes twice at the same moment", got, map[care.ID]bool{both[1].ID: true})
		return err
	})
	h.write(func(tx *store.Tx) error { _, err := tx.StopSitting(first.ID); return err })
	again := put(h, start, h.sitting(r, pupil, func(s *store.SittingRow) { s.Attempt, s.PlainItems = 2, true }))
	third := put(h, start, h.sitting(r, other))

	withdrawn := put(h, start, h.sitting(r, h.pupil(r.other.ID), away))
	h.write(func(tx *store.Tx) error {
		saved := withdrawn
		saved.Rev, saved.Draft = 2, []byte{7}
		if _, err := tx.SaveDrafts([]store.SittingRow{saved}); err != nil {
			return err
		}
		if err := tx.WithdrawSitting(withdrawn.ID); err != nil {
			return err
		}
		got, err := tx.Sitting(withdrawn.ID)
		h.same("withdrawn", got.State, care.SittingWithdrawn)
		h.same("its draft", len(got.Draft), 0)
		if err := tx.WithdrawSitting(withdrawn.ID); care.KindOf(err) != care.Conflict {
			h.Errorf("withdrawing twice: got %v, want a conflict", err)
		}
		return err
	})
	h.same("the class of a sitting", get1(h, (*store.Tx).SittingClass, withdrawn.ID), withdrawn.Class)
	h.same("the first attempt", get3(h, (*store.Tx).SittingAttempt, r.campaign.ID, pupil, 1).ID, first.ID)
	h.same("attempts before the second", get1(h, (*store.Tx).EarlierAttempts, again), store.Attempts{Started: 1, Stopped: 1})
	h.same("attempts before the first", get1(h, (*store.Tx).EarlierAttempts, first), store.Attempts{})
	h.same("last", get2(h, (*store.Tx).LastSitting, r.campaign.ID, pupil), again)
	h.same("sittings of a person", pick(get1(h, (*store.Tx).SittingsOf, pupil), func(s store.SittingRow) care.ID { return s.ID }), []care.ID{again.ID, first.ID})
	h.same("marks", get2(h, (*store.Tx).SittingMarks, r.campaign.ID, r.class.ID), []store.SittingMark{
		{ID: first.ID, Person: pupil, State: care.SittingStopped, Attempt: 1}, {ID: again.ID, Person: pupil, State: care.SittingStarted, Attempt: 2},
		{ID: third.ID, Person: other, State: care.SittingStarted, Attempt: 1},
	})
	h.same("how the last ones stand", get2(h, (*store.Tx).LastSittings, r.campaign.ID, []care.ID{pupil, other, far}), map[care.ID]store.SittingMark{
		pupil: {ID: again.ID, Person: pupil, State: care.SittingStarted, Attempt: 2}, other: {ID: third.ID, Person: other, State: care.SittingStarted, Attempt: 1}})
	missing(h, "no such sitting", (*store.Tx).Sitting, care.ID(far))
}

func absencesChange(h *house) {
	r := h.round()
	a := store.AbsenceRow{Campaign: r.campaign.ID, Class: r.class.ID, Person: h.id(), Reason: "ill", ByPost: h.id()}
	h.write(func(tx *store.Tx) error { return tx.PutAbsence(a) })
	a.Reason = "away"
	h.write(func(tx *store.Tx) error { return tx.PutAbsence(a) })
	h.same("absences", get2(h, (*store.Tx).AbsencesIn, r.campaign.ID, r.class.ID), map[care.ID]string{a.Person: "away"})
	h.same("absences of another class", get2(h, (*store.Tx).AbsencesIn, r.campaign.ID, r.other.ID), map[care.ID]string{})
}
