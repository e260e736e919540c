package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"xinhuan/internal/care"
)

// runEnter asks what comes of somebody's entering a programme on the ground of some
// groups: who is responsible and what is due first. A refusal exercises no group,
// since a group that is gone is refused as well.
func (s *Stack) runEnter(c caseRow) (refs []string, got, want string) {
	p, ok := s.Programme(c.Enter)
	from, err := time.ParseInLocation(civilTime, c.From, care.China)
	if !ok || err != nil {
		return nil, "an unknown programme or an unreadable from", "enter: a programme and from: 2026-09-30 10:00"
	}
	refs, want = only("programme/"+p.ID), "refused"
	if !c.Refused {
		want = entered(c.Owner, c.First, c.Due, c.Timers)
	}
	level := p.Lowest()
	if c.At != nil {
		level = *c.At
	}
	at, ok := p.At(level)
	if !ok || s.CheckGroups(c.Enter, care.DateOf(from), c.Groups) != nil {
		return refs, "refused", want
	}
	for _, g := range c.Groups {
		refs = append(refs, "group/"+g)
	}
	first, due := "", care.Millis(0)
	for _, id := range at.Timers {
		t, _ := s.Timer(id)
		if by := s.dueFrom(t, from); first == "" || by < due {
			first, due = id, by
		}
	}
	timers := at.Timers
	if c.Timers == nil {
		timers = nil
	}
	return refs, entered(p.Owner, first, civilText(due), timers), want
}

func entered(owner care.Role, first, due string, timers []string) string {
	out := fmt.Sprintf("%s is responsible, first %s by %s", owner, first, due)
	if timers != nil {
		out += ", in all " + sorted(timers)
	}
	return out
}

// runNetwork asks for the tiers, in which of them posts stand, and who is called in
// turn when what a post owes is late.
func (s *Stack) runNetwork(c caseRow) (refs []string, got, want string) {
	i := slices.IndexFunc(s.networks, func(n Network) bool { return n.Kind == c.Network })
	if i < 0 {
		return nil, "an unknown network", "network: school or university"
	}
	var was, wanted []string
	if c.Tiers != nil {
		was, wanted = networkShape.set(&s.networks[i]), asStrings(c.Tiers)
	}
	for role, tier := range c.Stands {
		was, wanted = append(was, string(role)+" in "+string(s.networks[i].TierOf(role))), append(wanted, string(role)+" in "+string(tier))
	}
	if c.Calls != nil {
		was, wanted = append(was, asStrings(s.networks[i].Above(c.Owner, ""))...), append(wanted, asStrings(c.Calls)...)
	}
	return only("network/" + c.Network), strings.Join(was, ", "), strings.Join(wanted, ", ")
}

// runLevel asks for the region's word for a level, or by when it is looked at again.
func (s *Stack) runLevel(c caseRow) (refs []string, got, want string) {
	info := s.Level(*c.Level)
	if c.Label != "" {
		got, want = info.Label.Zh, c.Label
	}
	if c.On != "" {
		got, want = got+" until "+string(c.On.AddDays(info.ReviewDays)), want+" until "+string(c.Until)
	}
	return only("level/" + c.Level.String()), got, want
}
