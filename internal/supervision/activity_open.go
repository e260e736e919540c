package supervision

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Record is a record of a unit's work as a reader sees it.
type Record struct {
	care.Activity
	Sort    policy.Activity // its kind
	Where   care.Unit
	By      care.Role
	Values  questionnaire.Values // of the classes the reader may open
	Hidden  []questionnaire.Class
	Small   []string // fields whose figures are too few to show to the reader
	Def     *questionnaire.Definition
	Files   []act.FileLine
	Signed  []Signed
	Missing int  // signatures that are still due
	May     bool // amend and withdraw
	MaySign bool
}

// Open reads one record.
func (r Room) Open(ctx context.Context, who act.Who, id care.ID) (rec Record, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		rec = Record{}
		a, u, err := own(t, id, access.Read)
		if err != nil {
			return err
		}
		if rec, err = opened(t, a); err != nil {
			return err
		}
		rec.Where = u
		if rec.Signed, err = signedBy(t, a.ID); err != nil {
			return err
		}
		rec.May = a.State == care.ActivityKept && mayWrite(t, rec.Def, u, a.Kind) && len(rec.Hidden) == 0
		if len(rec.Signed) > 0 {
			rec.Missing = rec.Def.Signers() - len(rec.Signed)
		}
		rec.MaySign = mayCountersign(t, rec)
		return nil
	})
	return rec, err
}

// opened reads what a record says to its reader, and which post filed it.
func opened(t *act.Tx, a care.Activity) (rec Record, err error) {
	rec.Activity = a
	rec.Sort, _ = t.Policy.Activity(a.Kind)
	if rec.Def, err = definition(t, a); err != nil {
		return rec, err
	}
	if rec.Values, rec.Hidden, err = valuesOf(t, a, rec.Def); err != nil {
		return rec, err
	}
	if rec.Small, err = hideSmall(t, rec.Def, a, rec.Values); err != nil {
		return rec, err
	}
	if rec.Files, err = t.FilesOf(rec.Def, rec.Values); err != nil {
		return rec, err
	}
	post, err := t.Post(a.AuthorPost)
	rec.By = post.Role
	return rec, err
}

// formOf is the form in use of a kind of record.
func formOf(t *act.Tx, kind policy.Activity) (*questionnaire.Definition, error) {
	if def, ok := t.K.Forms().Get(kind.FormID()); ok && def.OnUnit() {
		return def, nil
	}
	return nil, care.Fail(care.Internal, "file activity", "缺少这种记录的表单", "the form of this kind of record is missing")
}

// definition finds the words a record was given to. Records from before versions were
// kept are shown with today's.
func definition(t *act.Tx, a care.Activity) (*questionnaire.Definition, error) {
	if def, ok := t.K.Forms().ByHash(a.FormHash); ok {
		return def, nil
	}
	body, err := t.Form(a.FormHash)
	if err == nil {
		return questionnaire.Restore(body)
	}
	if care.KindOf(err) != care.NotFound {
		return nil, err
	}
	kind, _ := t.Policy.Activity(a.Kind)
	return formOf(t, kind)
}

// List is the kept records of a unit and the units below it that the reader may
// know of. What kinds he may not read is not counted either.
func (r Room) List(ctx context.Context, who act.Who, unit care.ID, f store.ActivityFilter, limit, offset int) (list []Record, total int, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		list = nil
		if f.Without, err = unreadKinds(t, unit); err != nil {
			return err
		}
		if len(f.Without) == len(t.Policy.Activities()) {
			return t.DecideUnit(access.Read, access.Activities, unit)
		}
		if f.Hidden, err = hiddenBelow(t, unit, t.Policy.Activities()...); err != nil {
			return err
		}
		if total, err = t.CountActivitiesBelow(unit, f); err != nil {
			return err
		}
		rows, err := t.ActivitiesBelow(unit, f, limit, offset)
		if err != nil {
			return err
		}
		for _, a := range rows {
			rec := Record{Activity: a}
			rec.Sort, _ = t.Policy.Activity(a.Kind)
			if rec.Where, err = t.Unit(a.Unit); err != nil {
				return err
			}
			if rec.Def, err = definition(t, a); err != nil {
				return err
			}
			if rec.Def.Signers() > 1 {
				signed, err := t.Signatures(a.ID)
				if err != nil {
					return err
				}
				rec.Missing = rec.Def.Signers() - len(signed)
			}
			list = append(list, rec)
		}
		return nil
	})
	return list, total, err
}

// unreadKinds are the kinds of record that the reader may not read at a unit.
func unreadKinds(t *act.Tx, unit care.ID) (kinds []string, err error) {
	for _, a := range t.Policy.Activities() {
		def, err := formOf(t, a)
		if err != nil {
			return nil, err
		}
		if !t.MayUnit(access.Read, reads(def), unit) {
			kinds = append(kinds, a.ID)
		}
	}
	return kinds, nil
}

// Kinds are the kinds of record that the actor may file at a unit.
func (r Room) Kinds(ctx context.Context, who act.Who, unit care.ID) (u care.Unit, list []policy.Activity, err error) {
	err = r.View(ctx, who, func(t *act.Tx) (err error) {
		list = nil
		if u, err = t.Unit(unit); err != nil {
			return err
		}
		for _, a := range t.Policy.Activities() {
			def, err := formOf(t, a)
			if err != nil {
				return err
			}
			if a.OfUnit(u.Kind, u.Stage) && mayWrite(t, def, u, a.ID) {
				list = append(list, a)
			}
		}
		if len(list) == 0 {
			if err = t.DecideUnit(access.Write, access.Activities, unit); err == nil {
				err = t.Refuse(access.Activities, 0)
			}
			return err
		}
		return nil
	})
	return u, list, err
}

// HasKind tells whether a kind is among some.
func HasKind(list []policy.Activity, kind string) bool {
	return slices.ContainsFunc(list, func(a policy.Activity) bool { return a.ID == kind })
}
