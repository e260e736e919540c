package synthetic

import "xinhuan/internal/care"

// VillageStaff is who looks after children where they live: a child supervisor in
// each township and a child director in each of the villages named by their codes
// (民发〔2019〕34号 asks for one in every village; a district shows those it needs).
// Unit tells at which place each seat is.
func (d *District) VillageStaff(villages []string) (people []Staff, units []string) {
	room := &staffRoom{rng: stream(d.seed, villageStream), names: d.names, school: -1, login: "village", slot: villageSlots}
	for _, p := range d.places.townships {
		room.hire(Seat{Role: care.ChildSupervisor})
		units = append(units, p.Code)
	}
	for _, code := range villages {
		room.hire(Seat{Role: care.ChildDirector})
		units = append(units, code)
	}
	for i := range room.people {
		room.people[i].Login = "v" + units[i]
	}
	return room.people, units
}
