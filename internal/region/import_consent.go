package region

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/roster"
)

// stagedConsent is one decision of a list whose pupil was found.
type stagedConsent struct {
	Sheet    string               `json:"f,omitempty"`
	Row      int                  `json:"r,omitempty"`
	Change   RowChange            `json:"c"`
	Person   care.ID              `json:"p"`
	Decision care.ConsentDecision `json:"d"`
	Signer   string               `json:"s,omitempty"`
	Relation string               `json:"k,omitempty"`
}

// StageConsents checks a list of guardians' decisions for a round. A pupil is
// found by student number, or by a name only one pupil of the class has. Scope
// is the round's unit, or any unit in it, down to a class.
func (r Room) StageConsents(ctx context.Context, who act.Who, campaign care.ID, src ImportSource) (care.ID, error) {
	s, err := r.begin(ctx, who, ImportConsents, src, campaign)
	if err != nil {
		return 0, err
	}
	p := &consentStager{stager: s, campaign: campaign, schools: map[care.ID]care.ID{}, inRound: map[care.ID]bool{}, in: map[care.ID]map[string][]care.ID{}}
	if err := p.run(src); err != nil {
		return s.row.ID, s.abandon(err)
	}
	return s.row.ID, nil
}

type consentStager struct {
	*stager
	campaign care.ID
	places   *places
	schools  map[care.ID]care.ID // class -> school
	inRound  map[care.ID]bool    // classes of the round, in scope
	in       map[care.ID]map[string][]care.ID
	waiting  []stagedConsent
	school   care.ID // of those waiting
}

