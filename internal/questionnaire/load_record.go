package questionnaire

import "github.com/goccy/go-yaml/ast"

// mostSigners bounds the signatures of a form; ours.
const mostSigners = 2

func (r *formReader) record(n ast.Node) *Record {
	o := r.object(n, "record", "filed", "data", "write", "effect", "signatures", "day", "until", "ages")
	rec := &Record{Filed: oneOf(r, r.need(o, "filed", "record"), "place of filing", fileds),
		Data: oneOf(r, r.need(o, "data", "record"), "kind of content", recordData)}
	if w := o.vals["write"]; w != nil {
		rec.Write = oneOf(r, w, "kind of content", recordData)
	}
	if e := o.vals["effect"]; e != nil {
		rec.Effect = r.bilingual(e, "effect")
	} else if rec.Filed != FiledByAct {
		r.fault(n, "a form without an act says what the system does with it: effect")
	}
	if s := o.vals["signatures"]; s != nil {
		if v := r.number(s); v != nil {
			rec.Signatures = int(*v)
			if *v != float64(rec.Signatures) || rec.Signatures < 1 || rec.Signatures > mostSigners {
				r.fault(s, "signatures is 1 or 2")
			}
		}
	}
	if a := o.vals["ages"]; a != nil {
		rec.Ages = r.ages(a, rec)
	}
	rec.Day, rec.Until = r.dayField(o.vals["day"], rec), r.dayField(o.vals["until"], rec)
	return rec
}

// oldest bounds the ages of a form; ours.
const oldest = 130

// ages reads of which ages the people of a form are.
func (r *formReader) ages(n ast.Node, rec *Record) *Ages {
	o := r.object(n, "ages", "from", "to")
	first, last := r.need(o, "from", "ages"), r.need(o, "to", "ages")
	if first == nil || last == nil {
		return nil
	}
	from, to := r.number(first), r.number(last)
	if from == nil || to == nil {
		return nil
	}
	a := &Ages{From: int(*from), To: int(*to)}
	if float64(a.From) != *from || float64(a.To) != *to || a.From < 0 || a.To < a.From || a.To > oldest {
		r.fault(n, "ages are full years from 0 to %d, the lower first", oldest)
	}
	if rec.Filed != FiledOnPerson && rec.Filed != FiledOnCare {
		r.fault(n, "ages are of a form about a person")
	}
	return a
}

// dayField reads which field dates a sheet; that it is one is seen at the end.
func (r *formReader) dayField(n ast.Node, rec *Record) string {
	if n == nil {
		return ""
	}
	name, ok := r.text(n)
	if ok && rec.Filed != FiledOnUnit {
		r.fault(n, "day and until are of a form about a unit's work")
	}
	r.days = append(r.days, n)
	return name
}

// checkDays holds that the fields by which a sheet is dated are dates.
func (r *formReader) checkDays(d *Definition) {
	for _, n := range r.days {
		name, _ := r.text(n)
		for _, s := range d.Sections {
			for _, f := range s.Fields {
				if f.ID == name && f.Kind == Date {
					name = ""
				}
			}
		}
		if name != "" {
			r.fault(n, "%q is no date of this form", name)
		}
	}
}
