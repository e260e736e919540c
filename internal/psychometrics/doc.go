// Package psychometrics tells how well a scale measured the people who answered
// it: reliability, item statistics, the spread of scores, and change between two
// sittings. It needs no knowledge of any particular instrument, only numbers.
//
// Conventions, the same as R's psych package uses by default or can be told to:
// complete cases only (a person with a missing item takes no part in any figure
// but the count of missing answers), sample variance (n-1), quantiles of R's
// type 7. A figure that can't be computed (one person, no variance) is NaN in Go
// and null in JSON, never zero. docs/figures.md shows the figures on open data.
//
// The package is pure: no clock, no random number, no I/O.
package psychometrics
