// Package policies carries the policy packs that ship with the program and the
// register of what the program does for clauses (product.yaml). A region may keep
// its own packs in a folder of the same shape; docs/policy-packs.md describes them.
package policies

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

// FS holds every pack in a folder of its id.
//
//go:embed product.yaml */*.yaml */forms
var FS embed.FS

// With lays a folder of a region's own packs over those that ship: a pack of the
// same id replaces the shipped one as a whole.
func With(own fs.FS) fs.FS { return overlay{own, FS} }

type overlay struct{ own, below fs.FS }

// Open finds a file in the own folder, else below: among those that ship.
func (o overlay) Open(name string) (fs.File, error) {
	pack, _, _ := strings.Cut(name, "/")
	if _, err := fs.Stat(o.own, pack+"/pack.yaml"); err == nil {
		return o.own.Open(name)
	}
	return o.below.Open(name)
}

// ReadDir lists both when it is asked for the root.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		pack, _, _ := strings.Cut(name, "/")
		if _, err := fs.Stat(o.own, pack+"/pack.yaml"); err == nil {
			return fs.ReadDir(o.own, name)
		}
		return fs.ReadDir(o.below, name)
	}
	shipped, err := fs.ReadDir(o.below, ".")
	if err != nil {
		return nil, err
	}
	own, err := fs.ReadDir(o.own, ".")
	for _, e := range own {
		if _, stat := fs.Stat(o.own, e.Name()+"/pack.yaml"); stat != nil {
			continue
		}
		shipped = slices.DeleteFunc(shipped, func(s fs.DirEntry) bool { return s.Name() == e.Name() })
		shipped = append(shipped, e)
	}
	return shipped, err
}
