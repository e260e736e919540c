package region

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// Home is where somebody lives and how.
type Home struct {
	Person  care.ID
	Village care.ID // 0 = as before
	State   care.HomeState
}

// MoveHome moves somebody's residence, or says how he lives there. The duties of
// the programmes that reach him by residence go to the new village's seat with the
// same commit: work follows where a child really is, never an old list. Whoever
// boards or is away for a time stays with his village until another one takes over.
func (r Room) MoveHome(ctx context.Context, who act.Who, h Home) error {
	return r.Do(ctx, who, "region.MoveHome", func(t *act.Tx) error {
		if err := t.Decide(access.Write, access.Roster, h.Person); err != nil {
			return err
		}
		t.About("pupil", 0, h.Person)
		t.Detail(h.Village, h.State)
		return moveHome(t, h)
	})
}

func moveHome(t *act.Tx, h Home) error {
	if !h.State.Known() {
		return care.Invalidf("state", "请选择居住情况", "choose how the child lives")
	}
	if h.Village != 0 {
		u, err := t.Unit(h.Village)
		if err != nil {
			return err
		}
		if u.Kind != care.Village || u.ClosedOn != "" {
			return care.Invalidf("village", "请选择一个村（社区）", "choose a village or community")
		}
		if err := settleHome(t, h.Person, h.Village); err != nil {
			return err
		}
	}
	ties, err := t.CurrentTies([]care.ID{h.Person})
	if err != nil {
		return err
	}
	for _, tie := range ties {
		if tie.Kind != care.Resident {
			continue
		}
		if tie.State == h.State {
			return nil
		}
		return t.SetTieState(tie.ID, h.State)
	}
	return care.Invalidf("village", "请先选择孩子居住的村（社区）", "choose the village where the child lives first")
}
