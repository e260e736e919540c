package policy

import (
	"strings"
	"testing"
	"testing/fstest"

	"xinhuan/internal/care"
	"xinhuan/policies"
)

// A file that is nested without end is refused at its place, be it of the
// pack or a form of it.
func TestDeepNestingIsRefusedAtItsPlace(t *testing.T) {
	deep := strings.Repeat("[", 20000)
	for name, head := range map[string]string{"hill/access.yaml": "access: ", "hill/forms/hill_note.yaml": "id: hill_note\nsections: ", "hill/pack.yaml": "id: hill\nparent: chongqing\nx: "} {
		fsys := hillFS()
		fsys[name] = &fstest.MapFile{Data: []byte(head + deep)}
		_, err := Load(policies.With(fsys), "hill")
		faults := FaultsOf(err)
		if care.KindOf(err) != care.Invalid || len(faults) != 1 || faults[0].File != name || faults[0].Line != 1+strings.Count(head, "\n") || faults[0].Col < 60 || !strings.Contains(faults[0].Text.En, "nested more than 64") {
			t.Errorf("%s: %v; want one fault in the line of the brackets", name, err)
		}
	}
}
