package casework

import (
	"fmt"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// ageSuits tells whether a form is about people of somebody's age. Of whom no birth date
// is known, or can be read, whoever fills it in knows better.
func ageSuits(t *act.Tx, def *questionnaire.Definition, person care.ID) (bool, error) {
	if _, asks := def.Ages(); !asks {
		return true, nil
	}
	row, err := t.Person(person)
	if err != nil {
		return false, err
	}
	identity, err := t.Identity(row)
	if care.KindOf(err) == care.Sealed || err == nil && identity.Birth == "" {
		return true, nil
	}
	return err == nil && def.Suits(care.Age(identity.Birth, t.Today)), err
}

// ofAge refuses a form about people of another age.
func ofAge(t *act.Tx, def *questionnaire.Definition, person care.ID) error {
	suits, err := ageSuits(t, def, person)
	if err != nil || suits {
		return err
	}
	a, _ := def.Ages()
	return care.Fail(care.Invalid, "open form", fmt.Sprintf("“%s”用于 %d–%d 岁的人，与这个人的年龄不符；年龄不对请先改名册", def.Title.Zh, a.From, a.To),
		fmt.Sprintf("\"%s\" is for people aged %d to %d, and this person is of another age; if the age is wrong, correct the roster first", def.Title.En, a.From, a.To))
}
