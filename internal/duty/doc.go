// Package duty says what is due, late or done. A duty is something somebody
// must do for a person or a unit by a date, because of a rule.
//
// Status is the only function that decides this: lists, badges, counts, digests
// and exports all call it, so they can't disagree. The package reads no clock:
// the instant and the calendar come from the caller. Civil time is care.China,
// which has no summer time, so a civil day is always 24 hours.
package duty
