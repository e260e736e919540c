package casework

import (
	"testing"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// shifts are all ways to move pupils of one school by one between valid, not valid, not
// handed in and not due: the school's pupils stay as many as everybody knows.
func shifts() (list [][4]int) {
	for n := range 81 {
		var s [4]int
		sum := 0
		for j := range s {
			s[j] = n%3 - 1
			n /= 3
			sum += s[j]
		}
		if sum == 0 {
			list = append(list, s)
		}
	}
	return list
}

// figuresOf are those that nobody may work out while they are small: the page's three, and
// what lies between them and the school's pupils.
func figuresOf(c []int) []int { return []int{c[0] + c[1] + c[2], c[0] + c[1], c[0], c[1], c[2], c[3]} }

// No small figure follows from the figures and totals that are shown: for each there is
// another table with the same ones in which it is another number.
func TestNoSmallFigureOfAnsweringCanBeWorkedOut(t *testing.T) {
	ways := shifts()
	rapid.Check(t, func(t *rapid.T) {
		parts := make([][]int, rapid.IntRange(1, 3).Draw(t, "schools"))
		cells := make([][4]int, len(parts))
		for i := range parts {
			c := rapid.SliceOfN(rapid.SampledFrom([]int{0, 0, 1, 2, 4, 5, 7, 30}), 4, 4).Draw(t, "row")
			if c[0]+c[1]+c[2] == 0 {
				c[0] = 1
			}
			parts[i], cells[i] = c, [4]int{c[0] + c[1] + c[2] + c[3], c[0] + c[1] + c[2], c[0] + c[1], c[0]}
		}
		hidden, totals := hideAnswers(cells)
		moved := make([][6]bool, len(parts))
		chosen := make([][]int, len(parts))
		var try func(i int, sum [3]int)
		try = func(i int, sum [3]int) {
			if i == len(parts) {
				for k, n := range sum {
					if n != 0 && !totals[k] {
						return
					}
				}
				for i, d := range chosen {
					for k, n := range d {
						moved[i][k] = moved[i][k] || n != 0
					}
				}
				return
			}
			for _, s := range ways {
				fits, d, next := true, figuresOf(s[:]), sum
				for j := range s {
					fits = fits && parts[i][j]+s[j] >= 0
				}
				for k := range next {
					fits, next[k] = fits && (hidden[i][k] || d[k] == 0), next[k]+d[k]
				}
				if fits {
					chosen[i] = d
					try(i+1, next)
				}
			}
		}
		try(0, [3]int{})
		for i, row := range parts {
			for k, n := range figuresOf(row) {
				if small(n) && !moved[i][k] {
					t.Fatalf("figure %d of school %d must be %d: %v, hidden %v, totals hidden %v", k, i, n, cells, hidden, totals)
				}
			}
		}
	})
}

// A school with three due, and one with two sheets that are not valid, are not shown; nor
// is the one that covers them, while a school without a round covers nobody. Whoever may
// open the children sees all.
func TestFiguresOfAnsweringAreHiddenWhereTheyAreSmall(t *testing.T) {
	f := figures{schools: []care.Unit{{ID: 1}, {ID: 2}, {ID: 3}, {ID: 4}}, enrolled: map[care.ID]int{1: 300, 2: 300, 3: 300, 4: 300},
		tallies: map[care.ID]store.ClassTally{1: {Due: 3, Submitted: 3, Valid: 3}, 2: {Due: 100, Submitted: 90, Valid: 80}, 3: {Due: 200, Submitted: 150, Valid: 140}}}
	var o Overview
	o.fill(f)
	small, none := o.Schools[0], o.Schools[3]
	if !small.Due.Hidden || !small.Submitted.Hidden || !small.Valid.Hidden {
		t.Errorf("three due: %+v, want all hidden", small)
	}
	if none.Due != (Count{}) || none.Submitted != (Count{}) || none.Valid != (Count{}) {
		t.Errorf("no round: %+v, want noughts", none)
	}
	if !o.Schools[1].Due.Hidden && !o.Schools[2].Due.Hidden && !o.Total.Due.Hidden {
		t.Error("a single hidden school is the total less the others")
	}

	f.tallies = map[care.ID]store.ClassTally{2: {Due: 100, Submitted: 90, Valid: 88}}
	o = Overview{}
	o.fill(f)
	if one := o.Schools[1]; !one.Valid.Hidden || !o.Total.Valid.Hidden || one.Due.N != 100 || o.Total.Submitted.N != 90 {
		t.Errorf("two not valid in the only school with a round: %+v, total %+v; want due and handed in, and not how many are valid", one, o.Total)
	}
	f.tallies[2] = store.ClassTally{Due: 100, Submitted: 90, Valid: 80}
	o = Overview{}
	if o.fill(f); o.Schools[1].Due.N != 100 || o.Total.Submitted.N != 90 || o.Total.Valid.N != 80 {
		t.Errorf("nothing small: %+v, total %+v; want shown", o.Schools[1], o.Total)
	}
	f.tallies[1] = store.ClassTally{Due: 3, Submitted: 3, Valid: 1}
	o = Overview{Open: true}
	if o.fill(f); o.Schools[0].Due.N != 3 || o.Schools[0].Valid.N != 1 || o.Total.Due.N != 103 {
		t.Errorf("for who may open the children: %+v, total %+v; want all shown", o.Schools[0], o.Total)
	}
}
