package screening

import (
	"slices"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// A collator is not safe for concurrent use, so each goroutine borrows one.
var collators = sync.Pool{New: func() any { return collate.New(language.Chinese) }}

// pupilName is a pupil of a class with his name; "" while the region is locked.
type pupilName struct {
	Person care.ID
	Name   string
}

// classList opens the names of a class, in the order of a class list.
func classList(t *act.Tx, class care.ID) ([]pupilName, error) {
	pupils, err := t.PersonsIn(class, care.Enrolled)
	if err != nil {
		return nil, err
	}
	list := make([]pupilName, 0, len(pupils))
	for _, p := range pupils {
		identity, err := t.Identity(p)
		if err != nil && care.KindOf(err) != care.Sealed {
			return nil, err
		}
		list = append(list, pupilName{p.ID, identity.Name})
	}
	slices.SortFunc(list, func(a, b pupilName) int { return compareNames(a.Name, b.Name) })
	return list, nil
}

// compareNames orders names as a Chinese class list does: by pinyin.
func compareNames(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return c.CompareString(a, b)
}
