package policy

import (
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// complete demands a text in both languages.
func (f *file) complete(place []any, name string, t care.Text) {
	if t.Zh == "" || t.En == "" {
		f.fault(place, "%s 需要 zh 和 en 两种文字", "%s needs both zh and en", name)
	}
}

// oneOf demands a value from a closed list.
func (f *file) oneOf(place []any, name, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		f.fault(place, "%s 不能是“%s”：请从中选择 %s", "%s can't be %q: choose from %s", name, value, strings.Join(allowed, ", "))
	}
}

func (f *file) role(place []any, r care.Role) {
	if !r.Known() {
		f.fault(place, "没有岗位“%s”：请使用本产品的岗位代码", "there is no role %q: use a role of this product", string(r))
	}
}

func (f *file) date(place []any, d care.Date) {
	if _, err := care.ParseDate(string(d)); err != nil {
		f.fault(place, "日期“%s”应写成 2026-09-01", "write the date %q as 2026-09-01", string(d))
	}
}

func asStrings[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return out
}
