package act

import (
	"xinhuan/internal/access"
	"xinhuan/internal/care"
)

// Effect is what a switch does to one duty, case or notice.
type Effect string

// The effects, in the order in which they are shown.
const (
	Earlier Effect = "earlier" // duties
	Later   Effect = "later"
	Opened  Effect = "opened"
	Ended   Effect = "ended"
	Owner   Effect = "owner"  // cases that somebody else answers for then
	Sooner  Effect = "sooner" // notices to be acknowledged
	Slower  Effect = "slower"
	Told    Effect = "told"    // notices to be made: the pack names somebody whom the former did not
	Dropped Effect = "dropped" // notices not sent yet whose recipient it no longer names
	Kept    Effect = "kept"    // notices sent whose recipient it no longer names
)

// Effects lists them all.
func Effects() []Effect {
	return []Effect{Earlier, Later, Opened, Ended, Owner, Sooner, Slower, Told, Dropped, Kept}
}

// Touch is one thing that a switch changes: a duty, a notice or, with neither, the
// owner of an episode.
type Touch struct {
	Effect  Effect
	Person  care.ID
	Episode care.ID // of a notice or an owner
	Duty    care.Duty
	Note    care.Notice
	Was     care.Millis // due until now, where its time moves
}

// Due is when it is due then; 0 where it no longer is.
func (x Touch) Due() care.Millis {
	switch {
	case x.Effect == Ended || x.Effect == Dropped:
		return 0
	case x.Note.ID != 0:
		return x.Note.DueAt
	}
	return x.Duty.DueAt
}

// Touches takes a change apart. What only climbs otherwise is none.
func (c Change) Touches() (out []Touch) {
	ofDuty := func(effect Effect, d care.Duty, was care.Millis) {
		out = append(out, Touch{Effect: effect, Person: d.Person, Duty: d, Was: was})
	}
	ofNotice := func(effect Effect, n care.Notice, was care.Millis) {
		out = append(out, Touch{Effect: effect, Person: n.Person, Episode: n.Episode, Note: n, Was: was})
	}
	for _, r := range c.Redated {
		earlier := r.Due() < r.Was
		switch {
		case !r.Moved:
		case r.Note.ID != 0 && earlier:
			ofNotice(Sooner, r.Note, r.Was)
		case r.Note.ID != 0:
			ofNotice(Slower, r.Note, r.Was)
		case earlier:
			ofDuty(Earlier, r.Duty, r.Was)
		default:
			ofDuty(Later, r.Duty, r.Was)
		}
	}
	for _, d := range c.Opened {
		ofDuty(Opened, d, 0)
	}
	for _, d := range c.Ended {
		ofDuty(Ended, d, d.DueAt)
	}
	if c.Owner != 0 {
		out = append(out, Touch{Effect: Owner, Person: c.Episode.Person, Episode: c.Episode.ID})
	}
	for _, x := range c.Told {
		ofNotice(Told, x.Note, 0)
	}
	for _, n := range c.Dropped {
		ofNotice(Dropped, n, 0)
	}
	for _, n := range c.Kept {
		ofNotice(Kept, n, n.DueAt)
	}
	return out
}

// MayKnow tells whether the reader may see that a person is touched: as of any other
// list of such work, by the rules of today and not by those that are proposed.
func (t *Tx) MayKnow(x Touch) (bool, error) {
	today := *t
	today.Policy = t.K.Policy()
	var needs []access.Data
	if x.Episode != 0 {
		e, err := t.Episode(x.Episode)
		if err != nil {
			return false, err
		}
		needs = append(needs, today.DataOf(e.Programme))
	} else {
		m, err := today.MatterOf(x.Duty)
		if err != nil {
			return false, err
		}
		needs = append(needs, m.Data)
	}
	if x.Note.ID != 0 {
		needs = append(needs, access.Notices)
	}
	for _, data := range needs {
		if !t.Access.May(t.Who.Role, access.Read, data) {
			return false, nil // asked first: it reads nothing
		}
	}
	for _, data := range needs {
		if !t.May(access.Read, data, x.Person) {
			return false, nil
		}
	}
	return true, nil
}
