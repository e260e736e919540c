package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
)

// call is an alert under way, with what its pupil and its adults learn of it.
type call struct {
	*fixture.Fixture
	t     *testing.T
	s     screening.Started
	alert care.ID
	told  int // messages read so far
}

// raised lets a pupil of an open round give a danger answer.
func raised(t *testing.T, f *fixture.Fixture) *call {
	t.Helper()
	k := f.Tickets(t, f.OpenRound(t).ID)[f.Pupils[0]]
	s, err := f.Screening.SignIn(context.Background(), k.ClassCode, k.Code)
	must(t, err)
	c := &call{Fixture: f, t: t, s: s}
	c.alert, err = f.Screening.Critical(context.Background(), s.Sitting, s.Token, "phq9", 9, 1)
	must(t, err)
	return c
}

func (c *call) panel(when, want string) {
	c.t.Helper()
	h, err := c.Screening.HelpStateOf(context.Background(), c.s.Sitting, c.s.Token)
	if err != nil || h.State != want {
		c.t.Fatalf("%s the panel says %q, %v; want %q", when, h.State, err, want)
	}
	if (h.Who != "") != (want == "coming") {
		c.t.Fatalf("%s the panel names %q", when, h.Who)
	}
}

// messaged lists who got a message about the alert since it was asked last, each
// once a message, in the order of their ids.
func (c *call) messaged() (people []care.ID) {
	c.t.Helper()
	view(c.t, c.Fixture, func(tx *act.Tx) error {
		list, err := tx.OutboxDue(10_000)
		if err != nil {
			return err
		}
		n := 0
		for _, o := range list {
			if o.Kind != "alert" || o.Ref != c.alert {
				continue
			}
			if n++; n <= c.told {
				continue
			}
			who, err := tx.Holder(o.Post)
			if err != nil {
				return err
			}
			people = append(people, who)
		}
		c.told = n
		return nil
	})
	slices.Sort(people)
	return people
}

func (c *call) wantMessaged(when string, want ...care.ID) {
	c.t.Helper()
	slices.Sort(want)
	if got := c.messaged(); !slices.Equal(got, want) {
		c.t.Fatalf("%s messages went to %v, want %v", when, got, want)
	}
}

func (c *call) silence(d time.Duration) {
	c.t.Helper()
	c.Wait(d)
	tick(c.t, c.Fixture)
}

func (c *call) seat(who care.ID, unit care.ID, role care.Role) {
	c.t.Helper()
	must(c.t, c.Do(context.Background(), act.System, "test", func(tx *act.Tx) error {
		posts, err := tx.PostsOf(unit, role)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if holder, err := tx.Holder(p.ID); err == nil {
				if err := tx.EndHolding(p.ID, holder); err != nil {
					return err
				}
			}
		}
		if who == 0 {
			return nil
		}
		return tx.InsertHolding(care.Holding{ID: tx.NewID(), Post: posts[0].ID, Person: who, FromOn: tx.Today})
	}))
}

func (c *call) who(role care.Role) care.ID { return c.As(role).Person }

// Every two minutes' silence reaches a human who was not called yet, as long as there
// is one, whatever posts he holds; then everybody is called again, and nobody falls
// silent. The round's duty adults are the duty adult and the psychology teacher, who
// is also the first of the ladder.
func TestEverySilenceReachesSomebodyNew(t *testing.T) {
	lead, deputy, principal, officer := care.PsychologyLead, care.DeputyPrincipal, care.Principal, care.DistrictOfficer
	for _, world := range []struct {
		name   string
		seats  func(c *call) // before the alert is called out any further
		reach  []care.Role   // at each silence
		people int           // who were called at its end
	}{
		{"a school with somebody in every post", func(*call) {}, []care.Role{lead, deputy, principal, officer}, 6},
		{"the duty adult is the lead and the deputy", func(c *call) {
			c.seat(c.who(care.DutyAdult), c.School.ID, lead)
			c.seat(c.who(care.DutyAdult), c.School.ID, deputy)
		}, []care.Role{principal, officer}, 4},
		{"one human leads, is deputy and principal", func(c *call) {
			c.seat(c.who(principal), c.School.ID, lead)
			c.seat(c.who(principal), c.School.ID, deputy)
		}, []care.Role{principal, officer}, 4},
		{"nobody leads and nobody is deputy", func(c *call) {
			c.seat(0, c.School.ID, lead)
			c.seat(0, c.School.ID, deputy)
		}, []care.Role{principal, officer}, 4},
		{"the lead's vacant post names the psychology teacher, who was called", func(c *call) {
			must(c.t, c.Do(context.Background(), act.System, "test", func(tx *act.Tx) error {
				return tx.SetSubstitute(c.As(lead).Post, c.As(care.PsychologyTeacher).Post)
			}))
			c.seat(0, c.School.ID, lead)
		}, []care.Role{deputy, principal, officer}, 5},
	} {
		t.Run(world.name, func(t *testing.T) {
			fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
				c := raised(t, f)
				everybody := []care.ID{c.who(care.DutyAdult), c.who(care.PsychologyTeacher)}
				c.wantMessaged("at once", everybody...)
				world.seats(c)
				c.silence(2*time.Minute - time.Second)
				c.wantMessaged("before two minutes")
				c.panel("before two minutes", "calling")
				c.Wait(time.Second)
				for i, role := range world.reach {
					c.silence(0)
					c.wantMessaged("at silence "+string(rune('1'+i)), c.who(role))
					c.panel("while it climbs", "nobody_yet")
					everybody = append(everybody, c.who(role))
					c.Wait(2*time.Minute - time.Second)
					c.silence(0)
					c.wantMessaged("between")
					c.Wait(time.Second)
				}
				if len(everybody) != world.people {
					t.Fatalf("%d were called, want %d", len(everybody), world.people)
				}
				for range 3 {
					c.silence(0)
					c.wantMessaged("at the end", everybody...)
					c.panel("at the end", "nobody_yet")
					c.Wait(2 * time.Minute)
				}
				clean(t, f)
			})
		})
	}
}

