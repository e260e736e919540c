package casework

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/roster"
)

// Newcomer is somebody whom a unit registers for a programme: a ward, a patient, an
// adult. Whoever is known by his number already is found and not registered twice.
type Newcomer struct {
	Unit     care.ID // 0 = nobody is registered
	Identity care.Identity
	Compared Compared // with somebody of the same name; "" = not yet
}

// registers decides whether the actor registers people for a programme at a unit.
func registers(t *act.Tx, p policy.Programme, unit care.ID) error {
	if err := t.DecideUnit(access.Write, access.Data(p.Data), unit); err != nil {
		return err
	}
	u, err := t.Unit(unit)
	if err == nil && (!p.Registers(u.Kind) || u.ClosedOn != "") {
		err = care.Invalidf("unit", "这个单位不登记这个项目的人", "this unit registers nobody for this programme")
	}
	return err
}

// register finds or registers the person and ties him to the unit; known tells that
// somebody of the roster was recognised.
func register(t *act.Tx, p policy.Programme, in Newcomer) (person care.ID, known bool, err error) {
	u, err := t.Unit(in.Unit)
	if err != nil {
		return 0, false, err
	}
	in.Identity.Name, in.Identity.IDNo, in.Identity.StudentNo = strings.TrimSpace(in.Identity.Name), roster.Number(in.Identity.IDNo), roster.Number(in.Identity.StudentNo)
	if person, err = recognised(t, in.Identity); err != nil {
		return 0, false, err
	}
	if err := minorRefused(t, p, withDocument(in.Identity).Birth); err != nil {
		return 0, false, err
	}
	if person == 0 {
		if person, err = compared(t, p, in); err != nil {
			return 0, false, err
		}
	}
	if known = person != 0; !known {
		if person, err = added(t, p, in.Identity); err != nil {
			return 0, false, err
		}
	}
	return person, known, tieTo(t, person, u, p.Register.Tie)
}

// recognised finds whom the numbers name; 0 for nobody. Nothing is told of whoever is
// found but what the writer knows: number and name have to fit, and so do two numbers.
func recognised(t *act.Tx, id care.Identity) (care.ID, error) {
	if id.Name == "" {
		return 0, care.Invalidf("name", "请填写姓名", "give a name")
	}
	byDocument, err := named(t, act.IndexIDNo, id.IDNo, id.Name)
	if err != nil {
		return 0, err
	}
	byStudent, err := named(t, act.IndexStudentNo, id.StudentNo, id.Name)
	if err != nil {
		return 0, err
	}
	if byDocument != 0 && byStudent != 0 && byDocument != byStudent {
		t.About("pupil", 0, byDocument)
		return 0, t.Refused(wrongNumber(act.IndexStudentNo))
	}
	return cmp.Or(byDocument, byStudent), nil
}

// wrongNumber is one answer for a number that can't be one and for one that is known
// under another name.
func wrongNumber(field string) error {
	return care.Invalidf(field, "号码不对或与姓名不符，请核对每一位", "the number is wrong or does not fit the name; check every digit")
}

// added adds a person whom nobody knew.
func added(t *act.Tx, p policy.Programme, id care.Identity) (care.ID, error) {
	if id.IDNo != "" {
		birth, sex, ok := roster.Document(id.IDNo)
		if !ok {
			return 0, wrongNumber(act.IndexIDNo)
		}
		if birth != "" {
			id.Birth, id.Sex = birth, sex
		}
	}
	if id.Birth > t.Today {
		return 0, care.Invalidf("birth", "出生日期在今天以后", "the birth date lies after today")
	}
	kind := p.Register.Person
	if id.Birth != "" && care.Age(id.Birth, t.Today) < 18 {
		kind = care.PupilPerson
	}
	person := t.NewID()
	return person, t.AddPerson(person, kind, id)
}

