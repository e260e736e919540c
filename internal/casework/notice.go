package casework

import (
	"context"
	"maps"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Acknowledge is a recipient saying that he read a notice.
func (r Room) Acknowledge(ctx context.Context, who act.Who, notice care.ID) error {
	return r.Do(ctx, who, "casework.Acknowledge", func(t *act.Tx) error {
		n, err := t.Notice(notice)
		if err != nil {
			return err
		}
		t.About("notice", notice, n.Person)
		if n.ToPost != who.Post {
			return t.Refuse(access.Notices, n.Person)
		}
		return acknowledge(t, n, who.Post)
	})
}

func acknowledge(t *act.Tx, n care.Notice, by care.ID) error {
	if n.State == care.NoticeAcknowledged {
		return nil
	}
	n.State, n.AckAt, n.AckBy, n.ClimbAt = care.NoticeAcknowledged, t.Now, by, 0
	return t.UpdateNotice(n, care.NoticeSent)
}

// Release sends an episode's waiting wide notices. The psychology lead or the
// deputy does it; the district's report goes with them.
func (r Room) Release(ctx context.Context, who act.Who, episode care.ID) (sent int, err error) {
	err = r.Do(ctx, who, "casework.Release", func(t *act.Tx) error {
		sent = 0
		e, err := t.Episode(episode)
		if err != nil {
			return err
		}
		t.About("episode", episode, e.Person)
		if err := releaser(t, e); err != nil {
			return err
		}
		list, err := t.NoticesOf(episode)
		if err != nil {
			return err
		}
		var district []care.Notice
		for _, n := range list {
			if n.State != care.NoticeWaiting {
				continue
			}
			if _, err := t.SendNotice(n); err != nil {
				return err
			}
			sent++
			if n.ToRole == care.DistrictOfficer {
				district = append(district, n)
			}
		}
		if err := reported(t, e, district); err != nil {
			return err
		}
		if err := finishReleases(t, episode); err != nil {
			return err
		}
		if e.State != care.EpisodeOpen {
			return nil
		}
		school, _, err := t.SchoolOf(e.Person)
		if err != nil {
			return err
		}
		_, err = r.keepNext(t, e, school)
		return err
	})
	return sent, err
}

// finishReleases ends every duty to release: a level raised twice asks twice.
func finishReleases(t *act.Tx, episode care.ID) error {
	for {
		_, err := t.OpenDutyFor("wide_release", "episode", episode)
		if care.KindOf(err) == care.NotFound {
			return nil
		}
		if err == nil {
			err = t.FinishDuty("wide_release", "episode", episode, "released")
		}
		if err != nil {
			return err
		}
	}
}

// releaser lets the post release that the release duty lies on, and those to
// whom it climbs.
func releaser(t *act.Tx, e care.Episode) error {
	if mayRelease(t, e) {
		return nil
	}
	return t.Refuse(access.Notices, e.Person)
}

// HomeSafe answers "is home safe?" about a held guardian notice (form
// home_safe). Nobody doubts it: one person sends it. Somebody holds it: two
// different people release it or withhold it; withheld, the child goes to the protection
// post by a duty with a date (act.Protect).
func (r Room) HomeSafe(ctx context.Context, who act.Who, notice care.ID, values questionnaire.Values) (care.Notice, error) {
	var n care.Notice
	err := r.Do(ctx, who, "casework.HomeSafe", func(t *act.Tx) (err error) {
		if n, err = t.Notice(notice); err != nil {
			return err
		}
		t.About("notice", notice, n.Person)
		if err := judgesHome(t, n); err != nil {
			return err
		}
		if n.State != care.NoticeHeld {
			return care.Fail(care.Conflict, "home safe", "这条通知已经处理", "this notice has been dealt with")
		}
		if n.Guardian == 0 {
			return care.Fail(care.Conflict, "home safe", "名册里还没有监护人：先找到并登记监护人，再判断家里是否安全", "the roster names no guardian yet: find and enter one first, then judge whether home is safe")
		}
		if values, err = otherVoter(t, n, values); err != nil {
			return err
		}
		if _, _, err := fileSheet(t, sheet{form: "home_safe", person: n.Person, ref: "notice", refID: notice, values: values}); err != nil {
			return err
		}
		vote := voteOf(values)
		if err := t.PutVote(notice, store.SafetyVote{Post: who.Post, Person: who.Person, Vote: vote}); err != nil {
			return err
		}
		votes, err := t.Votes(notice)
		if err != nil {
			return err
		}
		n, err = r.countVotes(t, n, votes, vote)
		return err
	})
	return n, err
}

// otherVoter names the other person of a decision that takes two: who answered
// before, or that somebody has yet to. Nobody signs for somebody else.
func otherVoter(t *act.Tx, n care.Notice, values questionnaire.Values) (questionnaire.Values, error) {
	v := maps.Clone(values)
	other := "待第二人确认"
	votes, err := t.Votes(n.ID)
	if err != nil {
		return nil, err
	}
	for _, vote := range votes {
		if vote.Person == t.Who.Person {
			continue
		}
		name, err := t.NameOf(vote.Person)
		if err != nil {
			return nil, err
		}
		if name != "" {
			other = name
		}
	}
	v["second_person"] = questionnaire.TextValue(other)
	return v, nil
}

func voteOf(v questionnaire.Values) string {
	if v.String("safe") == "safe" {
		return v.String("send")
	}
	return v.String("keep_back")
}

func (r Room) countVotes(t *act.Tx, n care.Notice, votes []store.SafetyVote, last string) (care.Notice, error) {
	count := map[string]int{}
	for _, v := range votes {
		count[v.Vote]++
	}
	held := count["hold"]+count["withhold"] > 0
	switch {
	case count["withhold"] >= 2:
		n.State, n.ClimbAt = care.NoticeWithheld, 0
		if err := t.UpdateNotice(n, care.NoticeHeld); err != nil {
			return n, err
		}
		if err := t.FinishDuty("home_safe", "notice", n.ID, "withheld"); err != nil {
			return n, err
		}
		return n, t.Protect(n)
	case (last == "send" && !held) || count["release"]+count["send"] >= 2:
		n, err := t.SendNotice(n)
		if err != nil {
			return n, err
		}
		return n, t.FinishDuty("home_safe", "notice", n.ID, "sent")
	}
	return n, r.askOther(t, n)
}

// askOther asks a second person: the psychology lead, or the deputy.
func (r Room) askOther(t *act.Tx, n care.Notice) error {
	_, class, err := t.SchoolOf(n.Person)
	if err != nil {
		return err
	}
	for _, role := range []care.Role{care.PsychologyLead, care.DeputyPrincipal, care.Principal} {
		post, err := t.Seat(class, role)
		if err != nil {
			return err
		}
		if post != t.Who.Post {
			return t.Send("duty", post, 0, n.ID)
		}
	}
	return nil
}
