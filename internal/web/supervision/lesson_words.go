package supervisionweb

import (
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/ui"
)

var weekdays = []care.Text{{}, both("周一", "Mon"), both("周二", "Tue"), both("周三", "Wed"), both("周四", "Thu"), both("周五", "Fri"), both("周六", "Sat"), both("周日", "Sun")}

var monthNames = []string{"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// monthWords is 2026年10月, October 2026.
func monthWords(month string) care.Text {
	d := care.Date(month + "-01").Time()
	return both(number(d.Year())+"年"+number(int(d.Month()))+"月", monthNames[d.Month()]+" "+number(d.Year()))
}

// dayWords is 10月8日 周四, Thu 8 Oct.
func dayWords(d care.Date) care.Text {
	t := d.Time()
	w := weekdays[(int(t.Weekday())+6)%7+1]
	return both(number(int(t.Month()))+"月"+number(t.Day())+"日 "+w.Zh, w.En+" "+number(t.Day())+" "+monthNames[t.Month()][:3])
}

// lessonWords is 10月8日 周四 第3节.
func lessonWords(d care.Date, period int) care.Text {
	w := dayWords(d)
	return both(w.Zh+" 第"+number(period)+"节", w.En+", period "+number(period))
}

// slotWords is 每周周四第3节 覃晓, with the days where it does not hold all the time.
func slotWords(s care.LessonSlot, teacher string, today care.Date) care.Text {
	w := both(s.Weeks.Name().Zh+weekdays[s.Weekday].Zh+"第"+number(s.Period)+"节", weekdays[s.Weekday].En+" period "+number(s.Period)+", "+s.Weeks.Name().En)
	if teacher != "" {
		teacher = ui.WholeName(teacher)
		w = both(w.Zh+" "+teacher, w.En+", "+teacher)
	}
	if s.From > today {
		w = both(w.Zh+"（"+s.From.Words().Zh+"起）", w.En+" (from "+s.From.Words().En+")")
	}
	if s.To != "" {
		w = both(w.Zh+"（至"+s.To.Words().Zh+"）", w.En+" (until "+s.To.Words().En+")")
	}
	return w
}

// spanWords is 9月1–15日, 1–15 Sep.
func spanWords(from, to care.Date) care.Text {
	a, b := from.Time(), to.Time()
	if a.Month() == b.Month() {
		return both(number(int(a.Month()))+"月"+number(a.Day())+"–"+number(b.Day())+"日", number(a.Day())+"–"+number(b.Day())+"\u00a0"+monthNames[a.Month()][:3])
	}
	return both(number(int(a.Month()))+"月"+number(a.Day())+"日–"+number(int(b.Month()))+"月"+number(b.Day())+"日", number(a.Day())+"\u00a0"+monthNames[a.Month()][:3]+" – "+number(b.Day())+"\u00a0"+monthNames[b.Month()][:3])
}

// lackWords says how one stretch of a duty stands.
func lackWords(s supervision.Short) care.Text {
	switch lack := s.Cadence.Count - s.Has.All(); {
	case lack > 0 && s.Over:
		return both("少 "+number(lack)+" 课时", number(lack)+" missing")
	case lack > 0:
		return both("按课表还差 "+number(lack)+" 课时", "by the timetable "+number(lack)+" will be missing")
	case s.Over || s.Has.Waiting > 0 && s.Has.Coming == 0:
		return both("已上，等签认", "held, not signed yet")
	}
	return both("进行中", "under way")
}

// shortLines say what a class lacks, one line a duty and kind of lack, or that it
// lacks nothing.
func (p pages) shortLines(c supervision.ClassLessons) ui.Lines {
	type key struct{ cadence, lack string }
	at := map[key]int{}
	var lines ui.Lines
	for _, s := range c.Short {
		if !s.Over && !s.Lacks() {
			continue
		}
		span, lack := spanWords(s.From, s.To), lackWords(s)
		k := key{s.Cadence.ID, lack.En}
		if i, ok := at[k]; ok {
			t := lines[i].Text
			lines[i].Text = both(t.Zh+"、"+span.Zh, t.En+", "+span.En)
			continue
		}
		at[k] = len(lines)
		lines = append(lines, ui.Line{Text: both(s.Cadence.Text.Zh+"（"+lack.Zh+"）："+span.Zh, s.Cadence.Text.En+" ("+lack.En+"): "+span.En), Parts: []ui.Component{policyweb.Why(p.Era(), s.Cadence.Clause, policy.CadencePrefix+s.Cadence.ID)}})
	}
	if len(lines) == 0 {
		lines = ui.Lines{{Text: both("到目前不缺", "nothing so far")}}
	}
	return lines
}
