package act

import (
	"fmt"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
)

// ladders say who is responsible in a programme by its owner's role: that seat,
// and when nobody sits there the level above. Ours.
var ladders = map[care.Role][]care.Role{
	care.ChildDirector:       {care.ChildDirector, care.ChildSupervisor, care.CivilAffairsOfficer},
	care.ChildSupervisor:     {care.ChildSupervisor, care.CivilAffairsOfficer},
	care.UnitHead:            {care.UnitHead, care.CivilAffairsOfficer},
	care.PreventionDoctor:    {care.PreventionDoctor, care.HealthOfficer},
	care.CivilAffairsOfficer: {care.CivilAffairsOfficer},
	care.PsychologyLead:      {care.PsychologyLead},
}

// bases say by which of a person's units a seat is looked for, first choice first:
// a village worker reaches a child where it lives, an institution its ward.
var bases = map[care.Role][]care.TieKind{
	care.UnitHead:       {care.WardOf, care.Resident, care.Enrolled, care.Followed},
	care.PsychologyLead: {care.WardOf, care.WorksAt, care.Enrolled, care.Resident},
}

var usualBases = []care.TieKind{care.Resident, care.WardOf, care.Enrolled, care.Followed}

// beside are the units next to the line from a person up to the district in which
// a seat stands too: the health centre of the township, its protection station, the
// counselling centre.
var beside = map[care.Role][]care.UnitKind{
	care.PreventionDoctor:  {care.HealthCentre, care.Hospital},
	care.PsychologyLead:    {care.Centre},
	care.ProtectionOfficer: {care.Station},
}

// Base finds the unit through which a programme reaches a person: of an adult, the
// one that entered him; where the child lives, else the nearest other thing that is
// known; the region's root at last.
func (t *Tx) Base(person care.ID, p policy.Programme) (care.ID, error) {
	ties, err := t.CurrentTies([]care.ID{person})
	if err != nil {
		return 0, err
	}
	return t.baseOf(ties, p)
}

func (t *Tx) baseOf(ties []care.Tie, p policy.Programme) (care.ID, error) {
	if served, err := t.served(ties, p); served.ID != 0 || err != nil {
		return served.Unit, err
	}
	kinds := bases[p.Owner]
	if kinds == nil {
		kinds = usualBases
	}
	for _, kind := range kinds {
		for _, tie := range ties {
			if tie.Kind == kind {
				return tie.Unit, nil
			}
		}
	}
	root, err := t.Root()
	return root.ID, err
}

// served finds the tie to the unit that entered somebody into a programme: he may be
// in several, each entered by another kind of unit.
func (t *Tx) served(ties []care.Tie, p policy.Programme) (care.Tie, error) {
	for _, tie := range ties {
		if p.Register == nil || tie.Kind != p.Register.Tie {
			continue
		}
		u, err := t.Unit(tie.Unit)
		if err != nil || p.Registers(u.Kind) {
			return tie, err
		}
	}
	return care.Tie{}, nil
}

// Responsible finds the post responsible for a person in a programme and the unit
// its work is counted in: the nearest seat of the owner's ladder, from the person's
// unit upwards; never nobody. Of employees neither is ever the employer's.
func (t *Tx) Responsible(person care.ID, p policy.Programme) (post, unit care.ID, err error) {
	ties, err := t.CurrentTies([]care.ID{person})
	if err != nil {
		return 0, 0, err
	}
	return t.responsible(person, ties, p)
}

func (t *Tx) responsible(person care.ID, ties []care.Tie, p policy.Programme) (post, unit care.ID, err error) {
	if unit, err = t.baseOf(ties, p); err != nil {
		return 0, 0, err
	}
	roles := ladders[p.Owner]
	if roles == nil {
		roles = []care.Role{p.Owner}
	}
	if post, err = t.nearest(Matter{Person: person, Data: access.Data(p.Data), Of: care.Programme(p.ID)}, unit, roles, p.ID == string(care.EmployeeCare)); err != nil {
		return 0, 0, err
	}
	if p.ID == string(care.EmployeeCare) {
		seat, err := t.Post(post)
		return post, seat.Unit, err
	}
	return post, unit, nil
}

// nearest looks at each unit from here upwards for the roles in their order, and
// passes over whoever may not open the matter.
func (t *Tx) nearest(m Matter, unit care.ID, roles []care.Role, notHere bool) (care.ID, error) {
	post, err := Once(t, func() (care.ID, error) { return t.lookUp(anybody, unit, roles, notHere) }, "nearest", unit, roles, notHere)
	if err != nil {
		return 0, err
	}
	if able, err := t.MayOpen(post, m); able || err != nil {
		return post, err
	}
	return t.lookUp(t.able(m), unit, roles, notHere)
}

