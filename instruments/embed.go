// Package instruments carries the scale definitions that ship with the
// product. README.md explains the files and their licences.
package instruments

import (
	"embed"
	"io/fs"
)

// The pattern takes the whole folder, so that deleting restricted/ removes
// exactly those scales and the build still passes.
//
//go:embed all:*
var files embed.FS

// Packs are the file systems for instrument.Load: the free collection first,
// then the restricted pack, unless it was deleted before the build. Whoever may
// not use the restricted pack starts the same program with without_restricted,
// and it loads Free alone.
func Packs() []fs.FS {
	packs := []fs.FS{files}
	if sub, err := fs.Sub(files, "restricted"); err == nil {
		if _, err := fs.Stat(sub, "."); err == nil {
			packs = append(packs, sub)
		}
	}
	return packs
}

// Free is the collection without the restricted pack.
func Free() []fs.FS { return []fs.FS{files} }

// Chosen are the packs an installation works with.
func Chosen(withoutRestricted bool) []fs.FS {
	if withoutRestricted {
		return Free()
	}
	return Packs()
}
