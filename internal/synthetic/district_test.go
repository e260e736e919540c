package synthetic_test

import (
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"xinhuan/internal/care"
	"xinhuan/internal/synthetic"
)

func pupilsOf(d *synthetic.District) []synthetic.Pupil {
	var list []synthetic.Pupil
	for _, school := range d.Schools {
		for class := range school.Classes {
			list = append(list, class.Pupils...)
		}
	}
	return list
}

func TestDistrictHasExactlyTheWantedPupils(t *testing.T) {
	for _, want := range []int{3, 40, 300, 301, 1_000, 12_000, 54_321} {
		d := synthetic.New(7, want, today)
		classes := 0
		for _, school := range d.Schools {
			inSchool := 0
			for class := range school.Classes {
				classes++
				inSchool += len(class.Pupils)
				if n := len(class.Pupils); want >= 300 && (n < 35 || n > 55) {
					t.Errorf("%d pupils: got a class of %d, want 35-55", want, n)
				}
			}
			if inSchool != school.Pupils || school.ClassCount() == 0 {
				t.Errorf("%s: got %d pupils, want %d", school.Code, inSchool, school.Pupils)
			}
		}
		if got := len(pupilsOf(d)); got != want || d.Pupils() != want {
			t.Errorf("got %d pupils made and %d counted, want %d", got, d.Pupils(), want)
		}
	}
}

func TestSameArgumentsGiveTheSameDistrict(t *testing.T) {
	one, two, other := synthetic.New(1, 2000, today), synthetic.New(1, 2000, today), synthetic.New(2, 2000, today)
	if !reflect.DeepEqual(pupilsOf(one), pupilsOf(two)) {
		t.Error("got two different rolls, want the same")
	}
	if reflect.DeepEqual(pupilsOf(one), pupilsOf(other)) {
		t.Error("got the same roll from another seed, want another")
	}
	last := len(one.Schools) - 1
	if !reflect.DeepEqual(one.Schools[last].Staff(), two.Schools[last].Staff()) || !reflect.DeepEqual(one.Staff(), two.Staff()) {
		t.Error("got two different staffs, want the same")
	}
}

func TestASchoolCanBeSeenAlone(t *testing.T) {
	d := synthetic.New(1, 2000, today)
	var first synthetic.Class
	seen := 0
	for class := range d.Schools[3].Classes {
		first = class
		seen++
		break
	}
	at := 0
	for _, s := range d.Schools[:3] {
		at += s.Pupils
	}
	if want := pupilsOf(d)[at]; seen != 1 || !reflect.DeepEqual(first.Pupils[0], want) {
		t.Errorf("got another first pupil after %d classes, want the one of the whole walk", seen)
	}
}

func TestEveryKindOfSchoolAndGradeIsThere(t *testing.T) {
	d := synthetic.New(1, 12_000, today)
	kinds, grades := map[synthetic.Kind]int{}, map[int]int{}
	names := map[string]bool{}
	for _, school := range d.Schools {
		kinds[school.Kind]++
		if names[school.Name] {
			t.Errorf("two schools are called %s", school.Name)
		}
		names[school.Name] = true
		for class := range school.Classes {
			grades[class.Grade]++
			if got := class.Unit().Grade(care.SchoolYear(today)); got != class.Grade {
				t.Errorf("grade by entry year: got %d, want %d", got, class.Grade)
			}
			if class.Screened != (class.Grade >= 4) {
				t.Errorf("grade %d screened: got %v", class.Grade, class.Screened)
			}
		}
	}
	if len(kinds) != 5 || len(grades) != 12 {
		t.Errorf("got %d kinds and %d grades, want 5 and 12", len(kinds), len(grades))
	}
}

func TestSchoolsCarryNoPlaceOfTheCounty(t *testing.T) {
	d := synthetic.New(1, 300_000, today)
	var stems []string
	ends := regexp.MustCompile(`(社区|村)?(村民委员会|居民委员会)$|[镇乡]$|街道$`)
	for _, p := range d.Places {
		if stem := ends.ReplaceAllString(p.Name, ""); utf8.RuneCountInString(stem) > 1 {
			stems = append(stems, stem)
		}
	}
	for _, school := range d.Schools {
		for _, stem := range append(stems, "第一", "实验", "民族", "中心", "酉") {
			if strings.Contains(school.Name, stem) {
				t.Errorf("%s carries %s, which a real school may", school.Name, stem)
			}
		}
	}
}

func TestPlacesAreTheCountysOwn(t *testing.T) {
	kinds := map[care.UnitKind]int{}
	known := map[string]bool{}
	villages := map[string]int{}
	for _, p := range synthetic.New(1, 300, today).Places {
		kinds[p.Kind]++
		known[p.Code] = true
		if p.Kind != care.District && !known[p.Parent] {
			t.Errorf("%s comes before its parent %s", p.Code, p.Parent)
		}
		if p.Kind == care.Village {
			villages[p.Parent]++
		}
	}
	if kinds[care.District] != 1 || kinds[care.Township] != 39 || kinds[care.Village] != 278 || len(villages) != 39 {
		t.Errorf("got %v with villages in %d townships, want 1 district, 39 townships, 278 villages in 39", kinds, len(villages))
	}
}

