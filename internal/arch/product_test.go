package arch

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"xinhuan/internal/policy"
	"xinhuan/policies"
)

// missingTests lists the names, package.TestName, that no Go test of the tree has.
func missingTests(files []file, names []string) []string {
	var known []string
	for _, f := range files {
		if !f.test {
			continue
		}
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") && len(fn.Type.Params.List) == 1 {
				known = append(known, f.pkg()+"."+fn.Name.Name)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(known, n) })
}

// What the product claims to do for clauses rests on tests; a claim whose test was
// renamed or removed rests on nothing.
func TestEveryTestOfTheProductExists(t *testing.T) {
	stack, err := policy.Load(policies.FS, "national")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range stack.Product().Capabilities {
		names = append(names, c.Tests...)
	}
	for _, r := range stack.Product().Rows {
		names = append(names, r.Tests...)
	}
	for _, o := range stack.Product().Opens {
		names = append(names, o.Tests...)
	}
	if len(names) < 50 {
		t.Fatalf("product.yaml names %d tests; it is not read as it should be", len(names))
	}
	tree := parse(t, root(t))
	for _, n := range missingTests(tree, names) {
		t.Errorf("policies/product.yaml: there is no test %s", n)
	}
	invented := []string{"internal/policy.TestOfAnInventedName", "internal/nowhere.TestShippedPacksAreSound"}
	if got := missingTests(tree, invented); !slices.Equal(got, invented) {
		t.Errorf("got %v missing, want the invented %v", got, invented)
	}
}

// unnamed lists the timers that no Go file outside tests names, whole or by what
// stands before the level.
func unnamed(files []file, timers []string) []string {
	named := map[string]bool{}
	for _, f := range files {
		if f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if words, err := strconv.Unquote(lit.Value); err == nil {
					named[strings.TrimSuffix(words, ".")] = true
				}
			}
			return true
		})
	}
	return slices.DeleteFunc(slices.Clone(timers), func(id string) bool {
		kind, _, _ := strings.Cut(id, ".")
		return named[id] || named[kind]
	})
}

// A timer of which product.yaml says that an act opens it is named by the program.
func TestTimersThatActsOpenAreNamedByTheProgram(t *testing.T) {
	stack, err := policy.Load(policies.FS, "national")
	if err != nil {
		t.Fatal(err)
	}
	var timers []string
	for _, o := range stack.Product().Opens {
		timers = append(timers, o.Timers...)
	}
	tree := slices.DeleteFunc(parse(t, root(t)), func(f file) bool {
		return !strings.HasPrefix(f.pkg(), "internal/act") && !strings.HasPrefix(f.pkg(), "internal/casework") && !strings.HasPrefix(f.pkg(), "internal/screening")
	})
	for _, id := range unnamed(tree, timers) {
		t.Errorf("policies/product.yaml says that an act opens %s, and no act names it", id)
	}
	if got := unnamed(tree, []string{"rights_ack", "letter.major"}); len(got) != 2 {
		t.Errorf("got %v, want both invented names", got)
	}
}

func TestOnlyTopLevelTestsCount(t *testing.T) {
	tree := fstest.MapFS{
		"internal/x/x_test.go": {Data: []byte("package x\n\nfunc TestA(t *testing.T) {}\n\nfunc (s suite) TestB(t *testing.T) {}\n\n// func TestC(t *testing.T) {}\n\nfunc TestD() {}\n")},
		"internal/x/x.go":      {Data: []byte("package x\n\nfunc TestE(t *testing.T) {}\n")},
	}
	names := []string{"internal/x.TestA", "internal/x.TestB", "internal/x.TestC", "internal/x.TestD", "internal/x.TestE", "internal/y.TestA"}
	if got, want := missingTests(parse(t, tree), names), names[1:]; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
