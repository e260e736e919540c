package screening

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// drillersNeeded is how many different adults who serve a school answer the test alert
// before the round opens there (design: "two duty adults"). Ours.
const drillersNeeded = 2

// Wanting is how many answers to the test alert a school still needs, and how many of
// them from its own people. The district's duty adults are called to its alerts too, but
// they are far away: of the two who have to answer both are the school's own, or the one
// it has on duty, and never none.
type Wanting struct{ Answers, Own int }

func wanting(d store.Drilled) Wanting {
	own := max(0, max(1, min(drillersNeeded, d.Asked))-d.Own)
	return Wanting{Answers: max(own, drillersNeeded-d.Answered), Own: own}
}

func (w Wanting) ready() bool { return w.Answers <= 0 }

// AnyHour is the region's setting that lets rounds open and pupils answer
// outside school hours; a demo sets it, a real region should not.
const AnyHour = "screening.any_hour"

// SendDrill sends the test alert to the round's duty posts; for a vacant one to who is on
// duty in its place.
func (r Room) SendDrill(ctx context.Context, who act.Who, campaign care.ID) error {
	return r.Do(ctx, who, "screening.SendDrill", func(t *act.Tx) error {
		c, err := r.writable(t, campaign)
		if err != nil {
			return err
		}
		if over(c) {
			return errOver
		}
		for _, post := range c.Settings.DutyPosts {
			acting, err := t.Acting(post)
			if err != nil {
				return err
			}
			if acting == 0 && c.State == care.CampaignDraft {
				return care.Invalidf("duty_posts", "有值班岗位无人任职，请先任命或指定代理岗位", "a duty post is vacant; appoint somebody or name a substitute")
			}
		}
		if err := t.AskOnDuty(c, true); err != nil {
			return err
		}
		if c.State == care.CampaignDraft {
			return t.MoveCampaign(campaign, care.CampaignDraft, care.CampaignReady)
		}
		return nil
	})
}

// AckDrill is a duty adult saying that the test alert arrived.
func (r Room) AckDrill(ctx context.Context, who act.Who, campaign care.ID) error {
	return r.Do(ctx, who, "screening.AckDrill", func(t *act.Tx) error {
		t.About("campaign", campaign, 0)
		return t.AckDrill(campaign, who.Post, who.Person)
	})
}

// OpenRound opens a round: only in school hours, not in the last period before
// a weekend or holiday, and only after two adults who serve a school answered the test
// alert. Schools where they did not yet stay closed until they do. It waits for no interval of unit duties: no child is screened later because of one.
func (r Room) OpenRound(ctx context.Context, who act.Who, campaign care.ID) error {
	return r.Do(ctx, who, "screening.OpenRound", func(t *act.Tx) error {
		c, err := r.writable(t, campaign)
		if err != nil {
			return err
		}
		if t.Today < c.OpensOn || t.Today > c.ClosesOn {
			return care.Fail(care.Conflict, "open round", "今天不在测评起止日期之内", "today is outside the round's first and last day")
		}
		if err := r.hourAllowed(t); err != nil {
			return err
		}
		answered, err := t.Drilled(campaign)
		if err != nil {
			return err
		}
		if !anyReady(answered) {
			return care.Fail(care.Conflict, "open round", "须有两位值班人员先确认测试警报（本校的值班人员优先，至少一位），才能开始测评", "two duty adults must acknowledge the test alert before the round opens: the school's own, at least one of them")
		}
		return t.MoveCampaign(campaign, care.CampaignReady, care.CampaignOpen)
	})
}

// over tells that nothing more is recorded for a round.
func over(c care.Campaign) bool {
	return c.State == care.CampaignClosed || c.State == care.CampaignCancelled
}

var errOver = &care.Error{Kind: care.Conflict, Op: "round over", Text: care.Text{Zh: "这次测评已经结束，不能再改动", En: "this round is over; nothing can be changed any more"}}

// writable reads a round that the actor may change.
func (r Room) writable(t *act.Tx, campaign care.ID) (care.Campaign, error) {
	c, err := t.Campaign(campaign)
	if err != nil {
		return c, err
	}
	t.About("campaign", campaign, 0)
	return c, t.DecideUnit(access.Write, access.Round, c.Unit)
}

// hourAllowed holds sittings to the hours in which an adult can come.
func (r Room) hourAllowed(t *act.Tx) error {
	any, err := t.Setting(AnyHour)
	if err != nil || any == "yes" {
		return err
	}
	now, calendar := t.Now.Time(), t.Policy.Calendar()
	if !calendar.SchoolHours(now) {
		return care.Fail(care.Unavailable, "school hours", "测评只在上课时间开放，这时有老师可以马上陪你", "answering is open in school hours only, when an adult can come at once")
	}
	if calendar.LastPeriodBeforeBreak(now) {
		return care.Fail(care.Unavailable, "school hours", "放假前最后一节课不安排测评，请换个时间", "the last period before a break is kept free; choose another time")
	}
	return nil
}

// CancelRound calls off a round that never opened.
func (r Room) CancelRound(ctx context.Context, who act.Who, campaign care.ID) error {
	return r.Do(ctx, who, "screening.CancelRound", func(t *act.Tx) error {
		c, err := r.writable(t, campaign)
		if err != nil {
			return err
		}
		if c.State != care.CampaignDraft && c.State != care.CampaignReady {
			return care.Fail(care.Conflict, "cancel round", "已开始的测评不能取消，只能结束", "an open round can't be called off, only closed")
		}
		return t.MoveCampaign(campaign, c.State, care.CampaignCancelled)
	})
}

// anyReady tells whether a school has its two adults.
func anyReady(answered map[care.ID]store.Drilled) bool {
	for _, d := range answered {
		if wanting(d).ready() {
			return true
		}
	}
	return false
}

// schoolOpen refuses answering in a school whose duty adults did not acknowledge the test
// alert: a danger answer there might find nobody.
func schoolOpen(t *act.Tx, campaign, school care.ID) error {
	d, err := t.DrilledAt(campaign, school)
	if err == nil && !wanting(d).ready() {
		err = care.Fail(care.Forbidden, "pupil sign in", "你们学校的老师还没有准备好，请问问老师", "your school is not ready yet; ask the teacher")
	}
	return err
}
