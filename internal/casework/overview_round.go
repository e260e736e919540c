package casework

import (
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/measure"
)

// readRounds adds up the school year's rounds, school by school, and counts those that
// concern the unit asked for. A class that was screened twice counts with its latest
// round.
func (f *figures) readRounds(t *act.Tx, o *Overview) error {
	rounds, err := t.Campaigns() // newest first
	if err != nil {
		return err
	}
	part, err := t.Below(o.Unit.ID, care.School)
	if err != nil {
		return err
	}
	own := map[care.ID]bool{}
	for _, u := range part {
		own[u.ID] = true
	}
	o.Year = care.SchoolYear(t.Today)
	counted := map[care.ID]bool{}
	for _, c := range rounds {
		if c.SchoolYear != o.Year || (c.State != care.CampaignOpen && c.State != care.CampaignClosed) {
			continue
		}
		tallies, err := t.CampaignClasses(c.ID, f.whole)
		if err != nil {
			return err
		}
		concerns := false
		for _, tally := range tallies {
			concerns = concerns || own[tally.School]
			if counted[tally.Unit] {
				continue
			}
			counted[tally.Unit] = true
			s := f.tallies[tally.School]
			s.Due, s.Submitted, s.Valid = s.Due+tally.Due, s.Submitted+tally.Submitted, s.Valid+tally.Valid
			f.tallies[tally.School] = s
		}
		if concerns {
			o.Rounds++
		}
	}
	return nil
}

// answered writes down what was answered in each school, and the totals. A school without
// a round has nothing to hide, and everybody knows it: it can't cover for another.
func (o *Overview) answered(f figures) []SchoolFigures {
	list := make([]SchoolFigures, len(f.schools))
	var rows []int
	var cells [][4]int
	sum := [4]int{}
	for i, u := range f.schools {
		t := f.tallies[u.ID]
		row := [4]int{max(f.enrolled[u.ID], t.Due), t.Due, t.Submitted, t.Valid}
		list[i].Due, list[i].Submitted, list[i].Valid = Count{N: t.Due}, Count{N: t.Submitted}, Count{N: t.Valid}
		if t.Due+t.Submitted == 0 {
			continue
		}
		rows, cells = append(rows, i), append(cells, row)
		for k, n := range row {
			sum[k] += n
		}
	}
	o.Total.Due, o.Total.Submitted, o.Total.Valid = Count{N: sum[1]}, Count{N: sum[2]}, Count{N: sum[3]}
	if o.Open || len(cells) == 0 {
		return list
	}
	hidden, totals := hideAnswers(cells)
	for k, i := range rows {
		list[i].hide(hidden[k])
	}
	o.Total.hide(totals)
	return list
}

// hide takes away the figures of answering that must not be shown.
func (s *SchoolFigures) hide(gone [3]bool) {
	for k, c := range []*Count{&s.Due, &s.Submitted, &s.Valid} {
		if gone[k] {
			*c = Count{Hidden: true}
		}
	}
}

// hideAnswers decides what is hidden of schools' pupils, due, handed in and valid, and of
// the sums of the last three. Each of these is a part of the one before it, so each pair
// is a table: the part, and what is left. Where one figure is hidden, those that are parts
// of it are hidden too, or they would bound it.
func hideAnswers(cells [][4]int) (rows [][3]bool, totals [3]bool) {
	rows = make([][3]bool, len(cells))
	for k := range totals {
		table := make([][]int, len(cells))
		part, rest := 0, 0
		for i, c := range cells {
			table[i] = []int{c[k+1], max(0, c[k]-c[k+1])}
			part, rest = part+table[i][0], rest+table[i][1]
		}
		h := measure.Suppress(table, len(cells) > 1)
		for i := range rows {
			switch {
			case h.Rows[i]: // what it is a part of would give it away
				rows[i] = [3]bool{true, true, true}
			case h.Cells[i][0] || h.Cells[i][1] || k > 0 && rows[i][k-1]:
				rows[i][k] = true
			}
		}
		totals[k] = k > 0 && totals[k-1] || small(part) || small(rest) || len(cells) > 1 && (h.Cols[0] || h.Cols[1])
	}
	for k := range totals { // one hidden alone is the total less the others
		gone := 0
		for _, r := range rows {
			if r[k] {
				gone++
			}
		}
		for after := k; gone == 1 && after < len(totals); after++ {
			totals[after] = true
		}
	}
	return rows, totals
}

func small(n int) bool { return n > 0 && n < measure.Least }
