package roundweb

import (
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
)

// sum is the capacity sum in words: how many pupils may answer in a day so that
// every expected danger answer can be checked the same day.
type sum struct {
	Line    care.Text // the figure
	How     care.Text // how it comes about
	Counted care.Text // whom it counts
	Short   bool      // it does not fit into the window
	Needed  care.Text // days needed and days there are
}

// The room's own defaults, so that an empty field shows what will be used.
const (
	usualPerAdult = 12
	usualExpected = 51
)

func sumOf(p screening.Plan, o screening.Options, room screening.Room) sum {
	if p.PerAdult <= 0 {
		p.PerAdult = usualPerAdult
	}
	if p.Expected <= 0 {
		p.Expected = usualExpected
	}
	one, on := screening.DailyCapacity(p.PerAdult, 1, p.Expected), onDuty(p, o)
	s := sum{How: both("每位值班人员一天 "+num(p.PerAdult)+" 次核查，每 1,000 名学生预计 "+num(p.Expected)+" 个危险回答：一位值班人员可支持 "+num(one)+" 名学生。",
		care.Counted(p.PerAdult, "check", "checks")+" an adult a day and "+care.Counted(p.Expected, "danger answer", "danger answers")+" per 1,000 pupils: one adult covers "+care.Counted(one, "pupil", "pupils")+".")}
	s.Counted = on.words(len(p.DutyPosts))
	if o.Schools > 1 {
		s.Line = both("每校每天最多 "+num(one)+" 人 × 该校值班人数", "A school's most in a day: "+care.Counted(one, "pupil", "pupils")+" × the people on duty for it")
		return s
	}
	most := screening.DailyCapacity(p.PerAdult, len(on), p.Expected)
	s.Line = both(num(len(on))+" 位值班人员：每天最多 "+num(most)+" 名学生作答", care.Counted(len(on), "duty adult", "duty adults")+": at most "+care.Counted(most, "pupil", "pupils")+" a day")
	pupils := 0
	for _, g := range o.Grades {
		for _, chosen := range p.Grades {
			if g.Grade == chosen {
				pupils += g.Pupils
			}
		}
	}
	if pupils == 0 || most == 0 {
		return s
	}
	need, have := (pupils+most-1)/most, schoolDays(p, room)
	s.Short = need > have
	s.Needed = both("所选年级 "+num(pupils)+" 人，至少需要 "+num(need)+" 个上课日；起止日期内有 "+num(have)+" 个。", care.Counted(pupils, "pupil", "pupils")+" in the chosen grades need "+care.Counted(need, "school day", "school days")+" at least; the window has "+num(have)+".")
	if s.Short {
		s.Needed = both(s.Needed.Zh+"请延长日期或增加值班人员。", s.Needed.En+" Make it longer or add posts of other people.")
	}
	return s
}

// windowMost bounds the days looked at, whatever dates were typed. Ours.
const windowMost = 400

func schoolDays(p screening.Plan, room screening.Room) int {
	n := 0
	if p.OpensOn.Time().IsZero() || p.ClosesOn.Time().IsZero() {
		return 0
	}
	for d, i := p.OpensOn, 0; d <= p.ClosesOn && i < windowMost; d, i = d.AddDays(1), i+1 {
		if room.Policy().Calendar().IsSchoolDay(d) {
			n++
		}
	}
	return n
}
