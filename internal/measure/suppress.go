// Package measure says which counts may be shown. It is pure: tables of numbers
// in, tables of marks out.
package measure

import "slices"

// Least is the smallest count shown to readers without a person-level right in
// the place counted (practice 3.10: cells under 5).
const Least = 5

// Hidden says what of a table is not shown. Totals stay unless nothing else
// can protect a cell.
type Hidden struct {
	Cells [][]bool // by row and column
	Rows  []bool   // row totals
	Cols  []bool   // column totals
}

// Suppress decides what to hide of a table whose row totals, and column totals
// where cols says so, are shown beside it. Cells from 1 to 4 are hidden, and so
// many others with them that no hidden cell follows from what is shown: for
// each there is another table of counts with the same shown figures. Hidden
// cells all carry the same mark, so nobody can tell a small one from its cover.
// Nought is shown: it says nothing about anybody.
func Suppress(cells [][]int, cols bool) Hidden {
	g := newGrid(cells, cols)
	for i, row := range cells {
		for j, n := range row {
			g.Cells[i][j] = n > 0 && n < Least
		}
	}
	for {
		i, j, open := g.exposed()
		if !open {
			return g.Hidden
		}
		g.cover(i, j)
	}
}

// grid is the table as a network: rows and columns are places, each hidden
// figure is a way between its row and its column. A figure can be larger
// exactly if a closed walk through it exists that takes away only from figures
// above nought; the balance of every shown total is kept along a closed walk.
// A hidden total is a figure of one further column, or one further row.
type grid struct {
	Hidden
	cells [][]int // with the totals as last column and last row
	rows  int
	cols  int
}

func newGrid(cells [][]int, cols bool) *grid {
	g := &grid{rows: len(cells)}
	if g.rows > 0 {
		g.cols = len(cells[0])
	}
	g.Hidden = Hidden{Cells: make([][]bool, g.rows), Rows: make([]bool, g.rows), Cols: make([]bool, g.cols)}
	bottom := make([]int, g.cols+1)
	for i, row := range cells {
		g.Cells[i] = make([]bool, g.cols)
		sum := 0
		for j, n := range row {
			sum += n
			bottom[j] += n
		}
		bottom[g.cols] += sum
		g.cells = append(g.cells, append(append([]int{}, row...), sum))
	}
	g.cells = append(g.cells, bottom)
	for j := range g.Cols {
		g.Cols[j] = !cols
	}
	return g
}

// hidden looks at any figure, totals included. The grand total is known as long
// as all row totals or all column totals are.
func (g *grid) hidden(i, j int) bool {
	switch {
	case i < g.rows && j < g.cols:
		return g.Cells[i][j]
	case i < g.rows:
		return g.Rows[i]
	case j < g.cols:
		return g.Cols[j]
	}
	return slices.Contains(g.Rows, true) && slices.Contains(g.Cols, true)
}

// exposed finds a hidden cell that can be worked out.
func (g *grid) exposed() (int, int, bool) {
	for i := range g.rows {
		for j := range g.cols {
			if g.Cells[i][j] && !g.free(i, j) {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// free tells whether the cell could be another number: larger or smaller by one.
func (g *grid) free(i, j int) bool {
	return g.walk(i, j, true) || (g.cells[i][j] > 0 && g.walk(i, j, false))
}

// walk looks for the rest of a closed walk through (i, j) that adds there
// (more) or takes away. Cells add from row to column and take away from column
// to row; a total stands on the other side of its sum, so it does the reverse.
func (g *grid) walk(i, j int, more bool) bool {
	from, to := g.rows+1+j, i // after adding one arrives at the column and must come back to the row
	if !more {
		from, to = to, from
	}
	seen := make([]bool, g.rows+g.cols+2)
	seen[from] = true
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		for _, next := range g.steps(queue[0], i, j) {
			if next == to {
				return true
			}
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

// steps lists where one hidden figure other than (i, j) leads from a place.
func (g *grid) steps(at, i, j int) (list []int) {
	if at <= g.rows {
		for c := range g.cols + 1 {
			if g.hidden(at, c) && (at != i || c != j) && g.mayLeaveRow(at, c) {
				list = append(list, g.rows+1+c)
			}
		}
		return list
	}
	c := at - g.rows - 1
	for r := range g.rows + 1 {
		if g.hidden(r, c) && (r != i || c != j) && g.mayLeaveCol(r, c) {
			list = append(list, r)
		}
	}
	return list
}

func (g *grid) isTotal(r, c int) bool { return (r == g.rows) != (c == g.cols) }

// mayLeaveRow: adding to a cell, or taking from a total.
func (g *grid) mayLeaveRow(r, c int) bool { return !g.isTotal(r, c) || g.cells[r][c] > 0 }

// mayLeaveCol: taking from a cell, or adding to a total.
func (g *grid) mayLeaveCol(r, c int) bool { return g.isTotal(r, c) || g.cells[r][c] > 0 }

// cover hides one more figure: the smallest shown cell of the row, then of the
// column, then any cell, and a total only when no cell is left.
func (g *grid) cover(i, j int) {
	best, at := -1, [2]int{}
	try := func(r, c int) {
		if !g.Cells[r][c] && (best < 0 || g.cells[r][c] < best) {
			best, at = g.cells[r][c], [2]int{r, c}
		}
	}
	for c := range g.cols {
		try(i, c)
	}
	if best < 0 || g.alone(i) {
		for r := range g.rows {
			try(r, j)
		}
	}
	for r := 0; best < 0 && r < g.rows; r++ {
		for c := range g.cols {
			try(r, c)
		}
	}
	switch {
	case best >= 0:
		g.Cells[at[0]][at[1]] = true
	case !g.Rows[i]:
		g.Rows[i] = true
	default:
		g.Cols[j] = true
		for r := range g.Rows {
			g.Rows[r] = true
		}
	}
}

// alone tells whether all cells of the row are hidden but it is still open.
func (g *grid) alone(i int) bool {
	for _, h := range g.Cells[i] {
		if !h {
			return false
		}
	}
	return true
}