// What an outage held up is called at its end; the two minutes then count again.
func TestAnOutageIsMadeUpFor(t *testing.T) {
	f := fixture.SQLite(t)
	c := raised(t, f)
	c.messaged()
	c.silence(5 * time.Minute)
	c.wantMessaged("after five minutes", c.who(care.PsychologyLead), c.who(care.DeputyPrincipal))
	c.silence(time.Minute)
	c.wantMessaged("at six minutes", c.who(care.Principal))
}

// Only "I am going" makes the pupil's panel say that somebody comes; and when whoever
// went did not find him, all of it begins anew, with everybody called at once.
func TestThePanelFollowsTheAlert(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c := raised(t, f)
		open := func(role care.Role) casework.AlertFile {
			t.Helper()
			file, err := f.Casework.OpenAlert(ctx, f.As(role), c.alert)
			must(t, err)
			return file
		}
		open(care.DutyAdult)
		_, err := f.Casework.SeeAlert(ctx, f.As(care.PsychologyTeacher), c.alert)
		must(t, err)
		c.panel("when two have opened it", "calling")
		c.silence(2 * time.Minute)
		c.panel("when they stay silent", "nobody_yet")
		open(care.PsychologyLead)
		c.panel("when the next has opened it", "nobody_yet")
		_, err = f.Casework.AnswerAlert(ctx, f.As(care.DutyAdult), c.alert)
		must(t, err)
		c.panel("when one goes", "coming")

		gone := map[string][]string{"seen": {"no"}, "looked_where": {"教室、操场"}, "home_safe": {"unknown"}, "outcome": {"not_found"}, "emergency_called": {"principal"}, "checked_by": {"值班"}}
		c.messaged()
		c.Wait(20 * time.Minute)
		must(t, f.Casework.SafetyCheck(ctx, f.As(care.DutyAdult), c.alert, f.Values(t, "safety_check", gone)))
		everybody := []care.ID{c.who(care.DutyAdult), c.who(care.PsychologyTeacher), c.who(care.PsychologyLead), c.who(care.DeputyPrincipal), c.who(care.Principal), c.who(care.DistrictOfficer)}
		c.wantMessaged("when the pupil was not found", everybody...)
		c.panel("when the pupil was not found", "calling")
		for _, k := range open(care.Principal).Calls {
			if (k.SeenAt != 0) != (k.Post == f.As(care.Principal).Post) {
				t.Errorf("after the pupil was not found %v reads as having seen it", k.Role)
			}
		}
		c.silence(2*time.Minute - time.Second)
		c.wantMessaged("before two minutes")
		c.panel("before two minutes", "calling")
		c.silence(time.Second)
		c.wantMessaged("after two minutes, with nobody new left", everybody...)
		c.panel("after two minutes", "nobody_yet")

		must(t, f.Casework.SafetyCheck(ctx, f.As(care.Principal), c.alert, f.Values(t, "safety_check", gone)))
		c.wantMessaged("when all were called before and he is not found again", everybody...)
		c.panel("when he is not found again", "calling")
		_, err = f.Casework.AnswerAlert(ctx, f.As(care.Principal), c.alert)
		must(t, err)
		must(t, f.Casework.SafetyCheck(ctx, f.As(care.Principal), c.alert, f.Values(t, "safety_check", fixture.SafeCheck)))
		c.panel("after the check", "checked")
		clean(t, f)
	})
}

// Whoever said that he goes and then leaves his post goes no more: the panel says so,
// and the others are called again.
func TestWhoLeavesHisPostIsNotComing(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c := raised(t, f)
		duty := f.As(care.DutyAdult)
		_, err := f.Casework.AnswerAlert(ctx, duty, c.alert)
		must(t, err)
		c.messaged()
		must(t, f.Regions.Release(ctx, f.As(care.DistrictOfficer), duty.Post, duty.Person))
		c.panel("when he has left", "calling")
		if got := c.messaged(); !slices.Contains(got, c.who(care.PsychologyTeacher)) {
			t.Errorf("messages went to %v, want the psychology teacher among them", got)
		}
		view(t, f, func(tx *act.Tx) error {
			calls, err := tx.Calls(c.alert)
			for _, k := range calls {
				if k.SeenAt != 0 {
					t.Errorf("the empty post reads as having seen it")
				}
			}
			return err
		})
		c.silence(2 * time.Minute)
		c.panel("after silence", "nobody_yet")
		clean(t, f)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
