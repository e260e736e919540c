package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var campaignCases = []testCase{
	{"a round goes one way through its states", campaignsMove},
	{"a closed round covers the cohorts of its classes", cohortsScreened},
	{"a class is found by its code and keeps counts that can be recounted", talliesAgree},
	{"a drill is answered once by each post", drillsAreAnswered},
	{"a closing keeps what the classes had, also when more comes in", closingsStay},
}

func (h *house) campaign(unit care.ID, change ...func(*care.Campaign)) care.Campaign {
	return changed(care.Campaign{
		ID: h.id(), Unit: unit, SchoolYear: 2026, Title: "秋季普测", State: care.CampaignDraft, OpensOn: "2026-10-12", ClosesOn: "2026-10-30",
		Battery:  []care.BatteryItem{{Instrument: "phq9", Version: "v1"}},
		Settings: care.CampaignSettings{Grades: []int{7, 8}, DailyCapacity: 200, DutyPosts: []care.ID{far}, SharedRoom: true},
		PackHash: "p1", CreatedBy: h.id(), CreatedAt: h.now(),
	}, change)
}

// round is a round with one class in it.
type round struct {
	tree
	campaign care.Campaign
}

func (h *house) round() round {
	h.Helper()
	r := round{tree: h.tree()}
	r.campaign = put(h, (*store.Tx).InsertCampaign, h.campaign(r.district.ID))
	for _, class := range []care.Unit{r.class, r.other} {
		put(h, (*store.Tx).InsertCampaignClass, store.ClassTally{Campaign: r.campaign.ID, Unit: class.ID, School: r.school.ID, Code: class.ID.String()})
	}
	return r
}

// cohortsScreened: what a closed round covered is read by school, and of no other round.
func cohortsScreened(h *house) {
	r := h.round()
	read := func(school care.ID, to care.Millis) (out []store.Screened) {
		h.read(func(tx *store.Tx) (err error) { out, err = tx.ScreenedIn(school, 0, to); return err })
		return out
	}
	h.same("of an open round", len(read(r.school.ID, far)), 0)
	for _, step := range [][2]care.CampaignState{{care.CampaignDraft, care.CampaignReady}, {care.CampaignReady, care.CampaignOpen}, {care.CampaignOpen, care.CampaignClosed}} {
		h.write(func(tx *store.Tx) error { return tx.MoveCampaign(r.campaign.ID, step[0], step[1]) })
	}
	want := map[store.Screened]bool{}
	for _, class := range []care.Unit{r.class, r.other} {
		want[store.Screened{Stage: class.Stage, Entry: class.Entry, SchoolYear: r.campaign.SchoolYear}] = true
	}
	got := read(r.school.ID, far)
	h.same("cohorts of a closed round", len(got), len(want))
	for _, s := range got {
		h.same("a cohort of the round", want[s], true)
	}
	h.same("before it was closed", len(read(r.school.ID, 1)), 0)
	h.same("of another unit", len(read(r.district.ID, far)), 0)
}

func campaignsMove(h *house) {
	t := h.tree()
	c := put(h, (*store.Tx).InsertCampaign, h.campaign(t.district.ID))
	h.same("a round", get1(h, (*store.Tx).Campaign, c.ID), c)
	c.Title, c.OpensOn, c.ClosesOn, c.Battery, c.Settings.LocalLine = "补测", "2026-10-13", "2026-11-01", nil, "12356"
	h.write(func(tx *store.Tx) error { return tx.UpdateCampaign(c) })
	h.same("changed", get1(h, (*store.Tx).Campaign, c.ID), c)

	move := func(from, to care.CampaignState) func(*store.Tx) error {
		return func(tx *store.Tx) error { return tx.MoveCampaign(c.ID, from, to) }
	}
	h.write(move(care.CampaignDraft, care.CampaignReady))
	h.refused("moving from a state it left", care.Conflict, move(care.CampaignDraft, care.CampaignOpen))
	h.write(move(care.CampaignReady, care.CampaignOpen))
	h.refused("changing an open round", care.Conflict, func(tx *store.Tx) error { return tx.UpdateCampaign(c) })
	c.State, c.ClosedAt = care.CampaignClosed, h.pass(time.Hour)
	h.write(move(care.CampaignOpen, care.CampaignClosed))
	h.same("closed", get1(h, (*store.Tx).Campaign, c.ID), c)

	next := put(h, (*store.Tx).InsertCampaign, h.campaign(t.district.ID))
	h.same("newest first", pick(get(h, (*store.Tx).Campaigns), func(c care.Campaign) care.ID { return c.ID }), []care.ID{next.ID, c.ID})
	missing(h, "no such round", (*store.Tx).Campaign, care.ID(far))
}

