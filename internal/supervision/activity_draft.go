package supervision

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// What a draft is about: a new record of a unit, or the amendment of one.
const (
	draftOfUnit   = "unit"
	draftOfRecord = "activity"
)

// Sheet is a form of a unit's record, ready to be written.
type Sheet struct {
	Unit   care.Unit
	Kind   policy.Activity
	Def    *questionnaire.Definition
	Values questionnaire.Values
	Saved  care.Millis // of the draft, 0 = none
	Round  care.ID     // the round a new record is about
	Before Record      // the record being amended; its ID is 0 for a new one
}

// Asked is what a new record is about besides unit and kind.
type Asked struct {
	From  care.Date                      // the first day of the period a report is about, "" for the last that is over
	Round care.ID                        // the round a new record is about
	Known map[string]questionnaire.Value // what the page it is opened from knows, by source
}

// Blank opens the form of a kind for a unit: prefilled with what is known, or with
// what the author had written when the page was lost. A draft of another round or
// period is left alone.
func (r Room) Blank(ctx context.Context, who act.Who, unit care.ID, kind string, asked Asked) (s Sheet, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		s = Sheet{Round: asked.Round}
		if s.Unit, s.Kind, s.Def, err = fileable(t, unit, kind); err != nil {
			return err
		}
		if s.Values, err = prefill(t, s, asked); err != nil {
			return err
		}
		if asked.From != "" {
			return nil
		}
		return s.takeUp(t, draftOfUnit, unit)
	})
	return s, err
}

// fixed are the sources whose fields nobody types: the page it is opened from says it.
var fixed = []string{"activity.kind", "round.title", "class.name"}

// Fixed are the fields that the program fills in by itself.
func (s Sheet) Fixed() (names []string) {
	for _, f := range s.Def.Fields() {
		if slices.Contains(fixed, f.PrefillFrom) {
			names = append(names, f.ID)
		}
	}
	return names
}

// Given are the answers that were posted, with what the program fills in.
func (s Sheet) Given(v questionnaire.Values) questionnaire.Values {
	for _, name := range s.Fixed() {
		v[name] = s.Values[name]
	}
	return v
}

// BlankAmend opens a record to be amended.
func (r Room) BlankAmend(ctx context.Context, who act.Who, id care.ID) (s Sheet, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		s = Sheet{}
		a, u, err := own(t, id, access.Write)
		if err != nil {
			return err
		}
		if s.Before, err = opened(t, a); err != nil {
			return err
		}
		if a.State != care.ActivityKept || len(s.Before.Hidden) > 0 {
			return care.Fail(care.Forbidden, "amend activity", "这份记录不能更正", "this record can't be amended")
		}
		if s.Unit, s.Kind, s.Def, err = fileable(t, u.ID, a.Kind); err != nil {
			return err
		}
		s.Values = s.Before.Values
		return s.takeUp(t, draftOfRecord, id)
	})
	return s, err
}

// takeUp goes on with the author's draft, where there is one about the same.
func (s *Sheet) takeUp(t *act.Tx, ref string, id care.ID) error {
	d, err := t.RecordDraft(t.Who.Person, s.Kind.ID, ref, id)
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	plain, err := t.Open("record_draft", "sealed", d.ID, d.Sealed)
	if err != nil {
		return err
	}
	v, err := questionnaire.DecodeValues(plain)
	if err != nil {
		return err
	}
	for _, name := range s.Fixed() {
		if !v[name].Equal(s.Values[name]) {
			return nil
		}
	}
	s.Saved, s.Values = d.SavedAt, v
	return nil
}

// SaveDraft keeps what an author has written so far, sealed for the author alone;
// filing the record forgets it. Amends is the record being amended, 0 for a new one.
// What the program fills in is kept with it: by that the page that goes on knows that
// the draft is its own.
func (r Room) SaveDraft(ctx context.Context, who act.Who, unit care.ID, kind string, amends care.ID, asked Asked, v questionnaire.Values) error {
	return r.Do(ctx, who, "supervision.SaveDraft", func(t *act.Tx) error {
		t.About("activity", unit, 0)
		var s Sheet
		var err error
		if s.Unit, s.Kind, s.Def, err = fileable(t, unit, kind); err != nil {
			return err
		}
		known, err := knownOf(t, s, asked)
		if err != nil {
			return err
		}
		s.Values = s.Def.Prefilled(known)
		d := store.RecordDraft{ID: t.NewID(), Author: who.Person, Form: kind, Ref: draftOfUnit, RefID: unit}
		if amends != 0 {
			a, _, err := own(t, amends, access.Write)
			if err != nil {
				return err
			}
			if a.Unit != unit || a.Kind != kind {
				return care.Fail(care.NotFound, "save draft", "没有这份记录", "there is no such record")
			}
			before, err := opened(t, a)
			if err != nil {
				return err
			}
			s.Values = before.Values
			d.Ref, d.RefID = draftOfRecord, amends
		}
		if d.Sealed, err = t.Seal(unit, envelope.Notes, "record_draft", "sealed", d.ID, s.Given(v).Encode()); err != nil {
			return err
		}
		return t.PutRecordDraft(d)
	})
}

func dropDrafts(t *act.Tx, a care.Activity) error {
	if a.Amends != 0 {
		return t.DropRecordDraft(t.Who.Person, a.Kind, draftOfRecord, a.Amends)
	}
	return t.DropRecordDraft(t.Who.Person, a.Kind, draftOfUnit, a.Unit)
}
