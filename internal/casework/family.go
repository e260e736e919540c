package casework

import (
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
)

// Family is what a decision on a level means for the guardians.
type Family struct {
	Named   bool          // the pack has them told of this level
	Age     care.Majority // as read from the roster, or as somebody found out
	Agreed  bool          // an adult agrees
	Danger  bool          // life is in danger: they are told whatever an adult says
	Missing bool          // nobody stands on the roster
}

// Told tells whether the guardians are told at all.
func (f Family) Told() bool { return f.Named && (f.Age != care.Adult || f.Agreed || f.Danger) }

// knowMajority writes into a sheet whether the pupil is of age, and looks at the field
// that asks what hangs on it: of whom the birth date is known nobody finds out something
// else by a tick.
func knowMajority(t *act.Tx, person care.ID, v questionnaire.Values, asked string) error {
	age, err := t.MajorityOf(person)
	if err != nil {
		return err
	}
	v["majority"] = questionnaire.TextValue(string(age))
	if age == care.Adult && v.String(asked) == "minor" {
		return care.Invalidf(asked, "按名册的出生日期，这名学生已成年。出生日期有误的，请先在名册中更正", "by the birth date on the roster this pupil is of age; if the date is wrong, correct the roster first")
	}
	return nil
}

// familyOf reads from a filed decision what it means for the guardians.
func familyOf(t *act.Tx, e care.Episode, v questionnaire.Values) (Family, error) {
	f := Family{Age: care.Majority(v.String("majority")), Danger: e.Level >= care.LevelMajor}
	if f.Age == care.AgeNotOnRoll && !f.Danger {
		switch v.String("guardian_consent") {
		case "minor":
			f.Age = care.Minor
		case "agrees", "refuses":
			f.Age = care.Adult
		}
	}
	f.Agreed = f.Age == care.Adult && v.String("guardian_consent") == "agrees"
	_, f.Named = t.Policy.GuardianNotice(e.Programme, e.Level)
	guardians, err := t.Guardians(e.Person)
	f.Missing = err == nil && len(guardians) == 0
	return f, err
}

// notify tells whom the pack names of a level.
func (r Room) notify(t *act.Tx, e care.Episode, school, class care.ID, d Decision) (Family, []care.Notice, error) {
	f, err := familyOf(t, e, d.Values)
	if err != nil {
		return f, nil, err
	}
	where := strings.TrimSpace(d.Where)
	if row, _ := t.Policy.GuardianNotice(e.Programme, e.Level); f.Told() && where == "" && row.Demands(policy.SayWhere) {
		return f, nil, care.Invalidf("where", "请写明学生现在在哪里、谁陪着：监护人会先看到这句话", "say where the pupil is now and who is with him: guardians read this first")
	}
	list, err := t.Notices(act.Telling{Episode: e, School: school, Class: class, Age: f.Age, Consent: f.Agreed, Facts: d.Facts, Where: where})
	return f, list, err
}
