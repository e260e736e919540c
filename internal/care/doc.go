// Package care holds the words of the service: who takes part, what may happen
// to a child's case, and which kinds of failure there are.
//
// It imports only the standard library, reads no clock, draws no random number
// and does no I/O. Every other package speaks in these types, so a word is
// defined here once and nowhere else. docs/loop.md draws the states.
package care
