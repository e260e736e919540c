package measure

import (
	"testing"

	"pgregory.net/rapid"
)

func sums(cells [][]int) (rows, cols []int) {
	rows, cols = make([]int, len(cells)), make([]int, len(cells[0]))
	for i := range cells {
		for j, n := range cells[i] {
			rows[i] += n
			cols[j] += n
		}
	}
	return rows, cols
}

// possible finds by trial, cell after cell, every value that each cell could
// have in a table of counts that agrees with all that is shown.
func possible(cells [][]int, h Hidden, withCols bool) [][]map[int]bool {
	rows, cols := sums(cells)
	total := 0
	for _, r := range rows {
		total += r
	}
	out := make([][]map[int]bool, len(cells))
	for i := range out {
		out[i] = make([]map[int]bool, len(cells[0]))
		for j := range out[i] {
			out[i][j] = map[int]bool{}
		}
	}
	try := make([][]int, len(cells))
	for i := range try {
		try[i] = make([]int, len(cells[0]))
	}
	fits := func() bool {
		r, c := sums(try)
		for i := range r {
			if !h.Rows[i] && r[i] != rows[i] {
				return false
			}
		}
		for j := range c {
			if withCols && !h.Cols[j] && c[j] != cols[j] {
				return false
			}
		}
		return true
	}
	var fill func(k int)
	fill = func(k int) {
		if k == len(cells)*len(cells[0]) {
			if !fits() {
				return
			}
			for i := range try {
				for j, n := range try[i] {
					out[i][j][n] = true
				}
			}
			return
		}
		i, j := k/len(cells[0]), k%len(cells[0])
		if !h.Cells[i][j] {
			try[i][j] = cells[i][j]
			fill(k + 1)
			return
		}
		most := min(cells[i][j]+2, total+2)
		for n := max(0, cells[i][j]-2); n <= most; n++ {
			try[i][j] = n
			fill(k + 1)
		}
	}
	fill(0)
	return out
}

// No hidden cell follows from the shown cells and totals.
func TestNoHiddenCellCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 3).Draw(t, "cols")
		cells := make([][]int, rows)
		for i := range cells {
			cells[i] = rapid.SliceOfN(rapid.SampledFrom([]int{0, 0, 1, 2, 4, 5, 7, 30}), cols, cols).Draw(t, "row")
		}
		withCols := rows > 1 && rapid.Bool().Draw(t, "column totals")
		h := Suppress(cells, withCols)
		could := possible(cells, h, withCols)
		for i := range cells {
			for j, n := range cells[i] {
				if n > 0 && n < Least && !h.Cells[i][j] {
					t.Fatalf("cell %d,%d of %v is %d and shown", i, j, cells, n)
				}
				if h.Cells[i][j] && len(could[i][j]) < 2 {
					t.Fatalf("cell %d,%d of %v (column totals %v) is hidden but must be %d; hidden %+v", i, j, cells, withCols, n, h)
				}
			}
		}
	})
}

// Totals stay wherever other cells can cover the first; beside noughts alone
// nothing can.
func TestTotalsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(2, 8).Draw(t, "rows"), rapid.IntRange(2, 6).Draw(t, "cols")
		cells := make([][]int, rows)
		for i := range cells {
			cells[i] = rapid.SliceOfN(rapid.IntRange(1, 40), cols, cols).Draw(t, "row")
		}
		h := Suppress(cells, true)
		for i, gone := range h.Rows {
			if gone {
				t.Fatalf("row total %d of %v is hidden", i, cells)
			}
		}
		for j, gone := range h.Cols {
			if gone {
				t.Fatalf("column total %d of %v is hidden", j, cells)
			}
		}
	})
}

func TestWhatNeedsNoCoverIsShown(t *testing.T) {
	h := Suppress([][]int{{0, 5, 12}, {30, 0, 6}}, true)
	for i := range h.Cells {
		for j, gone := range h.Cells[i] {
			if gone {
				t.Errorf("cell %d,%d is hidden for no reason", i, j)
			}
		}
	}
}

// One figure alone has nothing to hide behind but its total.
func TestASingleSmallCellTakesItsTotalAlong(t *testing.T) {
	h := Suppress([][]int{{3}}, false)
	if !h.Cells[0][0] || !h.Rows[0] {
		t.Errorf("got %+v, want cell and total hidden", h)
	}
}
