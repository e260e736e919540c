package casework

import (
	"context"
	"fmt"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
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

// notOwnJudge: while somebody objects, whoever decided before may end it and may not
// keep it.
func notOwnJudge(t *act.Tx, e care.Episode) error {
	p, err := t.LevelProposal(e.ID)
	if care.KindOf(err) == care.NotFound && err != nil {
		return nil
	}
	if err != nil || p.Level != care.LevelNone {
		return err
	}
	before, err := t.Deciders(e)
	if err != nil {
		return err
	}
	for _, person := range before {
		if person == t.Who.Person {
			return care.Fail(care.Forbidden, "judge objection", "本人提出了异议，须由另一个人判断；您可以直接退出项目", "the person objects: somebody else judges it. You may end it at once")
		}
	}
	return nil
}
