package duty

import (
	"testing"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
)

// term is a calendar of one term after another, half a year apart, with days off.
type term struct {
	from care.Date
	days int // its length
	off  map[care.Date]bool
}

func (c term) TermOn(d care.Date) (year, number int, from, to care.Date) {
	for n := 0; ; n++ {
		from = c.from.AddDays(182 * n)
		if to = from.AddDays(c.days - 1); d <= to {
			return 2026 + n/2, n%2 + 1, from, to
		}
	}
}

func (c term) IsTeachingDay(d care.Date) bool {
	_, _, from, _ := c.TermOn(d)
	return d >= from && mondayOf(d).AddDays(5) > d && !c.off[d]
}

func anyTerm(holidays bool) *rapid.Generator[term] {
	return rapid.Custom(func(t *rapid.T) term {
		c := term{from: care.Date("2026-08-20").AddDays(rapid.IntRange(0, 20).Draw(t, "begins")), days: rapid.IntRange(14, 160).Draw(t, "days"), off: map[care.Date]bool{}}
		for range rapid.IntRange(0, 6).Draw(t, "holidays") {
			day := c.from.AddDays(rapid.IntRange(0, 400).Draw(t, "off"))
			for n := range rapid.IntRange(1, 16).Draw(t, "off for") {
				c.off[day.AddDays(n)] = holidays
			}
		}
		return c
	})
}

// stretches lists those of the first term.
func (c term) stretches() (list []Period) {
	r := Recurrence{Span: TwoWeeks}
	for p := r.On(c.from, c); p.First < c.from.AddDays(c.days); p = r.Next(p, c) {
		list = append(list, p)
	}
	return list
}

func (c term) taughtWeeks(p Period) (n int) {
	for monday := mondayOf(p.First); monday <= p.Last; monday = monday.AddDays(7) {
		if anyTeaching(max(monday, p.First), min(monday.AddDays(6), p.Last), c) {
			n++
		}
	}
	return n
}

// The stretches of a term tile its days, begin on a Monday and have two weeks with
// teaching each; the last one has what is left besides.
func TestTwoWeeksTileTheTerm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyTerm(true).Draw(t, "term")
		next := c.from
		list := c.stretches()
		names := map[string]bool{}
		for i, p := range list {
			last := i == len(list)-1
			if p.First != next || names[p.Name] || i > 0 && p.First != mondayOf(p.First) {
				t.Fatalf("after %s comes %+v", next, p)
			}
			names[p.Name] = true
			if n := c.taughtWeeks(p); !last && n != 2 || last && (n > 3 || n < 2 && i > 0) {
				t.Fatalf("%+v has %d weeks with teaching", p, n)
			}
			for d := p.First; d <= p.Last; d = d.AddDays(1) {
				if got := (Recurrence{Span: TwoWeeks}).On(d, c); got != p {
					t.Fatalf("%s lies in %+v, not in %+v", d, got, p)
				}
			}
			next = p.Last.AddDays(1)
		}
		if next != c.from.AddDays(c.days) {
			t.Fatalf("the term ends before %s, its stretches before %s", c.from.AddDays(c.days), next)
		}
		if after := (Recurrence{Span: TwoWeeks}).On(next, c); after.First < next.AddDays(1) && c.days < 182 {
			t.Fatalf("in the holidays comes %+v", after)
		}
	})
}

// Without holidays a lesson in every odd or in every even week falls into every
// stretch, on whatever weekday: obeying the clause is never late. One in every fourth
// week leaves a stretch without.
func TestALessonInEverySecondWeekFallsIntoEveryStretch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyTerm(false).Draw(t, "term")
		weekday, odd := rapid.IntRange(0, 4).Draw(t, "weekday"), rapid.Bool().Draw(t, "odd weeks")
		count := func(every int) (least int) {
			least = 99
			for i, p := range c.stretches() {
				n := 0
				for week := 0; ; week++ {
					d := mondayOf(c.from).AddDays(7*week + weekday)
					if d > p.Last {
						break
					}
					if d >= p.First && d >= c.from && week%every == map[bool]int{true: 0, false: 1}[odd] {
						n++
					}
				}
				if i == 0 && odd && mondayOf(c.from).AddDays(weekday) < c.from || i == len(c.stretches())-1 && n == 0 {
					continue // its first or last week has no such day
				}
				least = min(least, n)
			}
			return least
		}
		if n := count(2); n < 1 {
			t.Fatal("a lesson in every second week leaves a stretch without")
		}
		if n := count(4); len(c.stretches()) > 3 && n > 0 {
			t.Fatal("a lesson in every fourth week is enough")
		}
	})
}

func TestTwoWeeksOfAnAutumn(t *testing.T) {
	c := term{from: "2026-09-01", days: 144, off: map[care.Date]bool{}} // a Tuesday, to 22 January
	for d := care.Date("2026-10-05"); d <= "2026-10-09"; d = d.AddDays(1) {
		c.off[d] = true // a whole week
	}
	for d, want := range map[care.Date]Period{
		"2026-07-20": {"2026-2027-1-w01", "2026-09-01", "2026-09-13"},
		"2026-09-01": {"2026-2027-1-w01", "2026-09-01", "2026-09-13"},
		"2026-09-14": {"2026-2027-1-w03", "2026-09-14", "2026-09-27"},
		"2026-09-29": {"2026-2027-1-w05", "2026-09-28", "2026-10-18"},
		"2026-10-20": {"2026-2027-1-w08", "2026-10-19", "2026-11-01"},
		"2027-01-22": {"2026-2027-1-w20", "2027-01-11", "2027-01-22"},
	} {
		if got := (Recurrence{Span: TwoWeeks}).On(d, c); got != want {
			t.Errorf("%s lies in %+v, want %+v", d, got, want)
		}
	}
}
