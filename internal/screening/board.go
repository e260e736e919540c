package screening

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// detailedMost is up to how many classes a board counts class by class; beyond
// it (a district) only the tallies are read, and a school has to be chosen. Ours.
const detailedMost = 200

// Board is a round as one reader may see it.
type Board struct {
	Campaign care.Campaign
	Unit     care.Unit
	Total    Count
	Schools  []SchoolLine // more than one: a district's view
	Classes  []ClassLine
	Detailed bool // the classes' lines hold more than tallies
	Drills   []DrillLine
	Behind   SchoolLine  // of the schools seen, that which needs the most answers to the test alert
	Ready    int         // schools of the round whose two adults answered it
	Alerts   []AlertLine // open ones the reader may see
	Can      Can
	Blocks   []care.Text // why the round can't be opened, or closed, now
	End      End         // of a closed round
	Next     Next
	Today    care.Date
}

// Can is what the reader may do with a round.
type Can struct {
	Plan    bool // send the test alert, open, close, cancel
	Answer  bool // the test alert waits for the reader's own post
	Consent bool // enter consents of the classes shown
	Run     bool // issue tickets and record absences of some of the classes shown, or of the class
	Names   bool // see who is in the class
	Export  bool // take the counts of the classes away in a file
	Alerts  bool // see alerts, so that counts of them need not be hidden
}

// DrillLine is one duty post and its answer to the test alert.
type DrillLine struct {
	Post   care.ID
	Role   care.Role
	Unit   care.Unit
	Holder string
	Stands string // who is on duty in its place while it is vacant and the round not over
	As     care.Role
	AckAt  care.Millis
	Mine   bool
}

// AlertLine is an open danger alert on top of a round's page.
type AlertLine struct {
	Alert care.Alert
	Name  string // "" where the reader may not know it yet
	Class care.Unit
}

// Board reads a round as the actor may see it: a district officer the schools,
// a school's staff its classes, a class's staff their class, a duty adult who
// got the test alert only that. school narrows it; 0 = all.
func (r Room) Board(ctx context.Context, who act.Who, campaign, school care.ID) (Board, error) {
	return r.board(ctx, who, campaign, school, detailedMost)
}

// ExportBoard is Board for a file that leaves the house; it is logged.
func (r Room) ExportBoard(ctx context.Context, who act.Who, campaign, school care.ID) (b Board, err error) {
	err = r.Look(ctx, who, "screening.ExportBoard", func(t *act.Tx) error {
		t.About("export", campaign, 0) // counts, nobody's name
		if err := t.DecideUnit(access.Read, access.Round, who.Unit); err != nil {
			return err
		}
		return b.read(r, t, campaign, school, detailedMost)
	})
	return b, err
}

func (r Room) board(ctx context.Context, who act.Who, campaign, school care.ID, most int) (Board, error) {
	var b Board
	err := r.View(ctx, who, func(t *act.Tx) error { return b.read(r, t, campaign, school, most) })
	return b, err
}

func (b *Board) read(r Room, t *act.Tx, campaign, school care.ID, most int) error {
	c, err := t.Campaign(campaign)
	if err != nil {
		return err
	}
	*b = Board{Campaign: c, Today: t.Today}
	if b.Unit, err = t.Unit(c.Unit); err != nil {
		return err
	}
	if err := b.readDrills(t); err != nil {
		return err
	}
	tallies, err := sight(t, c)
	if err != nil {
		return err
	}
	called := slices.ContainsFunc(b.Drills, func(d DrillLine) bool { return d.Mine })
	if len(tallies) == 0 && !called {
		return errUnseen
	}
	if err := b.readCan(t, tallies); err != nil {
		return err
	}
	if err := b.readLines(t, tallies, school, most); err != nil {
		return err
	}
	if err := b.readAnswers(t); err != nil {
		return err
	}
	if err := b.runs(t); err != nil {
		return err
	}
	if err := b.readEnd(t, tallies); err != nil {
		return err
	}
	if err := b.readAlerts(t); err != nil {
		return err
	}
	if err := r.blocks(t, b); err != nil {
		return err
	}
	b.Next = b.next()
	if !b.Can.Plan && !called {
		b.Drills = nil
	}
	return nil
}

