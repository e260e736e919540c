package region

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
)

// normsPrefix begins the settings that keep norm tables.
const normsPrefix = "norms."

// NormSetting is where a norm table is kept. Like wording it is nobody's personal
// data and stands in clear.
func NormSetting(instrument, set string) string { return normsPrefix + instrument + "." + set }

// keptNorms is a norm table as stored.
type keptNorms struct {
	Licence instrument.ImportedText `json:"licence"`
	Sample  string                  `json:"sample"`
	Source  string                  `json:"source"`
	CSV     string                  `json:"csv"`
}

// CheckNorms is an import without its end: it says what a table would bring.
func (r Room) CheckNorms(ctx context.Context, who act.Who, imp instrument.NormImport) (set instrument.NormSet, err error) {
	if err := r.mayImport(ctx, who); err != nil {
		return set, err
	}
	lib, err := r.Instruments.WithNorms(imp)
	if err != nil {
		return set, err
	}
	in, _ := lib.Get(imp.Instrument)
	set, _ = in.NormSet(imp.Set)
	return set, nil
}

// ImportNorms keeps a norm table, checked whole first. Like wording it is used from
// the next start of the program, so that the sheets of one round are not placed by
// two tables.
func (r Room) ImportNorms(ctx context.Context, who act.Who, imp instrument.NormImport) error {
	if _, err := r.Instruments.WithNorms(imp); err != nil {
		return err
	}
	b, err := json.Marshal(keptNorms{imp.Licence, imp.Sample, imp.Source, string(imp.CSV)})
	if err != nil {
		return err
	}
	return r.PutSettings(ctx, who, map[string]string{NormSetting(imp.Instrument, imp.Set): string(b)})
}

func withNorms(lib *instrument.Library, settings map[string]string, today care.Date) (*instrument.Library, error) {
	for _, name := range slices.Sorted(maps.Keys(settings)) { // one order, one version
		rest, ok := strings.CutPrefix(name, normsPrefix)
		if !ok {
			continue
		}
		id, set, _ := strings.Cut(rest, ".")
		if _, ok := lib.Get(id); !ok {
			continue // of a scale that this start leaves out
		}
		var kept keptNorms
		if err := json.Unmarshal([]byte(settings[name]), &kept); err != nil {
			return nil, fmt.Errorf("region: setting %s: %w", name, err)
		}
		if !kept.Licence.ValidOn(today) {
			continue
		}
		next, err := lib.WithNorms(instrument.NormImport{Instrument: id, Set: set, Sample: kept.Sample, Source: kept.Source, CSV: []byte(kept.CSV), Licence: kept.Licence})
		if err != nil {
			return nil, fmt.Errorf("region: setting %s: %w", name, err)
		}
		lib = next
	}
	return lib, nil
}
