package demo

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// guardianReads is a family that answers the school's notice: four of five by the
// one-time link on the phone, the others in a talk that the owner files.
func (b *builder) guardianReads(ctx context.Context, p *pupil, n care.Notice) error {
	var e care.Episode
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		if n, err = t.Notice(n.ID); err != nil {
			return err
		}
		e, err = t.Episode(n.Episode)
		return err
	})
	if err != nil || n.State != care.NoticeSent || e.State != care.EpisodeOpen {
		return err
	}
	owner, err := b.acting(ctx, e.OwnerPost)
	if err != nil {
		return err
	}
	phone := p.Guardians[0].Phone
	if phone == "" || b.dice(p.key, "family", n.Level).Float64() > .8 {
		return b.casework.FileForm(ctx, owner, e.ID, "f9_guardian_contact", b.parse("f9_guardian_contact", b.spoken(owner, p)))
	}
	slip, err := b.casework.NoticeLink(ctx, owner, n.ID)
	if err != nil {
		return err
	}
	b.soon(b.now().Add(minutes(20)), p, func(ctx context.Context) error {
		err := b.casework.AcknowledgeByLink(ctx, slip.Token, phone[len(phone)-4:])
		if care.KindOf(err) == care.Conflict {
			return nil // the owner called meanwhile
		}
		return err
	})
	return nil
}

// spoken is the record of a talk with the guardian.
func (b *builder) spoken(who act.Who, p *pupil) map[string][]string {
	g := p.Guardians[0]
	return map[string][]string{"contacted_on": b.day(0), "contacted_at": b.hour(), "by": words(b.name(who)), "channel": words("phone"), "reached": words("yes"),
		"with_whom": words(g.Name + "（" + g.Relation + "）"), "told": words("孩子最近有些累，学校安排老师每周陪他聊一聊"), "advised": words("listen", "tell_school"),
		"home_items": words("not_needed"), "leaflet": words("yes"), "agreed": words("周末一家人一起吃饭，少问成绩"), "fetches": words("not_needed"),
		"acknowledged": words("orally"), "next_contact_on": b.schoolDay(10)}
}
