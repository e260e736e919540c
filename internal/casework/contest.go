package casework

import (
	"context"
	"fmt"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Contest records that somebody objects to being in a programme. Another person than
// whoever entered him judges it by a date: ending it, or keeping it with reasons. An
// objection is kept as a proposal of no level.
func (r Room) Contest(ctx context.Context, who act.Who, episode care.ID, facts string) error {
	return r.Do(ctx, who, "casework.Contest", func(t *act.Tx) error {
		e, p, err := openProgramme(t, episode, access.Write)
		if err != nil {
			return err
		}
		if p.Contest == "" {
			return care.Fail(care.NotFound, "contest", "这个项目没有异议程序", "this programme takes no objections")
		}
		if facts == "" {
			return care.Invalidf("facts", "请写明本人的意见和理由", "write what the person says, and why")
		}
		_, err = t.LevelProposal(e.ID)
		if care.KindOf(err) != care.NotFound {
			if err == nil {
				err = care.Fail(care.Conflict, "contest", "已有一项异议等待判断", "an objection waits to be judged already")
			}
			return err
		}
		id := t.NewID()
		sealed, err := sealReason(t, e, "level_proposal", id, LevelReason{Reason: facts})
		if err != nil {
			return err
		}
		if err := t.InsertLevelProposal(storeProposal(t, id, e, care.LevelNone, sealed)); err != nil {
			return err
		}
		post, err := t.JudgeOf(e)
		if err != nil {
			return err
		}
		unit, err := t.Base(e.Person, p)
		if err != nil {
			return err
		}
		_, err = t.OpenDuty(p.Contest, care.Duty{Person: e.Person, Unit: unit, Ref: "level_proposal", RefID: e.ID, Post: post, Level: e.Level, Period: fmt.Sprint(int64(id))})
		return err
	})
}

// objection finds the objection against being in a programme that waits to be judged.
func objection(t *act.Tx, e care.Episode) (store.LevelProposal, bool, error) {
	p, err := t.LevelProposal(e.ID)
	if err != nil && care.KindOf(err) == care.NotFound {
		return p, false, nil
	}
	return p, err == nil && p.Level == care.LevelNone, err
}

// decidedBefore tells whether the actor took part in what was decided in an episode.
func decidedBefore(t *act.Tx, episode care.ID) (bool, error) {
	before, err := t.Deciders(episode)
	return slices.Contains(before, t.Who.Person), err
}

// notOwnJudge: while somebody objects, whoever decided before may end it and may not
// keep it.
func notOwnJudge(t *act.Tx, e care.Episode) error {
	_, objects, err := objection(t, e)
	if err != nil || !objects {
		return err
	}
	own, err := decidedBefore(t, e.ID)
	if err == nil && own {
		err = care.Fail(care.Forbidden, "judge objection", "本人提出了异议，须由另一个人判断；您可以直接退出项目", "the person objects: somebody else judges it. You may end it at once")
	}
	return err
}

// freshEyes: whoever left a programme by an objection, or while one waited, is entered
// again by somebody who decided nothing then.
func freshEyes(t *act.Tx, p policy.Programme, person care.ID) error {
	if p.Contest == "" {
		return nil
	}
	objected, err := t.LeftObjecting(person, care.Programme(p.ID))
	if err != nil {
		return err
	}
	for _, episode := range objected {
		own, err := decidedBefore(t, episode)
		if err == nil && own {
			err = care.Fail(care.Forbidden, "enter programme", "本人对列入提出过异议，须由没有参与过决定的另一个人列入", "the person objected to being in it: somebody who decided nothing then enters him")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
