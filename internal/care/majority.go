package care

// Majority says whether somebody decides for himself whether his guardians are told
// and whether he is asked in a round.
type Majority string

// The answers.
const (
	Minor        Majority = "minor"
	Adult        Majority = "adult"
	AgeNotOnRoll Majority = "unknown" // no birth date, and the stage of schooling does not tell
	AdultFrom             = 18        // years; the law's
)

// MajorityOf reads the birth date, and without one the stage: in a primary or junior
// school nobody is of age, of anybody else it has to be asked.
func MajorityOf(birth Date, stage Stage, today Date) Majority {
	switch {
	case birth != "" && Age(birth, today) >= AdultFrom:
		return Adult
	case birth != "" || stage == Primary || stage == Junior:
		return Minor
	}
	return AgeNotOnRoll
}
