// Package instrument scores questionnaires: totals, sub-scales, bands, danger
// answers, validity and norms, each with its source.
//
// An instrument is data (a strict YAML file). Item text may be absent: scoring
// works from item numbers, so a scale whose text belongs to others ships as a
// key and the school imports the text it has a licence for. A score never
// becomes a level here; policy packs suggest, people decide.
//
// The package is pure: no clock, no randomness, no I/O beyond the fs.FS and
// bytes it is given. FHIR: Questionnaire, Observation.
package instrument
