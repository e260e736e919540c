package casework

import (
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// within is the unit a list is about: the chosen one if it lies inside the
// post's own, else the post's own. A school post called to a class stays at its
// school; for a post inside a school the school is the frame of what it may see.
func within(t *act.Tx, unit care.ID) (care.ID, error) {
	if unit == 0 {
		unit = t.Who.Unit
	}
	inside, err := t.Inside(unit, t.Who.Unit)
	if err != nil {
		return 0, err
	}
	if !inside {
		return 0, care.Unseen("list")
	}
	return unit, nil
}

// frame is the unit whose flags, alerts and notices may concern the post: its
// own, or the school around a class. What is seen there the filter decides.
func frame(t *act.Tx) (care.ID, error) {
	u, err := t.Unit(t.Who.Unit)
	if err != nil || u.Kind != care.Class {
		return u.ID, err
	}
	school, err := t.Above(u.ID, care.School)
	return school.ID, err
}

// opened answers a reading that shows a child's content: decided and logged.
func opened(t *act.Tx, object string, id, person care.ID, data access.Data) error {
	t.About(object, id, person)
	return t.Decide(access.Read, data, person)
}

// team tells whether the actor looks after the person of an episode in its
// programme, as distinct from somebody who was told about him or was called to one
// alert: those may acknowledge, or file the one check they were called for, but
// steer nothing.
func team(t *act.Tx, e care.Episode) bool {
	if e.Programme != care.StudentCare {
		return t.May(access.Read, t.DataOf(e.Programme), e.Person) && t.May(access.Write, t.DataOf(e.Programme), e.Person)
	}
	return t.May(access.Read, access.Interview, e.Person) && t.May(access.Write, access.Notices, e.Person)
}

// leads tells whether the actor's unit is one the pupil is in, or left with open
// work: a step that waits for a second person or a release does not die because
// the pupil moved. It opens nothing but that step.
func leads(t *act.Tx, person care.ID) bool {
	s, err := t.Subject(person)
	return err == nil && (slices.Contains(s.Units, t.Who.Unit) || slices.Contains(s.Followed, t.Who.Unit))
}

// judgesHome: whether a guardian may be told is judged by the care team, by whoever the
// question lies with, and by the leaders once they are asked: as the second person, after
// somebody answered, or because the question climbed to them unanswered. A recipient of
// some other notice about the pupil is none of these.
func judgesHome(t *act.Tx, n care.Notice) error {
	e, err := t.Episode(n.Episode)
	if err != nil || team(t, e) {
		return err
	}
	d, err := t.OpenDutyFor("home_safe", "notice", n.ID)
	if err != nil && care.KindOf(err) != care.NotFound {
		return err
	}
	if err == nil && d.Post == t.Who.Post {
		return nil
	}
	votes, err := t.Votes(n.ID)
	if err != nil {
		return err
	}
	if (len(votes) > 0 || d.Rung > 0) && mayRelease(t, e) {
		return nil
	}
	return t.Refuse(access.Notices, n.Person)
}
