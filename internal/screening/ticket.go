package screening

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// Ticket is what a pupil is handed on the day: the class code and his own code.
type Ticket struct {
	Person    care.ID
	Name      string
	ClassCode string
	Code      string
	Class     care.ID
	Day       care.Date // the only day on which it works
	Used      bool      // signed in with already
}

// IssueTickets gives every pupil of a class a ticket for a day. There is no
// ticket without a recorded consent basis; who has answered gets none, unless a
// retake waits. The day's tickets of a school are capped by what its duty adults
// can check on that day.
func (r Room) IssueTickets(ctx context.Context, who act.Who, campaign, class care.ID, day care.Date) ([]Ticket, error) {
	var list []Ticket
	err := r.Do(ctx, who, "screening.IssueTickets", func(t *act.Tx) error {
		list = nil
		c, tally, err := decideSession(t, access.Write, campaign, class)
		if err != nil {
			return err
		}
		t.About("campaign", campaign, 0)
		if over(c) {
			return errOver
		}
		if day < t.Today {
			return care.Invalidf("day", "这一天已经过去了", "that day has passed")
		}
		if day < c.OpensOn || day > c.ClosesOn {
			return care.Invalidf("day", "日期须在本次测评起止日期之内", "the day must lie within the round")
		}
		list, err = r.issue(t, c, tally, day)
		t.Detail("tickets", len(list), day)
		return err
	})
	return list, err
}

func (r Room) issue(t *act.Tx, c care.Campaign, tally store.ClassTally, day care.Date) ([]Ticket, error) {
	pupils, err := t.PersonsIn(tally.Unit, care.Enrolled)
	if err != nil {
		return nil, err
	}
	consents, err := t.ConsentsIn(c.ID, tally.Unit)
	if err != nil {
		return nil, err
	}
	work, err := t.Key(0, envelope.Work)
	if err != nil {
		return nil, err
	}
	able, err := r.mayAnswer(t, c.ID, pupils, consents)
	if err != nil {
		return nil, err
	}
	if err := t.VoidTickets(c.ID, able...); err != nil {
		return nil, err
	}
	var list []Ticket
	var rows []store.TicketRow
	for _, person := range able {
		code := envelope.NewTicket(rand.Reader)
		digest, err := r.Public().TicketDigest(c.ID, code)
		if err != nil {
			return nil, err
		}
		row := store.TicketRow{ID: t.NewID(), Campaign: c.ID, Class: tally.Unit, Person: person, Digest: digest[:], ValidOn: day, State: "issued"}
		row.Code = t.SealWith(work, "ticket", "code", row.ID, []byte(code))
		rows = append(rows, row)
		list = append(list, Ticket{Person: person, ClassCode: tally.Code, Code: code, Class: tally.Unit, Day: day})
	}
	room, capped, err := roomOn(t, c, tally.School, day)
	if err != nil {
		return nil, err
	}
	if capped && len(rows) > room {
		return nil, care.Invalidf("day", fmt.Sprintf("当天名额不够：还可以发 %d 张，这个班要 %d 张。名额按值班人员计算，同一人担任几个岗位只算一次，各校、各次测评合用一份；请换一天或增加值班人员", room, len(rows)),
			fmt.Sprintf("the day is full: %d more can be issued, this class needs %d. Duty adults are counted, whoever holds several posts once, with one share for all schools and rounds; choose another day or name posts of more people", room, len(rows)))
	}
	return list, t.InsertTickets(rows)
}

// mayAnswer finds the pupils who consented and have a sitting to do: none yet,
// one under way, or a retake that waits.
func (r Room) mayAnswer(t *act.Tx, campaign care.ID, pupils []store.PersonRow, consents map[care.ID]store.ConsentRow) ([]care.ID, error) {
	var asked, able []care.ID
	for _, p := range pupils {
		if consents[p.ID].Decision.Allows() {
			asked = append(asked, p.ID)
		}
	}
	last, err := t.LastSittings(campaign, asked)
	if err != nil {
		return nil, err
	}
	for _, person := range asked {
		open := true
		if m, sat := last[person]; sat && m.State != care.SittingStarted && m.State != care.SittingWithdrawn {
			if open, err = retakeOpen(t, m.ID); err != nil {
				return nil, err
			}
		}
		if open {
			able = append(able, person)
		}
	}
	return able, nil
}

// retakeOpen tells whether a retake duty about a sitting is open.
func retakeOpen(t *act.Tx, sitting care.ID) (bool, error) {
	_, err := t.OpenDutyFor("retake", "sitting", sitting)
	if care.KindOf(err) == care.NotFound {
		return false, nil
	}
	return err == nil, err
}

// TicketSheet opens a class's tickets with names, to print them again.
func (r Room) TicketSheet(ctx context.Context, who act.Who, campaign, class care.ID) ([]Ticket, error) {
	var list []Ticket
	err := r.Do(ctx, who, "screening.TicketSheet", func(t *act.Tx) error {
		list = nil
		_, tally, err := decideSession(t, access.Write, campaign, class)
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Read, access.Roster, class); err != nil { // names stand on the slips
			return err
		}
		t.About("campaign", campaign, 0)
		rows, err := t.TicketsIn(campaign, class)
		if err != nil {
			return err
		}
		for _, row := range rows {
			code, err := t.Open("ticket", "code", row.ID, row.Code)
			if err != nil {
				return err
			}
			name, err := t.NameOf(row.Person)
			if err != nil {
				return err
			}
			list = append(list, Ticket{Person: row.Person, Name: name, ClassCode: tally.Code, Code: string(code), Class: class,
				Day: row.ValidOn, Used: row.State == "used"})
		}
		slices.SortFunc(list, func(a, b Ticket) int { return compareNames(a.Name, b.Name) })
		return nil
	})
	return list, err
}
