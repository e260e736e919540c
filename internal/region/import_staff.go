package region

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/roster"
)

// stagedStaff is one member of staff of a list with every seat the list gives
// him, in however many rows it stands.
type stagedStaff struct {
	Sheet  string       `json:"f,omitempty"`
	Row    int          `json:"r,omitempty"`
	Change RowChange    `json:"c"`
	Person care.ID      `json:"p,omitempty"`
	Maybe  []care.ID    `json:"m,omitempty"`
	Why    string       `json:"w,omitempty"`
	Name   string       `json:"n"`
	Phone  string       `json:"t,omitempty"`
	Seats  []stagedSeat `json:"s"`
}

// stagedSeat is a role at a unit, or at a class of it that may not exist yet.
type stagedSeat struct {
	Unit   care.ID    `json:"u"`
	Role   care.Role  `json:"r"`
	Stage  care.Stage `json:"s,omitempty"`
	Entry  int        `json:"e,omitempty"`
	Number int        `json:"n,omitempty"`
}

// atClass are the roles that belong to a class: at the school they would reach
// every pupil of it. Ours.
var atClass = map[care.Role]bool{care.ClassTeacher: true, care.Invigilator: true}

// StageStaff checks a list of staff and stages it. Who stands in several rows
// with one name and phone is one person in several posts.
func (r Room) StageStaff(ctx context.Context, who act.Who, src ImportSource) (care.ID, error) {
	s, err := r.begin(ctx, who, ImportStaff, src, 0)
	if err != nil {
		return 0, err
	}
	p := &staffStager{stager: s, at: map[[2]string]int{}}
	if err := p.run(src); err != nil {
		return s.row.ID, s.abandon(err)
	}
	return s.row.ID, nil
}

// staffStager holds a whole list of staff: a district has some thousands.
type staffStager struct {
	*stager
	places *places
	list   []stagedStaff
	at     map[[2]string]int // name and phone -> place in list
}

func (p *staffStager) run(src ImportSource) error {
	var today care.Date
	err := p.r.View(p.ctx, p.who, func(t *act.Tx) (err error) {
		today = t.Today
		p.places, err = placesIn(t, src.Unit)
		return err
	})
	if err != nil {
		return err
	}
	if p.places.scope.ID == p.places.root.ID {
		p.places.know(p.places.root.Name, p.places.root)
		p.places.know(p.places.root.Code, p.places.root)
	}
	file, err := staffReaders.open(src, p.places.context(src, today))
	if err != nil {
		return err
	}
	p.columns = file.columns
	p.all(file.faults, p.places, "")
	for row, faults := range file.rows {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		p.take(row, faults)
	}
	if err := p.r.View(p.ctx, p.who, func(t *act.Tx) error { return matchStaff(t, p.list) }); err != nil {
		return err
	}
	return p.stage()
}

func (p *staffStager) take(row roster.StaffRow, faults []roster.Fault) {
	p.row.Rows++
	if p.all(faults, p.places, row.School) {
		p.notes.Counts.Faulty++
		return
	}
	if row.Name == "" || row.Status == roster.Leaver {
		return
	}
	unit, _ := p.places.school(row.School)
	seats, fault := seatsOf(row, unit)
	if at := []roster.Field{roster.FieldRole}; fault.Code != "" {
		if fault.Code == "role_class" {
			at = []roster.Field{roster.FieldClasses, roster.FieldRole}
		}
		p.fault(p.place(fault, at...))
		p.notes.Counts.Faulty++
		return
	}
	key := [2]string{row.Name, row.Phone}
	at, ok := p.at[key]
	if !ok || row.Phone == "" { // without a phone, two of one name may be two people
		at = len(p.list)
		p.at[key] = at
		p.list = append(p.list, stagedStaff{Sheet: row.Sheet, Row: row.Number, Name: row.Name, Phone: row.Phone})
	}
	for _, s := range seats {
		if !slices.Contains(p.list[at].Seats, s) {
			p.list[at].Seats = append(p.list[at].Seats, s)
		}
	}
}

// seatsOf is the seats of a row: roles of a class at each of its classes,
// district roles at the district, the others at the school.
func seatsOf(row roster.StaffRow, unit care.Unit) (seats []stagedSeat, fault roster.Fault) {
	refuse := func(code, zh, en, doZh, doEn string) ([]stagedSeat, roster.Fault) {
		return nil, roster.Fault{Sheet: row.Sheet, Row: row.Number, Code: code, Severity: roster.Error, Message: care.Text{Zh: zh, En: en}, Do: care.Text{Zh: doZh, En: doEn}}
	}
	for _, role := range row.Roles {
		district := role == care.DistrictOfficer || role == care.DistrictResearcher
		switch {
		case district != (unit.Kind == care.District):
			return refuse("role_unit", "这个岗位不属于这个单位", "this post does not belong to this unit", "区县岗位请写区县名称，学校岗位请写学校名称", "name the district for posts of the district, the school for posts of a school")
		case atClass[role] && len(row.Classes) == 0:
			return refuse("role_class", "这个岗位须写明班级", "this post needs a class", "请在“任教班级”一列填写，例如“七年级1班”", "fill in the classes, for example 七年级1班")
		case atClass[role] || role == care.SubjectTeacher && len(row.Classes) > 0:
			for _, c := range row.Classes {
				seats = append(seats, stagedSeat{unit.ID, role, care.Stage(c.Stage), c.EntryYear, c.No})
			}
		default:
			seats = append(seats, stagedSeat{Unit: unit.ID, Role: role})
		}
	}
	return seats, fault
}

