package screening

import (
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// dayWork is what a duty adult can do in a day, in parts so small that a pupil of any
// round takes a whole number of them.
const dayWork = 1 << 46

// roomOn is how many more pupils of a school may get a ticket of a round for a day. Every
// expected danger answer is checked that day, so the adults on duty decide: different
// people who hold the round's duty posts of the school now, or act for a vacant one, each
// with one share for all rounds and schools of the day. What the day's tickets take of
// their shares goes off, laid on people so that most is left. capped=false: the round
// knows no cap.
func roomOn(t *act.Tx, c care.Campaign, school care.ID, day care.Date) (room int, capped bool, err error) {
	share := c.Settings.Share()
	if share <= 0 {
		return 0, false, nil
	}
	d := &duties{t: t, rounds: map[care.ID]*dutyRound{}, inside: map[[2]care.ID]bool{}}
	own, err := d.people(c.ID, school)
	if err != nil {
		return 0, false, err
	}
	within, err := d.reach(own, school)
	if err != nil {
		return 0, false, err
	}
	tickets, err := t.TicketsOn(within, day)
	if err != nil {
		return 0, false, err
	}
	var taken shares
	for _, k := range tickets {
		people, err := d.people(k.Campaign, k.School)
		if err != nil {
			return 0, false, err
		}
		if share := d.rounds[k.Campaign].Settings.Share(); share > 0 {
			taken.take(people, int64(k.N)*int64(dayWork/share))
		}
	}
	each := int64(dayWork / share)
	return int(taken.take(own, each*int64(share)*int64(len(own))) / each), true, nil
}

// duties knows who is on duty for a round at a school.
type duties struct {
	t      *act.Tx
	rounds map[care.ID]*dutyRound
	inside map[[2]care.ID]bool
}

type dutyRound struct {
	care.Campaign
	seats []store.HolderOf
}

// people lists who is on duty for a round at a school, each once.
func (d *duties) people(campaign, school care.ID) (list []care.ID, err error) {
	r := d.rounds[campaign]
	if r == nil {
		r = &dutyRound{}
		if r.Campaign, err = d.t.Campaign(campaign); err != nil {
			return nil, err
		}
		if r.seats, err = seatsOf(d.t, r.Settings.DutyPosts); err != nil {
			return nil, err
		}
		d.rounds[campaign] = r
	}
	for _, s := range r.seats {
		serves, err := d.serves(s.Unit, school)
		if err != nil {
			return nil, err
		}
		if serves && s.Person != 0 && !slices.Contains(list, s.Person) {
			list = append(list, s.Person)
		}
	}
	return list, nil
}

// seatsOf reads duty posts with who answers for them: the holder, or whoever acts for a
// vacant one; 0 where nobody does.
func seatsOf(t *act.Tx, posts []care.ID) ([]store.HolderOf, error) {
	seats, err := t.HoldersOf(posts)
	if err != nil {
		return nil, err
	}
	for i, s := range seats {
		if s.Person != 0 {
			continue
		}
		acting, err := t.Acting(s.ID)
		if err != nil {
			return nil, err
		}
		if acting == 0 {
			continue
		}
		if seats[i].Person, err = t.Holder(acting); err != nil {
			return nil, err
		}
	}
	return seats, nil
}

// serves tells whether a post of a unit serves a school: it is at it, inside it or above.
func (d *duties) serves(unit, school care.ID) (bool, error) {
	is, err := d.within(unit, school)
	if err != nil || is {
		return is, err
	}
	return d.within(school, unit)
}

func (d *duties) within(unit, ancestor care.ID) (is bool, err error) {
	key := [2]care.ID{unit, ancestor}
	is, known := d.inside[key]
	if !known {
		if is, err = d.t.Inside(unit, ancestor); err == nil {
			d.inside[key] = is
		}
	}
	return is, err
}

// reach is the unit whose tickets can take of these people's shares: the school where
// they answer for posts of it alone, else the region.
func (d *duties) reach(people []care.ID, school care.ID) (care.ID, error) {
	for _, person := range people {
		posts, err := d.t.AnsweredPosts(person)
		if err != nil {
			return 0, err
		}
		for _, p := range posts {
			is, err := d.within(p.Unit, school)
			if err != nil {
				return 0, err
			}
			if !is {
				root, err := d.t.Root()
				return root.ID, err
			}
		}
	}
	return school, nil
}
