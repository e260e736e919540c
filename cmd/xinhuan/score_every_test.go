package main

import (
	"fmt"
	"strings"
	"testing"

	"xinhuan/instruments"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/psychometrics"
)

// TestEveryInstrumentIsScoredAndAnalysedOrSaysWhyNot: one sheet with the lowest answers of
// each scale that there is. Those that record outside results only have no items: they say
// what is missing and where a licensed text goes, for no column, one and as many as asked.
func TestEveryInstrumentIsScoredAndAnalysedOrSaysWhyNot(t *testing.T) {
	library, err := instrument.Load(instruments.Packs()...)
	if err != nil {
		t.Fatal(err)
	}
	outside := 0
	for _, in := range library.All() {
		names, answers := []string{"q1"}, []string{"0"}
		for i := range in.Items {
			names, answers = append(names[:i:i], fmt.Sprintf("q%d", i+1)), append(answers[:i:i], fmt.Sprint(in.ItemOptions(i + 1)[0].Code))
		}
		csv := "id," + strings.Join(names, ",") + "\na," + strings.Join(answers, ",") + "\nb," + strings.Join(answers, ",") + "\n"
		stdout, _, err := scoreCSV(t, csv, "--instrument", in.ID, "--items", strings.Join(names, ","), "--id", "id")
		switch {
		case !in.External && (err != nil || strings.Count(stdout, "\n") != 3):
			t.Errorf("%s: %v, wrote\n%s", in.ID, err, stdout)
		case in.External:
			outside++
			for _, part := range []string{in.ID, "neither items nor a scoring key", "Import licensed text", "Result of a scale from outside"} {
				if care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), part) {
					t.Errorf("%s: got %v, want an Invalid error with %q", in.ID, err, part)
				}
			}
			if zh := care.TextOf(err).Zh; !strings.Contains(zh, "没有条目和计分规则") || stdout != "" {
				t.Errorf("%s: says %q and writes %q", in.ID, zh, stdout)
			}
		}
		a := AnalyseCmd{Items: names}
		sheets, err := a.sheets(strings.NewReader(csv))
		if err == nil {
			_, err = psychometrics.Analyse(psychometrics.Question{Items: names}, sheets)
		}
		if err != nil {
			t.Errorf("analyse with the columns of %s: %v", in.ID, err)
		}
	}
	if outside == 0 {
		t.Error("no instrument records outside results only; the test has nothing to refuse")
	}
}
