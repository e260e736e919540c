package caseweb_test

import (
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/instrument"
)

// Where a region brought norms, a sheet is placed in them as it is handed in, and
// the page says in which, of whom and from where. The figures are invented.
func TestAScoreStandsInItsNorms(t *testing.T) {
	f := fixture.SQLite(t)
	placed, err := f.Instruments.WithNorms(instrument.NormImport{Instrument: "phq9", Set: "made_up", Sample: "虚构的 12 人", Source: "只为测试",
		CSV:     []byte("scale,informant,sex,age_min,age_max,raw,t,percentile\ntotal,,,,,7,61.5,87\n"),
		Licence: instrument.ImportedText{Holder: "试验学校", Reference: "合同 2 号", ValidUntil: "2030-01-01"}})
	must(t, err)
	without := f.Kernel.Instruments
	f.Kernel.Instruments = placed
	s := serve(t, f)
	_, flag := flagged(t, s)
	b := s.As(t, care.PsychologyTeacher)
	at := "/flags/" + flag.ID.String()
	words := []string{"常模：总分", "T=61.5", "百分位=87", "made_up", "虚构的 12 人", "只为测试"}
	b.Get(at).OK().Has(words...)
	b.Get(at+"?lang=en").OK().Has("Norm: total", "percentile=87", "sample: ", "source: ")

	// The table's end takes no figure away from a sheet that was placed by it.
	f.Kernel.Instruments = without
	b.Get(at+"?lang=zh").OK().Has("T=61.5", "made_up")
}
