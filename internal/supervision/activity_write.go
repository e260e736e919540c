package supervision

import (
	"math"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
)

// decideWriting decides whether the actor may file, amend, withdraw or end records of
// a kind at a unit. Whoever writes them may read them too: an amendment opens on what
// stands there.
func decideWriting(t *act.Tx, def *questionnaire.Definition, u care.Unit, kind string) error {
	if err := t.DecideUnit(access.Write, writes(def), u.ID); err != nil {
		return err
	}
	if err := t.DecideUnit(access.Read, reads(def), u.ID); err != nil {
		return err
	}
	ours, err := ofTheHouse(t, u, kind)
	if err == nil && !ours {
		err = t.Refuse(writes(def), 0)
	}
	return err
}

// mayWrite is decideWriting without refusing: pages leave out what it denies.
func mayWrite(t *act.Tx, def *questionnaire.Definition, u care.Unit, kind string) bool {
	if !t.MayUnit(access.Write, writes(def), u.ID) || !t.MayUnit(access.Read, reads(def), u.ID) {
		return false
	}
	ours, err := ofTheHouse(t, u, kind)
	return err == nil && ours
}

// ofTheHouse: a school's records are written in the school, and by the education
// officer, who supervises it. A post outside whose area covers the school writes there
// only what a duty of the school asks of it. Ours.
func ofTheHouse(t *act.Tx, u care.Unit, kind string) (bool, error) {
	if !u.Kind.OfSchool() || t.Who.Role == care.DistrictOfficer || t.Who.Role == care.SystemRole {
		return true, nil
	}
	own, err := t.Unit(t.Who.Unit)
	if err != nil || own.Kind.OfSchool() {
		return err == nil, err
	}
	cadences, err := counting(t, kind)
	if err != nil {
		return false, err
	}
	duties, err := t.DutiesOfUnit(u.ID, 0, math.MaxInt64)
	return slices.ContainsFunc(duties, func(d care.Duty) bool {
		return d.State == care.DutyOpen && d.Post == t.Who.Post && slices.ContainsFunc(cadences, func(c policy.Cadence) bool { return d.Rule == policy.CadencePrefix+c.ID })
	}), err
}
