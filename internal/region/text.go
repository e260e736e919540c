package region

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
)

// TextSetting is where the licensed wording of an instrument is kept. It is
// nobody's personal data, so it stands in clear like the shipped texts.
func TextSetting(instrument string) string { return "text." + instrument }

// keptText is licensed wording as stored.
type keptText struct {
	Licence instrument.ImportedText `json:"licence"`
	CSV     string                  `json:"csv"`
}

// CheckText is an import without its end.
func (r Room) CheckText(ctx context.Context, who act.Who, imp instrument.TextImport) error {
	if err := r.mayImport(ctx, who); err != nil {
		return err
	}
	_, err := r.Instruments.WithText(imp)
	return err
}

// mayImport asks for the right that an import needs.
func (r Room) mayImport(ctx context.Context, who act.Who) error {
	return r.View(ctx, who, func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		return t.DecideUnit(access.Write, access.Settings, root.ID)
	})
}

// ImportText keeps an instrument's licensed wording, checked whole first. It is
// used from the next start of the program, when WithImports reads it, so that a
// round never changes its wording under way.
func (r Room) ImportText(ctx context.Context, who act.Who, imp instrument.TextImport) error {
	if _, err := r.Instruments.WithText(imp); err != nil {
		return err
	}
	b, err := json.Marshal(keptText{imp.Licence, string(imp.CSV)})
	if err != nil {
		return err
	}
	return r.PutSettings(ctx, who, map[string]string{TextSetting(imp.Instrument): string(b)})
}

// WithImports adds the imported wordings and norm tables among a region's settings
// to the library; the program's start calls it before it builds the kernel. What a
// licence no longer covers today is left out.
func WithImports(lib *instrument.Library, settings map[string]string, today care.Date) (*instrument.Library, error) {
	lib, err := withTexts(lib, settings, today)
	if err != nil {
		return nil, err
	}
	return withNorms(lib, settings, today)
}

func withTexts(lib *instrument.Library, settings map[string]string, today care.Date) (*instrument.Library, error) {
	for name, value := range settings {
		id, ok := strings.CutPrefix(name, TextSetting(""))
		if !ok {
			continue
		}
		if _, ok := lib.Get(id); !ok {
			continue // of a scale that this start leaves out
		}
		var kept keptText
		if err := json.Unmarshal([]byte(value), &kept); err != nil {
			return nil, fmt.Errorf("region: setting %s: %w", name, err)
		}
		if !kept.Licence.ValidOn(today) {
			continue
		}
		next, err := lib.WithText(instrument.TextImport{Instrument: id, CSV: []byte(kept.CSV), Licence: kept.Licence})
		if err != nil {
			return nil, fmt.Errorf("region: setting %s: %w", name, err)
		}
		lib = next
	}
	return lib, nil
}
