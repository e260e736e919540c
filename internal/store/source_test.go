package store_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
)

// sources parses the Go files of a folder, tests left out.
func sources(t *testing.T, folder string) (*token.FileSet, []*ast.File) {
	t.Helper()
	files := token.NewFileSet()
	names, err := fs.Glob(os.DirFS(folder), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	var list []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, folder+"/"+name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return files, list
}

// elsewhere are the methods that other tests of this package exercise.
var elsewhere = []string{"Close", "Relaxed"}

func TestTheSuiteExercisesEveryMethod(t *testing.T) {
	used := map[string]bool{}
	_, suite := sources(t, "storetest")
	for _, f := range suite {
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				used[s.Sel.Name] = true
			}
			return true
		})
	}
	_, store := sources(t, ".")
	found := 0
	for _, f := range store {
		for _, d := range f.Decls {
			method, ok := d.(*ast.FuncDecl)
			if !ok || method.Recv == nil || !method.Name.IsExported() || !slices.Contains([]string{"Tx", "DB", "Sessions"}, receiver(method)) {
				continue
			}
			found++
			if name := method.Name.Name; !used[name] && !slices.Contains(elsewhere, name) {
				t.Errorf("%s.%s runs in no case of storetest: add one, both engines have to pass it", receiver(method), name)
			}
		}
	}
	if found < 100 {
		t.Errorf("found %d methods, want all of the store", found)
	}
}

func receiver(method *ast.FuncDecl) string {
	of := method.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	name, _ := of.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}

// maxBranches is how often the store may ask which engine it runs on.
const maxBranches = 12

// engineBranches lists where files outside engine.go look at DB.Engine.
func engineBranches(files *token.FileSet, parsed []*ast.File) []string {
	var found []string
	for _, f := range parsed {
		if strings.HasSuffix(files.Position(f.Pos()).Filename, "engine.go") {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Engine" {
				at := files.Position(s.Pos())
				found = append(found, fmt.Sprintf("%s:%d", at.Filename, at.Line))
			}
			return true
		})
	}
	return found
}

func TestTheStoreSeldomAsksForItsEngine(t *testing.T) {
	found := engineBranches(sources(t, "."))
	if len(found) > maxBranches {
		t.Errorf("%d engine branches, at most %d: write the SQL that both understand\n%s", len(found), maxBranches, strings.Join(found, "\n"))
	}
	if len(found) == 0 {
		t.Error("found no branch at all, though a read transaction begins differently on each engine: the count is broken")
	}
}

// A bare parameter there makes SQLite parse the statement at every use; see
// Tx.statement.
func TestLimitsAreCast(t *testing.T) {
	_, store := sources(t, ".")
	cast := 0
	for _, f := range store {
		ast.Inspect(f, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
				cast += strings.Count(text.Value, "LIMIT CAST($")
				if strings.Contains(text.Value, "LIMIT $") || strings.Contains(text.Value, "OFFSET $") {
					t.Errorf("write CAST($n AS BIGINT) after LIMIT and OFFSET: %s", text.Value)
				}
			}
			return true
		})
	}
	if cast < 10 {
		t.Errorf("found %d limits, want all of the store", cast)
	}
}
