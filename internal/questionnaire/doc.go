// Package questionnaire is the one engine behind every form: it knows what a
// form asks, when a field is shown or required, and whether a sheet of values
// answers it. Definitions are data (YAML, Chinese and English side by side) and
// a definition's version is the hash of its content, so a stored sheet can name
// exactly the wording it was given to.
//
// A form holds what people say and decide. Who wrote it, when, about whom and
// on what legal basis stands in the record around it, never among its values.
//
// A form is one YAML file named after its id:
//
//	id: home_safe
//	audience: staff            # staff, guardian, pupil: whose eyes the words must suit
//	class: protection          # drawer of the archive, for fields that name none
//	title: {zh: ..., en: ...}
//	option_sets: {name: [{code: ..., label: {zh: ..., en: ...}}]}
//	sections:
//	  - id: question
//	    title: {zh: ..., en: ...}
//	    fields:
//	      - {id: safe, kind: choice, options_from: name, required: true, label: {...}}
//	      - {id: why, kind: longtext, show_when: {field: safe, equals: not_safe}, label: {...}}
//	signals:
//	  - {name: protection, when: {field: safe, equals: not_safe}}
//
// Conditions are {field, equals | in | answered}, {all: [...]}, {any: [...]} and
// {not: ...}, and may look only at earlier fields.
//
// The package is pure: no clock, no randomness, no I/O beyond the fs.FS that
// loading is handed. FHIR: Questionnaire (Definition), QuestionnaireResponse
// (Values).
package questionnaire
