package synthetic

import "fmt"

// Phones begin with 154, the only prefix from 150 to 159 that no operator was
// given, so that a number has the shape of a mobile number (1, then 3 to 9, eleven
// digits) and yet rings nowhere. The prefix 199 would not do: it is China
// Telecom's since 2017. Numbers beginning with 10 would not do either: dialled,
// they reach service lines such as 10086.
//
// The slot (0 to 10^8-1) is scrambled by a multiplication without common factor
// with 10^8, so different slots have different phones.

const phoneSpace = 100_000_000

// The slots of pupils are three each, counted through the district; those of
// staff begin where three million pupils would end.
const (
	firstGuardianSlot = iota
	secondGuardianSlot
	ownSlot
	slotsOfPupil

	staffSlots       = 9_000_000
	slotsOfSchool    = 4_000
	districtSlots    = 8_999_000
	villageSlots     = 8_990_000
	institutionSlots = 8_980_000
	servedSlots      = 8_981_000
)

func phone(slot int) string {
	return fmt.Sprintf("154%08d", (slot*38_196_601+20_260_901)%phoneSpace)
}