func talliesAgree(h *house) {
	r := h.round()
	due := store.ClassTally{Campaign: r.campaign.ID, Unit: r.class.ID, School: r.school.ID, Code: r.class.ID.String()}
	h.same("a new class", get1(h, (*store.Tx).CampaignClassByCode, due.Code), due)
	missing(h, "an unknown code", (*store.Tx).CampaignClassByCode, "XXXX")
	h.refused("a code that is taken", care.Internal, func(tx *store.Tx) error {
		return tx.InsertCampaignClass(store.ClassTally{Campaign: h.id(), Unit: r.other.ID, School: r.school.ID, Code: due.Code})
	})

	// Three pupils: one submits and is flagged after an alert, one stops, one declines.
	submits, stops, declines := h.pupil(r.class.ID), h.pupil(r.class.ID), h.pupil(r.class.ID)
	for person, decision := range map[care.ID]care.ConsentDecision{submits: care.ConsentAgree, stops: care.ConsentNoSelfHarm, declines: care.ConsentDecline} {
		put(h, (*store.Tx).InsertConsent, h.consent(r.campaign.ID, person, func(c *store.ConsentRow) { c.Decision = decision }))
	}
	first := put(h, start, h.sitting(r, submits))
	second := put(h, start, h.sitting(r, stops))
	put(h, start, h.sitting(r, stops, func(s *store.SittingRow) { s.Attempt = 2 })) // counts nobody twice
	h.write(func(tx *store.Tx) error {
		first.Valid, first.Sheet = true, []byte{1}
		if _, err := tx.SubmitSittings([]store.SittingRow{first}); err != nil {
			return err
		}
		if _, err := tx.StopSitting(second.ID); err != nil {
			return err
		}
		if _, err := tx.InsertAlert(h.alert(r, first), nil); err != nil {
			return err
		}
		f := h.flag(submits, func(f *care.Flag) { f.School, f.Campaign, f.Sitting = r.school.ID, r.campaign.ID, first.ID })
		if err := tx.InsertFlag(f); err != nil {
			return err
		}
		if has, err := tx.HasFlag(first.ID); err != nil || has {
			h.Errorf("a flag that joined no round: has %v, %v", has, err)
		}
		if _, err := tx.JoinRound(f.ID, r.campaign.ID, r.class.ID); err != nil {
			return err
		}
		has, err := tx.HasFlag(first.ID)
		h.same("the round counts a flag of who submitted", has, true)
		return err
	})
	delta := due
	delta.Due, delta.Started, delta.Submitted, delta.Valid, delta.Stopped, delta.Flagged, delta.Alerted = 2, 2, 1, 1, 1, 1, 1
	part, rest, none := delta, store.ClassTally{Campaign: r.campaign.ID, Unit: r.class.ID, Due: 1, Flagged: 1}, store.ClassTally{Campaign: r.campaign.ID, Unit: r.other.ID}
	part.Due, part.Flagged = 1, 0
	h.write(func(tx *store.Tx) error { return tx.AddTallies([]store.ClassTally{part, none, rest}) })

	h.same("counts", get2(h, (*store.Tx).CampaignClass, r.campaign.ID, r.class.ID), delta)
	want := []store.ClassTally{delta, {Campaign: r.campaign.ID, Unit: r.other.ID, School: r.school.ID, Code: r.other.ID.String()}}
	h.same("counts of the school", get2(h, (*store.Tx).CampaignClasses, r.campaign.ID, r.school.ID), want)
	h.same("recounted", get1(h, (*store.Tx).Recount, r.campaign.ID), want)
	h.same("counts below the village", len(get2(h, (*store.Tx).CampaignClasses, r.campaign.ID, r.village.ID)), 0)
	watcher := h.id()
	h.write(func(tx *store.Tx) error { return tx.SetInvigilator(r.campaign.ID, r.class.ID, watcher) })
	h.same("who watches", get2(h, (*store.Tx).CampaignClass, r.campaign.ID, r.class.ID).Invigilator, watcher)
	h.same("watched while the round is prepared", len(get1(h, (*store.Tx).Watched, watcher)), 0)
	h.same("named while the round is prepared", pick(get1(h, (*store.Tx).SitsWith, watcher), func(c store.ClassTally) care.ID { return c.Unit }), []care.ID{r.class.ID})
	h.write(func(tx *store.Tx) error {
		return tx.MoveCampaign(r.campaign.ID, care.CampaignDraft, care.CampaignReady)
	})
	h.same("who watches a class now", get1(h, (*store.Tx).Watchers, r.class.ID), []care.ID{watcher})
	h.same("nobody watches the other", len(get1(h, (*store.Tx).Watchers, r.other.ID)), 0)
	h.same("what he watches", pick(get1(h, (*store.Tx).Watched, watcher), func(c store.ClassTally) care.ID { return c.Unit }), []care.ID{r.class.ID})
	h.write(func(tx *store.Tx) error {
		return tx.MoveCampaign(r.campaign.ID, care.CampaignReady, care.CampaignCancelled)
	})
	h.same("a round that is over is watched by nobody", len(get1(h, (*store.Tx).Watchers, r.class.ID)), 0)
	h.same("nor names it anybody", len(get1(h, (*store.Tx).SitsWith, watcher)), 0)
	h.refused("watching a class outside the round", care.Conflict, func(tx *store.Tx) error { return tx.SetInvigilator(r.campaign.ID, r.village.ID, watcher) })
	h.refused("counting a class outside the round", care.Conflict, func(tx *store.Tx) error {
		return tx.AddTally(store.ClassTally{Campaign: r.campaign.ID, Unit: r.village.ID})
	})
}

