package ui

import (
	"fmt"
	"html/template"
	"math"

	"xinhuan/internal/care"
)

// Notice is a message that somebody has to acknowledge by a time.
type Notice struct {
	Title care.Text
	Body  care.Text
	From  string
	At    care.Millis
	By    Clock
	Acked care.Millis // 0 = not yet
	Ack   *Action
	Why   *Why
}

func (c Notice) draw(p Page) (template.HTML, error) { return draw(p, "notice", c) }

// Timeline is what happened, newest first, one line an event.
type Timeline struct {
	Label   care.Text
	Filters []Tab
	Events  []Event
	More    string // address of older events
	Empty   Empty
}

// Event is one line. A sealed event says that it exists and why it can't be read.
type Event struct {
	At     care.Millis
	Icon   string
	Title  care.Text
	By     string
	Detail care.Text
	Href   string
	Sealed care.Text
	Parts  []Component
}

func (c Timeline) draw(p Page) (template.HTML, error) { return draw(p, "timeline", c) }

// Stat is one figure. A suppressed one is too small to show without pointing at
// a child; the same mark covers the figure that would give it away.
type Stat struct {
	Label      care.Text
	Value      int
	Of         int       // 0 = no whole
	Note       care.Text // for example the target
	Suppressed bool
	Href       string
	Why        *Why
}

func (c Stat) draw(p Page) (template.HTML, error) { return draw(p, "stat", c) }

// Ring is a share of a whole as a ring with the numbers in words beside it.
type Ring struct {
	Label care.Text
	Part  int
	Whole int
	Why   *Why // what stands behind the figure
}

func (c Ring) draw(p Page) (template.HTML, error) { return draw(p, "ring", c) }

const ringLength = 2 * math.Pi * 42

// Dash is the stroke pattern that draws the share.
func (c Ring) Dash() string {
	share := 0.0
	if c.Whole > 0 {
		share = math.Min(1, float64(c.Part)/float64(c.Whole))
	}
	return fmt.Sprintf("%.2f %.2f", share*ringLength, ringLength)
}

// Percent is the whole percentage, rounded down so that 100 % means all.
func (c Ring) Percent() int {
	if c.Whole == 0 {
		return 0
	}
	return c.Part * 100 / c.Whole
}

// Progress is long work under way; the page asks again every two seconds and
// may be left meanwhile. Answer a poll with status 286 to stop it when done.
type Progress struct {
	ID    string
	Label care.Text
	Done  int
	Total int    // 0 = not known yet
	Rate  int    // a second
	Left  int    // seconds, 0 = not known
	Poll  string // address asked for this part alone; "" when finished
	Next  *Link  // shown when finished
	Error care.Text
}

func (c Progress) draw(p Page) (template.HTML, error) { return draw(p, "progress", c) }

// Remaining says how long it still takes.
func (c Progress) Remaining() care.Text {
	switch {
	case c.Left <= 0:
		return care.Text{}
	case c.Left < 90:
		return care.Text{Zh: fmt.Sprintf("约 %d 秒", c.Left), En: fmt.Sprintf("about %d s left", c.Left)}
	default:
		m := (c.Left + 59) / 60
		return care.Text{Zh: fmt.Sprintf("约 %d 分钟", m), En: fmt.Sprintf("about %d min left", m)}
	}
}

// Upload takes a sheet, and after a dry run says what it would change.
type Upload struct {
	Action   string
	Label    care.Text
	Help     care.Text
	Accept   string
	Template *Link // an empty sheet to fill in
	Error    care.Text
	Result   *DryRun
}

// DryRun is what the sheet would do. Nothing has been changed yet.
type DryRun struct {
	File      string
	Rows      int
	Added     int
	Changed   int
	Unchanged int
	Faults    []Fault
	MoreFault int // faults beyond those listed
	Faulty    *Link
	Apply     *Action // takes the rows without faults
	Cancel    *Link
}

// Fault is one thing wrong with a cell of the sheet.
type Fault struct {
	Row    int
	Column string
	Value  string
	Text   care.Text
}

func (c Upload) draw(p Page) (template.HTML, error) { return draw(p, "upload", c) }
