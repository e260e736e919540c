package casework

import (
	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// prefill writes what is known before anybody writes, as far as the writer may
// know it.
func prefill(t *act.Tx, def *questionnaire.Definition, person care.ID, f care.Flag) (questionnaire.Values, error) {
	known := map[string]questionnaire.Value{
		"today": questionnaire.TextValue(string(t.Today)),
		"now":   questionnaire.TextValue(t.Now.Time().In(care.China).Format("15:04")),
	}
	for _, know := range []func(*act.Tx, care.ID, care.Flag, map[string]questionnaire.Value) error{knowActor, knowPupil, knowGuardian, knowLevel} {
		if err := know(t, person, f, known); err != nil {
			return nil, err
		}
	}
	last, err := lastSheet(t, def, person)
	if err != nil {
		return nil, err
	}
	v := def.Prefilled(known)
	for _, field := range def.Fields() {
		if field.PrefillFrom == "last" && field.Kind != questionnaire.Attachment {
			v[field.ID] = last[field.ID]
		}
	}
	return v, nil
}

func knowActor(t *act.Tx, _ care.ID, f care.Flag, known map[string]questionnaire.Value) error {
	name, err := t.NameOf(t.Who.Person)
	if err != nil {
		return err
	}
	known["actor.name"] = questionnaire.TextValue(name)
	post, err := t.Post(t.Who.Post)
	if err == nil {
		var unit care.Unit
		if unit, err = t.Unit(post.Unit); err == nil {
			known["unit.name"] = questionnaire.TextValue(unit.Name)
		}
	}
	if f.ID == 0 {
		return err
	}
	source := map[care.FlagSource]string{care.FromRound: "screening", care.FromAlert: "danger_answer", care.FromConcern: "teacher"}[f.Source]
	if f.Critical {
		source = "danger_answer"
	}
	known["flag.sources"] = questionnaire.ListValue(source)
	return err
}

func knowPupil(t *act.Tx, person care.ID, _ care.Flag, known map[string]questionnaire.Value) error {
	if !t.May(access.Read, access.Identity, person) {
		return nil
	}
	p, err := t.Person(person)
	if err != nil {
		return err
	}
	id, err := t.Identity(p)
	if err != nil {
		return err
	}
	known["pupil.name"], known["pupil.sex"] = questionnaire.TextValue(id.Name), questionnaire.TextValue(id.Sex)
	if id.Birth != "" {
		known["pupil.age"] = questionnaire.NumberValue(float64(care.Age(id.Birth, t.Today)))
	}
	school, class, err := t.SchoolOf(person)
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	for name, unit := range map[string]care.ID{"school.name": school, "class.name": class} {
		text, err := unitText(t, unit)
		if err != nil {
			return err
		}
		known[name] = questionnaire.TextValue(text.Zh)
	}
	return nil
}

func knowGuardian(t *act.Tx, person care.ID, _ care.Flag, known map[string]questionnaire.Value) error {
	if !t.May(access.Read, access.Contacts, person) {
		return nil
	}
	guardians, err := t.GuardiansOf(person)
	if err != nil || len(guardians) == 0 {
		return err
	}
	g := guardians[0]
	known["guardian.name"], known["guardian.phone"] = questionnaire.TextValue(g.Name), questionnaire.TextValue(g.Phone)
	known["guardian.relation"] = questionnaire.TextValue(g.Relation)
	return nil
}

func knowLevel(t *act.Tx, person care.ID, _ care.Flag, known map[string]questionnaire.Value) error {
	if !t.May(access.Read, access.Level, person) {
		return nil
	}
	e, err := t.OpenEpisode(person, care.StudentCare)
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	known["level.current"] = questionnaire.TextValue(e.Level.String())
	return err
}

// lastSheet is the newest sheet of the form about the person, as far as the
// writer may read it.
func lastSheet(t *act.Tx, def *questionnaire.Definition, person care.ID) (questionnaire.Values, error) {
	wanted := false
	for _, f := range def.Fields() {
		wanted = wanted || f.PrefillFrom == "last"
	}
	if !wanted {
		return nil, nil
	}
	rows, err := t.RecordsOf(person)
	for _, row := range rows {
		if row.Form == def.ID {
			v, err := openRecord(t, row)
			return v.Values, err
		}
	}
	return nil, err
}
