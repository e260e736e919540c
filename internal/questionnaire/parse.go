package questionnaire

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Parse reads a posted form. Names that are no field of the definition (tokens,
// buttons) are ignored. What cannot be read as the field's kind is kept as the
// text that was written: the page can show it again and Check says what to do.
//
// Texts lose invalid UTF-8, control characters and surrounding space; full-width
// digits in dates, times, numbers and phones become ASCII, because Chinese input
// methods produce them.
func (d *Definition) Parse(form url.Values) Values {
	v := Values{}
	for _, f := range d.Fields() {
		if x := f.parse(form[f.ID]); x.kind != noValue {
			v[f.ID] = x
		}
	}
	return v
}

func (f *Field) parse(raw []string) Value {
	if len(raw) == 0 {
		return Value{}
	}
	switch f.Kind {
	case Note:
		return Value{}
	case LongText:
		return TextValue(tidy(raw[0], true))
	case Multi:
		return ListValue(f.inOrder(entries(raw))...)
	case GroupRepeat, Attachment:
		return ListValue(entries(raw)...)
	case YesNo:
		return parseYesNo(tidy(raw[0], false))
	case Number:
		return parseNumber(halfWidth(tidy(raw[0], false)))
	case Date, Time, Phone:
		return TextValue(halfWidth(tidy(raw[0], false)))
	}
	return TextValue(tidy(raw[0], false))
}

func parseYesNo(s string) Value {
	if s == "yes" || s == "no" {
		return BoolValue(s == "yes")
	}
	return TextValue(s)
}

// parseNumber reads plain decimals only: ParseFloat alone would also take "inf",
// "0x1p4" and "1e9", which nobody means to write in a form.
func parseNumber(s string) Value {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.Trim(s, "0123456789.+-") != "" {
		return TextValue(s)
	}
	return NumberValue(n)
}

// entries splits the inputs of one name into tidy, non-empty lines, so that a
// list works both as several inputs and as one text area without script.
func entries(raw []string) []string {
	var list []string
	for _, r := range raw {
		for line := range strings.Lines(tidy(r, true)) {
			if line = tidy(line, false); line != "" {
				list = append(list, line)
			}
		}
	}
	return list
}

// inOrder removes repeats and puts codes into the order of the options, so that
// the same choices are the same bytes whatever the browser's order.
func (f *Field) inOrder(codes []string) []string {
	rank := func(code string) int {
		i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Code == code })
		if i < 0 {
			return len(f.Options)
		}
		return i
	}
	slices.SortStableFunc(codes, func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(codes)
}

func tidy(s string, lines bool) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r':
			if lines {
				return '\n'
			}
			return ' '
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}
