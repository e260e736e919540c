package questionnaire

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"xinhuan/internal/care"
)

// Faults says for each faulty field what to do about it.
type Faults map[string]care.Text

// Err is the faults as a care.Error of kind Invalid, or nil when there are none.
func (fs Faults) Err(op string) error {
	if len(fs) == 0 {
		return nil
	}
	return &care.Error{Kind: care.Invalid, Op: op, Fields: fs}
}

// Visible lists the fields to show for these answers, in order. A condition
// looks only at earlier fields that are themselves shown, so one pass settles
// everything and a chain of conditions cannot contradict itself.
func (d *Definition) Visible(v Values) []*Field {
	fields, _ := d.walk(v)
	return fields
}

// Clean keeps the answers of shown fields and drops the rest: hidden fields,
// notes and names the form does not know. Store only what Clean returns.
func (d *Definition) Clean(v Values) Values {
	_, kept := d.walk(v)
	return kept
}

func (d *Definition) walk(v Values) (shown []*Field, kept Values) {
	kept = Values{}
	for _, f := range d.Fields() {
		if !f.ShowWhen.Holds(kept) {
			continue
		}
		shown = append(shown, f)
		if x := v[f.ID]; x.kind != noValue && f.Kind != Note {
			kept[f.ID] = x
		}
	}
	return shown, kept
}

// Check judges a sheet. Hidden fields are dropped, never complained about; no
// faults means that Clean(v) is a complete sheet.
func (d *Definition) Check(v Values) Faults {
	faults := Faults{}
	shown, kept := d.walk(v)
	for _, f := range shown {
		if t := f.check(kept); !t.IsZero() {
			faults[f.ID] = t
		}
	}
	return faults
}

// RequiredNow tells whether the field must be answered, given the other answers
// (cleaned).
func (f *Field) RequiredNow(v Values) bool {
	return f.Required || (f.RequiredWhen != nil && f.RequiredWhen.Holds(v))
}

func (f *Field) check(v Values) care.Text {
	x := v[f.ID]
	if x.kind == noValue {
		if f.Kind != Note && f.RequiredNow(v) {
			return missing[f.Kind]
		}
		return care.Text{}
	}
	switch f.Kind {
	case YesNo:
		return unless(x.kind == boolValue, missing[YesNo])
	case Choice:
		_, ok := f.option(x.text)
		return unless(x.kind == textValue && ok, missing[Choice])
	case Multi, GroupRepeat, Attachment:
		return f.checkList(x)
	case Number:
		return f.checkNumber(x)
	case Date:
		_, err := time.Parse(time.DateOnly, x.text)
		return unless(x.kind == textValue && err == nil, missing[Date])
	case Time:
		_, err := time.Parse("15:04", x.text)
		return unless(x.kind == textValue && err == nil && len(x.text) == 5, missing[Time])
	case Phone:
		return unless(x.kind == textValue && phoneLike(x.text), missing[Phone])
	}
	if x.kind != textValue {
		return missing[f.Kind]
	}
	return f.checkLen(x.text)
}

func (f *Field) checkLen(s string) care.Text {
	return unless(utf8.RuneCountInString(s) <= f.MaxLen, care.Text{
		Zh: fmt.Sprintf("请缩短到 %d 个字以内", f.MaxLen), En: fmt.Sprintf("Shorten this to at most %d characters", f.MaxLen)})
}

func (f *Field) checkList(x Value) care.Text {
	if x.kind != listValue {
		return missing[f.Kind]
	}
	for _, s := range x.list {
		if _, ok := f.option(s); f.Kind == Multi && !ok {
			return missing[Choice]
		}
		if t := f.checkLen(s); f.Kind == GroupRepeat && !t.IsZero() {
			return t
		}
	}
	n := float64(len(x.list))
	if f.Min != nil && n < *f.Min {
		return care.Text{Zh: fmt.Sprintf("请至少写 %g 项", *f.Min), En: fmt.Sprintf("Give at least %g", *f.Min)}
	}
	if f.Max != nil && n > *f.Max {
		return care.Text{Zh: fmt.Sprintf("请最多保留 %g 项", *f.Max), En: fmt.Sprintf("Keep at most %g", *f.Max)}
	}
	return care.Text{}
}

func (f *Field) checkNumber(x Value) care.Text {
	switch {
	case x.kind != numberValue:
		return missing[Number]
	case f.Min != nil && x.num < *f.Min:
		return care.Text{Zh: fmt.Sprintf("请填不小于 %g 的数", *f.Min), En: fmt.Sprintf("Write a number of at least %g", *f.Min)}
	case f.Max != nil && x.num > *f.Max:
		return care.Text{Zh: fmt.Sprintf("请填不大于 %g 的数", *f.Max), En: fmt.Sprintf("Write a number of at most %g", *f.Max)}
	}
	return care.Text{}
}

// missing is what to do when a field is empty or not of its kind.
var missing = map[Kind]care.Text{
	ShortText:   {Zh: "请填写这一项", En: "Fill this in"},
	LongText:    {Zh: "请填写这一项", En: "Fill this in"},
	Choice:      {Zh: "请从列出的选项中选一项", En: "Choose one of the listed answers"},
	Multi:       {Zh: "请至少选一项", En: "Choose at least one"},
	YesNo:       {Zh: "请选择“是”或“否”", En: "Choose yes or no"},
	Date:        {Zh: "请填写日期，例如 2026-09-01", En: "Write a date such as 2026-09-01"},
	Time:        {Zh: "请填写时间，例如 08:30", En: "Write a time such as 08:30"},
	Number:      {Zh: "请填写数字", En: "Write a number"},
	Phone:       {Zh: "请填写电话号码，只用数字、空格、加号和短横线", En: "Write a phone number using digits, spaces, plus and dashes"},
	Signature:   {Zh: "请签上姓名", En: "Sign with the name"},
	GroupRepeat: {Zh: "请至少写一项", En: "Write at least one"},
	Attachment:  {Zh: "请附上文件", En: "Attach the file"},
}

func unless(ok bool, t care.Text) care.Text {
	if ok {
		return care.Text{}
	}
	return t
}

// phoneLike allows short numbers such as 110 and numbers with an area code or
// an extension (3 to 20 digits, ours).
func phoneLike(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		} else if !slices.Contains([]rune("+-() "), r) {
			return false
		}
	}
	return digits >= 3 && digits <= 20 && !strings.HasSuffix(s, "+")
}
