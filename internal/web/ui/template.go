package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"

	"github.com/jba/templatecheck"
)

//go:embed templates/*.html
var templateFS embed.FS

// Set is the parsed layouts and parts that pages are made from.
type Set struct {
	base  *template.Template // never executed, so that it can be cloned
	parts *template.Template
}

var set = mustSet()

func mustSet() Set {
	base := template.Must(template.New("ui").ParseFS(templateFS, "templates/*.html"))
	return Set{base: base, parts: template.Must(base.Clone())}
}

// Template is a page: the layouts, the parts and the page's own file.
type Template struct {
	name string
	html *template.Template
}

// MustParse reads page files that define "main" (shown inside the layout) and
// any named blocks. It panics on a faulty template: the program must not start.
func MustParse(fsys fs.FS, names ...string) *Template {
	t := template.Must(set.base.Clone())
	return &Template{name: names[0], html: template.Must(t.ParseFS(fsys, names...))}
}

// Render writes the page inside the layout of its face. Nothing is written
// when it fails, so the caller can still answer with an error page.
func (t *Template) Render(w http.ResponseWriter, status int, data Paged) error {
	return t.write(w, status, data.page().Layout(), data)
}

// Block writes one named block of the page, for htmx.
func (t *Template) Block(w http.ResponseWriter, status int, block string, data Paged) error {
	return t.write(w, status, block, data)
}

func (t *Template) write(w http.ResponseWriter, status int, block string, data any) error {
	var buf bytes.Buffer
	if err := t.html.ExecuteTemplate(&buf, block, data); err != nil {
		return fmt.Errorf("ui: render %s: %w", t.name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := buf.WriteTo(w)
	return err
}

// T is the part of testing.TB that Check needs.
type T interface {
	Helper()
	Errorf(format string, args ...any)
}

// Check type-checks a page's template against its struct: the layout of its
// face and each named block. Every page's test calls it.
func Check(t T, tmpl *Template, page Paged, blocks ...string) {
	t.Helper()
	layouts := []string{"layout-staff", "layout-family", "layout-pupil", "layout-bare"}
	for _, name := range append(layouts, blocks...) {
		html := tmpl.html.Lookup(name)
		if html == nil {
			t.Errorf("%s has no block %q", tmpl.name, name)
			continue
		}
		if err := templatecheck.CheckHTML(html, page); err != nil {
			t.Errorf("%s, %s: %v", tmpl.name, name, err)
		}
	}
}

// Component is a part of a page. Each is a struct with a template of its own.
type Component interface {
	draw(p Page) (template.HTML, error)
}

// view is what a part's template sees: the page's words and the part itself.
type view[C any] struct {
	Page
	It C
}

func draw[C any](p Page, name string, c C) (template.HTML, error) {
	var buf bytes.Buffer
	if err := set.parts.ExecuteTemplate(&buf, name, view[C]{p, c}); err != nil {
		return "", fmt.Errorf("ui: draw %s: %w", name, err)
	}
	return template.HTML(buf.String()), nil
}

// Show places a part: {{.Show .Pupils}}. A nil part shows nothing.
func (p Page) Show(c Component) (template.HTML, error) {
	if c == nil {
		return "", nil
	}
	return c.draw(p)
}
