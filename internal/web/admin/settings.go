package admin

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
)

// digestTimes are the times of a morning at which digests may go out.
var digestTimes = []string{"07:00", "07:30", "08:00", "08:30", "09:00", "10:00", casework.DigestOff}

// general are the region's settings that are not policy.
type general struct {
	localLine  string
	localHours string // as policy.JoinHours writes them
	anyHour    bool
	digest     string // time of the morning's message; casework.DigestOff for none
}

func readGeneral(t *act.Tx) (g general, err error) {
	if g.localLine, err = t.Setting(act.LocalLine); err != nil {
		return g, err
	}
	if g.localHours, err = t.Setting(act.LocalHours); err != nil {
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
	if len([]rune(g.localLine)) > 60 {
		return care.Invalidf("local", "请控制在 60 个字以内", "use at most 60 characters")
	}
	if _, faults := policy.LocalLine(g.localLine, g.localHours); len(faults) > 0 {
		fields := map[string]care.Text{}
		for part, field := range map[string]string{policy.LocalWords: "local", policy.LocalHours: "local_days"} {
			if fault, is := faults[part]; is {
				fields[field] = fault
			}
		}
		return &care.Error{Kind: care.Invalid, Op: "save settings", Fields: fields}
	}
	if !slices.Contains(digestTimes, g.digest) {
		return care.Invalidf("digest", "请选择列表中的时间", "choose a time of the list")
	}
	any := ""
	if g.anyHour {
		any = "yes"
	}
	return p.PutSettings(ctx, who, map[string]string{act.LocalLine: g.localLine, act.LocalHours: g.localHours, screening.AnyHour: any, casework.DigestAt: g.digest})
}
