package synthetic

import (
	"fmt"

	"xinhuan/internal/care"
)

// InstitutionStaff is who sits in the seats of institutions, one person a seat.
func (d *District) InstitutionStaff(roles ...care.Role) []Staff {
	room := &staffRoom{rng: stream(d.seed, institutionStream), names: d.names, school: -1, login: "institution", slot: institutionSlots}
	for _, role := range roles {
		room.hire(Seat{Role: role})
	}
	for i := range room.people {
		room.people[i].Login = fmt.Sprintf("i%02d", i+1)
	}
	return room.people
}

// Served is somebody outside the schools whom a programme looks after, of an age. No
// number is given: an invented one would have to be wrong.
func (d *District) Served(nth, youngest, oldest int) care.Identity {
	rng := stream(d.seed, servedStream, uint64(nth))
	sex := pick(rng, []string{"m", "f"})
	year := d.schoolYear - between(rng, youngest, oldest)
	id := care.Identity{Name: d.names.common(rng, sex), Sex: sex, Birth: care.Date(fmt.Sprintf("%d-%02d-%02d", year, between(rng, 1, 8), between(rng, 1, 28)))}
	if youngest >= 18 {
		id.Phone = phone(servedSlots + nth)
	}
	return id
}
