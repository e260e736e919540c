package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// The kinds of one-time link.
const (
	LinkConsent = "consent"
	LinkNotice  = "notice"
)

// Slip is a one-time link as it is handed out, once: for a guardian of a pupil.
type Slip struct {
	Token   string
	Pupil   Chip
	Expires care.Millis
}

// ConsentLink makes a link by which a pupil's first guardian decides about a
// round. It is shown once; only its digest is kept. Who is of age decides himself: for
// him no guardian gets a link.
func (r Room) ConsentLink(ctx context.Context, who act.Who, campaign, pupil care.ID) (Slip, error) {
	var s Slip
	err := r.Do(ctx, who, "casework.ConsentLink", func(t *act.Tx) (err error) {
		if err := t.Decide(access.Write, access.Consent, pupil); err != nil {
			return err
		}
		c, err := t.Campaign(campaign)
		if err != nil {
			return err
		}
		if c.State == care.CampaignClosed || c.State == care.CampaignCancelled {
			return care.Fail(care.Conflict, "consent link", "本次测评已经结束", "this round is over")
		}
		class, err := t.ClassIDOf(pupil)
		if err != nil {
			return err
		}
		if _, err := t.CampaignClass(campaign, class); err != nil {
			return err
		}
		age, err := t.MajorityOf(pupil)
		if err != nil {
			return err
		}
		if err := ownConsent(age); err != nil {
			return err
		}
		s, err = slip(t, LinkConsent, pupil, 0, campaign)
		return err
	})
	return s, err
}

// ownConsent refuses a guardian's link for whoever consents himself, or may do so.
func ownConsent(age care.Majority) error {
	switch age {
	case care.Adult:
		return care.Fail(care.Conflict, "consent link", "学生已满 18 岁，由本人决定，不发给监护人：请让本人在纸上签名，再在“家长同意”里登记", "the pupil is 18 or older and decides himself, so no guardian gets a link: let the pupil sign on paper and enter it under Consents")
	case care.AgeNotOnRoll:
		return care.Fail(care.Conflict, "consent link", "名册里没有出生日期，看不出是否已满 18 岁：请先在名册中补上出生日期；已满 18 岁的由本人签名", "the roster has no birth date, so it does not say whether the pupil is 18 or older: enter the date first; from 18 on the pupil signs himself")
	}
	return nil
}

// NoticeLink makes a link by which a guardian reads and acknowledges a notice
// that was sent to him.
func (r Room) NoticeLink(ctx context.Context, who act.Who, notice care.ID) (Slip, error) {
	var s Slip
	err := r.Do(ctx, who, "casework.NoticeLink", func(t *act.Tx) error {
		n, err := t.Notice(notice)
		if err != nil {
			return err
		}
		t.About("notice", notice, n.Person)
		e, err := t.Episode(n.Episode)
		if err != nil {
			return err
		}
		if !team(t, e) {
			return t.Refuse(access.Notices, n.Person)
		}
		if n.Guardian == 0 || n.State != care.NoticeSent {
			return care.Fail(care.Conflict, "notice link", "只有已发出、监护人还没有确认的通知才能生成链接", "a link is made only for a guardian's notice that was sent and is not yet acknowledged")
		}
		s, err = slip(t, LinkNotice, n.Person, n.Guardian, notice)
		return err
	})
	return s, err
}

func slip(t *act.Tx, kind string, pupil, guardian, ref care.ID) (Slip, error) {
	t.About("link", ref, pupil)
	t.Detail(kind)
	if guardian == 0 {
		list, err := t.Guardians(pupil)
		if err != nil {
			return Slip{}, err
		}
		if len(list) == 0 {
			return Slip{}, care.Fail(care.Conflict, "make link", "名册里没有这名学生的监护人，请先补充联系方式", "the roster has no guardian of this pupil; add one first")
		}
		guardian = list[0].ID
	}
	s := Slip{Expires: t.Now + care.Millis(act.LinkLife.Milliseconds())}
	var err error
	if s.Token, err = t.NewLink(kind, pupil, guardian, ref); err != nil {
		return s, err
	}
	s.Pupil, err = chipOf(t, pupil)
	return s, err
}

