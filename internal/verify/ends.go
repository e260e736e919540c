package verify

import (
	"context"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// flagEnds are the ends a flag may have.
var flagEnds = []care.FlagEnd{care.EndEpisode, care.EndNoConcern, care.EndLeft, care.EndRefused, care.EndDuplicate}

// flagDecided: a flag that ended was ended by somebody, what a critical answer raised
// without an episode by two different people; an open one has the interview it asks for.
func flagDecided(_ context.Context, t *act.Tx, c *Check) error {
	return inPages(lookPage, t.EachFlag, func(page []care.Flag) error {
		c.Checked += len(page)
		log, err := trailOf(t, page, func(f care.Flag) care.ID { return f.Person })
		if err != nil {
			return err
		}
		ids, episodes := make([]care.ID, len(page)), []care.ID{}
		for i, f := range page {
			if ids[i] = f.ID; f.Episode != 0 {
				episodes = append(episodes, f.Episode)
			}
		}
		first, err := t.ProposersOf(ids)
		if err != nil {
			return err
		}
		levels, err := t.LevelsOf(episodes)
		if err != nil {
			return err
		}
		set := map[store.Filed]bool{}
		for _, l := range levels {
			set[store.Filed{RefID: l.Episode, At: l.At}] = true
		}
		for _, f := range page {
			if f.Alert != 0 && !f.Critical {
				c.fail("flag %s came from an alert and is not critical", f.ID)
			}
			if f.State != care.FlagEnded {
				if err := openFlag(t, c, f); err != nil {
					return err
				}
				continue
			}
			if why := wrongEnd(t, log, f, first[f.ID], set); why != "" {
				c.fail("flag %s %s", f.ID, why)
			}
		}
		return nil
	})
}

func openFlag(t *act.Tx, c *Check, f care.Flag) error {
	if f.State != care.FlagOpen || f.EndedAt != 0 || f.End != "" || f.EndSecond != 0 {
		c.fail("flag %s is open and has an end, or is neither", f.ID)
	}
	_, err := t.InterviewDuty(f)
	if care.KindOf(err) == care.NotFound {
		c.fail("flag %s: no interview is owed as soon as it asks for", f.ID)
		return nil
	}
	return err
}

// wrongEnd is what is wrong with the end of a flag; "" where nothing is.
func wrongEnd(t *act.Tx, log trail, f care.Flag, first care.ID, set map[store.Filed]bool) string {
	if f.EndedAt == 0 || f.EndBy == 0 || !slices.Contains(flagEnds, f.End) {
		return "ended without a time, a reason, or somebody who ended it"
	}
	two := f.Critical && f.End != care.EndEpisode
	var decided, by, level bool // more than one may have decided about it at one instant
	for _, x := range log[f.Person] {
		if x.At != f.EndedAt || x.Act != actDecide || x.Object != "flag" || x.ObjectID != f.ID {
			continue
		}
		decided = true
		if two && (x.Post != f.EndSecond || first == 0 || x.Actor == first) || !two && x.Post != f.EndBy {
			continue
		}
		by, level = true, level || !said(t, x, care.LevelNone.String())
	}
	switch {
	case !decided:
		return "was ended by no act"
	case !by && two:
		return "came from a critical answer and was not ended by two different people"
	case !by:
		return "was ended by somebody else than it says"
	case f.End == care.EndEpisode && (!level || !set[store.Filed{RefID: f.Episode, At: f.EndedAt}]):
		return "ended with an episode, whose level was not set then"
	case f.End != care.EndEpisode && level:
		return "ended without an episode, and a level was decided"
	}
	return ""
}

// alertChecked: an alert that ended had its safety check, one that is answered is
// answered by whom it says, an open one is owed its check, and its next call is not put
// off; whoever was called still is.
func alertChecked(_ context.Context, t *act.Tx, c *Check) error {
	timer, err := t.Timer("alert_climb")
	if err != nil {
		return err
	}
	latest := t.Now
	for _, s := range timer.Climb {
		latest = max(latest, t.Now+care.Millis(s.After.Milliseconds()))
	}
	err = inPages(lookPage, t.EachAlert, func(page []care.Alert) error {
		c.Checked += len(page)
		log, err := trailOf(t, page, func(a care.Alert) care.ID { return a.Person })
		if err != nil {
			return err
		}
		for _, a := range page {
			did := func(at care.Millis, name string, post care.ID) bool {
				_, ok := log.find(a.Person, at, func(x audit.Entry) bool {
					return x.Act == name && x.Object == "alert" && x.ObjectID == a.ID && (post == 0 || x.Post == post)
				})
				return ok
			}
			switch {
			case a.State == care.AlertEnded:
				if a.EndedAt == 0 || a.Outcome == "" || !did(a.EndedAt, "casework.SafetyCheck", 0) {
					c.fail("alert %s ended without a safety check", a.ID)
				}
				continue
			case a.EndedAt != 0 || a.Outcome != "":
				c.fail("alert %s is open and has an end", a.ID)
			case a.State == care.AlertAnswered && !did(a.AnsweredAt, "casework.AnswerAlert", a.AnsweredBy):
				c.fail("alert %s was answered by nobody", a.ID)
			case a.State == care.AlertRaised && a.ClimbAt > latest:
				c.fail("alert %s calls the next person later than its ladder says", a.ID)
			}
			_, err := t.OpenDutyFor("safety_check", "alert", a.ID)
			if care.KindOf(err) == care.NotFound {
				c.fail("alert %s is open and nobody owes a safety check", a.ID)
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	uncalled, err := t.UncalledAlerts()
	for _, id := range uncalled {
		c.fail("alert %s: somebody was called and is not among those called", id)
	}
	return err
}

// dutyEnd: a duty about a person that ended was ended by an act: about the person, or,
// where its reason ended with a unit, a post, a list or a pack, about that.
func dutyEnd(_ context.Context, t *act.Tx, c *Check) error {
	all, err := wholesale(t)
	if err != nil {
		return err
	}
	ended := func(fn func(care.Duty) error) error {
		return t.EachDuty(func(d care.Duty) error {
			if d.Person == 0 || d.State == care.DutyOpen {
				return nil
			}
			return fn(d)
		})
	}
	return inPages(lookPage, ended, func(page []care.Duty) error {
		c.Checked += len(page)
		log, err := trailOf(t, page, func(d care.Duty) care.ID { return d.Person })
		if err != nil {
			return err
		}
		for _, d := range page {
			switch {
			case d.State != care.DutyDone && d.State != care.DutyVoid || d.DoneAt == 0 || d.Outcome == "":
				c.fail("duty %s of %s ended without a time or an outcome", d.ID, d.Rule)
			case !log.any(d.Person, d.DoneAt) && !all[d.DoneAt]:
				c.fail("duty %s of %s was ended by no act", d.ID, d.Rule)
			}
		}
		return nil
	})
}

// noticeEnd: a notice was sent and acknowledged by acts, withheld by two people, and
// dropped only by another pack; the time of its answer is not put off.
func noticeEnd(_ context.Context, t *act.Tx, c *Check) error {
	all, err := wholesale(t)
	if err != nil {
		return err
	}
	eras, err := t.Eras()
	if err != nil {
		return err
	}
	switched := eras[len(eras)-1].From
	return inPages(lookPage, t.EachNotice, func(page []care.Notice) error {
		c.Checked += len(page)
		log, err := trailOf(t, page, func(n care.Notice) care.ID { return n.Person })
		if err != nil {
			return err
		}
		did := func(n care.Notice, at care.Millis) bool { return at != 0 && (log.any(n.Person, at) || all[at]) }
		for _, n := range page {
			switch n.State {
			case care.NoticeSent, care.NoticeAcknowledged:
				if !did(n, n.SentAt) {
					c.fail("notice %s was sent by no act", n.ID)
				}
				if n.State == care.NoticeAcknowledged && !did(n, n.AckAt) {
					c.fail("notice %s was acknowledged by nobody", n.ID)
				}
				late, err := t.AnsweredLate(n)
				if err != nil {
					return err
				}
				if late {
					c.fail("notice %s: its answer, or the next call about it, was put off", n.ID)
				}
			case care.NoticeWithheld:
				votes, err := t.Withholders(n.ID)
				if err != nil {
					return err
				}
				if votes < 2 {
					c.fail("notice %s was withheld by fewer than two people", n.ID)
				}
			case care.NoticeVoid:
				if switched < n.CreatedAt {
					c.fail("notice %s was dropped, and no other pack came since", n.ID)
				}
			case care.NoticeHeld, care.NoticeWaiting:
				if n.SentAt != 0 || n.AckAt != 0 {
					c.fail("notice %s waits and was sent", n.ID)
				}
			default:
				c.fail("notice %s is in no state", n.ID)
			}
		}
		return nil
	})
}

// dutyTime: an open duty about a person is due, and goes up its ladder, no later than
// its rule says.
func dutyTime(_ context.Context, t *act.Tx, c *Check) error {
	return t.EachOpenDuty(func(d care.Duty) error {
		if d.Person == 0 {
			return nil
		}
		c.Checked++
		why, err := t.PutOff(d)
		if err != nil {
			c.fail("open duty %s of %s: when it is due can't be told: %v", d.ID, d.Rule, err)
		} else if why != "" {
			c.fail("open duty %s of %s %s", d.ID, d.Rule, why)
		}
		return nil
	})
}
