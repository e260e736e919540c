package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// PageSize is how many rows a table shows unless asked otherwise (ours).
const PageSize = 50

// Query is what the reader asked of a table, carried in the address so that it
// can be sent to a colleague and survives the back button.
type Query struct {
	Path    string
	Text    string            // q=
	Sort    string            // sort=key or sort=-key
	Desc    bool              //
	Page    int               // page=, from 1
	Size    int               // size=, 10 to 200
	Columns []string          // col=, repeated; empty means the usual ones
	Filters map[string]string // f.key=
	values  url.Values
}

// ParseQuery reads a table's part of an address. Nonsense is read as the usual.
func ParseQuery(path string, v url.Values) Query {
	q := Query{Path: path, Text: strings.TrimSpace(v.Get("q")), Page: 1, Size: PageSize, Columns: v["col"], Filters: map[string]string{}, values: v}
	q.Sort, q.Desc = strings.CutPrefix(v.Get("sort"), "-")
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 0 {
		q.Page = n
	}
	if n, err := strconv.Atoi(v.Get("size")); err == nil && n >= 10 && n <= 200 {
		q.Size = n
	}
	for key := range v {
		if name, ok := strings.CutPrefix(key, "f."); ok && v.Get(key) != "" {
			q.Filters[name] = v.Get(key)
		}
	}
	return q
}

// Offset is how many rows stand before this page.
func (q Query) Offset() int { return (q.Page - 1) * q.Size }

// with is the address with one thing changed; a change of anything but the
// page goes back to page one.
func (q Query) with(key, value string) string {
	v := url.Values{}
	for k, vs := range q.values {
		v[k] = slices.Clone(vs)
	}
	v.Del(key)
	if key != "page" {
		v.Del("page")
	}
	if value != "" {
		v.Set(key, value)
	}
	if len(v) == 0 {
		return q.Path
	}
	return q.Path + "?" + v.Encode()
}

// keep lists the present parameters as hidden fields, less those a form sets itself.
func (q Query) keep(but ...string) (out []Hidden) {
	keys := make([]string, 0, len(q.values))
	for k := range q.values {
		if k != "page" && !slices.Contains(but, k) && !slices.ContainsFunc(but, func(b string) bool {
			return strings.HasSuffix(b, "*") && strings.HasPrefix(k, strings.TrimSuffix(b, "*"))
		}) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		for _, v := range q.values[k] {
			out = append(out, Hidden{k, v})
		}
	}
	return out
}
