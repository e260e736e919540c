package casework

import (
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// Chip is a pupil in a line of text. Name is "" where the reader may not know
// it, or while the region is locked.
type Chip struct {
	Person care.ID
	Name   string
	Class  care.Text // school and class
	May    bool      // the reader may open the person page
}

// Holder is a post with whoever sits in it.
type Holder struct {
	Post care.ID
	Role care.Role
	Unit string
	Name string
}

// chipOf opens a pupil's name for a list.
func chipOf(t *act.Tx, person care.ID) (Chip, error) {
	c := Chip{Person: person}
	if person == 0 {
		return c, nil
	}
	class, err := t.ClassIDOf(person)
	if err != nil && care.KindOf(err) != care.NotFound {
		return c, err
	}
	if err != nil { // in no class: where he lives
		if class, err = t.Base(person, policy.Programme{}); err != nil {
			return c, err
		}
		root, err := t.Root()
		if err != nil {
			return c, err
		}
		if class == root.ID { // of an adult nothing: by which unit he is served would tell in which programme he is
			class = 0
		}
	}
	if class != 0 {
		if c.Class, err = unitText(t, class); err != nil {
			return c, err
		}
	}
	if !t.May(access.Read, access.Identity, person) {
		return c, nil
	}
	c.May = true
	c.Name, err = t.NameOf(person)
	return c, err
}

// unitText names a unit; a class by its school and its grade of this year.
func unitText(t *act.Tx, id care.ID) (care.Text, error) {
	u, err := t.Unit(id)
	if err != nil {
		return care.Text{}, err
	}
	if u.Kind != care.Class {
		return care.Text{Zh: u.Name, En: u.Name}, nil
	}
	school, err := t.Unit(u.Parent)
	name := u.ClassName(care.SchoolYear(t.Today))
	return care.Text{Zh: school.Name + " " + name.Zh, En: school.Name + " " + name.En}, err
}

func holderOf(t *act.Tx, post care.ID) (Holder, error) {
	if post == 0 {
		return Holder{}, nil
	}
	role, unit, name, err := t.PostName(post)
	return Holder{Post: post, Role: role, Unit: unit.Name, Name: name}, err
}

// A collator is not safe for concurrent use, so each goroutine borrows one.
var collators = sync.Pool{New: func() any { return collate.New(language.Chinese) }}

// compareNames orders names as a Chinese class list does: by pinyin.
func compareNames(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return c.CompareString(a, b)
}
