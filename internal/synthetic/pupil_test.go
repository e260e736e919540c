package synthetic_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"xinhuan/internal/care"
	"xinhuan/internal/synthetic"
)

func TestNumbersAreUniqueAndNobodys(t *testing.T) {
	// 70,000 pupils fill several sequence numbers a birthday.
	d := synthetic.New(3, 70_000, today)
	numbers := make(map[string]bool, 70_000)
	for _, school := range d.Schools {
		for class := range school.Classes {
			for _, p := range class.Pupils {
				if numbers[p.StudentNo] {
					t.Fatalf("a student number is given twice")
				}
				numbers[p.StudentNo] = true
				if p.StudentNo != "G"+p.IDNo || len(p.IDNo) != 18 {
					t.Fatalf("got %s and %s, want G and the same 18 characters", p.StudentNo, p.IDNo)
				}
				if synthetic.ValidID(p.IDNo) {
					t.Fatalf("%s passes the checksum, so it may be somebody's", p.IDNo)
				}
				if want := strings.ReplaceAll(string(p.Birth), "-", ""); p.IDNo[6:14] != want {
					t.Fatalf("birth date in the number: got %s, want %s", p.IDNo[6:14], want)
				}
				if odd := (p.IDNo[16]-'0')%2 == 1; odd != (p.Sex == "m") {
					t.Fatalf("sequence of %s does not fit the sex %s", p.IDNo, p.Sex)
				}
			}
		}
	}
}

// The example number stands in GB 11643-1999, appendix A.
func TestChecksumKnowsTheStandardsExample(t *testing.T) {
	for id, want := range map[string]bool{
		"11010519491231002X": true, "440524188001010014": true,
		"110105194912310021": false, "11010519491231002": false, "A1010519491231002X": false,
	} {
		if got := synthetic.ValidID(id); got != want {
			t.Errorf("%s valid: got %v, want %v", id, got, want)
		}
	}
}

func TestPhonesRingNowhere(t *testing.T) {
	seen := map[string]string{}
	none := 0
	for _, p := range pupilsOf(synthetic.New(1, 12_000, today)) {
		phones := []string{p.Phone}
		for _, g := range p.Guardians {
			phones = append(phones, g.Phone)
			if g.Phone == "" {
				none++
			}
		}
		for _, phone := range phones {
			if phone == "" {
				continue
			}
			if len(phone) != 11 || !strings.HasPrefix(phone, "154") {
				t.Fatalf("got the phone %s, want 154 and eight digits", phone)
			}
			if owner := seen[phone]; owner != "" && owner != p.StudentNo {
				t.Fatal("two families share a phone")
			}
			seen[phone] = p.StudentNo
		}
	}
	if none == 0 {
		t.Error("every guardian has a phone, want some without")
	}
}

func TestAgesFitGrades(t *testing.T) {
	off := 0
	for _, p := range pupilsOf(synthetic.New(1, 12_000, today)) {
		// On the 31 August before the school year a first-grader was 6.
		switch age := care.Age(p.Birth, "2026-08-31"); age - p.Grade {
		case 5:
		case 4, 6:
			off++
		default:
			t.Fatalf("got age %d in grade %d", age, p.Grade)
		}
	}
	within(t, "older or younger than the grade", float64(off)/12_000, .03, .09)
}

func TestDifficultNamesAreThereEvenInASmallDistrict(t *testing.T) {
	d := synthetic.New(1, 300, today)
	found := map[string]int{}
	for _, school := range d.Schools {
		for class := range school.Classes {
			inClass := map[string]bool{}
			for _, p := range class.Pupils {
				if inClass[p.Name] {
					found["twice in a class"]++
				}
				inClass[p.Name] = true
				for trait, has := range traitsOfName(p.Name) {
					if has {
						found[trait]++
					}
				}
			}
		}
	}
	for _, trait := range []string{"middle dot", "rare character", "compound surname", "Latin", "twice in a class", "two characters"} {
		if found[trait] == 0 {
			t.Errorf("nobody's name has the trait %q", trait)
		}
	}
}

func traitsOfName(name string) map[string]bool {
	compound := false
	for _, s := range []string{"上官", "令狐", "司徒", "司马", "夏侯", "尉迟", "慕容", "欧阳", "申屠", "皇甫", "诸葛", "长孙"} {
		compound = compound || strings.HasPrefix(name, s)
	}
	return map[string]bool{
		"middle dot":       strings.Contains(name, "·"),
		"rare character":   strings.ContainsAny(name, "𬭚龘㛃堃䶮𬱖喆犇彧祎垚"),
		"compound surname": compound,
		"Latin":            name[0] < utf8.RuneSelf,
		"two characters":   utf8.RuneCountInString(name) == 2,
	}
}

func TestGuardiansAreAskedInOrder(t *testing.T) {
	grandparents := 0
	for _, p := range pupilsOf(synthetic.New(1, 3_000, today)) {
		if len(p.Guardians) == 0 || len(p.Guardians) > 2 {
			t.Fatalf("got %d guardians, want one or two", len(p.Guardians))
		}
		for i, g := range p.Guardians {
			if g.Rank != i+1 || g.Name == "" || g.Relation == "" {
				t.Fatalf("got guardian %d of rank %d with relation %q", i+1, g.Rank, g.Relation)
			}
		}
		if p.Guardians[0].Relation == "祖母" {
			grandparents++
			if !p.LeftBehind {
				t.Fatal("a grandmother is asked first although the parents are at home")
			}
		}
		if len(p.Village) != 12 || p.Address == "" || strings.Contains(p.Address, "委员会") {
			t.Fatalf("got village %q and address %q", p.Village, p.Address)
		}
	}
	if grandparents == 0 {
		t.Error("no grandmother cares for a left-behind child, want many")
	}
}
