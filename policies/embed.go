// Package policies carries the policy packs that ship with the program. A region
// may keep its own packs in a folder of the same shape; docs/policy-packs.md
// describes them.
package policies

import "embed"

// FS holds every pack in a folder of its id.
//
//go:embed */*
var FS embed.FS
