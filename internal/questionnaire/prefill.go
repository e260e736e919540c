package questionnaire

import "slices"

// prefillSources is the closed list of what a page knows before anybody writes.
// A form that asks for anything else is refused, so that no blank "prefilled"
// field ever reaches a person.
var prefillSources = []string{
	"today", "now",
	"actor.name", "actor.phone",
	"guardian.name", "guardian.phone", "guardian.relation",
	"school.name", "school.contact", "class.name", "unit.name",
	"pupil.name", "pupil.sex", "pupil.age",
	"round.purpose", "round.instruments", "round.window", "round.who_sees", "round.retention",
	"class.due", "class.present", "class.absent", "class.declined", "class.period",
	"class.absentees", "round.title",
	"consent.channel",
	"flag.sources", "flag.critical",
	"level.current", "level.suggested",
	"activity.kind",
	"month.from", "month.until", "year.from", "year.until",
	"figure.interviews", "figure.new_general", "figure.new_serious", "figure.new_major", "figure.closed", "figure.referred", "figure.returned_slips",
	"figure.on_leave", "figure.sessions", "figure.lessons", "figure.trainings", "figure.staff", "figure.overdue", "figure.nothing",
	"figure.participation", "figure.valid_rate", "figure.interviewed_rate", "figure.plan_rate", "figure.referral_rate",
	"last",
}

// PrefillSources lists the names PrefillFrom may use: "today" and "now" are the
// civil day and the time of day (15:04); "flag.sources" are option codes;
// "flag.critical" is yes or no; levels are code names of care.Level. "last" is the
// same field of the newest sheet of this form about the same person, as far as the
// writer may read it.
func PrefillSources() []string { return slices.Clone(prefillSources) }

// Prefilled are the answers of the fields that ask for something known.
func (d *Definition) Prefilled(known map[string]Value) Values {
	v := Values{}
	for _, f := range d.Fields() {
		if x, ok := known[f.PrefillFrom]; ok && f.PrefillFrom != "" {
			v[f.ID] = x
		}
	}
	return v
}