var errUnseen = care.Unseen("read round")

// sight lists the classes of a round that the actor may see: those of his unit where
// rounds are his to see, and those he sits with.
func sight(t *act.Tx, c care.Campaign) ([]store.ClassTally, error) {
	if t.Who.Role == care.SystemRole {
		return t.CampaignClasses(c.ID, c.Unit)
	}
	var list []store.ClassTally
	ok, err := may(t, access.Read, access.Round, t.Who.Unit)
	if err == nil && ok {
		list, err = t.CampaignClasses(c.ID, t.Who.Unit)
	}
	if err != nil || t.Who.Post == 0 {
		return list, err
	}
	watched, err := t.Watched(t.Who.Post)
	for _, w := range watched {
		if w.Campaign == c.ID && !slices.ContainsFunc(list, func(l store.ClassTally) bool { return l.Unit == w.Unit }) {
			list = append(list, w)
		}
	}
	return list, err
}

func (b *Board) readCan(t *act.Tx, tallies []store.ClassTally) (err error) {
	unit := t.Who.Unit
	if unit == 0 {
		unit = b.Campaign.Unit
	}
	if b.Can.Plan, err = may(t, access.Write, access.Round, b.Campaign.Unit); err != nil {
		return err
	}
	for _, d := range b.Drills {
		b.Can.Answer = b.Can.Answer || d.Mine && d.AckAt == 0
	}
	if len(tallies) == 0 {
		return nil
	}
	if b.Can.Export, err = may(t, access.Read, access.Round, unit); err != nil {
		return err
	}
	for _, ask := range []struct {
		verb access.Verb
		data access.Data
		can  *bool
	}{{access.Write, access.Consent, &b.Can.Consent}, {access.Read, access.Alerts, &b.Can.Alerts}} {
		if *ask.can, err = may(t, ask.verb, ask.data, unit); err != nil {
			return err
		}
	}
	return nil
}

// runs tells, class by class, which of them the actor runs on the day.
func (b *Board) runs(t *act.Tx) error {
	all, err := may(t, access.Write, access.Session, t.Who.Unit)
	if err != nil {
		return err
	}
	for i := range b.Classes {
		l := &b.Classes[i]
		l.Run = all || t.MayClass(access.Write, access.Session, l.Class.ID, watcher(b.Campaign, l.Watcher))
		b.Can.Run = b.Can.Run || l.Run
	}
	return nil
}

func (b *Board) readDrills(t *act.Tx) error {
	drills, err := t.Drills(b.Campaign.ID)
	if err != nil {
		return err
	}
	for _, d := range drills {
		line := DrillLine{Post: d.Post, AckAt: d.AckAt, Mine: d.Post == t.Who.Post && d.Post != 0}
		if line.Role, line.Unit, line.Holder, err = t.PostName(d.Post); err != nil {
			return err
		}
		if line.Holder == "" && !over(b.Campaign) {
			on, err := t.OnDuty(d.Post)
			if err != nil {
				return err
			}
			if line.As, _, line.Stands, err = t.PostName(on); err != nil {
				return err
			}
		}
		b.Drills = append(b.Drills, line)
	}
	return nil
}

// readAnswers tells, school by school, how many adults answered the test alert.
func (b *Board) readAnswers(t *act.Tx) error {
	answered, err := t.Drilled(b.Campaign.ID)
	if err != nil {
		return err
	}
	for _, d := range answered {
		if wanting(d).ready() {
			b.Ready++
		}
	}
	for i := range b.Schools {
		l := &b.Schools[i]
		l.Drilled = answered[l.School.ID]
		l.Wanting = wanting(l.Drilled)
		if i == 0 || l.Wanting.Answers > b.Behind.Wanting.Answers {
			b.Behind = *l
		}
	}
	return nil
}

