// Package questionnaire is the one engine behind every form: it knows what a
// form asks, when a field is shown or required, and whether a sheet of values
// answers it. Definitions are data (YAML, Chinese and English side by side) and
// a definition's version is the hash of its content, so a stored sheet can name
// exactly the wording it was given to.
//
// A form holds what people say and decide. Who wrote it, when, about whom and
// on what legal basis stands in the record around it, never among its values.
//
// The package is pure: no clock, no randomness, no I/O beyond the fs.FS that
// loading is handed. FHIR: Questionnaire (Definition), QuestionnaireResponse
// (Values).
package questionnaire
