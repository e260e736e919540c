package region_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/policies"
)

// packFiles are the files of shipped packs, with one changed.
func packFiles(t *testing.T, name, add string, ids ...string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, id := range ids {
		must(t, fs.WalkDir(policies.FS, id, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			files[path], err = fs.ReadFile(policies.FS, path)
			return err
		}))
	}
	files[name] = append(files[name], add...)
	return files
}

func loadOver(t *testing.T, files map[string][]byte, id string) *policy.Stack {
	t.Helper()
	s, err := policy.Load(policies.Over(files, policies.FS), id)
	if err != nil {
		t.Fatal(err, policy.FaultsOf(err))
	}
	return s
}

const inspectorReads = "  - {role: inspector, verb: read, scope: unit, data: [identity, answers, scores, patients, employee_care], clause: ours}\n"

// Parents bind what a pack may change, so nobody brings his own copy of one; a copy
// of the lowest pack is bound by its parents.
func TestAParentIsAsItShips(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, officer, today := context.Background(), f.As(care.DistrictOfficer), care.DateOf(f.Now())
	for name, c := range map[string]struct {
		files        map[string][]byte
		id, file, en string
	}{
		"a changed nation":    {packFiles(t, "national/access.yaml", inspectorReads, "national", "chongqing", "nanan"), "nanan", "national/access.yaml", "lower pack of your own"},
		"a changed city":      {packFiles(t, "chongqing/pack.yaml", "# another\n", "chongqing", "nanan"), "nanan", "chongqing/pack.yaml", "lower pack of your own"},
		"another nation":      {packFiles(t, "national/access.yaml", inspectorReads, "national"), "national", "national/access.yaml", "lower pack of your own"},
		"a nation of his own": {renamed(packFiles(t, "national/access.yaml", inspectorReads, "national"), "national", "mine"), "mine", "mine/pack.yaml", "stands on no pack that ships"},
	} {
		_, err := f.Regions.ProposePack(ctx, officer, loadOver(t, c.files, c.id), today)
		faults := policy.FaultsOf(err)
		if care.KindOf(err) != care.Invalid || len(faults) != 1 || faults[0].File != c.file || faults[0].Line < 1 || !strings.Contains(faults[0].Text.En, c.en) {
			t.Errorf("%s: %v, %v; want one fault in %s", name, err, faults, c.file)
		}
	}
	whole := packFiles(t, "youyang/access.yaml", inspectorReads, "national", "chongqing", "youyang")
	if _, err := f.Regions.ProposePack(ctx, officer, loadOver(t, whole, "youyang"), today); err != nil {
		t.Errorf("a changed copy of the lowest pack, on its parents as they ship: %v", err)
	}
}

// renamed is a pack under another id.
func renamed(files map[string][]byte, id, as string) map[string][]byte {
	out := map[string][]byte{}
	for name, data := range files {
		if name == id+"/pack.yaml" {
			data = []byte(strings.Replace(string(data), "id: "+id, "id: "+as, 1))
		}
		out[as+strings.TrimPrefix(name, id)] = data
	}
	return out
}

// Whoever reads or writes more by a pack does not agree to it, in whatever post of
// his; somebody else who gains nothing does.
func TestWhoGainsByAPackDoesNotAgreeToIt(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, officer, inspector := context.Background(), f.As(care.DistrictOfficer), f.As(care.Inspector)
	pack := fixture.HillPack(t, map[string]string{"hill/access.yaml": "access:\n  - {role: grade_head, verb: read, scope: subtree, data: [identity, level], clause: HILL-7}\n" + inspectorReads})
	id, err := f.Regions.ProposePack(ctx, officer, pack, care.DateOf(f.Now()))
	must(t, err)
	third := officer // another district officer
	third.Person = f.As(care.HealthOfficer).Person
	gainer := third // who is an inspector besides
	gainer.Person = inspector.Person
	for name, who := range map[string]act.Who{"inspector": inspector, "inspector in another post": gainer} {
		if _, err := f.Regions.Confirm(ctx, who, id); care.KindOf(err) != care.Forbidden || !strings.Contains(care.TextOf(err).En, "third person") {
			t.Errorf("%s agrees: %v; want forbidden, with words", name, err)
		}
	}
	var a region.Adoption
	if a, _, _, err = f.Regions.PackAt(ctx, inspector, id); err != nil || !a.May || !a.Gains || len(a.Gainers) != 1 || a.Gainers[0] != care.Inspector {
		t.Errorf("the page says %+v, %v", a, err)
	}
	if f.Policy().ID() != "youyang" {
		t.Fatal("it was adopted")
	}
	if _, err := f.Regions.Confirm(ctx, third, id); err != nil || f.Policy().ID() != "hill" {
		t.Errorf("a third person agrees: %v; %s is in use", err, f.Policy().ID())
	}
}
