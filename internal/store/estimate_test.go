package store

import (
	"context"
	"strings"
	"testing"
)

// What is asked at every act must find its rows by more than the region, in a
// database that has never been measured.
func TestNothingIsFoundByItsRegionAlone(t *testing.T) {
	db, err := Open(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for query, want := range map[string]string{
		"SELECT id FROM data_key WHERE region = 1 AND person = 2 AND class = 'x' ORDER BY id DESC LIMIT 1":                 "data_key_person",
		"SELECT unit FROM tie WHERE region = 1 AND person = 2 AND kind = 'enrolled' AND until_on = '' ORDER BY id LIMIT 1": "tie_person",
		"SELECT person FROM holding WHERE region = 1 AND post = 2 AND until_on = '' ORDER BY id LIMIT 1":                   "holding_post",
		`SELECT DISTINCT p.ancestor FROM tie t JOIN unit_path p ON p.region = t.region AND p.descendant = t.unit
			WHERE t.region = 1 AND t.person = 2 AND t.until_on = ''`: "tie_person",
		"SELECT DISTINCT to_post FROM notice WHERE region = 1 AND person = 2 AND to_post IS NOT NULL AND state IN ('sent', 'acknowledged')":        "notice_person",
		"SELECT id FROM flag WHERE region = 1 AND alert = 2 ORDER BY id LIMIT 1":                                                                   "flag_alert",
		"SELECT id FROM flag WHERE region = 1 AND sitting = 2 ORDER BY id LIMIT 1":                                                                 "flag_sitting",
		"UPDATE ticket SET state = 'void' WHERE region = 1 AND campaign = 3 AND person = 2 AND state = 'issued'":                                   "ticket_person",
		"SELECT p.id FROM holding h JOIN post p ON p.region = 1 AND p.substitute = h.post WHERE h.region = 1 AND h.person = 2 AND h.until_on = ''": "post_substitute",
		"UPDATE duty SET state = 'void' WHERE region = 1 AND ref = 'episode' AND ref_id = 2 AND state = 'open'":                                    "duty_ref",
		"SELECT count(*) FROM alert WHERE region = 1 AND campaign = 2 AND state <> 'ended'":                                                        "alert_campaign",
		`SELECT count(*) FROM ticket k JOIN unit_path p ON p.region = k.region AND p.descendant = k.class
			WHERE k.region = 1 AND p.ancestor = 2 AND k.valid_on = '2026-09-15' AND k.state <> 'void'`: "ticket_day",
	} {
		if plan := planOf(t, db, query); !strings.Contains(plan, want) || strings.Contains(plan, "(region=?)") || strings.Contains(plan, "SCAN") {
			t.Errorf("%s\ngot  %s\nwant it to use %s, and nothing by region alone", query, plan, want)
		}
	}
}

func planOf(t *testing.T, db *DB, query string) string {
	t.Helper()
	steps, err := listed(context.Background(), db.read, func(r row) (step string, err error) {
		var id, parent, unused int
		err = r.Scan(&id, &parent, &unused, &step)
		return step, err
	}, "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "; ")
}