func (p *consentStager) run(src ImportSource) error {
	var today care.Date
	err := p.r.View(p.ctx, p.who, func(t *act.Tx) (err error) {
		today = t.Today
		if p.places, err = placesIn(t, src.Unit); err != nil {
			return err
		}
		if p.places.scope.Kind == care.Class {
			school, err := t.Above(src.Unit, care.School)
			if err != nil {
				return err
			}
			p.places.know(school.Name, school)
			p.places.know(school.Code, school)
		}
		classes, err := t.CampaignClasses(p.campaign, src.Unit)
		for _, c := range classes {
			p.inRound[c.Unit], p.schools[c.Unit] = true, c.School
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(p.inRound) == 0 {
		return care.Fail(care.NotFound, "stage consents", "所选范围内没有参加这次测评的班级", "no class of the chosen scope takes part in this round")
	}
	ctx := p.places.context(src, today)
	if p.places.scope.Kind == care.Class {
		for _, s := range p.places.schools {
			ctx.School = s[0].Name
		}
	}
	file, err := consentReaders.open(src, ctx)
	if err != nil {
		return err
	}
	p.columns = file.columns
	p.all(file.faults, p.places, "")
	for row, faults := range file.rows {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		if err := p.take(row, faults); err != nil {
			return err
		}
	}
	if err := p.flush(); err != nil {
		return err
	}
	return p.finish()
}

func (p *consentStager) take(row roster.ConsentRow, faults []roster.Fault) error {
	p.row.Rows++
	if p.all(faults, p.places, row.School) {
		p.notes.Counts.Faulty++
		return nil
	}
	if row.Decision == "" {
		return nil
	}
	person, class, fault, err := p.find(row)
	if err != nil {
		return err
	}
	if fault.Code == "" {
		if fault, err = p.decides(person, row.Relation); err != nil {
			return err
		}
	}
	if fault.Code != "" {
		fault.Sheet, fault.Row, fault.Severity = row.Sheet, row.Number, roster.Error
		at := []roster.Field{roster.FieldStudentNo, roster.FieldName}
		if fault.Code == faultOwnDecision.Code {
			at = []roster.Field{roster.FieldRelation, roster.FieldName}
		}
		p.fault(p.place(fault, at...))
		p.notes.Counts.Faulty++
		return nil
	}
	school := p.schools[class]
	if len(p.waiting) > 0 && (school != p.school || len(p.waiting) == chunkRows) {
		if err := p.flush(); err != nil {
			return err
		}
	}
	c := stagedConsent{Sheet: row.Sheet, Row: row.Number, Change: RowNew, Person: person, Decision: care.ConsentDecline, Signer: row.Signer, Relation: row.Relation}
	if row.Decision == roster.Agree {
		c.Decision = care.ConsentAgree
	}
	p.school, p.waiting = school, append(p.waiting, c)
	return nil
}

func (p *consentStager) flush() error {
	if len(p.waiting) == 0 {
		return nil
	}
	p.notes.Counts.Decisions += len(p.waiting)
	err := put(p.stager, p.school, p.waiting)
	p.waiting = p.waiting[:0]
	return err
}

var (
	faultNoPupil = roster.Fault{Code: "unknown_pupil", Message: care.Text{Zh: "在参加这次测评的班级中没有找到这名学生", En: "no such pupil in the classes of this round"},
		Do: care.Text{Zh: "请核对学号、姓名与班级，或先导入学生名单", En: "check number, name and class, or import the pupils first"}}
	faultManyPupils = roster.Fault{Code: "several_pupils", Message: care.Text{Zh: "班里有同名学生，看不出是哪一个", En: "two pupils of the class have this name"},
		Do: care.Text{Zh: "请填写学号", En: "fill in the student number"}}
)

var faultOwnDecision = roster.Fault{Code: "own_decision", Message: care.Text{Zh: "学生已满 18 岁，由本人决定，监护人的决定不算数", En: "the pupil is 18 or older and decides himself; a guardian's decision does not count"},
	Do: care.Text{Zh: "请让本人签名，“关系”一栏写“本人”", En: "let the pupil sign, and write \"self\" as the relation"}}

// self are the words for a pupil's own signature.
var self = []string{"本人", "学生本人", "self", "self_adult"}

// decides tells whether somebody else than the pupil signed for one who is of age.
func (p *consentStager) decides(person care.ID, relation string) (f roster.Fault, err error) {
	if relation = strings.ToLower(strings.TrimSpace(relation)); relation == "" || slices.Contains(self, relation) {
		return f, nil
	}
	err = p.r.View(p.ctx, p.who, func(t *act.Tx) error {
		age, err := t.MajorityOf(person)
		if age == care.Adult {
			f = faultOwnDecision
		}
		return err
	})
	return f, err
}

// find tells whose decision a row is.
func (p *consentStager) find(row roster.ConsentRow) (person, class care.ID, fault roster.Fault, err error) {
	school, _ := p.places.school(row.School)
	var found []care.ID
	err = p.r.View(p.ctx, p.who, func(t *act.Tx) error {
		found = nil
		if row.StudentNo == "" {
			c, err := t.ClassOf(school.ID, care.Stage(row.Class.Stage), row.Class.EntryYear, row.Class.No)
			if care.KindOf(err) == care.NotFound || err == nil && !p.inRound[c.ID] {
				return nil
			}
			if err != nil {
				return err
			}
			class = c.ID
			found, err = p.named(t, class, row.Name)
			return err
		}
		digest, err := t.Index(act.IndexStudentNo, row.StudentNo)
		if err != nil {
			return err
		}
		hits, err := t.ByIndexes(act.IndexStudentNo, [][]byte{digest})
		for _, h := range hits {
			if p.inRound[h.Class] && (national(row.StudentNo) || school.ID == 0 || p.schools[h.Class] == school.ID) {
				found, class = append(found, h.Person), h.Class
			}
		}
		return err
	})
	switch {
	case err != nil:
	case len(found) == 0:
		fault = faultNoPupil
	case len(found) > 1:
		fault = faultManyPupils
	default:
		person = found[0]
	}
	return person, class, fault, err
}

// named finds the pupils of a class by name; a class is opened once.
func (p *consentStager) named(t *act.Tx, class care.ID, name string) ([]care.ID, error) {
	if p.in[class] == nil {
		p.in[class] = map[string][]care.ID{}
		rows, err := t.PersonsIn(class, care.Enrolled)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			identity, err := t.Identity(row)
			if err != nil {
				return nil, err
			}
			key := envelope.Normalise(identity.Name)
			p.in[class][key] = append(p.in[class][key], row.ID)
		}
	}
	return p.in[class][envelope.Normalise(name)], nil
}

// consents records the decisions of one chunk.
func (a *applier) consents(rows []stagedConsent) error {
	if a.o.Consent == nil {
		return care.Fail(care.Internal, "apply consents", "未连接测评模块", "consents need the screening room's act")
	}
	for _, c := range rows {
		if err := a.o.Consent(a.t, a.n.Campaign, Consented{Person: c.Person, Decision: c.Decision, Signer: c.Signer, Relation: c.Relation}); err != nil {
			return err
		}
	}
	return nil
}
