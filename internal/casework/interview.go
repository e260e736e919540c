package casework

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// Interview is a face-to-face talk about a flag: F5, and F6 where the talk or
// the flag asks for it.
type Interview struct {
	Flag   care.ID
	F5     questionnaire.Values
	F6     questionnaire.Values // nil = not filled in
	Amends care.ID              // an earlier F5 record
}

// RecordInterview files an interview. The risk form is required when the flag
// came from a danger answer or the talk showed anything; an urgent risk form
// lifts the flag to major at once.
func (r Room) RecordInterview(ctx context.Context, who act.Who, in Interview) error {
	return r.Do(ctx, who, "casework.RecordInterview", func(t *act.Tx) error {
		f, err := r.openFlag(t, in.Flag)
		if err != nil {
			return err
		}
		if err := t.Decide(access.Write, access.Interview, f.Person); err != nil {
			return err
		}
		_, def, err := fileSheet(t, sheet{form: "f5_interview", person: f.Person, ref: "flag", refID: f.ID, amends: in.Amends, values: in.F5})
		if err != nil {
			return err
		}
		needs := f.Critical || contains(def.Signals(in.F5), questionnaire.SignalNeedsF6)
		if needs && in.F6 == nil {
			had, err := hasRecord(t, "flag", f.ID, "f6_risk")
			if err != nil || had {
				return err
			}
			return care.Invalidf("f6", "需要填写安全评估记录（F6）", "the safety assessment record (F6) is required")
		}
		if in.F6 == nil {
			return nil
		}
		return r.riskForm(t, f, in.F6)
	})
}

func (r Room) riskForm(t *act.Tx, f care.Flag, values questionnaire.Values) error {
	_, def, err := fileSheet(t, sheet{form: "f6_risk", person: f.Person, ref: "flag", refID: f.ID, values: values})
	if err != nil {
		return err
	}
	if !contains(def.Signals(values), questionnaire.SignalUrgent) {
		return nil
	}
	_, _, err = t.Flag(care.Flag{Person: f.Person, School: f.School, Source: f.Source, Suggested: care.LevelMajor, Critical: true},
		[]act.FlagReason{{Rule: "f6.urgent", Clause: "ours", Level: care.LevelMajor, Text: care.Text{Zh: "安全评估显示情况紧急", En: "the safety assessment says urgent"}}})
	return err
}

// openFlag reads an open flag and names it in the log.
func (r Room) openFlag(t *act.Tx, id care.ID) (care.Flag, error) {
	f, err := t.Tx.Flag(id)
	if err != nil {
		return f, err
	}
	t.About("flag", id, f.Person)
	if f.State != care.FlagOpen {
		return f, care.Fail(care.Conflict, "open flag", "这条已经处理完毕", "this flag has ended already")
	}
	return f, nil
}

func hasRecord(t *act.Tx, ref string, id care.ID, form string) (bool, error) {
	rows, err := t.RecordsFor(ref, id)
	for _, row := range rows {
		if row.Form == form {
			return true, err
		}
	}
	return false, err
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
