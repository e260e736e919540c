package screening

import (
	"context"
	"encoding/json"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/store"
)

// SheetView is a sitting as a reader entitled to scores sees it. Answers are
// shown only to who may read answers.
type SheetView struct {
	Sitting care.ID
	Person  care.ID
	Title   string // of the round
	State   care.SittingState
	Valid   bool
	At      care.Millis
	Attempt int
	Scores  []ScoreView
}

// ScoreView is one instrument's figures in words, with their working on demand.
type ScoreView struct {
	Instrument string
	Name       care.Text
	Band       care.Text
	Places     []NormView // where the figures stand in norms, as scored
	Score
	Steps []instrument.Step // only from Sheet, and only with the right to answers
}

// NormView is one figure's place in a norm set, in words.
type NormView struct {
	Name care.Text // of the figure
	Text care.Text // T, percentile, range; set, sample and source
}

// Sheets lists a pupil's sittings with their scores, newest first; the opening
// is logged.
func (r Room) Sheets(ctx context.Context, who act.Who, person care.ID) ([]SheetView, error) {
	var list []SheetView
	err := r.Do(ctx, who, "screening.Sheets", func(t *act.Tx) error {
		list = nil
		t.About("sittings", 0, person)
		if err := t.Decide(access.Read, access.Scores, person); err != nil {
			return err
		}
		rows, err := t.SittingsOf(person)
		if err != nil {
			return err
		}
		for _, row := range rows {
			v, err := r.viewSheet(t, row)
			if err != nil {
				return err
			}
			list = append(list, v)
		}
		return nil
	})
	return list, err
}

// Sheet opens one sitting with the working of each score, which repeats answers
// and so needs the right to them.
func (r Room) Sheet(ctx context.Context, who act.Who, sitting care.ID) (SheetView, error) {
	var v SheetView
	err := r.Do(ctx, who, "screening.Sheet", func(t *act.Tx) error {
		row, err := t.Sitting(sitting)
		if err != nil {
			return err
		}
		t.About("sitting", sitting, row.Person)
		if err := t.Decide(access.Read, access.Scores, row.Person); err != nil {
			return err
		}
		if v, err = r.viewSheet(t, row); err != nil || len(row.Sheet) == 0 || !t.May(access.Read, access.Answers, row.Person) {
			return err
		}
		return r.explain(t, row, &v)
	})
	return v, err
}

func (r Room) viewSheet(t *act.Tx, row store.SittingRow) (SheetView, error) {
	v := SheetView{Sitting: row.ID, Person: row.Person, State: row.State, Valid: row.Valid, At: max(row.StartedAt, row.SubmittedAt), Attempt: row.Attempt}
	c, err := t.Campaign(row.Campaign)
	if err != nil {
		return v, err
	}
	v.Title = c.Title
	if len(row.Result) == 0 {
		return v, nil
	}
	plain, err := t.Open("sitting", "result", row.ID, row.Result)
	if err != nil {
		return v, err
	}
	var res Result
	if err := json.Unmarshal(plain, &res); err != nil {
		return v, err
	}
	for _, b := range c.Battery {
		s, ok := res.Scores[b.Instrument]
		if !ok {
			continue
		}
		view := ScoreView{Instrument: b.Instrument, Score: s, Name: care.Text{Zh: b.Instrument, En: b.Instrument}}
		if in, ok := r.Instruments.Get(b.Instrument); ok {
			view.Name = in.Names
			if s.Band != "" {
				view.Band = in.BandName(s.BandSet, s.Band)
			}
			for _, n := range s.Norms {
				name, text := in.NormWords(n)
				view.Places = append(view.Places, NormView{Name: name, Text: text})
			}
		}
		v.Scores = append(v.Scores, view)
	}
	return v, nil
}

func (r Room) explain(t *act.Tx, row store.SittingRow, v *SheetView) error {
	plain, err := t.Open("sitting", "sheet", row.ID, row.Sheet)
	if err != nil {
		return err
	}
	var a Answers
	if err := decodeAnswers(plain, &a); err != nil {
		return err
	}
	class, err := t.Unit(row.Class)
	if err != nil {
		return err
	}
	who, err := r.pupilOf(t, row.Person, class)
	if err != nil {
		return err
	}
	for i := range v.Scores {
		s := &v.Scores[i]
		in, ok := r.Instruments.Get(s.Instrument)
		if !ok {
			continue
		}
		answers := slices.Clone(a.Answers[s.Instrument])
		var left []int
		if row.PlainItems {
			answers, left = withoutCritical(in, answers)
		}
		s.Steps = in.Explain(instrument.Sheet{Answers: answers, ElapsedMS: a.Elapsed[s.Instrument], Age: who.Age, Sex: who.Sex, Unasked: left}, instrument.Options{})
	}
	return nil
}
