package policy

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// Ours marks a value that no document gives: it is a default of this product
// and any pack may change it.
const Ours = "ours"

// Mode says how a lower pack may change a row.
type Mode string

// The modes. A row that cites a clause is Fixed unless it says otherwise; a row
// of ours is always Free.
const (
	Min      Mode = "min"      // only to a greater or equal number
	Max      Mode = "max"      // only to a smaller or equal number
	Superset Mode = "superset" // only by adding members
	Fixed    Mode = "fixed"    // not at all
	Free     Mode = "free"
)

// Source is the part every row has: which clause it comes from, how lower packs
// may change it, and whether this pack takes it away.
type Source struct {
	Clause   string `yaml:"clause"`   // id in clauses.yaml, or ours
	Override Mode   `yaml:"override"` // default: fixed with a clause, free for ours
	Off      bool   `yaml:"off"`      // removes a parent's row; only where it is free

	ValidFrom care.Date `yaml:"valid_from"` // first day on which the row counts; "" from the beginning
	ValidTo   care.Date `yaml:"valid_to"`   // last day; past targets stay as history
	Conflict  string    `yaml:"conflict"`   // id of the settled conflict between documents, e.g. K5
}

// InForce tells whether a row counts on a day.
func (s Source) InForce(d care.Date) bool {
	return (s.ValidFrom == "" || s.ValidFrom <= d) && (s.ValidTo == "" || d <= s.ValidTo)
}

func (s Source) mode() Mode {
	if s.Override != "" {
		return s.Override
	}
	if s.Clause == Ours {
		return Free
	}
	return Fixed
}

// shape says what the merging of packs needs to know of one kind of row.
type shape[T any] struct {
	list   string // the key of the list in its file
	key    func(*T) string
	source func(*T) *Source
	number func(*T) (value float64, unit string) // nil: the row has no number to bound
	set    func(*T) []string                     // nil: the row has no members
	terms  func(*T) []term                       // what the number counts: min and max leave it alone
	least  func(*T) int                          // a second number that min may only raise
	show   func(*T) string                       // the number as documents write it; nil: plainly
}

// term is a part of a row that gives its number its meaning: whom it counts, over
// which stretch. A bound that lets it change bounds nothing.
type term struct {
	name  string
	value any
}

// merge lays a pack's rows over its parents': rows of the same key replace
// what the mode allows, new rows are appended, off rows vanish.
func merge[T any](f *file, sh shape[T], parents, rows []T) []T {
	out := slices.Clone(parents)
	seen := map[string]bool{}
	for i := range rows {
		row, key, src := &rows[i], sh.key(&rows[i]), sh.source(&rows[i])
		if !sh.checkRow(f, i, key, src, seen) {
			continue
		}
		j := slices.IndexFunc(out, func(p T) bool { return sh.key(&p) == key })
		switch {
		case j < 0 && src.Off:
			f.fault(at(sh.list, i), "上级包没有“%s”，无法关闭：请删除此行", "no parent has %q to switch off: remove this row", key)
		case j < 0:
			out = append(out, *row)
		case sh.allows(f, i, &out[j], row):
			if src.Override == "" && sh.source(&out[j]).mode() != Free {
				src.Override = sh.source(&out[j]).mode()
			}
			out[j] = *row
		}
	}
	return slices.DeleteFunc(out, func(r T) bool { return sh.source(&r).Off })
}

func (sh shape[T]) checkRow(f *file, i int, key string, src *Source, seen map[string]bool) bool {
	switch {
	case strings.Trim(key, "/") == "":
		f.fault(at(sh.list, i), "此行缺少标识：请补上", "the row has no id: give it one")
		return false
	case seen[key]:
		f.fault(at(sh.list, i), "“%s”重复出现：请保留一行", "%q stands here twice: keep one", key)
		return false
	case src.Clause == "" && !src.Off:
		f.fault(at(sh.list, i), "“%s”没有注明出处：请写 clause: 条款编号，或 clause: ours（本产品的默认值）", "%q has no source: write clause: with a clause id, or clause: ours for a default of ours", key)
		return false
	}
	seen[key] = true
	switch src.Override {
	case "", Fixed, Free:
	case Min, Max:
		if sh.number == nil {
			f.fault(at(sh.list, i, "override"), "“%s”没有可比较的数值：请用 fixed 或 free", "%q has no number to compare: use fixed or free", key)
		}
	case Superset:
		if sh.set == nil {
			f.fault(at(sh.list, i, "override"), "“%s”没有成员可比较：请用 fixed 或 free", "%q has no members to compare: use fixed or free", key)
		}
	default:
		f.fault(at(sh.list, i, "override"), "override 只能是 min、max、superset、fixed、free", "override must be min, max, superset, fixed or free")
	}
	if src.Clause == Ours && src.Override != "" && src.Override != Free && !src.Off {
		f.fault(at(sh.list, i, "override"), "“%s”是本产品的默认值，只能为 free：请删除 override，或注明规定它的条款", "%q is ours and therefore free: remove override, or cite the clause that demands it", key)
	}
	return true
}

