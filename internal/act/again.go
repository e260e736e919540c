package act

import (
	"context"
	"errors"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

func dueFrom(t *Tx, timer policy.Timer, from care.Millis) care.Millis {
	return duty.DueAt(timer.Within, from, t.Policy.Calendar())
}

// Finish ends an open duty of a programme's episode as done on a day and, where it
// comes again, opens the next. It answers false where the day does not count for
// it: done already, or not yet owed then.
func (t *Tx) Finish(s *Settled, id care.ID, on care.Date, outcome string) (bool, error) {
	i := slices.IndexFunc(s.Duties, func(d care.Duty) bool { return d.ID == id && d.State == care.DutyOpen })
	if i < 0 {
		return false, nil
	}
	timer, err := t.Timer(s.Duties[i].Rule)
	if err != nil {
		return false, err
	}
	if on < care.DateOf(s.Since.Time()) {
		return false, nil
	}
	cal := t.Policy.Calendar()
	if timer.Cadence && !timer.Repeated().Meets(on, s.Duties[i].DueAt, fromOf(s.Duties[i]), cal) {
		return false, nil
	}
	if err := t.EndDuty(id, care.DutyDone, t.Who.Post, outcome); err != nil {
		return false, err
	}
	s.Duties[i].State, s.Duties[i].DoneAt = care.DutyDone, t.Now
	if !timer.Cadence {
		return true, nil
	}
	return true, s.add(t, timer, timer.Repeated().Next(on, cal, cal), on)
}

// Reached ends the open duties that a contact of a kind on a day does: a visit
// counts as a contact, a call never as a visit; which kinds count stands in the
// timer. It answers how many it finished.
func (t *Tx) Reached(s *Settled, kind string, on care.Date) (n int, err error) {
	for _, d := range slices.Clone(s.Duties) {
		timer, ok := t.Policy.Timer(d.Rule)
		if !ok || d.State != care.DutyOpen || !slices.Contains(timer.Counts, kind) {
			continue
		}
		done, err := t.Finish(s, d.ID, on, "done")
		if err != nil {
			return n, err
		}
		if done {
			n++
		}
	}
	return n, nil
}

// Episodes of programmes that one person has open, pupil care apart.
func (t *Tx) Programmes(person care.ID) ([]care.Episode, error) {
	list, err := t.EpisodesOf(person)
	return slices.DeleteFunc(list, func(e care.Episode) bool {
		return e.State != care.EpisodeOpen || e.Programme == care.StudentCare
	}), err
}

// Rehome settles a person's programmes after one of his units changed: who is
// responsible follows where he is, that minute.
func (t *Tx) Rehome(person care.ID) error {
	list, err := t.Programmes(person)
	if err != nil {
		return err
	}
	return t.settleAll(list)
}

// Reseat settles the programmes of whoever belongs to a unit after one of its seats
// was filled or emptied.
func (t *Tx) Reseat(unit care.ID) error {
	list, err := t.EpisodesTied(unit)
	if err != nil {
		return err
	}
	return t.settleAll(list)
}

func (t *Tx) settleAll(list []care.Episode) error {
	for _, e := range list {
		if _, err := t.Settle(e); err != nil {
			return err
		}
	}
	return nil
}

// settlePage is how many episodes the clock looks through in one reading. Ours.
const settlePage = 200

// settleDay looks through all open episodes of programmes once a day and settles
// those that are out of order: after an outage, a new pack or a seat that changed
// by a way nobody thought of.
func (k *Kernel) settleDay(ctx context.Context) error {
	today := care.DateOf(k.DB.Now())
	k.settleMu.Lock()
	defer k.settleMu.Unlock()
	if k.settled == today {
		return nil
	}
	var failed []error
	for after, more := care.ID(0), true; more; {
		var broken []care.Episode
		err := k.View(ctx, System, func(t *Tx) error {
			list, err := t.OpenEpisodesAfter(after, settlePage)
			if err != nil || len(list) == 0 {
				more = false
				return err
			}
			after, more = list[len(list)-1].ID, len(list) == settlePage
			return t.Unsettled(list, func(e care.Episode, faults []string) {
				if len(faults) > 0 {
					broken = append(broken, e)
				}
			})
		})
		if err != nil {
			return err
		}
		for _, e := range broken {
			failed = append(failed, k.step(ctx, "clock.Settle", func(t *Tx) error { return t.settleAgain(e) }))
		}
	}
	failed = append(failed, k.settleFamilies(ctx))
	k.settled = today
	return errors.Join(failed...)
}

// pupilFaults are those of pupil care: a cadence has an open duty, a single one is
// open or was ended since the level was set. Owner and further duties (reports,
// calls after a move) are decided by people there.
func (s Settled) pupilFaults(t *Tx, timers []policy.Timer) (faults []string, err error) {
	for _, timer := range timers {
		if !slices.ContainsFunc(s.Duties, func(d care.Duty) bool {
			return d.Rule == timer.ID && (d.State == care.DutyOpen || !timer.Cadence && d.OpenedAt >= s.Since && d.State == care.DutyDone)
		}) {
			faults = append(faults, "no duty of "+timer.ID)
		}
	}
	steps := s // the release of wide notices is no step with the pupil
	steps.Duties = slices.DeleteFunc(slices.Clone(s.Duties), func(d care.Duty) bool { return d.Rule == wideRelease })
	if next := steps.next(); next != "" && s.Episode.NextOn > next {
		faults = append(faults, "the next date is after that of the first duty")
	}
	able, err := t.MayOpen(s.Episode.OwnerPost, CaseOf(s.Episode.Person))
	if err == nil && !able {
		faults = append(faults, "its owner may not open it")
	}
	return faults, err
}

func (t *Tx) settleAgain(e care.Episode) error {
	t.About("episode", e.ID, e.Person)
	now, err := t.Episode(e.ID)
	if err != nil || now.State != care.EpisodeOpen {
		return err
	}
	_, err = t.Settle(now)
	return err
}

// Unsettled names what Settle would change of open episodes; nothing, where all is
// in order. It writes nothing: the clock and verify ask it, a page of episodes at a
// time.
func (t *Tx) Unsettled(list []care.Episode, tell func(e care.Episode, faults []string)) error {
	episodes, persons := make([]care.ID, len(list)), make([]care.ID, len(list))
	for i, e := range list {
		episodes[i], persons[i] = e.ID, e.Person
	}
	lines, err := t.LevelsOf(episodes)
	if err != nil {
		return err
	}
	duties, err := t.EpisodeDuties(persons)
	if err != nil {
		return err
	}
	ties, err := t.CurrentTies(persons)
	if err != nil {
		return err
	}
	changes, about, tied := map[care.ID][]store.LevelLine{}, map[care.ID][]care.Duty{}, map[care.ID][]care.Tie{}
	for _, l := range lines {
		changes[l.Episode] = append(changes[l.Episode], l)
	}
	for _, d := range duties {
		about[d.Person] = append(about[d.Person], d)
	}
	for _, tie := range ties {
		tied[tie.Person] = append(tied[tie.Person], tie)
	}
	for _, e := range list {
		s, err := t.settledOf(e, changes[e.ID], about[e.Person])
		var faults []string
		if err == nil {
			faults, err = s.faults(t, tied[e.Person])
		}
		if err != nil { // one that can't be understood must not hide the others
			faults = append(faults, "this can't be looked through: "+err.Error())
		}
		tell(e, faults)
	}
	return nil
}

func (s Settled) faults(t *Tx, ties []care.Tie) (faults []string, err error) {
	e := s.Episode
	timers, err := s.Timers(t)
	if err != nil {
		return nil, err
	}
	if e.Programme == care.StudentCare {
		return s.pupilFaults(t, timers)
	}
	for _, timer := range timers {
		if s.Owed(t, timer) {
			faults = append(faults, "no duty of "+timer.ID)
		}
	}
	post, _, err := t.responsible(e.Person, ties, s.Programme)
	if err != nil {
		return nil, err
	}
	if post != e.OwnerPost {
		faults = append(faults, "somebody else is responsible now")
	}
	for _, d := range s.Duties {
		if d.State != care.DutyOpen {
			continue
		}
		if turnOf(d) != s.Turn || !slices.ContainsFunc(timers, func(x policy.Timer) bool { return x.ID == d.Rule }) {
			faults = append(faults, "a duty of "+d.Rule+" without reason")
		}
		if d.Post != e.OwnerPost {
			faults = append(faults, "a duty of "+d.Rule+" lies elsewhere")
		}
		if timer, ok := t.Policy.Timer(d.Rule); ok && s.inBasis(timer, d.DueAt) != d.DueAt {
			faults = append(faults, "a duty of "+d.Rule+" comes after the basis ended")
		}
	}
	if next := s.next(); next != e.NextOn {
		faults = append(faults, "the next date is not that of the first duty")
	}
	return faults, nil
}
