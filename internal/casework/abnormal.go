package casework

import (
	"context"
	"fmt"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Grading is a named person's decision about a level of a programme.
type Grading struct {
	Episode care.ID
	Level   care.Level
	Reason  string
	ValidTo care.Date // last day of the renewed basis, where the programme demands one
}

// Graded is what came of it.
type Graded struct {
	Episode care.Episode
	Second  bool // a second person must still agree
}

// Grade keeps, raises or lowers a level; it is a review in any case. Lifting the
// flag of an abnormality is the supervisor's, or needs a second person.
func (r Room) Grade(ctx context.Context, who act.Who, g Grading) (Graded, error) {
	var out Graded
	err := r.Do(ctx, who, "casework.Grade", func(t *act.Tx) error {
		e, p, err := openProgramme(t, g.Episode, access.Write)
		if err != nil {
			return err
		}
		t.Detail(g.Level)
		if _, ok := p.At(g.Level); !ok {
			return care.Invalidf("level", "请选择这个项目的一个级别", "choose a level of this programme")
		}
		if g.Reason == "" {
			return care.Invalidf("reason", "请写明事实和理由", "write the facts and why")
		}
		if e.ValidTo, err = basisUntil(t, p, g.ValidTo); err != nil {
			return err
		}
		if err := notOwnJudge(t, e); err != nil {
			return err
		}
		out.Episode = e
		if e.Programme == care.ChildInHardship && g.Level < e.Level && !LiftsAlone(t.Who.Role) {
			if out.Second, err = proposed(t, e, g); err != nil || out.Second {
				return err
			}
		}
		out.Episode, err = grade(t, e, g)
		return err
	})
	return out, err
}

// LiftsAlone tells whose decision needs no second person: whoever stands above the daily work judges it with other eyes
// already; whoever does it needs a second person. Ours.
func LiftsAlone(role care.Role) bool {
	return slices.Contains([]care.Role{care.ChildSupervisor, care.CivilAffairsOfficer, care.DistrictOfficer}, role)
}

// proposed records the first of two people and answers true; the second must be
// somebody else.
func proposed(t *act.Tx, e care.Episode, g Grading) (bool, error) {
	had, err := t.LevelProposal(e.ID)
	if err == nil && had.Level == g.Level {
		if had.ByPerson == t.Who.Person {
			return false, care.Fail(care.Forbidden, "second person", "须由督导员或另一个人判断，提出的人不能自己确认", "the supervisor or another person judges; whoever proposed it can't confirm it")
		}
		return false, nil
	}
	if err != nil && care.KindOf(err) != care.NotFound {
		return false, err
	}
	if err := endProposal(t, e, "replaced"); err != nil {
		return false, err
	}
	id := t.NewID()
	sealed, err := sealReason(t, e, "level_proposal", id, LevelReason{Reason: g.Reason})
	if err != nil {
		return false, err
	}
	if err := t.InsertLevelProposal(storeProposal(t, id, e, g.Level, sealed)); err != nil {
		return false, err
	}
	return true, askLift(t, e, id)
}

// askLift gives the judgement to the supervisor, or to the level above when that
// is whoever proposed.
func askLift(t *act.Tx, e care.Episode, proposal care.ID) error {
	p, err := programme(t, e.Programme)
	if err != nil {
		return err
	}
	unit, err := t.Base(e.Person, p)
	if err != nil {
		return err
	}
	post, err := t.Judge(act.Matter{Person: e.Person, Data: t.DataOf(e.Programme), Of: e.Programme}, unit, t.Who.Person)
	if err != nil {
		return err
	}
	_, err = t.OpenDuty("lift_second.hardship", care.Duty{Person: e.Person, Unit: unit, Ref: "level_proposal", RefID: e.ID, Post: post, Level: e.Level, Period: fmt.Sprint(int64(proposal))})
	return err
}

func endProposal(t *act.Tx, e care.Episode, as string) error {
	if err := t.EndLevelProposal(e.ID, as); err != nil {
		return err
	}
	return t.EndDuties("level_proposal", e.ID, as)
}

// grade carries a decision out: the review is done, an open proposal is answered.
func grade(t *act.Tx, e care.Episode, g Grading) (care.Episode, error) {
	answer := "declined"
	if g.Level < e.Level {
		answer = "agreed"
	}
	if err := endProposal(t, e, answer); err != nil {
		return e, err
	}
	same := g.Level == e.Level
	if !same {
		if err := reviewed(t, e); err != nil {
			return e, err
		}
	}
	e.Level = g.Level
	e, err := setProgrammeLevel(t, e, LevelReason{Reason: g.Reason, Evidence: []string{"review"}})
	if err != nil || !same {
		return e, err
	}
	s, err := t.Settle(e)
	if err != nil {
		return e, err
	}
	if err := finishMatters(t, &s, reviews, t.Today); err != nil {
		return e, err
	}
	return t.Episode(e.ID)
}

// Raise sets the flag of an abnormality of a child in hardship: by whoever looks
// after the child, and by its teachers, who learn no more by it than they knew.
func (r Room) Raise(ctx context.Context, who act.Who, person care.ID, facts string) error {
	return r.Do(ctx, who, "casework.Raise", func(t *act.Tx) error {
		t.About("pupil", 0, person)
		p, err := programme(t, care.ChildInHardship)
		if err != nil {
			return err
		}
		if !t.May(access.Write, access.Data(p.Data), person) {
			if err := t.Decide(access.Write, access.Data(p.Knows()), person); err != nil {
				return err
			}
		}
		e, err := t.OpenEpisode(person, care.ChildInHardship)
		if err != nil {
			return err
		}
		t.About("episode", e.ID, person)
		if facts == "" {
			return care.Invalidf("facts", "请写明看到、听到的事实", "write what was seen and heard")
		}
		return raiseAbnormal(t, e, LevelReason{Reason: facts, Evidence: []string{string(t.Who.Role)}})
	})
}

// raiseAbnormal moves the level up; news about one that is up already is added to
// the history.
func raiseAbnormal(t *act.Tx, e care.Episode, why LevelReason) error {
	if why.Reason == "" {
		return care.Invalidf("abnormal_facts", "请写明看到、听到的事实", "write what was seen and heard")
	}
	e.Level = max(e.Level, care.LevelGeneral)
	if err := endProposal(t, e, "declined"); err != nil {
		return err
	}
	e, err := setProgrammeLevel(t, e, why)
	if err != nil {
		return err
	}
	return t.Send("duty", e.OwnerPost, 0, e.ID)
}

func storeProposal(t *act.Tx, id care.ID, e care.Episode, l care.Level, reason []byte) store.LevelProposal {
	return store.LevelProposal{ID: id, Episode: e.ID, Person: e.Person, Level: l, ByPost: t.Who.Post, ByPerson: t.Who.Person, Reason: reason}
}