func (t *Tx) lookUp(may filter, unit care.ID, roles []care.Role, notHere bool) (care.ID, error) {
	above, err := t.Ancestors(unit)
	if err != nil {
		return 0, err
	}
	for _, u := range above {
		if notHere && (u.Kind == care.Enterprise || u.Kind == care.Agency || u.Kind == care.School) {
			continue
		}
		for _, role := range roles {
			post, err := t.seatAt(may, u.ID, role)
			if post == 0 && err == nil && beside[role] != nil {
				post, err = t.seatBeside(may, u.ID, role)
			}
			if post != 0 || err != nil {
				return post, err
			}
		}
	}
	return t.Seat(unit, care.DistrictOfficer)
}

// seatAt finds the post that acts for a role of one unit and that the filter lets
// through; 0 where nobody does.
func (t *Tx) seatAt(may filter, unit care.ID, role care.Role) (care.ID, error) {
	posts, err := t.PostsOf(unit, role)
	if err != nil {
		return 0, err
	}
	for _, p := range posts {
		acting, err := t.Acting(p.ID)
		if err != nil {
			return 0, err
		}
		if acting == 0 {
			continue
		}
		if able, err := may(acting); able || err != nil {
			return acting, err
		}
	}
	return 0, nil
}

func (t *Tx) seatBeside(may filter, unit care.ID, role care.Role) (care.ID, error) {
	children, err := t.Children(unit)
	if err != nil {
		return 0, err
	}
	for _, c := range children {
		if !slices.Contains(beside[role], c.Kind) {
			continue
		}
		if post, err := t.seatAt(may, c.ID, role); post != 0 || err != nil {
			return post, err
		}
	}
	return 0, nil
}

// Leads tells whether a role is responsible in some programme, first or above.
func (t *Tx) Leads(role care.Role) bool {
	return slices.ContainsFunc(t.Policy.Programmes(), func(p policy.Programme) bool {
		return p.ID != string(care.StudentCare) && (p.Owner == role || slices.Contains(ladders[p.Owner], role))
	})
}

// DataOf is the class of need-to-know of a programme's level, plan and records.
func (t *Tx) DataOf(p care.Programme) access.Data {
	row, ok := t.Policy.Programme(p)
	if !ok {
		return access.Level // an unknown programme is nobody's but the school's psychologists'
	}
	return access.Data(row.Data)
}

// EntriesOf is the class of entries a programme's reasons and records are sealed
// under; pupil care has several.
func (t *Tx) EntriesOf(p care.Programme) envelope.Class {
	if p == care.StudentCare {
		return envelope.Plan
	}
	if class := envelope.Class(t.DataOf(p)); class.Known() {
		return class
	}
	return envelope.Plan
}

// Judge finds who judges what somebody proposed about a child of a unit: the
// supervisor or whoever stands above who may open the matter, and not the same
// person, as long as anybody else is there.
func (t *Tx) Judge(m Matter, unit, not care.ID) (care.ID, error) {
	return t.judge(m, unit, []care.Role{care.ChildSupervisor, care.CivilAffairsOfficer, care.DistrictOfficer}, not)
}

// JudgeOf finds who judges an objection against being in a programme: somebody of its
// ladder who may open the matter and has not decided about it before, or of the
// district.
func (t *Tx) JudgeOf(e care.Episode) (care.ID, error) {
	p, ok := t.Policy.Programme(e.Programme)
	if !ok {
		return 0, fmt.Errorf("act: the policy has no programme %q", e.Programme)
	}
	unit, err := t.Base(e.Person, p)
	if err != nil {
		return 0, err
	}
	before, err := t.Deciders(e.ID)
	if err != nil {
		return 0, err
	}
	return t.judge(Matter{Person: e.Person, Data: access.Data(p.Data), Of: e.Programme}, unit, append(slices.Clone(ladders[p.Owner]), care.DistrictOfficer), before...)
}

// Deciders are the persons who entered somebody or set his level since.
func (t *Tx) Deciders(episode care.ID) (list []care.ID, err error) {
	lines, err := t.Levels(episode)
	for _, l := range lines {
		list = append(list, l.ByPerson)
	}
	return list, err
}

// judgeAgain finds who judges what is proposed about an episode, as things stand.
func (t *Tx) judgeAgain(d care.Duty, m Matter) (care.ID, error) {
	e, err := t.Episode(d.RefID)
	if err != nil {
		return 0, err
	}
	p, err := t.LevelProposal(e.ID)
	if err != nil {
		return 0, err
	}
	if p.Level == care.LevelNone {
		return t.JudgeOf(e)
	}
	return t.Judge(m, d.Unit, p.ByPerson)
}

func (t *Tx) judge(m Matter, unit care.ID, roles []care.Role, not ...care.ID) (care.ID, error) {
	above, err := t.Ancestors(unit)
	if err != nil {
		return 0, err
	}
	fits := func(post care.ID) (bool, error) {
		holder, err := t.Holder(post)
		if err != nil || slices.Contains(not, holder) {
			return false, err
		}
		return t.MayOpen(post, m)
	}
	for _, u := range above {
		for _, role := range roles {
			post, err := t.seatAt(fits, u.ID, role)
			if post != 0 || err != nil {
				return post, err
			}
		}
	}
	return t.Seat(unit, care.DistrictOfficer)
}
