package roster

import (
	"strings"
	"testing"
)

// TestFaultsOfASetNameTheFileThatHasToBeCorrected: a school the system does not know stands
// in orgs.csv, an organisation that is not there in the record that names it, a date of birth
// in demographics.csv; each says whose record it is about.
func TestFaultsOfASetNameTheFileThatHasToBeCorrected(t *testing.T) {
	where := func(f Fault) string {
		return strings.Join([]string{f.Sheet, f.Header, f.ColumnName(false), f.Message.En}, "|")
	}
	for _, version := range []string{"1.1", "1.2"} {
		ctx := testContext
		ctx.KnownSchool = func(string) bool { return false }
		set := oneRosterSet(version)
		o, _, err := OpenOneRoster(set, ctx)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for row, faults := range o.Pupils() {
			for _, f := range faults {
				got[row.Source+" "+f.Code] = where(f)
				if f.Code == "unknown_school" && f.Row != 2 {
					t.Errorf("%s: %s at row %d of %s, want row 2", version, row.Source, f.Row, f.Sheet)
				}
			}
		}
		by := map[string]string{"1.1": "", "1.2": ", by roles.csv, row 6, orgSourcedId"}[version]
		for key, want := range map[string]string{
			"u1 unknown_school": "orgs.csv|name|4|this school is not in the system (the person of users.csv, row 2, by classes.csv, row 2, schoolSourcedId)",
			"u2 unknown_school": "orgs.csv|name|4|this school is not in the system (the person of users.csv, row 3" + strings.Replace(by, "row 6", "row 3", 1) + ")",
			"u5 missing_birth":  "demographics.csv|birthDate|4|the date of birth is missing (the person of users.csv, row 6)",
		} {
			if got[key] != want {
				t.Errorf("%s, %s: got %q, want %q", version, key, got[key], want)
			}
		}

		delete(set, "demographics.csv")
		delete(set, "enrollments.csv")
		set["orgs.csv"].Data = []byte("sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no5,active,2026-09-01,乙校,school,,\n")
		ctx.School = ""
		if o, _, err = OpenOneRoster(set, ctx); err != nil {
			t.Fatal(err)
		}
		for row, faults := range o.Pupils() {
			for _, f := range faults {
				got[row.Source+" "+f.Code] = where(f)
			}
		}
		for key, want := range map[string]string{
			"u1 missing_school": map[string]string{"1.1": "users.csv|orgSourcedIds|5|the school is missing", "1.2": "roles.csv|orgSourcedId|9|the school is missing (the person of users.csv, row 2)"}[version],
			"u1 missing_birth":  "users.csv|sourcedId|1|the date of birth is missing",
		} {
			if got[key] != want {
				t.Errorf("%s without the records, %s: got %q, want %q", version, key, got[key], want)
			}
		}
		for row, faults := range o.Staff() {
			for _, f := range faults {
				if row.Source == "u7" && f.Code == "unknown_role" && (f.Header != "role" || f.Sheet != map[string]string{"1.1": "users.csv", "1.2": "roles.csv"}[version]) {
					t.Errorf("%s: an unknown role: %s", version, where(f))
				}
			}
		}
	}
}
