package supervisionweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/supervision"
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
		w = both(w.Zh+" "+teacher, w.En+", "+teacher)
	}
	if s.From > today {
		w = both(w.Zh+"（"+string(s.From)+" 起）", w.En+" (from "+string(s.From)+")")
	}
	if s.To != "" {
		w = both(w.Zh+"（至 "+string(s.To)+"）", w.En+" (until "+string(s.To)+")")
	}
	return w
}

// shortWords says what is missing of one stretch of a duty.
func shortWords(s supervision.Short) care.Text {
	what := both(s.Cadence.Text.Zh+"（"+s.Period+"）", s.Cadence.Text.En+" ("+s.Period+")")
	switch lack := s.Cadence.Count - s.Has.All(); {
	case lack > 0 && s.Over:
		return both(what.Zh+"：少 "+number(lack)+" 课时", what.En+": "+number(lack)+" missing")
	case lack > 0:
		return both(what.Zh+"：按课表还差 "+number(lack)+" 课时", what.En+": by the timetable "+number(lack)+" will be missing")
	case s.Over || s.Has.Waiting > 0 && s.Has.Coming == 0:
		return both(what.Zh+"：上了，等签认", what.En+": given, waits for the signature")
	}
	return both(what.Zh+"：进行中", what.En+": under way")
}

func monthList(months []string) care.Text {
	var zh, en []string
	for _, m := range months {
		w := monthWords(m)
		zh, en = append(zh, w.Zh), append(en, w.En)
	}
	return both(strings.Join(zh, "、"), strings.Join(en, ", "))
}