func drillsAreAnswered(h *house) {
	r := h.round()
	person := h.id()
	at := func(unit care.ID) care.ID { return put(h, (*store.Tx).InsertPost, h.post(unit, care.DutyAdult)).ID }
	a, b, district, elsewhere := at(r.school.ID), at(r.class.ID), at(r.district.ID), at(r.village.ID)
	sits := func(post, who care.ID) {
		put(h, (*store.Tx).InsertHolding, care.Holding{ID: h.id(), Post: post, Person: who, FromOn: h.today()})
	}
	sits(a, person)
	sits(b, person)
	for _, post := range []care.ID{a, b, a} {
		h.write(func(tx *store.Tx) error { return tx.StartDrill(r.campaign.ID, post) })
	}
	h.same("waiting for a", get1(h, (*store.Tx).DrillsFor, a), []care.ID{r.campaign.ID})
	h.write(func(tx *store.Tx) error { return tx.AckDrill(r.campaign.ID, a, person) })
	h.refused("answering twice", care.Conflict, func(tx *store.Tx) error { return tx.AckDrill(r.campaign.ID, a, person) })
	h.same("drills", get1(h, (*store.Tx).Drills, r.campaign.ID), []store.Drill{{Post: a, AckAt: h.now()}, {Post: b}})
	h.write(func(tx *store.Tx) error { return tx.AckDrill(r.campaign.ID, b, person) })
	h.same("one person in two posts is one", get2(h, (*store.Tx).DrilledAt, r.campaign.ID, r.school.ID), store.Drilled{Answered: 1, Own: 1, Asked: 1})
	for _, post := range []care.ID{district, elsewhere} {
		h.write(func(tx *store.Tx) error { return tx.StartDrill(r.campaign.ID, post) })
		other := h.id()
		sits(post, other)
		h.write(func(tx *store.Tx) error { return tx.AckDrill(r.campaign.ID, post, other) })
	}
	both := store.Drilled{Answered: 2, Own: 1, Asked: 1}
	h.same("a post above serves the school and is not its own, one beside it does neither", get2(h, (*store.Tx).DrilledAt, r.campaign.ID, r.school.ID), both)
	h.same("school by school", get1(h, (*store.Tx).Drilled, r.campaign.ID), map[care.ID]store.Drilled{r.school.ID: both})
	h.same("nothing waits", len(get1(h, (*store.Tx).DrillsFor, a)), 0)

	h.write(func(tx *store.Tx) error { return tx.EndHolding(b, person) })
	h.same("he answered from a too", get2(h, (*store.Tx).DrilledAt, r.campaign.ID, r.school.ID), both)
	h.write(func(tx *store.Tx) error { return tx.EndHolding(a, person) })
	h.same("the answer of who left counts no more", get2(h, (*store.Tx).DrilledAt, r.campaign.ID, r.school.ID), store.Drilled{Answered: 1})
	h.same("and is nobody's", get1(h, (*store.Tx).Drills, r.campaign.ID)[:2], []store.Drill{{Post: a}, {Post: b}})
	h.same("whoever follows is asked", get1(h, (*store.Tx).DrillsFor, a), []care.ID{r.campaign.ID})
	next := h.id()
	sits(a, next)
	h.write(func(tx *store.Tx) error { return tx.AckDrill(r.campaign.ID, a, next) })
	h.same("and answers", get2(h, (*store.Tx).DrilledAt, r.campaign.ID, r.school.ID), both)
	h.write(func(tx *store.Tx) error { return tx.EndHolding(a, next) })
	silent := at(r.school.ID)
	h.write(func(tx *store.Tx) error { return tx.StartDrill(r.campaign.ID, silent) })
	h.same("who has not answered is asked", get1(h, (*store.Tx).DrillsFor, silent), []care.ID{r.campaign.ID})
	h.same("a planned round calls nobody yet", len(get1(h, (*store.Tx).DrillsTouched, a)), 0)
	h.write(func(tx *store.Tx) error {
		return tx.MoveCampaign(r.campaign.ID, care.CampaignDraft, care.CampaignReady)
	})
	h.same("a seat left empty may call somebody else", get1(h, (*store.Tx).DrillsTouched, h.id()), []care.ID{r.campaign.ID})
	h.write(func(tx *store.Tx) error { return tx.DropDrill(r.campaign.ID, silent) })
	h.same("taken back", len(get1(h, (*store.Tx).DrillsFor, silent)), 0)
	h.write(func(tx *store.Tx) error { return tx.StartDrill(r.campaign.ID, silent) })
	for _, post := range []care.ID{a, b, silent} {
		sits(post, next)
	}
	h.same("with every seat taken only these posts touch it", len(get1(h, (*store.Tx).DrillsTouched, h.id())), 0)
	h.same("as the post itself", get1(h, (*store.Tx).DrillsTouched, a), []care.ID{r.campaign.ID})
	h.write(func(tx *store.Tx) error {
		return tx.MoveCampaign(r.campaign.ID, care.CampaignReady, care.CampaignCancelled)
	})
	h.same("once it is over nobody is asked again", len(get1(h, (*store.Tx).DrillsFor, a)), 0)
	h.same("nor who never answered", len(get1(h, (*store.Tx).DrillsFor, silent)), 0)
}

