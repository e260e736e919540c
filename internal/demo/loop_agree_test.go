package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	"xinhuan/internal/store"
)

// agree holds what different pages and messages say of the same work equal: of each
// seat the list, the badge, the morning's message and the duties themselves, open and
// late; of a school the figures and the lists; of a list the page and its export.
func (l *loop) agree(rt *rapid.T) {
	ctx := context.Background()
	rows, late, badges := map[care.ID]int{}, map[care.ID]int{}, map[care.ID]int{}
	called := map[[2]care.ID]bool{} // an alert's row stands for its duty in the seat that was called
	for _, w := range l.seats {
		if l.gone[w.Post] {
			continue
		}
		work, err := l.Casework.Work(ctx, w)
		if err != nil {
			rt.Fatal(err)
		}
		for _, row := range slices.Concat(work.Now, work.Week, work.Later) {
			if row.ID == 0 && row.Ref == "alert" {
				called[[2]care.ID{w.Post, row.RefID}] = true
			}
			if row.ID != 0 {
				if rows[row.ID]++; row.Stands.State == duty.Late {
					late[row.ID]++
				}
			}
		}
		badge, err := l.Casework.Badge(ctx, w)
		if err != nil || badge != len(work.Now) {
			rt.Errorf("%s: badge %d, %v; the list shows %d", w.Role, badge, err, len(work.Now))
		}
		badges[w.Person] += badge
	}
	l.takenAway(rt)
	open, overdue := l.digested(rt, rows, late, badges, called)
	l.counted(rt, open, overdue)
	l.exported(rt)
	l.listed(rt)
}

// digested holds each seat's rows against the duties, and badges against messages.
func (l *loop) digested(rt *rapid.T, rows, late, badges map[care.ID]int, called map[[2]care.ID]bool) (open, overdue int) {
	l.read(rt, func(tx *act.Tx) error {
		seats := map[care.ID]bool{}
		for _, w := range l.seats {
			seats[w.Post] = seats[w.Post] || !l.gone[w.Post]
		}
		schools := map[care.ID]bool{} // the overview is theirs
		for _, kind := range []care.UnitKind{care.School, care.Class} {
			units, err := tx.Below(l.Root, kind)
			if err != nil {
				return err
			}
			for _, u := range units {
				schools[u.ID] = true
			}
		}
		open, overdue = 0, 0
		err := tx.EachDuty(func(d care.Duty) error {
			if d.State != care.DutyOpen {
				return nil
			}
			passed, school := d.DueAt < tx.Now, schools[d.Unit]
			if school {
				open++
			}
			if passed && school {
				overdue++
			}
			if !seats[d.Post] || d.Ref == "alert" && called[[2]care.ID{d.Post, d.RefID}] && rows[d.ID] == 0 {
				return nil
			}
			if rows[d.ID] != 1 || (late[d.ID] == 1) != (tx.Standing(d).State == duty.Late) || passed != (late[d.ID] == 1) {
				rt.Errorf("%s due %s stands in %d rows of its seat, late in %d", d.Rule, d.DueAt.Time(), rows[d.ID], late[d.ID])
			}
			return nil
		})
		if err != nil {
			return err
		}
		list, err := casework.Digests(tx)
		said := map[care.ID]int{}
		for _, d := range list {
			said[d.Person] = d.N
		}
		for person, n := range badges {
			if said[person] != n {
				rt.Errorf("the morning's message says %d, the badges %d", said[person], n)
			}
		}
		return err
	})
	return open, overdue
}

// counted holds the figures of the overview against the duties of the schools.
func (l *loop) counted(rt *rapid.T, open, overdue int) {
	o, err := l.Casework.Overview(context.Background(), l.As(care.DistrictOfficer), 0)
	if err != nil {
		rt.Fatal(err)
	}
	if o.Total.Duties != open || o.Total.LateWork != overdue {
		rt.Errorf("the overview says %d open and %d late; there are %d and %d", o.Total.Duties, o.Total.LateWork, open, overdue)
	}
}

// exported holds a list's page against what its export writes.
func (l *loop) exported(rt *rapid.T) {
	ctx := context.Background()
	who, ok := l.sitter(l.As(care.PsychologyLead).Post) // whoever sits there by now
	if !ok {
		return
	}
	shown, err := l.Casework.Flags(ctx, who, 0, store.FlagQuery{Level: -1, Limit: 5000})
	if err != nil {
		rt.Fatal(err)
	}
	file := l.site.AsWho(l.t, who).Get("/flags/export?lang=zh").CSV()
	same := func(a casework.FlagLine, row map[string]string) bool {
		return row["编号"] == a.Flag.ID.String() && row["期限"] == writtenDay(a.Next.Due) && row["超时"] == fmt.Sprint(a.Next.Stands.State == duty.Late)
	}
	if shown.Total != len(shown.Lines) || !slices.EqualFunc(shown.Lines, file, same) {
		rt.Errorf("the list counts %d and shows %d, the file holds %d, or other lines", shown.Total, len(shown.Lines), len(file))
	}
}

