package synthetic

import (
	"fmt"
	"time"

	"xinhuan/internal/care"
)

// An ID number (GB 11643-1999) is six digits of the district, eight of the birth
// date, three of sequence (odd for boys) and a check character by ISO 7064 MOD
// 11-2. Ours have the wrong check character, so no living person can have one.
//
// They are unique without a memory of those given: the district-wide rank of a
// pupil in his grade fixes the day (rank modulo 365) and the sequence (rank / 365).
// Grades have birth years of their own; the few who are a year older or younger
// than their grade carry another wrong check character, and so never meet the
// grade whose year they share.

const daysOfCohort = 365

// maxCohort is how many pupils of one grade can be numbered: 365 days with 500
// sequence numbers of either sex.
const maxCohort = daysOfCohort * 500

// cohortShift tells how a pupil's age differs from the grade's.
type cohortShift int

const (
	usualAge cohortShift = iota
	yearOlder
	yearYounger
)

// birthAndID numbers the pupil. rank is below maxCohort; schoolYear is the year in
// which it began. A first-grader turned six by 31 August (Compulsory Education
// Law, article 11), so a grade spans one year from 1 September.
func birthAndID(seed uint64, schoolYear, grade, rank int, sex string, shift cohortShift) (care.Date, string) {
	from := schoolYear - 6 - grade
	switch shift {
	case yearOlder:
		from--
	case yearYounger:
		from++
	}
	block := rank / daysOfCohort
	turn := int(key(seed, uint64(grade), uint64(block)) % daysOfCohort)
	// 149 has no factor in common with 365, so each day of the block comes once.
	day := (rank*149 + turn) % daysOfCohort
	born := time.Date(from, time.September, 1+day, 0, 0, 0, 0, time.UTC)

	sequence := 2 * block
	if sex == "m" {
		sequence++
	}
	body := fmt.Sprintf("%06d%s%03d", Youyang, born.Format("20060102"), sequence)
	return care.Date(born.Format(time.DateOnly)), body + wrongCheck(body, 1+int(shift))
}

const checkCharacters = "0123456789X"

// checkPlace is the place of the right check character in checkCharacters.
func checkPlace(body string) int {
	sum := 0
	for i := range 17 {
		weight := 1
		for range 17 - i {
			weight = weight * 2 % 11
		}
		sum += int(body[i]-'0') * weight
	}
	return (12 - sum%11) % 11
}

// wrongCheck is a check character that is off by 1 to 10 and therefore wrong.
func wrongCheck(body string, off int) string {
	return checkCharacters[(checkPlace(body)+off)%11:][:1]
}

// ValidID tells whether an 18-character ID number passes the checksum. No number
// of this package does; a test goes through them.
func ValidID(id string) bool {
	if len(id) != 18 {
		return false
	}
	for _, c := range id[:17] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return id[17] == checkCharacters[checkPlace(id)]
}
