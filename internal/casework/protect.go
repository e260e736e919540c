package casework

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// The forms by which the duties about a guardian's notice are done.
const (
	ProtectionForm = "protection_path"
	GuardianForm   = "guardian_entry"
)

// policeAnswer is the duty to ask the police what came of a report. That there is one says
// what the protection record says: somebody called them.
const policeAnswer = "police_answer"

// protectionKept tells whether a duty is one whose being there is for those only who may
// open what was done to protect the child, and for whoever has it.
func protectionKept(t *act.Tx, d care.Duty) bool {
	return d.Rule == policeAnswer && d.Post != t.Who.Post && !t.May(access.Read, access.Protection, d.Person)
}

// noticeForms are the duties about a guardian's notice that a form of their own does.
var noticeForms = map[string]string{ProtectionForm: "protection_report", GuardianForm: "find_guardian"}

// mayDo tells by the open duty about a notice who may file the form that does it:
// whoever it lies with. A guardian may also be entered by who keeps the pupil's contacts;
// a child is taken over by nobody else.
func mayDo(t *act.Tx, form string, n care.Notice) (care.Duty, error) {
	d, err := t.OpenDutyFor(noticeForms[form], "notice", n.ID)
	if err != nil && care.KindOf(err) != care.NotFound {
		return d, err
	}
	data := access.Contacts
	if form == ProtectionForm {
		data = access.Protection
	}
	switch gone := err != nil; {
	case !gone && d.Post == t.Who.Post:
		return d, nil
	case !gone && form == ProtectionForm:
		return d, t.Refuse(data, n.Person)
	case gone || !t.May(access.Write, data, n.Person):
		err = t.Decide(access.Write, data, n.Person)
	}
	if err == nil && d.ID == 0 {
		err = care.Fail(care.Conflict, "file "+form, "这件事已经办理", "this has been dealt with")
	}
	return d, err
}

// fileOn files a form that does a duty about a notice.
func fileOn(t *act.Tx, form string, notice care.ID, values questionnaire.Values) (care.Notice, care.Duty, error) {
	n, err := t.Notice(notice)
	if err != nil {
		return n, care.Duty{}, err
	}
	t.About("notice", notice, n.Person)
	d, err := mayDo(t, form, n)
	if err == nil {
		_, _, err = fileSheet(t, sheet{form: form, person: n.Person, ref: "notice", refID: notice, values: values})
	}
	return n, d, err
}

// FileProtection records what was done for a child whose guardian's notice was
// withheld. The duty ends once the child is safe and the police were told, or why they
// need not be; until then it stays open. Once they were told, the day on which their
// answer is asked for is a duty of its own, beyond the end of this one.
func (r Room) FileProtection(ctx context.Context, who act.Who, notice care.ID, values questionnaire.Values) error {
	return r.Do(ctx, who, "casework.FileProtection", func(t *act.Tx) error {
		_, d, err := fileOn(t, ProtectionForm, notice, values)
		if err != nil {
			return err
		}
		police := values.String("police")
		t.Detail(police)
		if police == "reported" {
			if err := t.AskPolice(d, care.Date(values.String("ask_result_on"))); err != nil {
				return err
			}
		}
		if police == "not_yet" || values.String("safe_now") != "safe" {
			return nil
		}
		return t.EndDuty(d.ID, care.DutyDone, who.Post, police)
	})
}

// EnterGuardian records who was found as guardian of a pupil of whom the roster named
// none; the notice that waited for him goes on. An attempt leaves the duty open.
func (r Room) EnterGuardian(ctx context.Context, who act.Who, notice care.ID, values questionnaire.Values) error {
	return r.Do(ctx, who, "casework.EnterGuardian", func(t *act.Tx) error {
		n, _, err := fileOn(t, GuardianForm, notice, values)
		if err != nil || values.String("found") != "found" {
			return err
		}
		return t.AddGuardians(n.Person, []care.Guardian{{Name: values.String("name"), Relation: values.String("relation"), Phone: values.String("phone")}})
	})
}

// protects tells whether the protection of a child lies with the actor by a notice.
func protects(t *act.Tx, n care.Notice) bool {
	d, err := t.OpenDutyFor(noticeForms[ProtectionForm], "notice", n.ID)
	return err == nil && d.Post == t.Who.Post
}
