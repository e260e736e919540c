package questionnaire

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
)

// Library is the forms in use and the older versions of them that stored sheets
// still name. It is read-only after loading and safe to share.
type Library struct {
	current map[string]*Definition
	byHash  map[string]*Definition
}

// LoadForms reads every .yaml file of the directories. A later directory (a
// district's pack) replaces a form of the same id from an earlier one (the
// national pack); the replaced version stays findable by hash. A directory that
// does not exist, or a file with any fault, fails the whole load.
func LoadForms(fsys fs.FS, dirs ...string) (*Library, error) {
	l := &Library{current: map[string]*Definition{}, byHash: map[string]*Definition{}}
	var faults []error
	for _, dir := range dirs {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil {
			return nil, fmt.Errorf("questionnaire: load forms: %w", err)
		}
		for _, e := range entries {
			if e.IsDir() || path.Ext(e.Name()) != ".yaml" {
				continue
			}
			d, err := Load(fsys, path.Join(dir, e.Name()))
			if err != nil {
				faults = append(faults, err)
				continue
			}
			l.current[d.ID] = d
			l.byHash[d.Hash] = d
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("questionnaire: load forms:\n%w", err)
	}
	return l, nil
}

// Keep adds an older version, restored from its stored canonical bytes, without
// making it the one in use. Keep belongs to start-up, before the library is
// shared.
func (l *Library) Keep(d *Definition) { l.byHash[d.Hash] = d }

// Get is the version of a form now in use.
func (l *Library) Get(id string) (*Definition, bool) {
	d, ok := l.current[id]
	return d, ok
}

// ByHash is the version a stored sheet was given to.
func (l *Library) ByHash(hash string) (*Definition, bool) {
	d, ok := l.byHash[hash]
	return d, ok
}

// IDs lists the forms in use, sorted.
func (l *Library) IDs() []string {
	var ids []string
	for id := range l.current {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
