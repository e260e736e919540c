package verify

import (
	"context"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// belongs: what is about a child is about the same child everywhere, the child is there,
// and who has something open is at a school or still looked after by one.
func belongs(_ context.Context, t *act.Tx, c *Check) error {
	for _, b := range store.Bonds() {
		list, err := t.Broken(b)
		if err != nil {
			return err
		}
		c.Checked++
		for _, id := range list {
			c.fail("%s %s %s", b.What, id, b.Is)
		}
	}
	return nil
}

// keptActs: what the log names is still there: each flag, alert, episode, notice, duty,
// record and handed-in sheet, the sheet that an interview or a decision filed, and the
// alert that a call for help raised.
func keptActs(_ context.Context, t *act.Tx, c *Check) error {
	page := func(rows []store.AuditRow) error {
		k := kept{t: t, c: c, named: map[string][]audit.Entry{}}
		for _, row := range rows {
			var e audit.Entry
			if e.Unmarshal(row.Entry) == nil && e.Outcome != "denied" && e.ObjectID != 0 {
				k.named[e.Object] = append(k.named[e.Object], e)
			}
		}
		return k.check()
	}
	return inPages(logPage, t.EachAudit, page)
}

type kept struct {
	t     *act.Tx
	c     *Check
	named map[string][]audit.Entry // by the kind of thing
}

// files are the acts that never happen without a sheet about their thing, and its form.
var files = map[string]string{"casework.RecordInterview": "f5_interview", "casework.SafetyCheck": "safety_check", "casework.Decide": "level_decision", "casework.HomeSafe": "home_safe"}

// calls are the acts of a pupil that never happen without an alert.
var calls = []string{"screening.Critical", "screening.Help"}

func (k kept) check() error {
	for _, table := range store.Kept() {
		list := k.named[table]
		if table == "sitting" { // most of the log: what was begun, saved and looked at is no promise
			list = slices.DeleteFunc(slices.Clone(list), func(e audit.Entry) bool {
				return e.Act != "screening.Submit" && !slices.Contains(calls, e.Act)
			})
		}
		ids := idsOf(list)
		k.c.Checked += len(ids)
		there, err := k.t.Present(table, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if !there[id] {
				k.c.fail("the log names %s %s, which is gone", table, id)
			}
		}
		if err := k.filed(table, list); err != nil {
			return err
		}
	}
	return k.alarmed()
}

// filed looks for the sheets of the acts that file one.
func (k kept) filed(ref string, list []audit.Entry) error {
	list = slices.DeleteFunc(slices.Clone(list), func(e audit.Entry) bool { return files[e.Act] == "" })
	had, err := k.t.FiledAbout(ref, idsOf(list))
	for _, e := range list {
		if err == nil && !had[store.Filed{RefID: e.ObjectID, At: e.At, Form: files[e.Act]}] {
			k.c.fail("entry %d: the sheet that was filed about %s %s is gone", e.Seq, ref, e.ObjectID)
		}
	}
	return err
}

func (k kept) alarmed() error {
	list := slices.DeleteFunc(slices.Clone(k.named["sitting"]), func(e audit.Entry) bool { return !slices.Contains(calls, e.Act) })
	has, err := k.t.AlarmedSittings(idsOf(list))
	for _, e := range list {
		if err == nil && !has[e.ObjectID] {
			k.c.fail("entry %d: a pupil called for somebody in sitting %s, and there is no alert", e.Seq, e.ObjectID)
		}
	}
	return err
}

// idsOf lists the different things that entries name.
func idsOf(list []audit.Entry) []care.ID {
	ids := make([]care.ID, len(list))
	for i, e := range list {
		ids[i] = e.ObjectID
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