func closingsStay(h *house) {
	r := h.round()
	pupil, late := h.pupil(r.class.ID), h.pupil(r.class.ID)
	first, second := put(h, start, h.sitting(r, pupil)), put(h, start, h.sitting(r, late))
	hand := func(s store.SittingRow) {
		h.write(func(tx *store.Tx) error {
			s.Sheet = []byte{1}
			if _, err := tx.SubmitSittings([]store.SittingRow{s}); err != nil {
				return err
			}
			return tx.AddTally(store.ClassTally{Campaign: r.campaign.ID, Unit: r.class.ID, Submitted: 1})
		})
	}
	hand(first)
	post, person, at := h.id(), h.id(), h.pass(time.Hour)
	h.write(func(tx *store.Tx) error { return tx.CloseFigures(r.campaign.ID, 1, post, person) })
	h.pass(time.Hour)
	hand(second)
	h.refused("closing the same time twice", care.Internal, func(tx *store.Tx) error { return tx.CloseFigures(r.campaign.ID, 1, post, person) })
	h.write(func(tx *store.Tx) error { return tx.CloseFigures(r.campaign.ID, 2, post, person) })
	var got []int
	for _, c := range get2(h, (*store.Tx).Closings, r.campaign.ID, r.school.ID) {
		if c.Unit == r.class.ID {
			got = append(got, c.Seq, c.Submitted, c.Stopped)
			h.same("who", []care.ID{c.Post, c.Person, c.School}, []care.ID{post, person, r.school.ID})
		}
	}
	h.same("closings", got, []int{1, 1, 0, 2, 2, 0})
	h.same("when", get2(h, (*store.Tx).Closings, r.campaign.ID, r.class.ID)[0].At, at)
	h.same("closings below the village", len(get2(h, (*store.Tx).Closings, r.campaign.ID, r.village.ID)), 0)
	h.same("done by the closing", get2(h, (*store.Tx).DoneBy, r.campaign.ID, at)[r.class.ID], [2]int{1, 0})
	h.same("done since", get2(h, (*store.Tx).DoneBy, r.campaign.ID, h.now())[r.class.ID], [2]int{2, 0})
}