// allows tells whether a pack may replace a parent's row, and says why not.
func (sh shape[T]) allows(f *file, i int, parent, row *T) bool {
	p, c, key := sh.source(parent), sh.source(row), sh.key(row)
	mode := p.mode()
	if mode == Free {
		return true
	}
	if c.Off {
		f.fault(at(sh.list, i, "off"), "“%s”由条款 %s 规定（%s），不能关闭：请删除此行", "%q comes from clause %s (%s) and can't be switched off: remove this row", key, p.Clause, mode)
		return false
	}
	if c.Override != "" && c.Override != mode && c.Override != Fixed {
		f.fault(at(sh.list, i, "override"), "“%s”的上级规定为 %s，不能放宽为 %s", "%q is %s in the parent and can't be loosened to %s", key, mode, c.Override)
		return false
	}
	switch mode {
	case Min, Max:
		return sh.withinBound(f, i, mode, parent, row)
	case Superset:
		for _, m := range sh.set(parent) {
			if !slices.Contains(sh.set(row), m) {
				f.fault(at(sh.list, i), "“%s”必须包含上级的“%s”（条款 %s）：请补上", "%q must keep the parent's %q (clause %s): add it", key, m, p.Clause)
				return false
			}
		}
		return true
	}
	if sh.same(parent, row) {
		return true
	}
	f.fault(at(sh.list, i), "“%s”由条款 %s 规定，下级包不能修改：请删除此行", "%q is fixed by clause %s: remove this row", key, p.Clause)
	return false
}

func (sh shape[T]) withinBound(f *file, i int, mode Mode, parent, row *T) bool {
	bound, unit := sh.number(parent)
	value, own := sh.number(row)
	key, clause := sh.key(row), sh.source(parent).Clause
	if unit != own {
		f.fault(at(sh.list, i), "“%s”的单位是 %s，上级用 %s：请用同一单位，才能比较", "%q counts in %s but its parent in %s: use the same unit so that they can be compared", key, own, unit)
		return false
	}
	if mode == Min && value < bound {
		f.fault(at(sh.list, i), "“%s”不能低于 %s（条款 %s）：现为 %s", "%q must be at least %s (clause %s), not %s", key, sh.written(parent), clause, sh.written(row))
		return false
	}
	if mode == Max && value > bound {
		f.fault(at(sh.list, i), "“%s”不能超过 %s（条款 %s）：现为 %s", "%q must be at most %s (clause %s), not %s", key, sh.written(parent), clause, sh.written(row))
		return false
	}
	if sh.least != nil && mode == Min && sh.least(row) < sh.least(parent) {
		f.fault(at(sh.list, i), "“%s”至少要有 %d（条款 %s）：现为 %d", "%q keeps at least %d (clause %s), not %d", key, sh.least(parent), clause, sh.least(row))
		return false
	}
	return sh.sameTerms(f, i, mode, parent, row)
}

// sameTerms makes sure that a bounded number still counts what its parent's does.
func (sh shape[T]) sameTerms(f *file, i int, mode Mode, parent, row *T) bool {
	if sh.terms == nil {
		return true
	}
	own := sh.terms(row)
	for j, was := range sh.terms(parent) {
		if fmt.Sprint(was.value) != fmt.Sprint(own[j].value) {
			f.fault(at(sh.list, i), "“%s”的 %s 由条款 %s 规定，%s 只允许改数值：应为 %v，现为 %v", "%q: %s comes from clause %s and %s lets only the number change: keep %v, not %v",
				sh.key(row), was.name, sh.source(parent).Clause, mode, was.value, own[j].value)
			return false
		}
	}
	return true
}

// written is a row's number as documents write it.
func (sh shape[T]) written(r *T) string {
	if sh.show != nil {
		return sh.show(r)
	}
	n, _ := sh.number(r)
	return number(n)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// same compares two rows without the words of their source.
func (sh shape[T]) same(a, b *T) bool {
	x, y := *a, *b
	*sh.source(&x), *sh.source(&y) = Source{}, Source{}
	return reflect.DeepEqual(x, y)
}
