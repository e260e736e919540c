package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/synthetic"
)

// institution is a unit outside the county's schools, with who sits in it, and where it
// looks after people, what it enters them into and how many.
type institution struct {
	kind      care.UnitKind
	name      string
	in        string // what it lies in, by name; "" the district
	role      care.Role
	with      care.Programme // founded where the pack has this one; "" always
	programme care.Programme // "" it enters nobody
	people    int
	ages      [2]int
}

// institutions are few: enough for each seat to have its place, and work.
var institutions = []institution{
	{care.WelfareHome, "县儿童福利院", "", care.UnitHead, "state_ward", "state_ward", 3, [2]int{5, 14}},
	{care.HealthCentre, "钟多街道社区卫生服务中心", "", care.PreventionDoctor, "severe_disorder", "severe_disorder", 3, [2]int{24, 66}},
	{care.Enterprise, "武陵茶业公司", "", care.UnitHead, care.EmployeeCare, "", 0, [2]int{}},
	{care.Centre, "武陵茶业公司心理咨询室", "武陵茶业公司", care.PsychologyLead, care.EmployeeCare, care.EmployeeCare, 2, [2]int{22, 55}},
	{care.District, "", "", care.CivilAffairsOfficer, "key_population", "key_population", 2, [2]int{30, 70}}, // there already
	{care.Hospital, "县人民医院", "", care.HospitalLead, "", "", 0, [2]int{}},
	{care.Hotline, "县心理援助热线", "", care.HotlineLead, "", "", 0, [2]int{}},
	{care.Station, "桃花源街道家庭教育指导站", "", care.StationLead, "", "", 0, [2]int{}},
	{care.Preschool, "钟多中心幼儿园", "", care.Principal, "", "", 0, [2]int{}},
	{care.School, "武陵山学院", "", care.PsychologyLead, "", "", 0, [2]int{}}, // the only one of students
	{care.College, "教育学院", "武陵山学院", care.FacultyLead, "", "", 0, [2]int{}},
	{care.College, "", "教育学院", care.UniversityCounsellor, "", "", 0, [2]int{}}, // a second seat there
}

// served is somebody of a programme, of any age.
type served struct {
	institution
	unit    care.ID
	key     uint64
	who     care.Identity
	episode care.Episode

	mu   sync.Mutex
	seen map[care.ID]bool
}

// foundInstitutions founds those of which the pack has a programme, fills their seats
// and lets each enter its people in September. A year that is held against the
// documents day by day lives without them.
func (b *builder) foundInstitutions(ctx context.Context) error {
	if b.year != nil {
		return nil
	}
	var roles []care.Role
	for _, x := range institutions {
		roles = append(roles, x.role)
	}
	staff := b.district.InstitutionStaff(roles...)
	units := map[string]care.ID{"": b.root}
	nth := 0
	for i, x := range institutions {
		if _, ok := b.Policy().Programme(x.with); !ok && x.with != "" {
			continue
		}
		unit := units[x.in]
		if x.name != "" {
			u := care.Unit{Parent: unit, Kind: x.kind, Name: x.name, OpenedOn: "2010-01-01"}
			if x.kind == care.School {
				u.Stage = care.University
			}
			u, err := b.regions.AddUnit(ctx, b.officer, u)
			if err != nil {
				return err
			}
			unit, units[x.name] = u.ID, u.ID
		}
		if x.kind != care.District {
			if err := b.addStaff(ctx, staff[i:i+1], func(synthetic.Seat) []care.ID { return []care.ID{unit} }, nil); err != nil {
				return err
			}
		}
		for range x.people {
			nth++
			s := &served{institution: x, unit: unit, key: uint64(nth), who: b.district.Served(nth, x.ages[0], x.ages[1]), seen: map[care.ID]bool{}}
			r := b.dice(s.key, "served")
			b.later(b.atWork(at(b.start.AddDays(8+r.IntN(20)), 10, 0), r), nil, func(ctx context.Context) error { return b.enterServed(ctx, s) })
		}
	}
	return nil
}

// servedOn is why somebody is in a programme, in words; groups of the pack beside.
var servedOn = map[care.Programme]struct {
	why    string
	groups []string
}{
	"state_ward":      {"民政部门移送，监护情形已核实", []string{"state_ward"}},
	"severe_disorder": {"县人民医院诊断，本人和家属同意随访", nil},
	"key_population":  {"本人求助，社区与民政当面核实", []string{"life_setback"}},
	care.EmployeeCare: {"自愿测评后本人愿意谈一谈", nil},
}

