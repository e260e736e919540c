// Package act is the kernel every act goes through. An act is what one person
// does at one moment: it is decided, written, given its duties and notices and
// entered in the log inside ONE transaction with one timestamp.
//
//	access -> rule -> write -> duty -> notice -> audit
//
// Rooms (region, screening, casework) hold the acts; none of them opens a
// transaction, seals a byte or writes the log in any other way. There is no
// side door: importers and the synthetic district call the same acts.
package act