// Opened is what stands behind a link whose proof was right. It holds no score,
// no level and no reason.
type Opened struct {
	Kind     string
	Child    string
	School   string
	Class    care.Text
	Guardian care.Guardian
	Round    care.Campaign // of a consent
	Titles   []care.Text   // of its questionnaires
	Decision care.ConsentDecision
	Letter   Letter // of a notice, with what the plan says of home
	SentAt   care.Millis
	AckAt    care.Millis
	Lines    []policy.Hotline // open now
}

// OpenLink opens a link for whoever knows the last four digits of the
// guardian's phone. Wrong digits are counted; after five the link is dead.
func (r Room) OpenLink(ctx context.Context, token, last4 string) (Opened, error) {
	var o Opened
	wrong := false
	err := r.Do(ctx, guardianAsking, "casework.OpenLink", func(t *act.Tx) error {
		l, g, ok, err := t.ProveLink(token, last4)
		if wrong = err == nil && !ok; err != nil || wrong {
			return err
		}
		o, err = r.behind(t, l, g)
		return err
	})
	if err == nil && wrong {
		err = errProof
	}
	return o, err
}

var errProof = care.Invalidf("last4", "数字不对，请再看一遍：填学校登记的监护人手机号的最后四位", "these digits don't match; give the last four of the guardian's phone that the school has on record")

// guardianAsking is a guardian at a link: nobody of the staff, no post.
var guardianAsking = act.Who{Actor: access.Actor{Role: care.GuardianRole}}

func (r Room) behind(t *act.Tx, l store.LinkRow, g care.Guardian) (Opened, error) {
	o := Opened{Kind: l.Kind, Guardian: g}
	round, err := roundOf(t, l)
	if err != nil {
		return o, err
	}
	if o.Lines, err = t.OpenLines(round); err != nil {
		return o, err
	}
	if o.Child, err = t.NameOf(l.Person); err != nil {
		return o, err
	}
	school, class, err := t.SchoolOf(l.Person)
	if err != nil {
		return o, err
	}
	u, err := t.Unit(school)
	if err != nil {
		return o, err
	}
	o.School = u.Name
	c, err := t.Unit(class)
	if err != nil {
		return o, err
	}
	o.Class = c.ClassName(care.SchoolYear(t.Today))
	if l.Kind == LinkConsent {
		if err := stillMinor(t, l.Person); err != nil {
			return o, err
		}
		return o, o.readRound(t, l)
	}
	return o, o.readNotice(t, l)
}

// roundOf is the round behind a link: the one a consent is about, or the last one whose
// sheet asked for the pupil to be met; none where nothing of a round led here.
func roundOf(t *act.Tx, l store.LinkRow) (care.Campaign, error) {
	if l.Kind == LinkConsent {
		return t.Campaign(l.Ref)
	}
	flags, err := t.FlagsOf(l.Person)
	for _, f := range flags { // newest first
		if f.Campaign != 0 {
			return t.Campaign(f.Campaign)
		}
	}
	return care.Campaign{}, err
}

// stillMinor: who came of age since the slip was handed out decides himself.
func stillMinor(t *act.Tx, person care.ID) error {
	age, err := t.MajorityOf(person)
	if err == nil && age == care.Adult {
		err = act.DeadLink()
	}
	return err
}

func (o *Opened) readRound(t *act.Tx, l store.LinkRow) (err error) {
	if o.Round, err = t.Campaign(l.Ref); err != nil {
		return err
	}
	for _, b := range o.Round.Battery {
		if in, ok := t.K.Instruments.Get(b.Instrument); ok {
			o.Titles = append(o.Titles, in.Names)
		}
	}
	had, err := t.Consent(l.Ref, l.Person)
	if care.KindOf(err) == care.NotFound && err != nil {
		return nil
	}
	o.Decision = had.Decision
	return err
}

func (o *Opened) readNotice(t *act.Tx, l store.LinkRow) error {
	n, err := t.Notice(l.Ref)
	if err != nil {
		return err
	}
	if n.State != care.NoticeSent && n.State != care.NoticeAcknowledged {
		return act.DeadLink()
	}
	body, err := t.NoticeBodyOf(n)
	if err != nil {
		return err
	}
	o.SentAt, o.AckAt = n.SentAt, n.AckAt
	if o.Letter, err = letterOf(t, n, body); err != nil {
		return err
	}
	family, err := familyPart(t, n)
	o.Letter = o.Letter.With(family)
	return err
}

