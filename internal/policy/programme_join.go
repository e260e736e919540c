package policy

import (
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// ContactForm is F21, the record of a contact with or visit to a child; AdultContact
// that of an adult. Both name kind, day and outcome by the same words.
const (
	ContactForm  = "f21_contact"
	AdultContact = "contact_adult"
)

// ContactForms are the forms by which a contact is recorded.
var ContactForms = []string{ContactForm, AdultContact}

// BasisReview is the kind of the timers by which a basis is looked at again.
const BasisReview = "basis_review"

// joinProgrammes checks what programmes name in other files.
func (s *Stack) joinProgrammes(d *folder) {
	f := d.open("programmes.yaml")
	for k := range s.notices {
		if _, known := s.Programme(k.programme); !known {
			f.fault(at("programmes"), "notices.yaml 引用的项目 %s 不存在", "notices.yaml names the programme %s, which does not exist", k.programme)
		}
	}
	for _, p := range s.programmes {
		row := at("programmes") // of a parent: the fault is that of what this pack took away
		if i := slices.IndexFunc(d.programmes, func(own Programme) bool { return own.ID == p.ID }); i >= 0 {
			row = at("programmes", i)
		}
		in := func(place ...any) []any { return append(slices.Clip(row), place...) }
		if _, ok := s.timerByID[p.Contest]; !ok && p.Contest != "" {
			f.fault(in("contest"), "项目 %s 引用的时限 %s 不存在", "programme %s names the timer %s, which does not exist", p.ID, p.Contest)
		}
		if p.Contact != "" && !slices.Contains(ContactForms, p.Contact) {
			f.fault(in("contact"), "项目 %s 的 contact 不是联系记录表：请写 %s 之一，或删除", "programme %s: contact is no form of a contact: write one of %s, or remove it", p.ID, strings.Join(ContactForms, ", "))
		}
		if p.Register != nil && p.Register.Form != "" && s.forms[p.Register.Form] == nil {
			f.fault(in("register", "form"), "项目 %s 引用的表单 %s 不存在：请改正，或在 forms/ 里放上它", "programme %s names the form %s, which does not exist: correct it, or put the form into forms/", p.ID, p.Register.Form)
		}
		for j, l := range p.Levels {
			for _, id := range l.Timers {
				if _, ok := s.timerByID[id]; !ok {
					f.fault(in("levels", j), "项目 %s 引用的时限 %s 不存在", "programme %s names the timer %s, which does not exist", p.ID, id)
				}
			}
			for k, id := range l.Forms {
				if def := s.forms[id]; def == nil || !def.OnCare() {
					f.fault(in("levels", j, "forms", k), "项目 %s 引用的表单 %s 不存在，或不是为个人填写的：请改正，或在 forms/ 里放上 filed: care 或 person 的表单", "programme %s names the form %s, which does not exist or is not about a person: correct it, or put a form with filed: care or person into forms/", p.ID, id)
				}
			}
			if !p.Expiry.IsZero() && !slices.ContainsFunc(l.Timers, func(id string) bool { return s.timerByID[id].Kind() == BasisReview }) {
				f.fault(in("levels", j), "项目 %s 写了 expiry，而 %s 级没有复核依据的时限：请在 timers 里加上 "+BasisReview+".*", "programme %s has an expiry, but its level %s no timer by which the basis is looked at again: add one "+BasisReview+".* to its timers", p.ID, l.Level)
			}
		}
		if len(p.Levels) == 0 && !p.Expiry.IsZero() {
			f.fault(in("expiry"), "项目 %s 写了 expiry，却没有任何级别", "programme %s has an expiry but no level", p.ID)
		}
	}
}

// joinTimers checks that the forms which timers name are about a person.
func (s *Stack) joinTimers(f *file) {
	for _, t := range s.timers {
		if t.Form == "" {
			continue
		}
		if def := s.forms[t.Form]; def == nil || !def.OnCare() {
			f.fault(at("timers"), "时限 %s 引用的表单 %s 不存在，或不是为个人填写的：请改正，或在 forms/ 里放上 filed: care 或 person 的表单", "timer %s names the form %s, which does not exist or is not about a person: correct it, or put a form with filed: care or person into forms/", t.ID, t.Form)
		}
	}
}

// CareForms lists the forms that are filled in about somebody at a level of a
// programme: those its timers name, then those the level brings besides.
func (s *Stack) CareForms(p Programme, level care.Level) (forms []string) {
	l, _ := p.At(level)
	add := func(id string) {
		if id != "" && !slices.Contains(forms, id) {
			forms = append(forms, id)
		}
	}
	for _, id := range l.Timers {
		add(s.timerByID[id].Form)
	}
	for _, id := range l.Forms {
		add(id)
	}
	return forms
}
