package care

import (
	"errors"
	"fmt"
)

// Kind is the kind of a failure: what a caller can do about it. Pages show the
// kind and its field messages; operators see the wrapped cause in the log.
// Neither ever carries a name, a number or an answer of a child.
type Kind int

// The kinds of failure.
const (
	Internal    Kind = iota // a defect or a broken machine
	Invalid                 // the input is wrong; Fields says where
	NotFound                // no such thing, or its existence is not yours to know
	Forbidden               // you may not do this
	Conflict                // it was changed or done meanwhile
	Sealed                  // the region is locked, so the content can't be opened
	Unavailable             // try again later
)

// Error is a failure with a kind, an operation and messages for people.
type Error struct {
	Kind   Kind
	Op     string          // what was being done, without personal data
	Fields map[string]Text // for Invalid: field name -> what to do about it
	Text   Text            // one sentence for the person
	Err    error           // cause, for the log
}

func (e *Error) Error() string {
	s := e.Op
	if e.Text.En != "" {
		s += ": " + e.Text.En
	}
	for name, t := range e.Fields {
		s += fmt.Sprintf(": %s: %s", name, t.En)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf finds the kind of an error; an error of no kind is Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// TextOf is what an error says to a person: its sentence, or that of one field.
func TextOf(err error) Text {
	var e *Error
	if !errors.As(err, &e) {
		return Text{}
	}
	if e.Text.IsZero() {
		for _, t := range e.Fields {
			return t
		}
	}
	return e.Text
}

// Invalidf is an Invalid error about one field.
func Invalidf(field, zh, en string) error {
	return &Error{Kind: Invalid, Op: "check", Fields: map[string]Text{field: {Zh: zh, En: en}}}
}

// Fail is an error of a kind with one sentence for the person.
func Fail(kind Kind, op, zh, en string) error {
	return &Error{Kind: kind, Op: op, Text: Text{Zh: zh, En: en}}
}

// Unseen is a NotFound error in the one sentence for what is not there and for what
// is not the reader's to know of: a guessed number tells nothing.
func Unseen(op string) error {
	return Fail(NotFound, op, "没有找到，或不在您的岗位范围内", "not found, or outside your post's scope")
}
