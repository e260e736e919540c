package casework

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// FlagFile is everything about one flag that its reader may know.
type FlagFile struct {
	FlagLine
	Reasons  []Reason
	Why      bool         // the reader may know the reasons
	Records  []RecordView // interviews, risk forms and decisions about it
	Episode  care.Episode // the pupil's open one; zero without
	NeedsF6  bool         // a danger answer is behind it and no risk form is on file
	Proposer string       // who proposed the end; "" when nobody did
	Grounds  string       // why, for a leader who co-signs
	Mine     bool         // the reader proposed it
	Scores   bool         // the reader may open the sitting
	May      struct{ Interview, Decide bool }
}

// Reason is why a flag was raised, with the pack whose rule said so.
type Reason struct {
	act.FlagReason
	Era act.Era
}

// OpenFlag opens a flag with its reasons and records.
func (r Room) OpenFlag(ctx context.Context, who act.Who, flag care.ID) (FlagFile, error) {
	var f FlagFile
	err := r.Do(ctx, who, "casework.OpenFlag", func(t *act.Tx) error {
		f = FlagFile{}
		row, err := t.Tx.Flag(flag)
		if err != nil {
			return err
		}
		if cosigner(t, row) && !t.May(access.Read, access.Suggestion, row.Person) {
			return f.readCosigned(t, row)
		}
		f.Why = t.May(access.Read, access.Suggestion, row.Person)
		if err := opened(t, "flag", flag, row.Person, access.Interview); err != nil {
			return err
		}
		if f.FlagLine, err = flagLine(t, row); err != nil {
			return err
		}
		if err := f.readReasons(t); err != nil {
			return err
		}
		if f.Records, err = recordsAbout(t, "flag", flag); err != nil {
			return err
		}
		if f.Episode, err = t.OpenEpisode(row.Person, care.StudentCare); err != nil && care.KindOf(err) != care.NotFound {
			return err
		}
		had, err := hasRecord(t, "flag", flag, "f6_risk")
		if err != nil {
			return err
		}
		f.NeedsF6 = row.Critical && !had
		f.Scores = row.Sitting != 0 && t.May(access.Read, access.Scores, row.Person)
		open := row.State == care.FlagOpen
		f.May.Interview = open && t.May(access.Write, access.Interview, row.Person)
		f.May.Decide = open && t.May(access.Write, access.Level, row.Person)
		return f.readProposal(t)
	})
	return f, err
}

// readReasons: a leader who has to talk with the pupil, because no psychologist is
// there, learns that it is needed and how soon, not what was answered.
func (f *FlagFile) readReasons(t *act.Tx) error {
	if !f.Why {
		return nil
	}
	list, err := t.Reasons(f.Flag)
	if err != nil {
		return err
	}
	for _, reason := range list {
		era, err := t.EraOf(reason.Pack, f.OpenedAt)
		if err != nil {
			return err
		}
		f.Reasons = append(f.Reasons, Reason{reason, era})
	}
	return nil
}

// readCosigned is what a leader called as second person needs to judge an end:
// who proposed it and why; no answer, no score, no talk.
func (f *FlagFile) readCosigned(t *act.Tx, row care.Flag) (err error) {
	t.About("flag", row.ID, row.Person)
	if f.FlagLine, err = flagLine(t, row); err != nil {
		return err
	}
	f.May.Decide = true
	rows, err := t.RecordsFor("flag", row.ID)
	if err != nil {
		return err
	}
	for _, rec := range rows {
		if rec.Form != "level_decision" {
			continue
		}
		parts, err := t.RecordParts(rec.ID)
		if err != nil {
			return err
		}
		for _, p := range parts {
			plain, err := t.Open("record_part", "sealed", p.ID, p.Sealed)
			if err != nil {
				return err
			}
			v, err := questionnaire.DecodeValues(plain)
			if err != nil {
				return err
			}
			if v.Answered("reason") {
				f.Grounds = v.String("reason")
			}
		}
	}
	return f.readProposal(t)
}

func (f *FlagFile) readProposal(t *act.Tx) error {
	if f.Proposed == "" || f.State != care.FlagOpen {
		return nil
	}
	first, err := t.ProposerOf(f.ID)
	if err != nil {
		return err
	}
	f.Mine = first == t.Who.Person
	f.Proposer, err = t.NameOf(first)
	return err
}