// phoneOf is the number of whoever holds a post, "" when it is vacant, has none or
// the region is locked: the letter then says to call the school.
func phoneOf(t *act.Tx, post care.ID) (string, error) {
	holder, err := t.Holder(post)
	if err != nil {
		return "", unless(care.NotFound, err)
	}
	person, err := t.Person(holder)
	if err != nil {
		return "", err
	}
	id, err := t.Identity(person)
	return id.Phone, unless(care.Sealed, err)
}

// unless is an error that is not of the kind the caller expects.
func unless(kind care.Kind, err error) error {
	if care.KindOf(err) == kind {
		return nil
	}
	return err
}

// familyPart opens of the episode's newest plan what the guardian is to do, and
// nothing else. What was held back from the guardian stays back.
func familyPart(t *act.Tx, n care.Notice) ([]string, error) {
	rows, err := t.RecordsFor("episode", n.Episode)
	if err != nil {
		return nil, err
	}
	for _, row := range slices.Backward(rows) {
		if row.Form != "plan" {
			continue
		}
		v, err := openParts(t, row, func(_ *questionnaire.Definition, class questionnaire.Class) bool {
			return class == questionnaire.ClassPlanFamily
		})
		if err != nil || v.Values.String("guardian_part") == "held" {
			return nil, err
		}
		return v.Values.Strings("family_measures"), nil
	}
	return nil, nil
}

// AcknowledgeByLink is a guardian saying by link that he read a notice; the
// link is spent with it.
func (r Room) AcknowledgeByLink(ctx context.Context, token, last4 string) error {
	wrong := false
	err := r.Do(ctx, guardianAsking, "casework.AcknowledgeByLink", func(t *act.Tx) error {
		l, _, ok, err := t.ProveLink(token, last4)
		if wrong = err == nil && !ok; err != nil || wrong {
			return err
		}
		if l.Kind != LinkNotice {
			return act.DeadLink()
		}
		n, err := t.Notice(l.Ref)
		if err != nil {
			return err
		}
		if err := acknowledge(t, n, 0); err != nil {
			return err
		}
		return t.UseLink(l.ID)
	})
	if err == nil && wrong {
		return errProof
	}
	return err
}

// Slips are the links of a class, and the pupils who decide themselves and get none.
type Slips struct {
	Slips []Slip
	Own   []OwnConsent
}

// OwnConsent is a pupil for whom no guardian decides.
type OwnConsent struct {
	Pupil Chip
	Age   care.Majority
}

// ConsentLinks makes a link for each pupil of a class who is a minor, has a guardian on
// the roster and no decision yet.
func (r Room) ConsentLinks(ctx context.Context, who act.Who, campaign, class care.ID) (Slips, error) {
	var out Slips
	var pupils []care.ID
	err := r.View(ctx, who, func(t *act.Tx) error {
		if err := t.DecideUnit(access.Write, access.Consent, class); err != nil {
			return err
		}
		had, err := t.ConsentsIn(campaign, class)
		if err != nil {
			return err
		}
		rows, err := t.PersonsIn(class, care.Enrolled)
		if err != nil {
			return err
		}
		for _, p := range rows {
			if _, decided := had[p.ID]; decided {
				continue
			}
			age, err := t.MajorityOf(p.ID)
			if err != nil {
				return err
			}
			if ownConsent(age) != nil {
				own := OwnConsent{Age: age}
				if own.Pupil, err = chipOf(t, p.ID); err != nil {
					return err
				}
				out.Own = append(out.Own, own)
				continue
			}
			guardians, err := t.Guardians(p.ID)
			if err != nil {
				return err
			}
			if len(guardians) > 0 {
				pupils = append(pupils, p.ID)
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	for _, p := range pupils {
		s, err := r.ConsentLink(ctx, who, campaign, p)
		if err != nil {
			return out, err
		}
		out.Slips = append(out.Slips, s)
	}
	slices.SortStableFunc(out.Slips, func(a, b Slip) int { return compareNames(a.Pupil.Name, b.Pupil.Name) })
	slices.SortStableFunc(out.Own, func(a, b OwnConsent) int { return compareNames(a.Pupil.Name, b.Pupil.Name) })
	return out, nil
}