// Awaited lists the schools seen of a round about to open or open that wait for their duty
// adults: nobody can answer there.
func (b Board) Awaited() (list []SchoolLine) {
	if b.Campaign.State != care.CampaignReady && b.Campaign.State != care.CampaignOpen {
		return nil
	}
	for _, l := range b.Schools {
		if !l.Wanting.ready() {
			list = append(list, l)
		}
	}
	return list
}

// readAlerts lists the round's open alerts that the actor may see; names only
// where he may know them.
func (b *Board) readAlerts(t *act.Tx) error {
	if t.Who.Role == care.SystemRole || b.Campaign.State == care.CampaignDraft {
		return nil
	}
	alerts, err := t.AlertsVisible(t.Visible(access.Read, access.Alerts), b.Campaign.Unit, detailedMost)
	if err != nil {
		return err
	}
	for _, a := range alerts {
		if a.Campaign != b.Campaign.ID || a.State == care.AlertEnded {
			continue
		}
		line := AlertLine{Alert: a}
		if line.Class, err = t.Unit(a.Class); err != nil {
			return err
		}
		if t.May(access.Read, access.Identity, a.Person) {
			if line.Name, err = t.NameOf(a.Person); err != nil {
				return err
			}
		}
		b.Alerts = append(b.Alerts, line)
	}
	return nil
}

// blocks says, before anybody tries, what OpenRound or CloseRound would refuse.
// Whoever may not see alerts is told that somebody waits, never how many.
func (r Room) blocks(t *act.Tx, b *Board) error {
	switch b.Campaign.State {
	case care.CampaignReady:
		return r.openBlocks(t, b)
	case care.CampaignOpen:
		return closeBlocks(t, b)
	case care.CampaignClosed:
		if b.End.Changed {
			return closeBlocks(t, b)
		}
	}
	return nil
}

func (r Room) openBlocks(t *act.Tx, b *Board) error {
	if b.Ready == 0 {
		b.Blocks = append(b.Blocks, care.Text{Zh: "还没有两位值班人员确认收到测试警报，或其中缺少本校的", En: "two duty adults have not yet acknowledged the test alert, or the school's own are missing among them"})
	}
	if t.Today < b.Campaign.OpensOn {
		b.Blocks = append(b.Blocks, care.Text{Zh: "还没有到开始日期", En: "the first day has not come yet"})
		return nil
	}
	if t.Today > b.Campaign.ClosesOn {
		b.Blocks = append(b.Blocks, care.Text{Zh: "结束日期已经过了，请取消后重新安排", En: "the last day has passed; cancel it and plan anew"})
		return nil
	}
	err := r.hourAllowed(t)
	if e, ok := err.(*care.Error); ok && e.Kind == care.Unavailable {
		b.Blocks = append(b.Blocks, care.Text{Zh: "现在不是可以测评的上课时间：" + e.Text.Zh, En: "this is not a time for answering: " + e.Text.En})
		return nil
	}
	return err
}

func closeBlocks(t *act.Tx, b *Board) error {
	alerts, err := t.CountOpenAlerts(b.Campaign.ID)
	if err != nil {
		return err
	}
	flags, err := t.CountFlags(b.Campaign.ID, care.FlagOpen)
	if err != nil {
		return err
	}
	counted := func(n int, zh, en string) {
		if n == 0 {
			return
		}
		if b.Can.Alerts {
			zh, en = zh+"（"+itoa(n)+"）", en+" ("+itoa(n)+")"
		}
		b.Blocks = append(b.Blocks, care.Text{Zh: zh, En: en})
	}
	counted(alerts, "还有警报没有完成安全核查", "alerts still wait for their safety check")
	counted(flags, "还有学生等待面谈和结论", "pupils still wait for an interview and its outcome")
	return nil
}
