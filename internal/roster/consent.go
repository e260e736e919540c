package roster

import (
	"iter"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

// Decision is what a guardian answered.
type Decision string

// The decisions. There is no default: a blank cell is no consent.
const (
	Agree    Decision = "agree"
	Refuse   Decision = "refuse"
	Withdraw Decision = "withdraw"
)

// ConsentRow is one recorded decision: whose (a number, or a name in a class),
// which, when and by whom.
type ConsentRow struct {
	Sheet     string
	Number    int
	School    string
	Class     Class
	StudentNo string
	Name      string
	Decision  Decision
	Date      care.Date
	Signer    string
	Relation  string
}

// ReadConsents yields the decisions of a book with their faults, in the way of
// ReadPupils.
func ReadConsents(b *sheet.Book, m Mapping, ctx Context) iter.Seq2[ConsentRow, []Fault] {
	return func(yield func(ConsentRow, []Fault) bool) {
		r := newReader(ctx)
		r.each(b, m, func() bool {
			row := r.consent()
			return yield(row, r.faults)
		}, func(f Fault) bool { return yield(ConsentRow{Sheet: f.Sheet, Number: f.Row}, []Fault{f}) })
	}
}

func (r *reader) consent() ConsentRow {
	c := ConsentRow{Sheet: r.row.Sheet, Number: r.row.Number}
	c.Name = personName(r.text(FieldName))
	c.StudentNo = strings.ToUpper(compact(r.text(FieldStudentNo)))
	if c.StudentNo == "" && r.stray(c.Name) {
		r.fault(FieldName, "stray_row")
		return ConsentRow{Sheet: c.Sheet, Number: c.Number}
	}
	c.School, c.Class = r.consentClass(c.StudentNo != "")
	switch {
	case c.StudentNo != "" && lostDigits(c.StudentNo):
		r.fault(FieldStudentNo, "number_lost")
	case c.StudentNo == "" && (c.Name == "" || c.Class.No == 0):
		r.fault(FieldName, "consent_who")
	}
	if c.Decision = parseDecision(r.text(FieldDecision)); c.Decision == "" {
		r.fault(FieldDecision, "consent_decision")
	}
	before := len(r.faults)
	if c.Date = r.date(FieldDate); c.Date == "" && len(r.faults) == before {
		r.fault(FieldDate, "consent_date")
	}
	c.Signer, c.Relation = personName(r.text(FieldSigner)), r.text(FieldRelation)
	r.checkDecidedTwice(c)
	return c
}

// consentClass needs a class only where there is no number, and tells of faults
// only then.
func (r *reader) consentClass(numbered bool) (string, Class) {
	before := len(r.faults)
	school, stage := r.school()
	class, _, _ := r.class(stage)
	if numbered {
		r.faults = r.faults[:before]
	}
	return school, class
}

func (r *reader) checkDecidedTwice(c ConsentRow) {
	if c.StudentNo == "" && (c.Name == "" || c.Class.No == 0) {
		return
	}
	who := []string{"no", c.School, c.StudentNo}
	if c.StudentNo == "" {
		who = []string{"who", c.School, string(c.Class.Stage), strconv.Itoa(c.Class.EntryYear), strconv.Itoa(c.Class.No), c.Name}
	}
	if row := r.seen.first(c.Sheet, c.Number, who...); !row.IsZero() {
		r.fault(FieldName, "consent_twice", row)
	}
}

// parseDecision reads only clear words; 不同意 holds 同意, so refusals come first.
func parseDecision(s string) Decision {
	s = strings.ToLower(compact(s))
	switch s {
	case "是", "yes", "y", "agree", "agreed", "true", "1", "√", "✓", "consent", "consented":
		return Agree
	case "否", "no", "n", "refuse", "refused", "false", "0", "×", "disagree", "declined", "decline":
		return Refuse
	}
	switch {
	case strings.Contains(s, "撤回"), strings.Contains(s, "撤销"), strings.HasPrefix(s, "withdr"):
		return Withdraw
	case strings.Contains(s, "不同意"), strings.Contains(s, "拒绝"), strings.Contains(s, "不参加"), strings.Contains(s, "未同意"), strings.Contains(s, "没有同意"):
		return Refuse
	case strings.ContainsAny(s, "不未没无拒难暂"): // 不太同意 and the like are for a person to clear up
		return ""
	case strings.HasSuffix(s, "同意"), strings.HasPrefix(s, "同意参加"), strings.HasPrefix(s, "同意测评"):
		return Agree
	}
	return ""
}
