package casework

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// NoticeFile is one notice with what it says and how it stands.
type NoticeFile struct {
	NoticeLine
	Body     act.NoticeBody
	Votes    []VoteLine
	Records  []RecordView
	Wide     []Told // all waiting notices of the episode, released together
	May      struct{ Acknowledge, HomeSafe, Release, Link, Find, Protect bool }
	Voted    bool // the reader has answered "is home safe?" already
	Protects bool // the reader takes the child over and knows nothing else: neither level nor clause of it
	Task     *Row // who finds the guardian, or takes the child over, and by when
	Age      care.Majority
	Letter   *Letter // what a guardian reads
}

// VoteLine is one answer to "is home safe?".
type VoteLine struct {
	Whom Holder
	Vote string
	At   care.Millis
}

// OpenNotice opens a notice: its recipient, and those who look after the pupil.
func (r Room) OpenNotice(ctx context.Context, who act.Who, notice care.ID) (NoticeFile, error) {
	var f NoticeFile
	err := r.Do(ctx, who, "casework.OpenNotice", func(t *act.Tx) error {
		f = NoticeFile{}
		n, err := t.Notice(notice)
		if err != nil {
			return err
		}
		t.About("notice", notice, n.Person)
		f.Mine = n.ToPost == who.Post && (n.State == care.NoticeSent || n.State == care.NoticeAcknowledged)
		overseen := f.Mine || mayOversee(t, n)
		if f.Protects = !overseen && protects(t, n); !overseen && !f.Protects {
			return t.Decide(access.Read, access.Answers, n.Person)
		}
		f.Notice, f.Whom = n, Holder{Role: n.ToRole}
		for _, read := range []func(*act.Tx) error{f.readBody, f.readWhom, f.readVotes, f.readWide} {
			if err := read(t); err != nil {
				return err
			}
		}
		f.May.Acknowledge = f.Mine && n.State == care.NoticeSent
		e, err := t.Episode(n.Episode)
		if err != nil {
			return err
		}
		f.May.HomeSafe = n.State == care.NoticeHeld && n.Guardian != 0 && team(t, e)
		f.May.Link = n.Guardian != 0 && n.State == care.NoticeSent && team(t, e)
		return f.readTask(t)
	})
	return f, err
}

// readTask finds who finds the guardian, or who takes the child over.
func (f *NoticeFile) readTask(t *act.Tx) error {
	if f.ToRole != care.GuardianRole {
		return nil
	}
	duties, err := t.DutiesAbout(f.Notice.Person)
	if err != nil {
		return err
	}
	for _, d := range duties {
		form := map[string]string{"find_guardian": GuardianForm, "protection_report": ProtectionForm}[d.Rule]
		if form == "" || d.Ref != "notice" || d.RefID != f.ID || d.Rule == "find_guardian" && d.State != care.DutyOpen {
			continue
		}
		row, err := dutyRow(t, d)
		if err != nil {
			return err
		}
		if row.Whom, err = holderOf(t, d.Post); err != nil {
			return err
		}
		f.Task = &row
		if d.State == care.DutyOpen {
			_, err := mayDo(t, form, f.Notice)
			f.May.Find, f.May.Protect = err == nil && form == GuardianForm, err == nil && form == ProtectionForm
		}
		return nil
	}
	return nil
}

// mayOversee: the care team sees all notices about its pupil, and whoever may
// release the waiting ones sees those.
func mayOversee(t *act.Tx, n care.Notice) bool {
	e, err := t.Episode(n.Episode)
	return err == nil && (mayList(t, e) && team(t, e) || n.State == care.NoticeWaiting && mayRelease(t, e))
}

// mayList tells whether a notice about an episode may stand in the actor's list: of
// another programme than pupil care in that of who looks after the person there.
func mayList(t *act.Tx, e care.Episode) bool {
	return e.Programme != care.StudentCare && team(t, e) || e.Programme == care.StudentCare && t.May(access.Read, access.Notices, e.Person)
}

// mayRelease: the psychology lead and the leaders around the pupil, and whoever the
// release was given to because none of them is there. Notices of another programme
// than pupil care are not theirs, and wait for nobody.
func mayRelease(t *act.Tx, e care.Episode) bool {
	if e.Programme != care.StudentCare {
		return false
	}
	switch t.Who.Role {
	case care.PsychologyLead, care.DeputyPrincipal, care.Principal:
		return leads(t, e.Person)
	}
	d, err := t.OpenDutyFor("wide_release", "episode", e.ID)
	return err == nil && d.Post == t.Who.Post
}

func (f *NoticeFile) readBody(t *act.Tx) (err error) {
	if f.Body, err = t.NoticeBodyOf(f.Notice); err != nil {
		return err
	}
	if f.Pupil, err = chipOf(t, f.Notice.Person); err != nil || f.ToRole != care.GuardianRole {
		return err
	}
	if f.Age, err = t.MajorityOf(f.Notice.Person); err != nil {
		return err
	}
	letter, err := letterOf(t, f.Notice, f.Body)
	f.Letter = &letter
	return err
}

func (f *NoticeFile) readWhom(t *act.Tx) (err error) {
	if f.Notice.ToPost != 0 {
		f.Whom, err = holderOf(t, f.Notice.ToPost)
	}
	return err
}

func (f *NoticeFile) readVotes(t *act.Tx) error {
	votes, err := t.Votes(f.ID)
	if err != nil {
		return err
	}
	for _, v := range votes {
		h, err := holderOf(t, v.Post)
		if err != nil {
			return err
		}
		f.Voted = f.Voted || v.Person == t.Who.Person
		f.Votes = append(f.Votes, VoteLine{h, v.Vote, v.At})
	}
	f.Records, err = recordsAbout(t, "notice", f.ID)
	return err
}

func (f *NoticeFile) readWide(t *act.Tx) error {
	e, err := t.Episode(f.Episode)
	if err != nil || f.State != care.NoticeWaiting || !mayRelease(t, e) {
		return err
	}
	f.May.Release = true
	list, err := t.NoticesOf(e.ID)
	if err != nil {
		return err
	}
	for _, n := range list {
		if n.State != care.NoticeWaiting {
			continue
		}
		told, err := toldOf(t, n)
		if err != nil {
			return err
		}
		f.Wide = append(f.Wide, told)
	}
	return nil
}

// WaitingNotice finds an episode's first waiting wide notice: where the release
// duty leads to.
func (r Room) WaitingNotice(ctx context.Context, who act.Who, episode care.ID) (care.ID, error) {
	var id care.ID
	err := r.View(ctx, who, func(t *act.Tx) error {
		e, err := t.Episode(episode)
		if err != nil {
			return err
		}
		if !mayRelease(t, e) {
			return t.Refuse(access.Notices, e.Person)
		}
		list, err := t.NoticesOf(episode)
		for _, n := range list {
			if n.State == care.NoticeWaiting && id == 0 {
				id = n.ID
			}
		}
		if err == nil && id == 0 {
			err = care.Fail(care.Conflict, "release", "这些通知已经放行", "these notices were released already")
		}
		return err
	})
	return id, err
}
