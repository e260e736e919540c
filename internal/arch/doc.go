// Package arch holds no code of the product, only tests that read the source
// tree: which package may import which, and why; where a clock, a driver or an
// expression language may be used; how long a file may get; whether every
// dependency is explained in docs/dependencies.md.
//
// A failing test prints the reason. If the reason no longer holds, change the
// rule and docs/design.md together.
package arch
