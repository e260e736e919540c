package questionnaire

import (
	"fmt"

	"xinhuan/internal/care"
)

// Answer is the printed value (code) of the chosen option, never its position:
// CRIES prints 0, 1, 3 and 5, and 3 means the option printed 3. Negative
// values say why there is no answer.
type Answer int16

// No answer. Both count as missing in a score, but a refusal is a statement of
// the child and is kept apart from a blank.
const (
	Missing  Answer = -1 // left blank
	Declined Answer = -2 // 不想回答
)

// Given tells whether an option was chosen.
func (a Answer) Given() bool { return a >= 0 }

// Answers are the answers of one sheet in item order.
type Answers []Answer

// MaxCode is the largest code an option may print, so that an answer fits one
// byte next to the two values for no answer.
const MaxCode = 250

const (
	packedDeclined = 254
	packedMissing  = 255
)

// Pack writes one byte an item for sealing: 0..250 the code, 254 declined, 255
// missing. An answer outside that range can't come from a checked sheet; it is
// written as missing, so that a defect loses an answer rather than inventing
// one.
func (a Answers) Pack() []byte {
	b := make([]byte, len(a))
	for i, v := range a {
		switch {
		case v == Declined:
			b[i] = packedDeclined
		case v < 0 || v > MaxCode:
			b[i] = packedMissing
		default:
			b[i] = byte(v)
		}
	}
	return b
}

// Unpack reads what Pack wrote. The bytes 251..253 are refused as
// care.Invalid: they were never written by Pack.
func Unpack(b []byte) (Answers, error) {
	a := make(Answers, len(b))
	for i, v := range b {
		switch {
		case v == packedDeclined:
			a[i] = Declined
		case v == packedMissing:
			a[i] = Missing
		case v > MaxCode:
			return nil, care.Invalidf(fmt.Sprint(i+1), "答卷数据已损坏", "the packed sheet is damaged")
		default:
			a[i] = Answer(v)
		}
	}
	return a, nil
}

// Answered counts the items with a chosen option.
func (a Answers) Answered() int {
	n := 0
	for _, v := range a {
		if v.Given() {
			n++
		}
	}
	return n
}