func TestAMillionPupilsNeedTheMemoryOfOneClass(t *testing.T) {
	const million = 1_000_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d := synthetic.New(1, million, today)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if got := int64(after.HeapAlloc) - int64(before.HeapAlloc); got > 16<<20 {
		t.Errorf("the plan of a million: got %d bytes, want at most 16 MiB", got)
	}
	if got := d.Pupils(); got != million {
		t.Errorf("got %d pupils, want %d", got, million)
	}

	largest, walked := uint64(0), 0
	for i := 0; i < len(d.Schools); i += 25 {
		for class := range d.Schools[i].Classes {
			walked += len(class.Pupils)
		}
		runtime.ReadMemStats(&after)
		largest = max(largest, after.HeapAlloc)
	}
	if got := int64(largest) - int64(before.HeapAlloc); got > 64<<20 || walked < 20_000 {
		t.Errorf("walking %d pupils: got %d bytes, want at most 64 MiB", walked, got)
	}
	runtime.KeepAlive(d)
}

func TestStaffFillsEveryRoleOfTheProduct(t *testing.T) {
	d := synthetic.New(1, 12_000, today)
	roles := map[care.Role]int{}
	phones := map[string]bool{}
	shared, vacant := 0, 0
	for _, person := range d.Staff() {
		for _, role := range person.Roles() {
			roles[role]++
		}
		if len(person.Seats) != 1 {
			t.Errorf("%s at the district: got %d posts, want 1", person.Login, len(person.Seats))
		}
	}
	for _, school := range d.Schools {
		inSchool := map[care.Role]int{}
		for _, person := range school.Staff() {
			if phones[person.Phone] || len(person.Seats) == 0 {
				t.Errorf("%s: a phone twice, or no post", person.Login)
			}
			phones[person.Phone] = true
			if len(person.Seats) > 2 {
				shared++
			}
			for _, role := range person.Roles() {
				inSchool[role]++
				roles[role]++
			}
		}
		if inSchool[care.ClassTeacher] != school.ClassCount() {
			t.Errorf("%s: got %d class teachers, want %d", school.Code, inSchool[care.ClassTeacher], school.ClassCount())
		}
		if inSchool[care.DutyAdult] < 2 || inSchool[care.Principal] != 1 || inSchool[care.PsychologyLead] != 1 {
			t.Errorf("%s: got %v, want 2 duty adults, a principal and a psychology lead", school.Code, inSchool)
		}
		if inSchool[care.PsychologyTeacher] == 0 {
			vacant++
		}
		if school.Pupils >= 1000 && inSchool[care.PsychologyTeacher] < school.Pupils/1000 {
			t.Errorf("%s with %d pupils: got %d psychology teachers", school.Code, school.Pupils, inSchool[care.PsychologyTeacher])
		}
	}
	people, units := d.VillageStaff([]string{d.Places[len(d.Places)-1].Code})
	if len(people) != len(units) || units[len(units)-1] != d.Places[len(d.Places)-1].Code {
		t.Errorf("got %d people of villages and townships at %d places", len(people), len(units))
	}
	for _, person := range people {
		if phones[person.Phone] {
			t.Errorf("%s: a phone twice", person.Login)
		}
		phones[person.Phone] = true
		roles[person.Roles()[0]]++
	}
	for _, s := range d.InstitutionStaff(care.HotlineLead, care.HospitalLead, care.StationLead, care.UniversityCounsellor, care.FacultyLead) {
		roles[s.Roles()[0]]++
	}
	for _, role := range care.StaffRoles() {
		if roles[role] == 0 {
			t.Errorf("nobody is %s", role)
		}
	}
	if shared == 0 || vacant == 0 || vacant > len(d.Schools)/3 {
		t.Errorf("got %d people with several posts, %d schools without psychology teacher; want some of both, and few", shared, vacant)
	}
}

func TestBoardersHaveAHouseOfTheirSex(t *testing.T) {
	boarders, left := 0, 0
	d := synthetic.New(1, 12_000, today)
	for _, p := range pupilsOf(d) {
		if p.LeftBehind {
			left++
		}
		if !p.Boarder {
			if p.Dormitory != "" {
				t.Fatal("a day pupil has a dormitory")
			}
			continue
		}
		boarders++
		at := slices.IndexFunc(d.Schools[p.School].Dormitories, func(h synthetic.Dormitory) bool { return h.Name == p.Dormitory })
		if at < 0 || d.Schools[p.School].Dormitories[at].Sex != p.Sex {
			t.Fatalf("got the dormitory %q for %q, want one of the school and the sex", p.Dormitory, p.Sex)
		}
	}
	within(t, "boarders", float64(boarders)/12_000, .15, .55)
	within(t, "left behind", float64(left)/12_000, .2, .42)
}
