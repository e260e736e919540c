// Package synthetic invents a believable district: 酉阳's real townships and
// villages with invented schools, classes, pupils, guardians, staff and answers.
// Demonstrations, tests and benchmarks live on it; nobody in it exists.
//
// Everything follows from a seed, a number of pupils and a day: there is no clock
// and no global randomness, so the same call gives the same district on every
// machine. New plans only the schools and the sizes of classes; pupils are made
// class by class while somebody looks at them, so that a million of them need the
// memory of one class.
//
// That nobody is real is built in: ID and student numbers fail the national
// checksum (number.go), phones lie in a range no operator was given (phone.go),
// schools carry words that are no place of the county (plan.go). The package
// makes facts, never acts: whoever wants them in a database feeds them through
// the same acts as everybody else.
package synthetic