func writtenDay(at care.Millis) string {
	if at == 0 {
		return ""
	}
	return string(care.DateOf(at.Time()))
}

// takenAway holds the file of one seat's work, another one each time, against its list
// and badge, with the duties of units and of programmes.
func (l *loop) takenAway(rt *rapid.T) {
	l.looks++
	w := l.seats[l.looks%len(l.seats)]
	if l.gone[w.Post] {
		return
	}
	work, err := l.Casework.Work(context.Background(), w)
	if err != nil {
		rt.Fatal(err)
	}
	badge, err := l.Casework.Badge(context.Background(), w)
	if err != nil {
		rt.Fatal(err)
	}
	file := l.site.AsWho(l.t, w).Get("/work/export/csv?lang=zh").CSV()
	all, now := slices.Concat(work.Now, work.Week, work.Later, work.Waiting), 0
	for i, row := range file {
		if row["分组"] == "现在" {
			now++
		}
		if i < len(all) && (all[i].ID != 0 && row["编号"] != all[i].ID.String() || row["期限"] != writtenDay(all[i].Due) || row["状态"] != all[i].Stands.State.Name().Zh || row["事项"] != all[i].What.Zh) {
			rt.Errorf("%s: line %d of the file says %v, the list %s %s by %s", w.Role, i, row, all[i].ID, all[i].What.Zh, writtenDay(all[i].Due))
		}
	}
	if len(file) != len(all) || now != badge {
		rt.Errorf("%s: the file holds %d of %d lines and %d now, the badge says %d", w.Role, len(file), len(all), now, badge)
	}
}

// programmeFile holds the file of a programme's list against its page.
func (l *loop) programmeFile(rt *rapid.T, who act.Who, programme care.Programme, all casework.ProgrammeList, overdue int) {
	b, at := l.site.AsWho(l.t, who), "/programmes/"+string(programme)+"/export?lang=zh"
	file := b.Get(at).CSV()
	same := func(a casework.CaredLine, row map[string]string) bool {
		return row["编号"] == a.Episode.ID.String() && row["逾期项数"] == fmt.Sprint(a.Overdue) && row["下一步"] == a.Next.What.Zh && row["期限"] == writtenDay(a.Next.Due)
	}
	if !slices.EqualFunc(all.Lines, file, same) {
		rt.Errorf("%s of %s: the list shows %d, the file holds %d, or other lines", programme, who.Role, len(all.Lines), len(file))
	}
	if late := b.Get(at + "&f.late=yes").CSV(); len(late) != overdue {
		rt.Errorf("%s of %s: the file holds %d late ones of %d", programme, who.Role, len(late), overdue)
	}
	l.reached["exported"] += len(file)
}

// listed holds the lists of the programmes against their counts and exports, and both
// against the duties; whoever is responsible sees on the person's page what is open.
func (l *loop) listed(rt *rapid.T) {
	ctx := context.Background()
	owned, lateOf := map[care.ID]map[care.Programme]int{}, map[care.ID]map[care.Programme]int{}
	var open []care.Episode
	l.read(rt, func(tx *act.Tx) error {
		clear(owned)
		open = nil
		return tx.EachOpenEpisode(func(e care.Episode) error {
			if e.Programme == care.StudentCare {
				return nil
			}
			open = append(open, e)
			add := func(m map[care.ID]map[care.Programme]int) {
				if m[e.OwnerPost] == nil {
					m[e.OwnerPost] = map[care.Programme]int{}
				}
				m[e.OwnerPost][e.Programme]++
			}
			add(owned)
			duties, err := tx.DutiesAbout(e.Person)
			if slices.ContainsFunc(duties, func(d care.Duty) bool {
				return d.State == care.DutyOpen && d.Ref == "episode" && d.RefID == e.ID && d.DueAt < tx.Now
			}) {
				add(lateOf)
				l.reached["late"]++
			}
			return err
		})
	})
	for post, programmes := range owned {
		who, ok := l.sitter(post)
		if !ok {
			rt.Errorf("an episode lies with post %s, of which the test knows nothing", post)
			continue
		}
		seen, err := l.Casework.ProgrammesSeen(ctx, who)
		if err != nil {
			rt.Fatal(err)
		}
		for programme, n := range programmes {
			q := store.ProgrammeQuery{Programme: programme, Level: -1, Limit: 5000}
			all, err := l.Casework.ProgrammeList(ctx, who, 0, q)
			if err != nil {
				rt.Fatalf("%s, who is responsible in %s: %v", who.Role, programme, err)
			}
			mine, overdue := 0, 0
			for _, line := range all.Lines {
				if line.OwnerPost == post {
					mine++
				}
				if line.Overdue > 0 {
					overdue++
				}
			}
			l.programmeFile(rt, who, programme, all, overdue)
			if mine != n || all.Total != len(all.Lines) || all.Late != overdue || overdue < lateOf[post][programme] {
				rt.Errorf("%s of %s: responsible for %d and sees %d; the list counts %d and shows %d, late %d and %d of at least %d", programme, who.Role,
					n, mine, all.Total, len(all.Lines), all.Late, overdue, lateOf[post][programme])
			}
			if !slices.ContainsFunc(seen, func(c casework.ProgrammeCount) bool {
				return c.Programme.ID == string(programme) && c.Open == all.Total && c.Late == all.Late
			}) {
				rt.Errorf("%s of %s: the counts of the programmes are not those of the list", programme, who.Role)
			}
		}
	}
	for _, e := range open {
		who, ok := l.sitter(e.OwnerPost)
		if !ok {
			continue
		}
		file, err := l.Casework.OpenFile(ctx, who, e.Person)
		n := 0
		for _, row := range file.Next {
			if row.Ref == "episode" && row.RefID == e.ID {
				n++
			}
		}
		if err != nil || n != len(l.openOf(rt, e)) {
			rt.Errorf("the page of who is in %s shows %d of %d duties (%v)", e.Programme, n, len(l.openOf(rt, e)), err)
		}
	}
}

