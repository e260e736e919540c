package policyweb

import (
	"net/http"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var clauseTemplate = ui.MustParse(files, "clause.html")

// clausePage is one clause: where it stands, what it asks, what serves it, what
// proves that, and what stands for it today.
type clausePage struct {
	rulesPage
	Clause    policy.Clause
	Document  policy.Document
	Href      string // all clauses of the document
	Force     care.Text
	InForce   care.Text
	Kind      care.Text
	Standing  ui.Badge
	Served    []binding
	Planned   []binding
	Rows      []binding // rows that cite it beyond those bound to it
	Conflicts []conflictLine
	Proofs    int
	Evidence  []ui.Component
	Before    *ui.Link
	After     *ui.Link
}

// binding is one thing that serves the clause.
type binding struct {
	Text  care.Text
	Href  string    // among the rules
	Page  string    // where it is seen at work
	Idle  care.Text // why it serves nothing yet
	Cases []string
	Tests []string
}

type conflictLine struct {
	ID      string
	Text    care.Text
	Settled care.Text
	Href    string
}

func (p pages) clauseShow(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	c, ok := v.stack.Clause(r.PathValue("clause"))
	if !ok {
		return &care.Error{Kind: care.NotFound, Op: "clause"}
	}
	out := clausePage{rulesPage: v.page(r, both("条款 "+c.ID, "Clause "+c.ID)), Clause: c, Href: v.at(documentHref(c.DocumentID())), Kind: kindWords[c.Kind], Standing: standingBadge(c.Standing())}
	out.Head.Back = &ui.Link{Label: both("全部条款", "All clauses"), Href: v.at("/policy/clauses")}
	out.Document, _ = v.stack.Document(c.DocumentID())
	out.Force, out.InForce = forceWords[out.Document.Force], v.inForce(out.Document)
	for _, ref := range c.ServedBy {
		out.Served = append(out.Served, v.binding(ref))
	}
	for _, id := range c.Planned {
		out.Planned = append(out.Planned, v.binding("product/"+id))
	}
	for _, ref := range citing(v.stack, c) {
		if !slices.Contains(c.ServedBy, ref) {
			out.Rows = append(out.Rows, v.binding(ref))
		}
	}
	for _, b := range slices.Concat(out.Served, out.Rows) {
		out.Proofs += len(b.Cases) + len(b.Tests)
	}
	out.Conflicts = v.conflictsOf(c)
	out.neighbours(v)
	if v.era.InForce { // today's evidence is that of today's rules
		if out.Evidence, err = p.Evidence(r.Context(), session.Who(r), c); err != nil {
			return err
		}
	}
	return clauseTemplate.Render(w, http.StatusOK, out)
}

// citing lists the rows whose own source is the clause.
func citing(s *policy.Stack, c policy.Clause) (out []string) {
	for _, r := range s.Rows() {
		if r.Source.Clause == c.ID && !slices.Contains(out, r.Ref) {
			out = append(out, r.Ref)
		}
	}
	return out
}

func (v view) binding(ref string) binding {
	b := binding{Text: v.refText(ref), Href: v.at(Place(ref)), Idle: v.stack.Idle(ref)}
	if id, ok := strings.CutPrefix(ref, "product/"); ok {
		c, _ := v.stack.Product().Capability(id)
		b.Page = v.pageOf(c.Page)
	}
	for _, proof := range v.stack.Proof(ref) {
		if pack, name, ok := strings.Cut(proof, "/"); ok && !strings.Contains(name, ".Test") {
			b.Cases = append(b.Cases, pack+": "+name)
		} else {
			b.Tests = append(b.Tests, proof)
		}
	}
	return b
}

// conflictsOf lists the settled conflicts that the clause is a side of, or whose
// rows serve it.
func (v view) conflictsOf(c policy.Clause) (out []conflictLine) {
	for _, k := range v.stack.Conflicts() {
		if slices.Contains(k.Clauses, c.ID) || slices.ContainsFunc(k.Rows(), func(ref string) bool { return slices.Contains(c.ServedBy, ref) }) {
			out = append(out, conflictLine{k.ID, k.Text, k.Settled, v.at(Place("conflict/" + k.ID))})
		}
	}
	return out
}

// neighbours lead to the clause before and after it in its document.
func (out *clausePage) neighbours(v view) {
	list := v.stack.Clauses()
	i := slices.IndexFunc(list, func(c policy.Clause) bool { return c.ID == out.Clause.ID })
	link := func(j int) *ui.Link {
		if j < 0 || j >= len(list) || list[j].DocumentID() != out.Clause.DocumentID() {
			return nil
		}
		return &ui.Link{Label: same(list[j].ID), Href: v.at(ClauseHref(list[j].ID))}
	}
	out.Before, out.After = link(i-1), link(i+1)
}

// shownProof is a binding with the words of its page, for the template.
type shownProof struct {
	ui.Page
	It binding
}

// Proof places what proves a binding.
func (p clausePage) Proof(b binding) shownProof { return shownProof{p.Page, b} }
