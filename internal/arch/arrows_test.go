package arch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The groups of docs/design.md, inside out.
var (
	pure = in("care", "bound", "table", "attachment", "questionnaire", "instrument", "psychometrics", "policy", "duty", "lesson", "access", "measure")

	machinery = in("store", "envelope", "audit", "notify", "sheet", "document", "config", "serve", "testpg")

	rooms = in("region", "screening", "casework", "referral", "archive",
		"counsel", "outreach", "workforce", "community", "supervision")

	drivers = []string{"internal/job", "internal/synthetic"} // they call acts, as pages do

	faces = in("web", "fhir")
)

func in(names ...string) []string {
	for i, n := range names {
		names[i] = "internal/" + n
	}
	return names
}

// rule forbids an arrow. Tests of a package may use what the package may not,
// unless the rule says tests too.
type rule struct {
	why    string
	from   func(pkg string) bool
	to     func(pkg, imported string) bool
	tests  bool
	covers string // an arrow the rule forbids, "from -> to": proof that it can fail
}

func isStd(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") && first != "internal" && first != "cmd"
}

var rules = []rule{
	{
		why:    "words and rules know no machinery: they are the part a clinician's question is settled by, and must give the same answer everywhere",
		from:   func(p string) bool { return under(p, pure...) },
		to:     func(_, i string) bool { return under(i, "internal", "cmd") && !under(i, pure...) },
		covers: "internal/duty -> internal/store",
	},
	{
		why:  "words and rules do no I/O and draw no random number; loading takes an fs.FS, ids and days are inputs",
		from: func(p string) bool { return under(p, pure...) },
		to: func(_, i string) bool {
			clean := []string{"net/url", "net/netip", "net/mail", "database/sql/driver"}
			dirty := []string{"os", "net", "syscall", "math/rand", "crypto/rand", "database/sql", "log", "path/filepath", "io/ioutil", "plugin", "unsafe", "runtime/debug"}
			return under(i, dirty...) && !slices.Contains(clean, i)
		},
		covers: "internal/policy -> math/rand/v2",
	},
	{
		why:    "care is the vocabulary everybody imports, so it imports the standard library only",
		from:   func(p string) bool { return under(p, "internal/care") },
		to:     func(_, i string) bool { return !isStd(i) && !under(i, "internal/care") },
		covers: "internal/care -> github.com/goccy/go-yaml",
	},
	{
		why:    "machinery sits under the kernel and does not know what it is used for",
		from:   func(p string) bool { return under(p, machinery...) },
		to:     func(_, i string) bool { return under(i, all("internal/act", rooms, drivers, faces)...) },
		covers: "internal/store -> internal/act",
	},
	{
		why:    "the kernel serves all rooms and knows none",
		from:   func(p string) bool { return under(p, "internal/act") },
		to:     func(_, i string) bool { return under(i, all("internal/serve", rooms, drivers, faces)...) },
		covers: "internal/act -> internal/casework",
	},
	{
		why:  "rooms do not import each other; what one starts in another goes through the kernel: a flag, a duty, an episode",
		from: func(p string) bool { return under(p, rooms...) },
		to: func(p, i string) bool {
			return slices.ContainsFunc(rooms, func(r string) bool { return under(i, r) && !under(p, r) })
		},
		covers: "internal/screening -> internal/casework",
	},
	{
		why:    "rooms are what people do; who serves or drives them is none of their business",
		from:   func(p string) bool { return under(p, rooms...) },
		to:     func(_, i string) bool { return under(i, all("internal/serve", drivers, faces)...) },
		covers: "internal/referral -> internal/web/staff",
	},
	{
		why:    "nothing imports pages, FHIR or commands: they are the outside; only cmd joins them",
		from:   func(p string) bool { return !under(p, "cmd", "test") },
		to:     func(p, i string) bool { return under(i, "cmd") || otherFace(p, i) },
		covers: "internal/fhir -> internal/web",
	},
	{
		why:    "expressions live in policy packs, so only policy speaks CEL",
		from:   func(p string) bool { return !under(p, "internal/policy") },
		to:     func(_, i string) bool { return under(i, "cel.dev/cel-go", "cel.dev/expr") },
		tests:  true,
		covers: "internal/screening -> cel.dev/cel-go/cel",
	},
	{
		why:    "all SQL is in store, so the drivers are too (testpg makes the databases that tests hand to store)",
		from:   func(p string) bool { return !under(p, "internal/store", "internal/testpg") },
		to:     func(_, i string) bool { return under(i, "modernc.org/sqlite", "github.com/jackc/pgx/v5") },
		tests:  true,
		covers: "internal/audit -> modernc.org/sqlite",
	},
	{
		why:    "office files are read in one place, which keeps plain text off the disk (excelize spills above 16 MB by itself)",
		from:   func(p string) bool { return !under(p, "internal/sheet") },
		to:     func(_, i string) bool { return under(i, "github.com/xuri/excelize/v2") },
		covers: "internal/document -> github.com/xuri/excelize/v2",
	},
}

