package supervision

import (
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/measure"
	"xinhuan/internal/policy"
)

// FormCount is how many forms of one kind posts of the unit and the units below filed
// about people in the period. It says about how many: exact numbers of two folders could
// be taken from each other.
type FormCount struct {
	Form    string
	Title   care.Text
	AtLeast int // rounded down to a multiple of measure.Least; 0: fewer than that
}

// filedThrough are the forms in which a clause's capability or kind of time limit leaves
// its trace, where the rule itself names none.
var filedThrough = map[string][]string{
	"timer/interview": {"f5_interview"}, "timer/safety_check": {"safety_check", "f6_risk"}, "timer/plan": {"plan"}, "timer/guardian_notice": {"f9_guardian_contact"},
	"product/interview": {"f5_interview", "f6_risk"}, "product/plan": {"plan"}, "product/home_safe": {"f9_guardian_contact"}, "product/referral": {"f12_referral", "f12_return_slip"},
}

// formsFor are the forms about people that are evidence for a clause.
func formsFor(t *act.Tx, c policy.Clause) (out []string) {
	add := func(forms ...string) {
		for _, id := range forms {
			if def, ok := t.K.Forms().Get(id); ok && !def.OnUnit() && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	refs := slices.Clone(c.ServedBy)
	for _, id := range c.Planned {
		refs = append(refs, "product/"+id)
	}
	for _, ref := range refs {
		kind, id, _ := strings.Cut(ref, "/")
		switch kind {
		case "form":
			add(id)
		case "timer":
			timer, _ := t.Policy.Timer(id)
			if timer.Form != "" {
				add(timer.Form)
			}
			add(filedThrough["timer/"+timer.Kind()]...)
		default:
			add(filedThrough[ref]...)
		}
	}
	return out
}

// forms counts the clause's forms. Fewer than a handful of sheets, or sheets about fewer
// people, are not told apart from none.
func (w *gathering) forms(c policy.Clause) (out []FormCount, err error) {
	for _, id := range formsFor(w.t, c) {
		if w.filed == nil {
			from, to := w.f.Period.span()
			if w.filed, err = w.t.FormsFiledBelow(w.f.Unit.ID, from, to); err != nil {
				return nil, err
			}
		}
		def, _ := w.t.K.Forms().Get(id)
		n := FormCount{Form: id, Title: def.Title}
		for _, filed := range w.filed {
			if filed.Form == id && filed.People >= measure.Least {
				n.AtLeast = filed.Sheets / measure.Least * measure.Least
			}
		}
		out = append(out, n)
	}
	return out, nil
}

// ratio holds the units against one ratio; too few people is a gap.
func (w *gathering) ratio(p *ClausePart, id string) (err error) {
	if w.staff == nil {
		if w.staff, err = staffBelow(w.t, w.f.Unit.ID); err != nil {
			return err
		}
	}
	for _, r := range w.t.Policy.Ratios() {
		if r.ID != id {
			continue
		}
		p.Ratios = append(p.Ratios, staffed(r, w.staff))
		for _, row := range w.staff {
			if row.Ratio.ID == id && row.Short() > 0 {
				p.Gaps = append(p.Gaps, Gap{Kind: GapStaff, Text: r.Text, Unit: row.Unit, Count: row.Short()})
			}
		}
	}
	return nil
}

// AdoptionPart is a pack of rules that came into use.
type AdoptionPart struct {
	Pack, Hash  string
	EffectiveOn care.Date
	SwitchedAt  care.Millis
}

// adopted are the packs that came into use up to the end of the period, the oldest first.
func adopted(t *act.Tx, days Days) (out []AdoptionPart, err error) {
	list, err := t.Adoptions()
	for _, a := range slices.Backward(list) {
		if a.SwitchedAt > 0 && care.DateOf(a.SwitchedAt.Time()) <= days.To {
			out = append(out, AdoptionPart{a.Pack, a.Hash, a.EffectiveOn, a.SwitchedAt})
		}
	}
	return out, err
}
