// Package roundweb holds the pages on which staff run a screening round: the
// list, the plan, the round with its one next thing, consents by class list,
// a class while it answers, and the slips.
//
// Pages decide nothing: what they show and which buttons they draw comes from
// what the acts of the screening room say about the reader; the acts decide
// again when a button is pressed.
package roundweb
