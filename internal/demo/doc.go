// Package demo lets a synthetic district live through a term: it is founded in
// late August, screened school by school from mid-September on and cared for day
// by day until now. Everything happens through the acts that people use, under an
// injected clock that never runs ahead of now; nothing is written past them. So
// the demonstration shows what the product does, and building it tests it.
//
// Who does what, and how late, is drawn from the seed and from what a pupil is,
// never from ids or from the order in which goroutines run: the same seed gives
// the same pupils, sittings and alerts.
package demo