// named finds the person with a number and a name; 0 for nobody. A number that is
// known under another name is on record as a refusal.
func named(t *act.Tx, field, number, name string) (care.ID, error) {
	if number == "" {
		return 0, nil
	}
	byNumber, err := t.Index(field, number)
	if err != nil {
		return 0, err
	}
	byName, err := t.Index(act.IndexName, name)
	if err != nil {
		return 0, err
	}
	numbered, err := t.ByIndex(field, byNumber)
	if err != nil || len(numbered) == 0 {
		return 0, err
	}
	so, err := t.ByIndex(act.IndexName, byName)
	if err != nil {
		return 0, err
	}
	for _, id := range numbered {
		if slices.Contains(so, id) {
			return id, nil
		}
	}
	t.About("pupil", 0, numbered[0])
	return 0, t.Refused(wrongNumber(field))
}

func tieTo(t *act.Tx, person care.ID, u care.Unit, kind care.TieKind) error {
	ties, err := t.CurrentTies([]care.ID{person})
	if err != nil {
		return err
	}
	for _, tie := range ties {
		switch {
		case tie.Kind != kind:
		case tie.Unit == u.ID:
			return nil
		case kind == care.WardOf:
			return care.Fail(care.Conflict, "register ward", "这名儿童还在另一机构名下，请那里先办离开", "this child is still in another institution's care; it has to leave there first")
		}
	}
	if err := t.InsertTie(care.Tie{ID: t.NewID(), Person: person, Unit: u.ID, Kind: kind, FromOn: t.Today}); err != nil {
		return err
	}
	return t.Rehome(person)
}

// untie ends the ties by which somebody was in a programme, unless another open one
// goes by them too.
func untie(t *act.Tx, person care.ID, p policy.Programme) error {
	if p.Register == nil {
		return nil
	}
	open, err := t.Programmes(person)
	if err != nil {
		return err
	}
	ties, err := t.CurrentTies([]care.ID{person})
	if err != nil {
		return err
	}
	for _, tie := range ties {
		u, err := t.Unit(tie.Unit)
		if err != nil {
			return err
		}
		needs := func(p policy.Programme) bool {
			return p.Register != nil && p.Register.Tie == tie.Kind && p.Registers(u.Kind)
		}
		if !needs(p) || slices.ContainsFunc(open, func(e care.Episode) bool {
			other, _ := t.Policy.Programme(e.Programme)
			return needs(other)
		}) {
			continue
		}
		if err := t.EndTie(tie.ID); err != nil {
			return err
		}
	}
	return t.Rehome(person)
}

// checkForm checks the programme's form of entry.
func checkForm(t *act.Tx, p policy.Programme, values questionnaire.Values) error {
	def, ok := t.K.Forms().Get(p.Register.Form)
	if !ok {
		return fmt.Errorf("casework: no form %q", p.Register.Form)
	}
	err := def.Check(values).Err("file " + p.Register.Form)
	if err == nil && contains(def.Signals(values), questionnaire.SignalDeclined) {
		err = care.Invalidf("consent", "没有应有的同意或告知，不能列入", "nobody is entered without what has to be agreed to or told")
	}
	return err
}

// validTo is the field of a form of entry that names the last day of the basis.
const validTo = "valid_to"

// basisUntil checks the last day of the basis, where the programme demands one.
func basisUntil(t *act.Tx, p policy.Programme, until care.Date) (care.Date, error) {
	if p.Expiry.IsZero() {
		return "", nil
	}
	if _, err := care.ParseDate(string(until)); err != nil || until <= t.Today {
		return "", care.Invalidf(validTo, "请写明依据到哪一天为止，在今天以后", "say until which day the basis holds; it lies after today")
	}
	if most := care.DateOf(t.DueAt(policy.Timer{Within: p.Expiry}).Time()); until > most {
		return "", care.Invalidf(validTo, "最长到 "+string(most)+"，到期再复核", "until "+string(most)+" at most; it is looked at again then")
	}
	return until, nil
}