// otherFace: a face may use its own parts, and nobody else may.
func otherFace(pkg, imported string) bool {
	return slices.ContainsFunc(faces, func(f string) bool { return under(imported, f) && !under(pkg, f) })
}

func all(one string, more ...[]string) []string {
	return append([]string{one}, slices.Concat(more...)...)
}

// wrongArrows judges every import of every file.
func wrongArrows(files []file) []string {
	var wrong []string
	for _, f := range files {
		for _, i := range f.imports {
			for _, r := range rules {
				if (!f.test || r.tests) && r.from(f.pkg()) && r.to(f.pkg(), i) {
					wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", f.path, i, r.why))
				}
			}
		}
	}
	return wrong
}

func TestArrowsPointOneWay(t *testing.T) {
	files := parse(t, root(t))
	if len(files) < 10 {
		t.Fatalf("found %d Go files; the walk is broken", len(files))
	}
	for _, w := range wrongArrows(files) {
		t.Error(w)
	}
}

func TestEveryRuleCanFail(t *testing.T) {
	for _, r := range rules {
		from, to, _ := strings.Cut(r.covers, " -> ")
		imported := to
		if under(to, "internal", "cmd") {
			imported = module + "/" + to
		}
		tree := fstest.MapFS{from + "/x.go": {Data: []byte(fmt.Sprintf("package x\n\nimport _ %q\n", imported))}}
		if !slices.ContainsFunc(wrongArrows(parse(t, tree)), func(w string) bool { return strings.HasSuffix(w, r.why) }) {
			t.Errorf("%s was not caught: %s", r.covers, r.why)
		}
	}
}

func TestTheWayOfASheetIsAllowed(t *testing.T) {
	tree := fstest.MapFS{}
	for _, arrow := range []string{
		"internal/web/pupil -> internal/screening", "internal/web/pupil -> internal/web/ui", "internal/screening -> internal/act",
		"internal/screening -> internal/instrument", "internal/act -> internal/store", "internal/store -> internal/envelope",
		"internal/job -> internal/casework", "internal/synthetic -> internal/screening", "cmd/xinhuan -> internal/web",
		"cmd/xinhuan -> internal/fhir", "internal/policy -> cel.dev/cel-go/cel", "internal/policy -> time", "internal/instrument -> io/fs",
	} {
		from, to, _ := strings.Cut(arrow, " -> ")
		if under(to, "internal") {
			to = module + "/" + to
		}
		name := from + "/" + strings.ReplaceAll(to, "/", "_") + ".go"
		tree[name] = &fstest.MapFile{Data: []byte(fmt.Sprintf("package x\n\nimport _ %q\n", to))}
	}
	for _, w := range wrongArrows(parse(t, tree)) {
		t.Errorf("forbidden by mistake: %s", w)
	}
}
