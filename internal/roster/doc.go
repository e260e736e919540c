// Package roster turns the lists schools really have into typed rows: pupils,
// staff and consents, from the national enrolment system's export, a class
// teacher's own table, or OneRoster CSV.
//
// It is pure: it is told the day and the schools, reads rows one at a time and
// hands on each with its faults. A fault says what is wrong and what to do, in
// both languages, and never repeats what stood in the cell, so a list of faults
// may be shown, mailed and kept. Nothing is decided here: a row with an error is
// still yielded, and the import leaves it out.
//
// Thresholds that no document gives (plausible ages, shapes of numbers) are
// ours and only ever warn.
package roster