func recordsAbout(t *act.Tx, ref string, id care.ID) ([]RecordView, error) {
	rows, err := t.RecordsFor(ref, id)
	if err != nil {
		return nil, err
	}
	var list []RecordView
	for _, row := range rows {
		v, err := openRecord(t, row)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// AlertFile is one alert with who was called and who goes.
type AlertFile struct {
	AlertLine
	Calls   []CallLine
	Records []RecordView
	Climbs  care.Millis // when the next person is called; 0 when somebody goes
	May     struct{ Answer, Check bool }
	Flag    care.ID // the flag beside it, where the reader may open it
	Phone   string  // of the guardian asked first, where the reader may know it and the pupil is under age
	Age     care.Majority
	Why     bool // the reader goes to the pupil or looks after him, and knows what called
	Now     care.Millis
}

// CallLine is one post called to an alert.
type CallLine struct {
	Holder
	CalledAt care.Millis
	SeenAt   care.Millis
}

// OpenAlert opens an alert and marks it as seen by a called post, for the other
// adults to know.
func (r Room) OpenAlert(ctx context.Context, who act.Who, alert care.ID) (AlertFile, error) {
	var f AlertFile
	err := r.Do(ctx, who, "casework.OpenAlert", func(t *act.Tx) error {
		a, err := t.Alert(alert)
		if err != nil {
			return err
		}
		if err := opened(t, "alert", alert, a.Person, access.Alerts); err != nil {
			return err
		}
		if err := t.SeeCall(alert, who.Post); err != nil {
			return err
		}
		f, err = alertFile(t, a)
		if err != nil {
			return err
		}
		f.Records, err = recordsAbout(t, "alert", alert)
		return err
	})
	return f, err
}

// AlertState reads how an alert stands, for a page that asks again and again;
// what it shows was opened, and logged, with the page.
func (r Room) AlertState(ctx context.Context, who act.Who, alert care.ID) (AlertFile, error) {
	var f AlertFile
	err := r.View(ctx, who, func(t *act.Tx) error {
		a, err := t.Alert(alert)
		if err != nil {
			return err
		}
		if err := t.Decide(access.Read, access.Alerts, a.Person); err != nil {
			return err
		}
		f, err = alertFile(t, a)
		return err
	})
	return f, err
}

func alertFile(t *act.Tx, a care.Alert) (AlertFile, error) {
	f := AlertFile{AlertLine: AlertLine{Alert: a}, Climbs: a.ClimbAt, Now: t.Now}
	var err error
	if f.Pupil, err = chipOf(t, a.Person); err != nil {
		return f, err
	}
	if f.By, err = holderOf(t, a.AnsweredBy); err != nil {
		return f, err
	}
	calls, err := t.Calls(a.ID)
	if err != nil {
		return f, err
	}
	for _, c := range calls {
		h, err := holderOf(t, c.Post)
		if err != nil {
			return f, err
		}
		f.Called = f.Called || c.Post == t.Who.Post
		f.Calls = append(f.Calls, CallLine{h, c.CalledAt, c.SeenAt})
	}
	f.Why = f.Called || a.AnsweredBy == t.Who.Post || t.May(access.Read, access.Suggestion, a.Person)
	may := t.May(access.Write, access.Alerts, a.Person)
	f.May.Answer = may && a.State == care.AlertRaised
	f.May.Check = may && a.State == care.AlertAnswered
	if t.May(access.Read, access.Suggestion, a.Person) {
		flag, err := t.FlagOfAlert(a.ID)
		if err == nil {
			f.Flag = flag.ID
		} else if care.KindOf(err) != care.NotFound {
			return f, err
		}
	}
	return f, f.readPhone(t)
}

func (f *AlertFile) readPhone(t *act.Tx) error {
	if f.State == care.AlertEnded || !t.May(access.Read, access.Contacts, f.Person) {
		return nil
	}
	var err error
	if f.Age, err = t.MajorityOf(f.Person); f.Age != care.Minor || err != nil {
		return err
	}
	guardians, err := t.GuardiansOf(f.Person)
	if care.KindOf(err) == care.Sealed || len(guardians) == 0 {
		return nil
	}
	f.Phone = guardians[0].Phone
	return err
}
