package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/policies"
)

// PolicyCmd groups the commands about policy packs.
type PolicyCmd struct {
	Check    PolicyCheckCmd    `cmd:"" help:"Load a pack strictly, run its named cases and say which settings a region still has to choose."`
	Test     PolicyTestCmd     `cmd:"" help:"Run the named cases of a pack and list them."`
	Coverage PolicyCoverageCmd `cmd:"" help:"Count how far the clauses of the documents are served."`
	Explain  PolicyExplainCmd  `cmd:"" help:"What serves a clause, or which clauses a row comes from."`
	Diff     PolicyDiffCmd     `cmd:"" help:"What changes from one pack to another, row by row."`
	New      PolicyNewCmd      `cmd:"" help:"Write the template of a new pack."`
	Schema   PolicySchemaCmd   `cmd:"" help:"Write the JSON Schema of a pack's files for editors."`
}

// PackDir is where packs are looked for.
type PackDir struct {
	Dir string `help:"Folder with pack folders of your own; they may stand on those that ship." placeholder:"DIR" type:"existingdir" aliases:"packs"`
}

func (d PackDir) fs() fs.FS {
	if d.Dir == "" {
		return policies.FS
	}
	return policies.With(os.DirFS(d.Dir))
}

func (d PackDir) load(id string) (*policy.Stack, error) { return policy.Load(d.fs(), id) }

