package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/screening"
)

// LocalLine is the region's setting with its own help line, one sentence that
// new rounds begin with.
const LocalLine = "hotline.local"

// textSetting is where the licensed wording of an instrument is kept. It is
// nobody's personal data, so it stands in clear like the shipped texts.
func textSetting(instrument string) string { return "text." + instrument }

// general are the region's settings that are not policy.
type general struct {
	localLine string
	anyHour   bool
}

func readGeneral(t *act.Tx) (g general, err error) {
	if g.localLine, err = t.Setting(LocalLine); err != nil {
		return g, err
	}
	any, err := t.Setting(screening.AnyHour)
	g.anyHour = any == "yes"
	return g, err
}

// decideSettings asks about the region's settings.
func decideSettings(t *act.Tx, verb access.Verb) error {
	root, err := t.Root()
	if err != nil {
		return err
	}
	return t.DecideUnit(verb, access.Settings, root.ID)
}

// saveGeneral is the act of changing them.
func (p *Pages) saveGeneral(ctx context.Context, who act.Who, g general) error {
	g.localLine = strings.TrimSpace(g.localLine)
	if len([]rune(g.localLine)) > 120 {
		return care.Invalidf("local", "请控制在 120 个字以内", "use at most 120 characters")
	}
	any := ""
	if g.anyHour {
		any = "yes"
	}
	return p.putSettings(ctx, who, map[string]string{LocalLine: g.localLine, screening.AnyHour: any})
}

func (p *Pages) putSettings(ctx context.Context, who act.Who, values map[string]string) error {
	return p.Do(ctx, who, "region.PutSettings", func(t *act.Tx) error {
		t.About("settings", 0, 0)
		if err := decideSettings(t, access.Write); err != nil {
			return err
		}
		for name, value := range values {
			if err := t.PutSetting(name, value, who.Post); err != nil {
				return err
			}
		}
		t.Detail(values)
		return nil
	})
}

// keptText is licensed wording as stored.
type keptText struct {
	Licence instrument.ImportedText `json:"licence"`
	CSV     string                  `json:"csv"`
}

// saveText is the act of importing an instrument's licensed wording: checked
// whole first, then kept. It is used from the next start of the program, when
// WithTexts reads it, so that a round never changes its wording under way.
func (p *Pages) saveText(ctx context.Context, who act.Who, imp instrument.TextImport) error {
	if _, err := p.Instruments.WithText(imp); err != nil {
		return err
	}
	b, err := json.Marshal(keptText{imp.Licence, string(imp.CSV)})
	if err != nil {
		return err
	}
	return p.putSettings(ctx, who, map[string]string{textSetting(imp.Instrument): string(b)})
}

// WithTexts adds the imported wordings among a region's settings to the
// library; the program's start calls it before it builds the kernel. A wording
// whose licence has ended by today is left out.
func WithTexts(lib *instrument.Library, settings map[string]string, today care.Date) (*instrument.Library, error) {
	for name, value := range settings {
		id, ok := strings.CutPrefix(name, textSetting(""))
		if !ok {
			continue
		}
		var kept keptText
		if err := json.Unmarshal([]byte(value), &kept); err != nil {
			return nil, fmt.Errorf("admin: setting %s: %w", name, err)
		}
		if !kept.Licence.ValidOn(today) {
			continue
		}
		next, err := lib.WithText(instrument.TextImport{Instrument: id, CSV: []byte(kept.CSV), Licence: kept.Licence})
		if err != nil {
			return nil, fmt.Errorf("admin: setting %s: %w", name, err)
		}
		lib = next
	}
	return lib, nil
}