// openOf are the open duties of an episode.
func (l *loop) openOf(rt *rapid.T, e care.Episode) (list []care.Duty) {
	l.read(rt, func(tx *act.Tx) (err error) {
		list, err = tx.DutiesAbout(e.Person)
		list = slices.DeleteFunc(list, func(d care.Duty) bool { return d.State != care.DutyOpen || d.Ref != "episode" || d.RefID != e.ID })
		return err
	})
	return list
}

// everyStep is what holds after each step of a life in the programmes, once the clock
// has looked; looking again changes nothing.
func (l *loop) everyStep(rt *rapid.T) {
	l.tick(rt)
	l.sound(rt)
	l.owes(rt)
	before := l.state(rt)
	l.tick(rt)
	err := l.Do(context.Background(), act.System, "test.Settle", func(tx *act.Tx) error {
		var list []care.Episode
		err := tx.EachOpenEpisode(func(e care.Episode) error {
			if e.Programme != care.StudentCare {
				list = append(list, e)
			}
			return nil
		})
		for _, e := range list {
			s, err := tx.Settle(e)
			if err != nil {
				return err
			}
			if s.Changed {
				rt.Errorf("settling %s again changed something", e.Programme)
			}
		}
		return cmp.Or(err, errLooked)
	})
	if !errors.Is(err, errLooked) {
		rt.Fatal(err)
	}
	if after := l.state(rt); !slices.Equal(before, after) {
		rt.Errorf("the generation ran again and changed something:\n%v\n%v", before, after)
	}
}

// errLooked ends an act that only looked: nothing of it is written.
var errLooked = errors.New("looked")

// owes: of each level's cadences exactly one duty is open, of single ones at most one,
// nothing else is, and the next date is that of the first.
func (l *loop) owes(rt *rapid.T) {
	l.read(rt, func(tx *act.Tx) error {
		return tx.EachOpenEpisode(func(e care.Episode) error {
			p, _ := tx.Policy.Programme(e.Programme)
			level, ok := p.At(e.Level)
			if e.Programme == care.StudentCare {
				return nil
			}
			if !ok {
				rt.Errorf("%s has no level %s", e.Programme, e.Level)
			}
			duties, err := tx.DutiesAbout(e.Person)
			open, first := map[string]int{}, care.Millis(0)
			for _, d := range duties {
				if d.State != care.DutyOpen || d.Ref != "episode" || d.RefID != e.ID {
					continue
				}
				if open[d.Rule]++; first == 0 || d.DueAt < first {
					first = d.DueAt
				}
				if d.Post != e.OwnerPost || !slices.Contains(level.Timers, d.Rule) {
					rt.Errorf("%s of %s lies with %s, its episode with %s", d.Rule, e.Programme, d.Post, e.OwnerPost)
				}
			}
			for _, id := range level.Timers {
				timer, _ := tx.Policy.Timer(id)
				if open[id] > 1 || timer.Cadence && open[id] != 1 {
					rt.Errorf("%d duties %s of %s are open", open[id], id, e.Programme)
				}
			}
			if e.NextOn != care.DateOf(first.Time()) {
				rt.Errorf("the next date of %s is %s, its first duty is due %s", e.Programme, e.NextOn, first.Time())
			}
			return err
		})
	})
}

// state is all duties and episodes as they stand.
func (l *loop) state(rt *rapid.T) (list []string) {
	l.read(rt, func(tx *act.Tx) error {
		list = nil
		err := tx.EachDuty(func(d care.Duty) error {
			list = append(list, fmt.Sprintf("%+v", d))
			return nil
		})
		if err != nil {
			return err
		}
		return tx.EachOpenEpisode(func(e care.Episode) error {
			list = append(list, fmt.Sprintf("%+v", e))
			return nil
		})
	})
	return list
}
