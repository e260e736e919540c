package policy

import (
	"strings"
	"testing"
	"testing/fstest"

	"xinhuan/policies"
)

// What a programme names has to be there, and a basis that expires is looked at again
// at every level; a fault stands where the pack wrote it.
func TestAProgrammeNamesWhatIsThere(t *testing.T) {
	const good = `programmes:
  - id: hill_circle
    text: {zh: 山区关爱, en: Hill care}
    enters: {zh: 有依据者, en: Who has a basis}
    closes: {zh: 依据到期, en: The basis is over}
    owner: civil_affairs_officer
    data: key_population
    register: {at: [township], tie: served, person: adult, form: entry_key_population}
    contact: contact_adult
    expiry: 90 days
    clause: ours
    levels:
      - {level: watch, timers: [basis_review.hill]}
      - {level: general, timers: [basis_review.hill, contact.general]}
`
	const timers = "timers:\n  - {id: basis_review.hill, text: {zh: 复核依据, en: Review the basis}, within: 90 days, climb: [{after: 7 days, to: district_officer}], clause: ours}\n"
	load := func(from, to string) Faults {
		fsys := hillFS()
		fsys["hill/programmes.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(good, from, to, 1))}
		fsys["hill/duties.yaml"] = &fstest.MapFile{Data: []byte(timers + hill["duties.yaml"])}
		_, err := Load(policies.With(fsys), "hill")
		return FaultsOf(err)
	}
	if faults := load("", ""); len(faults) > 0 {
		t.Fatal(faults)
	}
	for name, c := range map[string]struct {
		from, to  string
		line, col int
		want      string
	}{
		"a form of entry that is not there": {"form: entry_key_population", "form: entry_hill", 8, 66, "names the form entry_hill, which does not exist"},
		"a contact that is no form of one":  {"contact: contact_adult", "contact: plan", 9, 14, "write one of f21_contact, contact_adult"},
		"a level without review":            {"[basis_review.hill, contact.general]", "[contact.general]", 14, 10, "has an expiry, but its level general no timer"},
		"an objection without a timer":      {"expiry: 90 days", "contest: contest.hill", 10, 14, "names the timer contest.hill"},
	} {
		faults := load(c.from, c.to)
		if len(faults) != 1 || faults[0].File != "hill/programmes.yaml" || faults[0].Line != c.line || faults[0].Col != c.col || !strings.Contains(faults[0].Text.En, c.want) {
			t.Errorf("%s: %v; want one fault at %d:%d with %q", name, faults, c.line, c.col, c.want)
		}
	}
	if faults := load(good[strings.Index(good, "    levels:"):], ""); len(faults) != 1 || faults[0].Line != 10 || !strings.Contains(faults[0].Text.En, "no level") {
		t.Errorf("an expiry without a level: %v", faults)
	}
}
