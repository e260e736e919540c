package table

import (
	"fmt"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// Filter keeps rows for which every comparison holds. The empty filter keeps
// all rows.
type Filter struct{ comparisons []comparison }

type comparison struct {
	column   string
	operator string
	text     string
	number   float64
	numeric  bool
}

// ParseWhere reads comparisons joined by &&, such as
//
//	RIDAGEYR>=20 && RIAGENDR==1 && 年级!="初一"
//
// with the operators >= <= == != > <. The right side is a number or a text;
// texts (quoted or not) know only == and !=.
func ParseWhere(expr string) (Filter, error) {
	var f Filter
	if strings.TrimSpace(expr) == "" {
		return f, nil
	}
	for _, part := range strings.Split(expr, "&&") {
		c, err := parseComparison(strings.TrimSpace(part))
		if err != nil {
			return Filter{}, err
		}
		f.comparisons = append(f.comparisons, c)
	}
	return f, nil
}

func parseComparison(s string) (comparison, error) {
	at := strings.IndexAny(s, "><=!")
	if at < 0 || strings.Contains(s, "||") {
		return comparison{}, badWhere(s)
	}
	operator := s[at : at+1]
	if at+1 < len(s) && s[at+1] == '=' {
		operator = s[at : at+2]
	}
	c := comparison{column: strings.TrimSpace(s[:at]), operator: operator, text: strings.TrimSpace(s[at+len(operator):])}
	if c.column == "" || c.text == "" || operator == "=" || operator == "!" {
		return comparison{}, badWhere(s)
	}
	if n, err := strconv.ParseFloat(c.text, 64); err == nil {
		c.number, c.numeric = n, true
		return c, nil
	}
	if q := c.text[0]; (q == '\'' || q == '"') && len(c.text) >= 2 && c.text[len(c.text)-1] == q {
		c.text = c.text[1 : len(c.text)-1]
	}
	if strings.ContainsAny(c.text, "><=!'\"") || (operator != "==" && operator != "!=") {
		return comparison{}, badWhere(s)
	}
	return c, nil
}

func badWhere(s string) error {
	return care.Invalidf("where",
		fmt.Sprintf("看不懂的条件 %q;写法如 AGE>=20 && SEX==1,可用 >= <= == != > <", s),
		fmt.Sprintf("cannot read the condition %q; write AGE>=20 && SEX==1 with >= <= == != > <", s))
}

// Columns lists the columns the filter reads.
func (f Filter) Columns() []string {
	var names []string
	for _, c := range f.comparisons {
		names = append(names, c.column)
	}
	return names
}

// Bind ties the filter to a table. The test it returns is false where a
// compared field is empty, whatever the operator: what is missing is neither
// equal nor unequal. A field that is no number where a number is compared is
// an error naming line and column.
func (f Filter) Bind(t *Table) (func(Row) (bool, error), error) {
	columns, err := t.Columns(f.Columns()...)
	if err != nil {
		return nil, err
	}
	return func(r Row) (bool, error) {
		for i, c := range f.comparisons {
			holds, err := c.holds(r, columns[i])
			if err != nil || !holds {
				return false, err
			}
		}
		return true, nil
	}, nil
}

func (c comparison) holds(r Row, column int) (bool, error) {
	if !c.numeric {
		s := r.Text(column)
		return s != "" && (s == c.text) == (c.operator == "=="), nil
	}
	v, ok, err := r.Number(column)
	if err != nil || !ok {
		return false, err
	}
	switch c.operator {
	case ">=":
		return v >= c.number, nil
	case "<=":
		return v <= c.number, nil
	case ">":
		return v > c.number, nil
	case "<":
		return v < c.number, nil
	case "==":
		return v == c.number, nil
	default:
		return v != c.number, nil
	}
}
