package policy

import (
	"reflect"
	"slices"
	"testing"

	"xinhuan/policies"
)

func TestEqualBytesGiveTheSameStack(t *testing.T) {
	a, b := shipped(t, "youyang"), shipped(t, "youyang")
	if a != b {
		t.Error("the same pack was checked twice")
	}
	files := map[string]string{"town/levels.yaml": "levels:\n  - {level: watch, label: {zh: 关注, en: Attention}, shape: diamond, colour: watch, review_days: 180, meaning: {zh: 关注, en: Attention}, clause: ours}\n"}
	town, err := Load(withFiles(files), "town")
	if err != nil {
		t.Fatal(FaultsOf(err))
	}
	again, err := Load(withFiles(files), "town")
	if err != nil || again != town {
		t.Errorf("got another stack (%v) from the same bytes", err)
	}
	files["town/README.md"] = "one byte more"
	if other, err := Load(withFiles(files), "town"); err != nil || other == town {
		t.Errorf("got the old stack (%v) after a file was added", err)
	}
	files["product.yaml"] = "capabilities: [{id: data_rights, planned: true, " + words + "}]\nrows: []\n" // the one the national pack waits for
	if other, err := Load(withFiles(files), "town"); err != nil || other == town || len(other.Product().Capabilities) != 1 {
		t.Errorf("got the old register of the product (%v)", err)
	}
}

// Packs stand on a stack that others have too.
func TestAPackLeavesItsParentAsItWas(t *testing.T) {
	national := shipped(t, "national")
	clauses, exercised, cadences, access := national.Clauses(), national.Exercised(), national.Cadences(), national.Access()
	for _, id := range allPacks[1:] {
		shipped(t, id)
	}
	now := shipped(t, "national")
	if len(now.Packs()) != 1 || !reflect.DeepEqual(now.Clauses(), clauses) || !reflect.DeepEqual(now.Exercised(), exercised) ||
		!reflect.DeepEqual(now.Cadences(), cadences) || !slices.Equal(now.Access(), access) {
		t.Error("the national stack changed while packs were laid on it")
	}
}

func TestAFaultIsFoundEveryTime(t *testing.T) {
	files := map[string]string{"town/groups.yaml": "groups:\n  - {id: x}\n"}
	for range 2 {
		if err := Check(withFiles(files), "town"); len(FaultsOf(err)) == 0 {
			t.Error("a pack with a fault was taken")
		}
	}
	if _, err := Load(policies.FS, "national"); err != nil {
		t.Error(err)
	}
}

func TestTheMemoForgetsWhatWasNotUsed(t *testing.T) {
	var m memo
	first := &Stack{}
	m.put("first", first)
	for i := range memoSize - 1 {
		m.put(string(rune('a'+i)), &Stack{})
	}
	if m.get("first") != first {
		t.Error("what fits was forgotten")
	}
	m.put("one more", &Stack{})
	if m.get("first") != first || m.get("a") != nil || len(m.entries) != memoSize {
		t.Errorf("got %d entries; want the one not used to be forgotten", len(m.entries))
	}
}
