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
	"consent.channel",
	"flag.sources", "flag.critical",
	"level.current", "level.suggested",
	"activity.kind",
	"last",
}

// PrefillSources lists the names PrefillFrom may use: "today" and "now" are the
// civil day and the time of day (15:04); "flag.sources" are option codes;
// "flag.critical" is yes or no; levels are code names of care.Level. "last" is the
// same field of the newest sheet of this form about the same person, as far as the
// writer may read it.
func PrefillSources() []string { return slices.Clone(prefillSources) }
