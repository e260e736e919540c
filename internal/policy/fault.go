package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Fault is one thing wrong in a pack: where it stands and what to do about it.
type Fault struct {
	File      string // path in the file system that was given, e.g. youyang/rules.yaml
	Line, Col int    // from 1; 0 where the fault is the file itself
	Text      care.Text
}

func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Text.En
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Text.En)
}

// Faults are all things wrong in a pack, in the order of files and lines.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// FaultsOf finds the faults behind an error of Load or Check.
func FaultsOf(err error) Faults {
	var fs Faults
	errors.As(err, &fs)
	return fs
}

// refusal is what Load returns for a pack with faults.
func refusal(id string, fs Faults) error {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return &care.Error{
		Kind: care.Invalid, Op: "load policy pack " + id, Err: fs,
		Text: care.Text{
			Zh: fmt.Sprintf("规则包 %s 有 %d 处错误，未被采用；请按提示修改后重试", id, len(fs)),
			En: fmt.Sprintf("policy pack %s has %d faults and was not adopted; mend them as told and try again", id, len(fs)),
		},
	}
}
