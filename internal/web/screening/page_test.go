package roundweb

import (
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/ui"
)

func TestPagesFitTheirStructs(t *testing.T) {
	ui.Check(t, listTemplate, listPage{})
	ui.Check(t, showTemplate, showPage{}, "now")
	ui.Check(t, planTemplate, planPage{}, "sum")
	ui.Check(t, consentTemplate, consentPage{})
	ui.Check(t, watchTemplate, watchPage{})
	ui.Check(t, signedTemplate, signedPage{})
	ui.Check(t, classTemplate, classPage{}, "marks")
	ui.Check(t, sheetTemplate, sheetPage{})
}

func TestEveryStepHasWordsInBothLanguages(t *testing.T) {
	for _, s := range []screening.Step{screening.StepAlert, screening.StepAnswer, screening.StepDrill, screening.StepAwait, screening.StepOpen, screening.StepWait, screening.StepConsents,
		screening.StepTickets, screening.StepWatch, screening.StepMakeup, screening.StepFollow, screening.StepClose, screening.StepNone, screening.StepOver} {
		w := stepWords[s]
		if w.Title.Zh == "" || w.Title.En == "" || w.Text.Zh == "" || w.Text.En == "" {
			t.Errorf("step %s has no words", s)
		}
	}
	for _, s := range roundStates {
		if stateBadges[s].Text.IsZero() {
			t.Errorf("state %s has no word", s)
		}
	}
	for code := range screening.AbsenceReasons {
		found := false
		for _, known := range absenceOrder {
			found = found || known == code
		}
		if !found {
			t.Errorf("reason %s can't be chosen", code)
		}
	}
	if len(decisions) != 3 || decisions[0].Value != care.ConsentAgree {
		t.Errorf("got %v, want the three decisions of form F1", decisions)
	}
}
