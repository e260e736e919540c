package questionnaire

import "github.com/goccy/go-yaml/ast"

// mostSigners bounds the signatures of a form; ours.
const mostSigners = 2

func (r *formReader) record(n ast.Node) *Record {
	o := r.object(n, "record", "filed", "data", "write", "effect", "signatures")
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
	return rec
}
