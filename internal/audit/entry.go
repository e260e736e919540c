package audit

import (
	"encoding/binary"
	"fmt"

	"xinhuan/internal/care"
)

// entryVersion is the first byte of an encoded entry.
const entryVersion = '1'

// entryFixed is the length of an entry before its four words, in bytes.
const entryFixed = 1 + 5*8 + 16 + 32

// Entry is one line of the log: who did what, through which post, to whom, why,
// and how it ended. Its words are codes (see word), so that neither a name nor a
// sentence can slip in. FHIR: AuditEvent.
type Entry struct {
	Seq      uint64      // place in the log, from 0
	At       care.Millis // the act's one timestamp
	Act      string      // "casework.SetLevel"
	Actor    care.ID     // the person who acted; 0 is the system
	Post     care.ID     // the post acted through; 0 if none
	Subject  [16]byte    // envelope Subject of the person concerned; zero if none
	Object   string      // kind of the thing: "episode"; "" if none
	ObjectID care.ID
	Purpose  string   // code of the stated purpose; "" if none was asked
	Outcome  string   // "ok", "denied", ...
	Digest   [32]byte // keyed digest of the act's canonical details
}

// Marshal writes the entry's one encoding. An entry without act or outcome, with a
// negative number, or with a word that is no code is an Internal error: a defect of
// the caller.
func (e Entry) Marshal() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, &care.Error{Kind: care.Internal, Op: "audit.Entry.Marshal", Err: err}
	}
	words := [...]string{e.Act, e.Object, e.Purpose, e.Outcome}
	b := make([]byte, 0, entryFixed+4+len(e.Act)+len(e.Object)+len(e.Purpose)+len(e.Outcome))
	b = append(b, entryVersion)
	for _, v := range [...]uint64{e.Seq, uint64(e.At), uint64(e.Actor), uint64(e.Post), uint64(e.ObjectID)} {
		b = binary.BigEndian.AppendUint64(b, v)
	}
	b = append(b, e.Subject[:]...)
	b = append(b, e.Digest[:]...)
	for _, w := range words {
		b = append(append(b, byte(len(w))), w...)
	}
	return b, nil
}

// Unmarshal reads what Marshal writes and nothing else: two different byte strings
// are never the same entry. A failure is an Internal error, as stored bytes are bad.
func (e *Entry) Unmarshal(b []byte) error {
	if err := e.parse(b); err != nil {
		return &care.Error{Kind: care.Internal, Op: "audit.Entry.Unmarshal", Err: err}
	}
	return nil
}

func (e *Entry) parse(b []byte) error {
	if len(b) < entryFixed || b[0] != entryVersion {
		return fmt.Errorf("no entry of version %c", entryVersion)
	}
	number := func(i int) uint64 { return binary.BigEndian.Uint64(b[1+8*i:]) }
	out := Entry{Seq: number(0), At: care.Millis(number(1)), Actor: care.ID(number(2)), Post: care.ID(number(3)), ObjectID: care.ID(number(4))}
	copy(out.Subject[:], b[41:57])
	copy(out.Digest[:], b[57:89])

	rest := b[entryFixed:]
	for _, w := range [...]*string{&out.Act, &out.Object, &out.Purpose, &out.Outcome} {
		if len(rest) == 0 || len(rest)-1 < int(rest[0]) {
			return fmt.Errorf("entry is cut short")
		}
		*w, rest = string(rest[1:1+int(rest[0])]), rest[1+int(rest[0]):]
	}
	if len(rest) > 0 {
		return fmt.Errorf("%d bytes follow the entry", len(rest))
	}
	if err := out.check(); err != nil {
		return err
	}
	*e = out
	return nil
}

func (e Entry) check() error {
	if e.At < 0 || e.Actor < 0 || e.Post < 0 || e.ObjectID < 0 {
		return fmt.Errorf("a number of the entry is negative")
	}
	if e.Act == "" || e.Outcome == "" {
		return fmt.Errorf("an entry needs an act and an outcome")
	}
	for _, w := range [...]string{e.Act, e.Object, e.Purpose, e.Outcome} {
		if !word(w) {
			return fmt.Errorf("a word of the entry is no code") // not quoted: it may be a name
		}
	}
	return nil
}

// word tells whether the text is a code: at most 64 ASCII letters, digits and
// "._-:/" (length ours).
func word(s string) bool {
	for _, r := range []byte(s) {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && r != '.' && r != '_' && r != '-' && r != ':' && r != '/' {
			return false
		}
	}
	return len(s) <= 64
}
