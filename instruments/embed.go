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
// then the restricted pack where it was not deleted. An installation that has
// its own copy of the pack adds os.DirFS of that folder instead.
func Packs() []fs.FS {
	packs := []fs.FS{files}
	if sub, err := fs.Sub(files, "restricted"); err == nil {
		if _, err := fs.Stat(sub, "."); err == nil {
			packs = append(packs, sub)
		}
	}
	return packs
}