func (b *builder) enterServed(ctx context.Context, s *served) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _ := b.Policy().Programme(s.programme)
	var post care.ID
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) { post, err = t.Seat(s.unit, s.role); return err })
	if err != nil {
		return err
	}
	who := b.posts[post]
	day := b.day(0)
	sheet := map[string]map[string][]string{
		"entry_ward":           {"came_on": day, "came_by": words("temporary"), "handed_by": words("派出所和社区"), "keeper": words(b.name(who)), "schooling": words("在读")},
		"entry_patient":        {"diagnosis": words("精神分裂症"), "diagnosed_on": words("2024-06-03"), "hospital": words("县人民医院"), "doctor": words("心身医学科医师"), "consent": words("self"), "told_on": day},
		"entry_key_population": {"source": words("self"), "valid_to": b.day(between(b.dice(s.key, "basis"), 50, 120)), "met_on": day, "met_by": words(b.name(who)), "consent": words("told"), "contest_at": words("区县民政局")},
		"entry_employee":       {"consent": words("agreed"), "consent_on": day, "consent_how": words("written"), "told": words("secret", "limits", "stop"), "way": words("assessment")},
	}[p.Register.Form]
	level := p.Levels[int(s.key)%min(2, len(p.Levels))].Level
	g := servedOn[s.programme]
	s.episode, err = b.casework.Enter(ctx, who, casework.Entry{New: casework.Newcomer{Unit: s.unit, Identity: s.who}, Programme: s.programme, Level: level, Reason: g.why, Groups: g.groups, Values: b.parse(p.Register.Form, sheet)})
	if err != nil {
		return fmt.Errorf("%s: %w", s.programme, err)
	}
	return b.attendServed(ctx, s)
}

// attendServed puts on the agenda what has newly become somebody's work.
func (b *builder) attendServed(ctx context.Context, s *served) error {
	return b.attendCase(ctx, s.episode.Person, s.episode.ID, s.key, s.seen, func(ctx context.Context, d care.Duty, r *rand.Rand) error { return b.serve(ctx, s, d, r) })
}

// serve does one duty, by the form that belongs to it.
func (b *builder) serve(ctx context.Context, s *served, d care.Duty, r *rand.Rand) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := b.duty(ctx, d.ID)
	if err != nil || now.State != care.DutyOpen {
		return err
	}
	who, err := b.acting(ctx, now.Post)
	if err != nil {
		return err
	}
	timer, _ := b.Policy().Timer(d.Rule)
	switch {
	case len(timer.Counts) > 0:
		form, sheet := b.contactServed(s, pick(r, timer.Counts), r)
		err = b.casework.FileContact(ctx, who, s.episode.ID, b.parse(form, sheet))
	case timer.Kind() == "plan":
		err = b.casework.FileForm(ctx, who, s.episode.ID, "plan", b.parse("plan", b.carePlan(who, &child{key: s.key})))
	case timer.Kind() == "review" || timer.Kind() == policy.BasisReview:
		g := casework.Grading{Episode: s.episode.ID, Level: now.Level, Reason: "复核：情况与上次相同"}
		if s.episode.ValidTo != "" {
			g.ValidTo = care.Date(b.day(100)[0])
		}
		_, err = b.casework.Grade(ctx, who, g)
	case timer.Form != "":
		err = b.fillIn(ctx, who, s.episode.ID, timer.Form)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", d.Rule, err)
	}
	return b.attendServed(ctx, s)
}

func (b *builder) contactServed(s *served, kind string, r *rand.Rand) (form string, sheet map[string][]string) {
	p, _ := b.Policy().Programme(s.programme)
	if p.Contact == "" {
		return casework.ContactForm, map[string][]string{"kind": words(kind), "contacted_on": b.day(0), "outcome": words("reached"), "in_person": words("yes"), "guardian_present": words("yes"), "living": words("institution"),
			"guardianship": words("good"), "schooling": words("regular"), "mood": words(pick(r, moods)), "abnormal": words("none"), "told": words("nobody")}
	}
	return p.Contact, map[string][]string{"kind": words(kind), "contacted_on": b.day(0), "outcome": words("reached"), "state": words(pick(r, []string{"在家，愿意说话", "按时复诊，睡得还好", "找到了零工，心情好些"})),
		"medication": words(pick(r, []string{"regular", "regular", "irregular"})), "danger": words("none")}
}
