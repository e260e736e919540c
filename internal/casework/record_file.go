package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Filing is a form for a person's file.
type Filing struct {
	Form   string
	Person care.ID
	Values questionnaire.Values
	Files  Files
}

// FileRecord files a form that is kept in the person's file and starts no
// process. What its answers say is urgent raises the pupil's flag like any
// concern, because a danger may be found in any talk.
func (r Room) FileRecord(ctx context.Context, who act.Who, in Filing) (care.ID, error) {
	var made care.ID
	err := r.Do(ctx, who, "casework.FileRecord", func(t *act.Tx) error {
		t.About("pupil", 0, in.Person)
		def, err := fileable(t, in.Form)
		if err != nil {
			return err
		}
		if err := isPupil(t, in.Person); err != nil {
			return err
		}
		if err := decideWrite(t, def, in.Person); err != nil {
			return err
		}
		if made, _, err = fileSheet(t, sheet{form: in.Form, person: in.Person, ref: "pupil", refID: in.Person, values: in.Values, files: in.Files}); err != nil {
			return err
		}
		if err := r.finishMeeting(t, in.Person, in.Form); err != nil {
			return err
		}
		return raiseUrgent(t, in.Person, def, in.Values, "form.urgent",
			care.Text{Zh: "表格“" + def.Title.Zh + "”显示情况紧急", En: "the form \"" + def.Title.En + "\" says urgent"})
	})
	return made, err
}

// decideWrite: who writes a record about a person may know who it is, and may
// write what the form is; of his own notes he is the author already.
func decideWrite(t *act.Tx, def *questionnaire.Definition, person care.ID) error {
	if err := t.Decide(access.Read, access.Identity, person); err != nil {
		return err
	}
	return t.DecideAuthored(access.Write, writes(def), person, t.Who.Person)
}

func mayWrite(t *act.Tx, def *questionnaire.Definition, person care.ID) bool {
	return t.May(access.Read, access.Identity, person) && t.MayAuthored(access.Write, writes(def), person, t.Who.Person)
}

// fileable finds a form that is filled in on a person's file.
func fileable(t *act.Tx, form string) (*questionnaire.Definition, error) {
	def, ok := t.K.Forms().Get(form)
	if !ok || !def.OnPerson() {
		return nil, care.Fail(care.NotFound, "open form", "没有这张表，或它有自己的办理步骤", "there is no such form, or it has steps of its own")
	}
	return def, nil
}

func isPupil(t *act.Tx, person care.ID) error {
	p, err := t.Person(person)
	if err == nil && p.Kind != care.PupilPerson {
		err = care.Unseen("open file")
	}
	return err
}

// PupilForms is the page of forms about one pupil for one reader.
type PupilForms struct {
	Pupil Chip
	Fill  []FormLine  // forms this post may fill in here
	Filed []FiledLine // forms filed before, newest first, as far as the reader may know
}

// FormLine is a form that may be filled in.
type FormLine struct {
	Def   *questionnaire.Definition
	Draft care.Millis // of this writer; 0 = none
	Last  care.Millis // when one was last filed that the reader may read; 0 = never
}

// FiledLine is a filed form.
type FiledLine struct {
	ID      care.ID
	Def     *questionnaire.Definition
	At      care.Millis
	By      Holder
	Amends  bool
	Amended bool
	Missing int  // signatures that are still due
	MaySign bool // by this reader
}

// FormsOf lists the forms of a pupil; the opening is logged.
func (r Room) FormsOf(ctx context.Context, who act.Who, person care.ID) (PupilForms, error) {
	var f PupilForms
	err := r.Do(ctx, who, "casework.FormsOf", func(t *act.Tx) error {
		f = PupilForms{}
		if err := opened(t, "pupil", 0, person, access.Identity); err != nil {
			return err
		}
		if err := isPupil(t, person); err != nil {
			return err
		}
		var err error
		if f.Pupil, err = chipOf(t, person); err != nil {
			return err
		}
		if err := f.readFiled(t, person); err != nil {
			return err
		}
		return f.readFill(t, person)
	})
	return f, err
}

func (f *PupilForms) readFiled(t *act.Tx, person care.ID) error {
	rows, err := t.RecordsOf(person)
	if err != nil {
		return err
	}
	f.Filed, err = filedLines(t, rows)
	return err
}

// filedLines are those records of which something is for the reader, as a list.
func filedLines(t *act.Tx, rows []store.RecordRow) (list []FiledLine, err error) {
	for _, row := range rows {
		v, err := openRecord(t, row)
		if err != nil {
			return nil, err
		}
		if len(v.Values) == 0 {
			continue // that there is such a record may itself be a secret
		}
		line := FiledLine{ID: row.ID, Def: v.Def, At: row.At, Amends: row.Amends != 0,
			Amended: slices.ContainsFunc(rows, func(o store.RecordRow) bool { return o.Amends == row.ID })}
		if line.By, err = holderOf(t, row.AuthorPost); err != nil {
			return nil, err
		}
		if v.Def.Signers() > 1 && !line.Amended {
			signed, err := t.Signatures(row.ID)
			if err != nil {
				return nil, err
			}
			line.Missing = v.Def.Signers() - len(signed)
			line.MaySign = line.Missing > 0 && maySign(t, v, len(signed))
		}
		list = append(list, line)
	}
	return list, nil
}

func (f *PupilForms) readFill(t *act.Tx, person care.ID) error {
	drafts, err := t.DraftsAbout(t.Who.Person, "pupil", person)
	if err != nil {
		return err
	}
	for _, id := range t.K.Forms().IDs() {
		def, _ := t.K.Forms().Get(id)
		if !def.OnPerson() || !mayWrite(t, def, person) {
			continue
		}
		if suits, err := ageSuits(t, def, person); err != nil || !suits {
			if err != nil {
				return err
			}
			continue
		}
		f.Fill = append(f.Fill, lineOf(def, drafts, f.Filed))
	}
	return nil
}
