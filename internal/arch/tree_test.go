package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "xinhuan"

// file is one Go file of the tree.
type file struct {
	path    string // "internal/care/id.go"
	test    bool
	imports []string // within the module: "internal/care"; else the import path
	syntax  *ast.File
	set     *token.FileSet
}

// pkg is the folder: what rules speak about.
func (f file) pkg() string { return path.Dir(f.path) }

func (f file) line(p token.Pos) string {
	return f.path + ":" + strconv.Itoa(f.set.Position(p).Line)
}

// root is the folder of go.mod.
func root(t *testing.T) fs.FS {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return os.DirFS(folder)
		}
		up := filepath.Dir(folder)
		if up == folder {
			t.Fatal("no go.mod above the test")
		}
		folder = up
	}
}

// walk visits every file of ours: no hidden folders, nothing built or fetched.
func walk(t *testing.T, tree fs.FS, visit func(path string)) {
	t.Helper()
	err := fs.WalkDir(tree, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			skip := []string{"node_modules", "bin", "data", "out", "dist", "testdata"}
			if p != "." && (strings.HasPrefix(name, ".") || slices.Contains(skip, name)) {
				return fs.SkipDir
			}
			return nil
		}
		visit(p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// parse reads the tree's Go files.
func parse(t *testing.T, tree fs.FS) []file {
	t.Helper()
	var files []file
	walk(t, tree, func(p string) {
		if !strings.HasSuffix(p, ".go") {
			return
		}
		b, err := fs.ReadFile(tree, p)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		syntax, err := parser.ParseFile(set, p, b, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		f := file{path: p, test: strings.HasSuffix(p, "_test.go"), syntax: syntax, set: set}
		for _, spec := range syntax.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			f.imports = append(f.imports, strings.TrimPrefix(name, module+"/"))
		}
		files = append(files, f)
	})
	return files
}

// under tells whether a package is one of the folders or below one.
func under(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool {
		return pkg == f || strings.HasPrefix(pkg, f+"/")
	})
}

// selectors lists the uses of names of an imported package, such as time.Now,
// under whatever name the file imports it.
func (f file) selectors(pkg string, visit func(name string, at token.Pos)) {
	local := ""
	for _, spec := range f.syntax.Imports {
		if p, _ := strconv.Unquote(spec.Path.Value); p == pkg {
			local = path.Base(pkg)
			if spec.Name != nil {
				local = spec.Name.Name
			}
		}
	}
	if local == "" {
		return
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == local {
				visit(s.Sel.Name, s.Pos())
			}
		}
		return true
	})
}