// all loads every pack of the folder that a region can adopt or stand on.
func (d PackDir) all() ([]*policy.Stack, error) {
	entries, err := fs.ReadDir(d.fs(), ".")
	var out []*policy.Stack
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		s, err := d.load(e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, err
}

// PolicyCheckCmd checks a pack and those it stands on.
type PolicyCheckCmd struct {
	ID string `arg:"" help:"Pack id."`
	PackDir
}

// Run checks the pack.
func (c PolicyCheckCmd) Run() error {
	stack, err := c.load(c.ID)
	if err != nil {
		return err
	}
	fmt.Printf("%s is sound; hash %s\n", c.ID, stack.Hash())
	for _, open := range stack.Unsettled() {
		fmt.Printf("to be set by the region: %s (%s): the document says 定期 without an interval; until then %s\n", open.ID, open.Clause, open.How().En)
	}
	return nil
}

// PolicyTestCmd runs a pack's cases.
type PolicyTestCmd struct {
	ID string `arg:"" help:"Pack id."`
	PackDir
}

// Run lists what the cases exercise.
func (c PolicyTestCmd) Run() error {
	stack, err := c.load(c.ID)
	if err != nil {
		return err
	}
	cases := map[string]bool{}
	for _, names := range stack.Exercised() {
		for _, n := range names {
			cases[n] = true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(cases)) {
		fmt.Println("ok", n)
	}
	fmt.Printf("%d cases, %d rows exercised\n", len(cases), len(stack.Exercised()))
	return nil
}

// PolicyCoverageCmd counts clauses.
type PolicyCoverageCmd struct {
	IDs  []string `arg:"" optional:"" help:"Pack ids; default: all packs."`
	JSON bool     `help:"Print the counts as JSON."`
	PackDir
}

// Run prints the counts; unbound or unproven clauses make it fail.
func (c PolicyCoverageCmd) Run() error {
	stacks, err := c.all()
	if len(c.IDs) > 0 {
		stacks = nil
		for _, id := range c.IDs {
			s, err := c.load(id)
			if err != nil {
				return err
			}
			stacks = append(stacks, s)
		}
	}
	if err != nil {
		return err
	}
	cover := policy.Cover(stacks...)
	if c.JSON {
		err = json.NewEncoder(os.Stdout).Encode(cover)
	} else {
		printCoverage(os.Stdout, cover)
	}
	if err == nil && len(cover.Unbound)+len(cover.Unproven) > 0 {
		err = care.Fail(care.Invalid, "policy coverage", fmt.Sprintf("%d 条未落实，%d 处没有案例或测试证明、或还不起作用", len(cover.Unbound), len(cover.Unproven)),
			fmt.Sprintf("%d clauses are bound to nothing, %d bindings are proven by no case and no test, or do nothing yet", len(cover.Unbound), len(cover.Unproven)))
	}
	return err
}

func printCoverage(w io.Writer, c policy.Coverage) {
	fmt.Fprintf(w, "%d clauses: %d served, %d planned, %d outside, %d unbound\n", c.Total, c.Served, c.Planned, c.Outside, len(c.Unbound))
	table := func(title string, by map[string]map[string]int) {
		fmt.Fprintf(w, "\n%-20s %6s %6s %8s %8s\n", title, "total", "served", "planned", "outside")
		for _, k := range slices.Sorted(maps.Keys(by)) {
			n := by[k]
			fmt.Fprintf(w, "%-20s %6d %6d %8d %8d\n", k, n["total"], n["served"], n["planned"], n["outside"])
		}
	}
	table("document", c.ByDoc)
	table("kind", c.ByKind)
	fmt.Fprintf(w, "\n%-20s %6s\n", "binding", "total")
	for _, k := range slices.Sorted(maps.Keys(c.ByBinding)) {
		fmt.Fprintf(w, "%-20s %6d\n", k, c.ByBinding[k])
	}
	for _, id := range c.Unbound {
		fmt.Fprintln(w, "unbound", id)
	}
	for _, id := range c.Unproven {
		if idle, ok := c.Idle[id]; ok {
			id += " (" + idle.En + ": give the clause planned)"
		}
		fmt.Fprintln(w, "unproven", id)
	}
}

// PolicyExplainCmd explains a clause or a row.
type PolicyExplainCmd struct {
	Pack string `arg:"" help:"Pack id."`
	What string `arg:"" help:"Clause id such as YY2023-2.6-04, or a row such as timer/interview.serious."`
	PackDir
}

// Run prints what the clause says, what serves it and what proves that.
func (c PolicyExplainCmd) Run() error {
	stack, err := c.load(c.Pack)
	if err != nil {
		return err
	}
	clauses := stack.ClausesOf(c.What)
	if clause, ok := stack.Clause(c.What); ok {
		clauses = []policy.Clause{clause}
	} else if row, ok := stack.Row(c.What); ok && len(clauses) == 0 {
		explainRow(row, stack.Proof(c.What))
		return nil
	}
	if len(clauses) == 0 {
		return care.Fail(care.NotFound, "policy explain", "规则包中没有这条或这一项", "the pack has no such clause or row")
	}
	for _, k := range clauses {
		doc, _ := stack.Document(k.DocumentID())
		fmt.Printf("%s  %s %s %s\n  %s\n  %s\n  %s\n", k.ID, doc.Title.Zh, doc.Number, k.Section, k.Text.Zh, k.Text.En, k.Standing())
		for _, ref := range k.ServedBy {
			if idle := stack.Idle(ref); !idle.IsZero() {
				fmt.Printf("  not served yet by %s: %s\n", ref, idle.En)
				continue
			}
			fmt.Printf("  served by %s, proven by %s\n", ref, strings.Join(stack.Proof(ref), "; "))
		}
		for _, id := range k.Planned {
			capability, _ := stack.Product().Capability(id)
			fmt.Printf("  planned: %s (%s)\n", id, capability.Text.En)
		}
		if !k.Outside.IsZero() {
			fmt.Printf("  outside: %s\n", k.Outside.En)
		}
	}
	return nil
}

// explainRow prints a row that no clause is bound to.
func explainRow(row policy.Row, proof []string) {
	fmt.Printf("%s\n  %s\n  %s\n", row.Ref, row.Text.Zh, row.Text.En)
	if row.Source.Clause == policy.Ours {
		fmt.Println("  ours: no clause asks for it")
	} else {
		fmt.Printf("  from %s, which is served by other rows\n", row.Source.Clause)
	}
	if len(proof) > 0 {
		fmt.Printf("  proven by %s\n", strings.Join(proof, "; "))
	}
}

// PolicyDiffCmd compares two packs.
type PolicyDiffCmd struct {
	From string `arg:"" help:"Pack id before."`
	To   string `arg:"" help:"Pack id after."`
	PackDir
	ToDir string `help:"Folder of the pack after, where it stands elsewhere." placeholder:"DIR" type:"existingdir"`
}

// Run prints the rows that were added, taken away and changed.
func (c PolicyDiffCmd) Run() error {
	from, err := c.load(c.From)
	if err != nil {
		return err
	}
	dir := c.PackDir
	if c.ToDir != "" {
		dir.Dir = c.ToDir
	}
	to, err := dir.load(c.To)
	if err != nil {
		return err
	}
	for _, d := range policy.Diff(from, to) {
		fmt.Println(d)
	}
	return nil
}

// PolicyNewCmd writes a template.
type PolicyNewCmd struct {
	ID     string `arg:"" help:"Id of the new pack: small letters, digits and _."`
	Parent string `help:"Pack it stands on." default:"national"`
	Dir    string `help:"Folder the pack's folder is made in." default:"." placeholder:"DIR"`
}

// Run writes the template and checks it.
func (c PolicyNewCmd) Run() error {
	if err := policies.WriteTemplate(c.Dir, c.ID, c.Parent); err != nil {
		return err
	}
	if err := (PolicyCheckCmd{ID: c.ID, PackDir: PackDir{Dir: c.Dir}}).Run(); err != nil {
		return err
	}
	fmt.Printf("written to %s/%s; edit it and run: xinhuan policy check %s --dir %s\n", c.Dir, c.ID, c.ID, c.Dir)
	return nil
}

// PolicySchemaCmd writes the schema.
type PolicySchemaCmd struct{}

// Run prints it.
func (PolicySchemaCmd) Run() error {
	out, err := policy.Schema()
	if err == nil {
		_, err = os.Stdout.Write(out)
	}
	return err
}
