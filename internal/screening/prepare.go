package screening

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
)

// Options is what a planner may choose from.
type Options struct {
	Unit    care.Unit   // the chosen scope
	Scopes  []care.Unit // the units he may plan for
	Grades  []GradeOption
	Battery []*instrument.Instrument // self-reports with Chinese text, at hand and scored, that fit one of the grades
	Posts   []PostOption
	Schools int
	Today   care.Date

	LocalLine, LocalHours string // the region's own help line, which a new round begins with
}

// GradeOption is a grade that has classes in the scope. Gap is what to say
// where nothing can be used for it as it stands.
type GradeOption struct {
	Grade   int
	Classes int
	Pupils  int // 0 in a scope too large to count
	Largest int // pupils of the grade in the school that has most of them
	Gap     care.Text
}

// PostOption is a post that could be called to an alert.
type PostOption struct {
	Post   care.ID
	Role   care.Role
	Unit   care.Unit
	Holder string  // "" also while the region is locked
	Person care.ID // who answers for it now: the holder or, for a duty post, whoever stands in
}

// Vacant tells that nobody answers for a post.
func (o PostOption) Vacant() bool { return o.Person == 0 }

// PlanOptions reads what a round of a unit can be planned from; unit 0 is the
// actor's own.
func (r Room) PlanOptions(ctx context.Context, who act.Who, unit care.ID) (Options, error) {
	var o Options
	err := r.View(ctx, who, func(t *act.Tx) (err error) {
		if unit == 0 {
			unit = who.Unit
		}
		if err := t.DecideUnit(access.Write, access.Round, unit); err != nil {
			return err
		}
		o = Options{Today: t.Today, Battery: r.battery()}
		if o.Unit, err = t.Unit(unit); err != nil {
			return err
		}
		if o.Scopes, err = scopes(t); err != nil {
			return err
		}
		if err := r.readGrades(t, &o); err != nil {
			return err
		}
		if o.LocalLine, err = t.Setting(act.LocalLine); err != nil {
			return err
		}
		if o.LocalHours, err = t.Setting(act.LocalHours); err != nil {
			return err
		}
		o.Posts, err = dutyOptions(t, unit)
		return err
	})
	return o, err
}

// battery lists what can be answered by pupils here and now.
func (r Room) battery() []*instrument.Instrument {
	return slices.DeleteFunc(r.Instruments.All(), func(in *instrument.Instrument) bool {
		return !in.Unasked(care.Zh).IsZero() || !slices.Contains(in.Informants, "self") || len(in.BandSets)+len(in.Cutoffs) == 0
	})
}

func scopes(t *act.Tx) ([]care.Unit, error) {
	own, err := t.Unit(t.Who.Unit)
	if err != nil || own.Kind == care.School || own.Kind == care.Class {
		return []care.Unit{own}, err
	}
	schools, err := t.Below(own.ID, care.School)
	return append([]care.Unit{own}, schools...), err
}

func (r Room) readGrades(t *act.Tx, o *Options) error {
	classes, err := t.Below(o.Unit.ID, care.Class)
	if err != nil {
		return err
	}
	year := care.SchoolYear(t.Today)
	byGrade := map[int]*GradeOption{}
	inSchool := map[[2]int64]int{}
	schools := map[care.ID]bool{}
	for _, class := range classes {
		grade := class.Grade(year)
		if grade < 1 || grade > 17 {
			continue
		}
		schools[class.Parent] = true
		g := byGrade[grade]
		if g == nil {
			g = &GradeOption{Grade: grade}
			byGrade[grade] = g
		}
		g.Classes++
		if len(classes) > detailedMost {
			continue
		}
		n, err := t.CountIn(class.ID, care.Enrolled)
		if err != nil {
			return err
		}
		g.Pupils += n
		key := [2]int64{int64(class.Parent), int64(grade)}
		inSchool[key] += n
		g.Largest = max(g.Largest, inSchool[key])
	}
	o.Schools = len(schools)
	var numbers []int
	for grade := range byGrade {
		numbers = append(numbers, grade)
	}
	slices.Sort(numbers)
	for _, grade := range numbers {
		o.Grades = append(o.Grades, *byGrade[grade])
	}
	o.Battery = slices.DeleteFunc(o.Battery, func(in *instrument.Instrument) bool {
		return !slices.ContainsFunc(numbers, func(grade int) bool { return FitsGrade(in, grade) })
	})
	for _, gap := range r.Instruments.Gaps(numbers) {
		i := slices.Index(numbers, gap.Grade)
		o.Grades[i].Gap = gap.Text()
	}
	return nil
}

// dutyOptions lists the posts of a scope that may open and answer an alert,
// those made for it first; class teachers teach then, so they are left out.
func dutyOptions(t *act.Tx, unit care.ID) ([]PostOption, error) {
	roles := []care.Role{care.DutyAdult, care.PsychologyTeacher, care.PsychologyLead, care.DeputyPrincipal, care.MoralEducationOffice, care.GradeHead, care.Principal, care.DistrictOfficer}
	roles = slices.DeleteFunc(roles, func(role care.Role) bool { return !callable(t.Access, role) })
	return postOptions(t, unit, roles, func(post care.ID) (care.ID, error) {
		acting, err := t.Acting(post) // whoever stands in is called
		if err != nil || acting == 0 {
			return 0, err
		}
		return t.Holder(acting)
	})
}

// postOptions lists the posts with some roles in a unit, and who answers for them.
func postOptions(t *act.Tx, unit care.ID, roles []care.Role, answers func(post care.ID) (care.ID, error)) (list []PostOption, err error) {
	for _, role := range roles {
		posts, err := t.PostsBelow(unit, role)
		if err != nil {
			return nil, err
		}
		for _, p := range posts {
			o := PostOption{Post: p.ID}
			if o.Role, o.Unit, o.Holder, err = t.PostName(p.ID); err != nil {
				return nil, err
			}
			if o.Person, err = answers(p.ID); err != nil {
				return nil, err
			}
			list = append(list, o)
		}
	}
	return list, nil
}

// Boards reads the boards of several rounds for their list; rounds the actor
// may not see are left out. Class by class it counts only as long as all of
// them together have no more classes than one board may have.
func (r Room) Boards(ctx context.Context, who act.Who, rounds []care.Campaign) ([]Board, error) {
	var list []Board
	left := detailedMost
	for _, c := range rounds {
		b, err := r.board(ctx, who, c.ID, 0, left)
		if care.KindOf(err) == care.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		left = max(0, left-len(b.Classes))
		list = append(list, b)
	}
	return list, nil
}

// MayPlan tells whether the actor may plan a round for his own unit.
func (r Room) MayPlan(ctx context.Context, who act.Who) (ok bool, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		ok, err = may(t, access.Write, access.Round, who.Unit)
		if err != nil || !ok {
			return err
		}
		u, err := t.Unit(who.Unit)
		ok = err == nil && u.Kind != care.Class
		return err
	})
	return ok, err
}
