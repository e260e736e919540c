package casework_test

import (
	"context"
	"slices"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Every group of every pack is a ground somebody can be cared for on: who is entered
// with it stands in list and count, somebody has a next thing to do for him, and his
// file says on which ground. A group of another programme is refused.
func TestEveryGroupLeadsIntoCare(t *testing.T) {
	for _, pack := range []string{"national", "chongqing", "changzhou", "youyang", "nanan"} {
		t.Run(pack, func(t *testing.T) {
			t.Parallel()
			f := fixture.Under(t, t.TempDir(), pack)
			f.Work(t)
			g := &grounds{Fixture: f, t: t, country: f.Countryside(t), places: f.Institutions(t), reached: map[string]bool{}}
			for i, p := range f.Policy().Programmes() {
				open := ids(f.Policy().GroupsOf(care.Programme(p.ID), care.DateOf(f.Now())))
				switch {
				case p.ID == string(care.StudentCare):
					g.decided(f.Pupils[3], open)
				case len(open) > 0:
					g.entered(f.Pupils[5+i], p, open)
				}
			}
			for _, group := range f.Policy().Groups() {
				if group.InForce(care.DateOf(f.Now())) != g.reached[group.ID] {
					t.Errorf("group %s: in force %v, somebody was cared for on its ground %v", group.ID, group.InForce(care.DateOf(f.Now())), g.reached[group.ID])
				}
			}
			sound(t, f)
		})
	}
}

type grounds struct {
	*fixture.Fixture
	t       *testing.T
	country fixture.Country
	places  fixture.Institutions
	reached map[string]bool
}

func ids(list []policy.Group) (out []string) {
	for _, g := range list {
		out = append(out, g.ID)
	}
	return out
}

// foreign is a group of the pack that is no ground for a programme.
func (g *grounds) foreign(open []string) []string {
	for _, x := range g.Policy().Groups() {
		if !slices.Contains(open, x.ID) {
			return []string{x.ID}
		}
	}
	return []string{"no_such_group"}
}

// clerk is who enters people into a programme; an institution registers its ward.
func (g *grounds) clerk(p policy.Programme) (who act.Who, unit care.ID) {
	switch p.Owner {
	case care.ChildDirector:
		return g.country.Supervisor, 0
	case care.UnitHead:
		return g.places.Head, g.places.Home.ID
	case care.PreventionDoctor:
		return g.places.Doctor, g.places.Clinic.ID
	}
	return g.As(p.Owner), g.Root
}

func (g *grounds) entered(person care.ID, p policy.Programme, open []string) {
	g.t.Helper()
	ctx, id := context.Background(), care.Programme(p.ID)
	who, unit := g.clerk(p)
	in := casework.Entry{Person: person, Programme: id, Level: p.Lowest(), Reason: "核实过", Groups: g.foreign(open), Values: g.Entry(g.t, p)}
	if p.Register != nil {
		in.Person, in.New = 0, casework.Newcomer{Unit: unit, Identity: care.Identity{Name: "试验登记人"}}
	}
	if _, err := g.Casework.Enter(ctx, who, in); care.KindOf(err) != care.Invalid {
		g.t.Errorf("%s on the ground of %v: %v, want it refused", p.ID, in.Groups, err)
	}
	in.Groups = open
	e, err := g.Casework.Enter(ctx, who, in)
	if err != nil {
		g.t.Fatalf("%s: %v", p.ID, err)
	}
	list, err := g.Casework.ProgrammeList(ctx, who, 0, store.ProgrammeQuery{Programme: id, Level: -1, Limit: 10})
	if err != nil || list.Total != 1 || len(list.Lines) != 1 || list.Lines[0].Episode.Person != e.Person {
		g.t.Fatalf("the list of %s: %+v, %v; want this one", p.ID, list.Lines, err)
	}
	first, due := g.first(p, e.Level)
	if next := list.Lines[0].Next; next.Due != due {
		g.t.Errorf("%s: next is %s by %s, want %s by %s", p.ID, next.What.En, next.Due.Time(), first, due.Time())
	}
	seen, err := g.Casework.ProgrammesSeen(ctx, who)
	if i := slices.IndexFunc(seen, func(c casework.ProgrammeCount) bool { return c.Programme.ID == p.ID }); err != nil || i < 0 || seen[i].Open != 1 {
		g.t.Errorf("the count of %s: %+v, %v; want one", p.ID, seen, err)
	}
	file, err := g.Casework.OpenFile(ctx, who, e.Person)
	if err != nil {
		g.t.Fatal(err)
	}
	c, ok := file.In(id)
	if !ok || len(c.Levels) != 1 {
		g.t.Fatalf("the file of somebody in %s: %+v", p.ID, file.Care)
	}
	g.told(p.ID, open, c.Levels)
}

// first is what a level brings soonest, worked out from the pack.
func (g *grounds) first(p policy.Programme, level care.Level) (first string, due care.Millis) {
	at, _ := p.At(level)
	_ = g.View(context.Background(), act.System, func(tx *act.Tx) error {
		for _, id := range at.Timers {
			timer, _ := g.Policy().Timer(id)
			by := tx.DueAt(timer)
			if timer.Span != "" {
				_, by = timer.Recurrence().DueIn(tx.Now, false, g.Policy().Calendar())
			}
			if first == "" || by < due {
				first, due = id, by
			}
		}
		return nil
	})
	return first, due
}

// decided is pupil care, which a decision after an interview opens.
func (g *grounds) decided(pupil care.ID, open []string) {
	g.t.Helper()
	ctx, teacher, flag := context.Background(), g.As(care.PsychologyTeacher), g.FlagOf(g.t, pupil)
	if err := g.Casework.RecordInterview(ctx, teacher, casework.Interview{Flag: flag.ID, F5: g.Values(g.t, "f5_interview", fixture.Interview)}); err != nil {
		g.t.Fatal(err)
	}
	d := casework.Decision{Flag: flag.ID, Values: g.Values(g.t, "level_decision", fixture.Serious), Groups: g.foreign(open)}
	if _, err := g.Casework.Decide(ctx, teacher, d); care.KindOf(err) != care.Invalid {
		g.t.Errorf("pupil care on the ground of %v: %v, want it refused", d.Groups, err)
	}
	d.Groups = open
	out, err := g.Casework.Decide(ctx, teacher, d)
	if err != nil {
		g.t.Fatal(err)
	}
	if len(dues(g.t, g.Fixture, out.Episode)) == 0 || out.Episode.OwnerPost == 0 {
		g.t.Errorf("nobody has anything to do for %+v", out.Episode)
	}
	file, err := g.Casework.OpenFile(ctx, teacher, pupil)
	if err != nil {
		g.t.Fatal(err)
	}
	g.told("student_care", open, file.Levels)
	file, err = g.Casework.OpenFile(ctx, g.As(care.ClassTeacher), pupil)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, l := range file.Levels {
		if len(l.Groups) > 0 {
			g.t.Errorf("the class teacher reads on which grounds: %v", ids(l.Groups))
		}
	}
}

func (g *grounds) told(programme string, open []string, levels []casework.LevelEntry) {
	g.t.Helper()
	if got := ids(levels[len(levels)-1].Groups); !slices.Equal(got, open) {
		g.t.Errorf("%s: the file names %v, want %v", programme, got, open)
	}
	for _, id := range open {
		g.reached[id] = true
	}
}
