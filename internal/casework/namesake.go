package casework

import (
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/roster"
)

// Compared is what the writer found when he compared a newcomer with somebody of the
// same name whom the programme knows already.
type Compared string

// The answers.
const (
	SamePerson    Compared = "same"
	AnotherPerson Compared = "another"
)

// namesakes are those of the same name who are or were in the programme and whom
// nothing tells apart from the newcomer. Sure are those whom birth date or the last
// digits of the phone name too.
type namesakes struct{ sure, unsure []care.ID }

// phoneDigits are how many last digits of a phone are compared.
const phoneDigits = 4

// findNamesakes looks for them by the index of names. Whoever was never in this
// programme is not looked at: the writer learns nothing of other work.
func findNamesakes(t *act.Tx, p policy.Programme, id care.Identity) (n namesakes, err error) {
	digest, err := t.Index(act.IndexName, id.Name)
	if err != nil {
		return n, err
	}
	people, err := t.ByIndex(act.IndexName, digest)
	if err != nil {
		return n, err
	}
	for _, person := range people {
		in, err := everIn(t, p, person)
		if err != nil {
			return n, err
		}
		if !in {
			continue
		}
		row, err := t.Person(person)
		if err != nil {
			return n, err
		}
		known, err := t.Identity(row)
		if err != nil {
			return n, err
		}
		switch like(withDocument(known), withDocument(id)) {
		case alike:
			n.sure = append(n.sure, person)
		case unknown:
			n.unsure = append(n.unsure, person)
		}
	}
	return n, nil
}

func everIn(t *act.Tx, p policy.Programme, person care.ID) (bool, error) {
	episodes, err := t.EpisodesOf(person)
	for _, e := range episodes {
		if string(e.Programme) == p.ID {
			return true, err
		}
	}
	return false, err
}

type likeness int

const (
	unlike likeness = iota
	unknown
	alike
)

// like compares two people of one name. Different papers or birth dates are different
// people; the same birth date or phone is taken to be the same one.
func like(a, b care.Identity) likeness {
	if a.IDNo != "" && b.IDNo != "" || a.Birth != "" && b.Birth != "" && a.Birth != b.Birth {
		return unlike // the same number would have been recognised
	}
	if a.Birth != "" && a.Birth == b.Birth || len(lastDigits(a.Phone)) == phoneDigits && lastDigits(a.Phone) == lastDigits(b.Phone) {
		return alike
	}
	return unknown
}

func withDocument(id care.Identity) care.Identity {
	if birth, _, ok := roster.Document(id.IDNo); ok && birth != "" {
		id.Birth = birth
	}
	return id
}

func lastDigits(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	return digits[max(0, len(digits)-phoneDigits):]
}

// compared asks the writer to compare when somebody of the name is known, and answers
// whom he found to be the same; 0 for somebody new. That he was asked is on record.
func compared(t *act.Tx, p policy.Programme, in Newcomer) (care.ID, error) {
	n, err := findNamesakes(t, p, in.Identity)
	if err != nil || len(n.sure)+len(n.unsure) == 0 {
		return 0, err
	}
	first := append(n.sure, n.unsure...)[0]
	switch {
	case in.Compared == AnotherPerson:
		t.Detail("another of the name", first)
		return 0, nil
	case in.Compared == SamePerson && len(n.sure) == 1:
		t.Detail("the same", first)
		return first, nil
	case in.Compared == SamePerson:
		t.About("pupil", 0, first)
		return 0, t.Refused(care.Invalidf("same_name", "还不能确认是哪一位：请补填证件号码、出生日期或电话", "it is not clear yet which one it is: add the document number, the birth date or the phone"))
	}
	t.About("pupil", 0, first)
	return 0, t.Refused(care.Invalidf("same_name", "这个项目登记过同名的人。请核对出生日期和电话，再选是不是同一个人", "somebody of this name was registered for this programme before: compare birth date and phone, then say whether it is the same person"))
}

// minorRefused: a programme of adults takes nobody under eighteen unless the pack says
// so. Of whom no birth date is known nothing is said.
func minorRefused(t *act.Tx, p policy.Programme, birth care.Date) error {
	if p.Register.Person != care.AdultPerson || p.Register.Minors || birth == "" || care.Age(birth, t.Today) >= 18 {
		return nil
	}
	return care.Invalidf("birth", "这个项目不登记未满十八岁的人；未成年人请由学校或儿童主任帮助", "nobody under eighteen is registered for this programme; school or the child director helps a minor")
}