func (p *staffStager) stage() error {
	bySchool := map[care.ID][]stagedStaff{}
	for _, s := range p.list {
		c := &p.notes.Counts
		switch s.Change {
		case RowNew:
			c.New++
		case RowDoubtful:
			c.Doubtful++
		default: // whether seats are missing is seen when they are given
			c.Changed++
		}
		bySchool[s.Seats[0].Unit] = append(bySchool[s.Seats[0].Unit], s)
	}
	p.notes.Counts.Schools = len(bySchool)
	for school, rows := range bySchool {
		for chunk := range slices.Chunk(rows, chunkRows) {
			if err := put(p.stager, school, chunk); err != nil {
				return err
			}
		}
	}
	return p.finish()
}

// matchStaff finds who is known: by phone and name; a namesake without phone at
// one of the units is for a person to tell.
func matchStaff(t *act.Tx, list []stagedStaff) error {
	for i := range list {
		s := &list[i]
		s.Change, s.Person, s.Maybe, s.Why = RowNew, 0, nil, ""
		kind, value := act.IndexPhone, s.Phone
		if s.Phone == "" {
			kind, value = act.IndexName, s.Name
		}
		digest, err := t.Index(kind, value)
		if err != nil {
			return err
		}
		ids, err := t.ByIndex(kind, digest)
		if err != nil {
			return err
		}
		rows, err := t.Persons(ids)
		if err != nil {
			return err
		}
		for _, p := range rows {
			if p.Kind != care.StaffPerson {
				continue
			}
			identity, err := t.Identity(p)
			if err != nil {
				return err
			}
			switch {
			case !sameName(identity.Name, s.Name):
			case s.Phone != "":
				s.Change, s.Person = RowChanged, p.ID
			default:
				s.Change, s.Why, s.Maybe = RowDoubtful, whyAlike, append(s.Maybe, p.ID)
			}
		}
	}
	return nil
}

// staff writes the rows of one chunk: accounts and seats of new people, missing
// seats of known ones.
func (a *applier) staff(rows []stagedStaff) error {
	staged := slices.Clone(rows)
	if err := matchStaff(a.t, rows); err != nil {
		return err
	}
	for i := range rows {
		s := &rows[i]
		if who, ok := a.n.Decided[RowRef{a.chunk.N, i}]; ok && staged[i].Change == RowDoubtful {
			s.Change, s.Person = RowNew, who
			if who != 0 {
				s.Change = RowChanged
			}
		}
		if s.Change == RowDoubtful {
			a.n.Counts.LeftOut++
			continue
		}
		seats, err := a.seats(s.Seats)
		if err != nil {
			return err
		}
		if s.Change == RowChanged {
			if err := a.addSeats(s.Person, seats); err != nil {
				return err
			}
			continue
		}
		h, err := addStaff(a.t, NewStaff{Name: s.Name, Phone: s.Phone, Seats: seats})
		if err != nil {
			return err
		}
		a.sheets = append(a.sheets, h.Sheet)
	}
	return nil
}

// seats turns staged seats into real ones; missing classes are added.
func (a *applier) seats(list []stagedSeat) ([]Seat, error) {
	var out []Seat
	for _, s := range list {
		if err := a.t.DecideUnit(access.Write, access.Posts, s.Unit); err != nil {
			return nil, err
		}
		unit := s.Unit
		if s.Number != 0 {
			u, err := a.t.ClassOf(s.Unit, s.Stage, s.Entry, s.Number)
			if care.KindOf(err) == care.NotFound {
				u, err = addUnit(a.t, care.Unit{Parent: s.Unit, Kind: care.Class, Stage: s.Stage, Entry: s.Entry, Number: s.Number})
			}
			if err != nil {
				return nil, err
			}
			unit = u.ID
		}
		out = append(out, Seat{Unit: unit, Role: s.Role})
	}
	return out, nil
}

func (a *applier) addSeats(person care.ID, seats []Seat) error {
	held, err := a.t.HeldPosts(person)
	if err != nil {
		return err
	}
	for _, s := range seats {
		if slices.ContainsFunc(held, func(p care.Post) bool { return p.Unit == s.Unit && p.Role == s.Role }) {
			continue
		}
		if person == a.t.Who.Person {
			a.n.Counts.LeftOut++ // nobody appoints himself, by a list neither
			continue
		}
		if _, _, err := appoint(a.t, person, s); err != nil {
			return err
		}
	}
	return nil
}
