package instrument

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"xinhuan/internal/care"
)

// Load reads every *.yaml at the root of each file system (not below it). The
// first holds the product's own collection; what comes from the others is
// marked Restricted. Loading is strict: an unknown key, a wrong type, a number
// out of range or an id used twice fails as care.Invalid with file:line:column,
// all faulty files at once.
func Load(fsys ...fs.FS) (*Library, error) {
	lib := &Library{byID: map[string]*Instrument{}}
	var faults []error
	for i, f := range fsys {
		names, err := fs.Glob(f, "*.yaml")
		if err != nil {
			return nil, fmt.Errorf("list instruments: %w", err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(f, name)
			if err != nil {
				return nil, fmt.Errorf("read instrument %s: %w", name, err)
			}
			in, err := parse(name, data)
			if err != nil {
				faults = append(faults, err)
				continue
			}
			if lib.byID[in.ID] != nil {
				faults = append(faults, fault(name, 1, 1, "the instrument %q is defined twice", in.ID))
				continue
			}
			in.Restricted = i > 0
			lib.add(in)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, &care.Error{Kind: care.Invalid, Op: "load instruments", Err: err,
			Text: care.Text{Zh: "量表文件有误", En: "an instrument file is faulty"}}
	}
	return lib, nil
}

// parse decodes, checks and compiles one file.
func parse(name string, data []byte) (*Instrument, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, positioned(name, err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, fault(name, 1, 1, "a file holds exactly one instrument")
	}
	in := &Instrument{}
	if err := yaml.NodeToValue(file.Docs[0].Body, in, yaml.Strict()); err != nil {
		return nil, positioned(name, err)
	}
	if want := in.ID + ".yaml"; path.Base(name) != want {
		return nil, fault(name, 1, 1, "the instrument %q belongs into %s", in.ID, want)
	}
	if err := in.complete(); err != nil {
		line, column := position(file, err.path)
		return nil, fault(name, line, column, "%s: %s", err.path, err.text)
	}
	sum := sha256.Sum256(data)
	in.Hash = hex.EncodeToString(sum[:])
	return in, nil
}

// flaw is a fault of meaning at a place in the file.
type flaw struct{ path, text string }

func flawf(path, format string, args ...any) *flaw { return &flaw{path, fmt.Sprintf(format, args...)} }

// position finds where a path of the document stands; an absent key is
// reported at the start of the file.
func position(file *ast.File, at string) (line, column int) {
	p, err := yaml.PathString("$." + at)
	if err != nil {
		return 1, 1
	}
	node, err := p.FilterFile(file)
	if err != nil || node == nil || node.GetToken() == nil {
		return 1, 1
	}
	pos := node.GetToken().Position
	return pos.Line, pos.Column
}

func fault(name string, line, column int, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", name, line, column, fmt.Sprintf(format, args...))
}

func positioned(name string, err error) error {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		pos := y.GetToken().Position
		return fault(name, pos.Line, pos.Column, "%s", y.GetMessage())
	}
	return fmt.Errorf("%s: %w", name, err)
}
