// Package policy reads policy packs: folders of strict YAML in which a region
// keeps what its documents demand. A pack answers which level a score suggests,
// who must be told, by when something is due, who may see what, and which clause
// says so. docs/policy-packs.md describes the format.
//
// Packs stack: national, then city, then district. Load follows the parents,
// checks every file, compiles the rules, runs the packs' own cases, and returns
// a Stack that never changes afterwards and is safe for concurrent use.
//
// The package reads no clock and no disk of its own; files come from an fs.FS.
package policy
