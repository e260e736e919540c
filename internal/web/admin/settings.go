package admin

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/screening"
)

// LocalLine is the region's setting with its own help line, one sentence that
// new rounds begin with.
const LocalLine = "hotline.local"

// digestTimes are the times of a morning at which digests may go out.
var digestTimes = []string{"07:00", "07:30", "08:00", "08:30", "09:00", "10:00", casework.DigestOff}

// general are the region's settings that are not policy.
type general struct {
	localLine string
	anyHour   bool
	digest    string // time of the morning's message; casework.DigestOff for none
}

func readGeneral(t *act.Tx) (g general, err error) {
	if g.localLine, err = t.Setting(LocalLine); err != nil {
		return g, err
	}
	any, err := t.Setting(screening.AnyHour)
	if err != nil {
		return g, err
	}
	g.anyHour = any == "yes"
	if g.digest, err = t.Setting(casework.DigestAt); g.digest == "" {
		g.digest = casework.DigestUsually
	}
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
	if !slices.Contains(digestTimes, g.digest) {
		return care.Invalidf("digest", "请选择列表中的时间", "choose a time of the list")
	}
	any := ""
	if g.anyHour {
		any = "yes"
	}
	return p.PutSettings(ctx, who, map[string]string{LocalLine: g.localLine, screening.AnyHour: any, casework.DigestAt: g.digest})
}
