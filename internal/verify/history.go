package verify

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/store"
)

// The acts that end a case or set its level.
const (
	actDecide = "casework.Decide"
	actGrade  = "casework.Grade"
	actRaise  = "casework.Raise"
	actLeave  = "casework.Leave"
)

// episodeEnd: an episode that is closed was closed by an act for a reason: pupil care by
// the psychology lead after a review, another programme by whoever may.
func episodeEnd(_ context.Context, t *act.Tx, c *Check) error {
	return inPages(lookPage, t.EachEpisode, func(page []care.Episode) error {
		c.Checked += len(page)
		log, err := trailOf(t, page, func(e care.Episode) care.ID { return e.Person })
		if err != nil {
			return err
		}
		for _, e := range page {
			switch {
			case e.State == care.EpisodeOpen && (e.ClosedAt != 0 || e.CloseReason != ""):
				c.fail("episode %s is open and has an end", e.ID)
			case e.State == care.EpisodeOpen:
			case e.State != care.EpisodeClosed:
				c.fail("episode %s is neither open nor closed", e.ID)
			case e.ClosedAt == 0 || e.CloseReason == "":
				c.fail("episode %s is closed and has no time or no reason", e.ID)
			case !closedBy(t, log, e):
				c.fail("episode %s was closed by no act of somebody who may", e.ID)
			}
		}
		return nil
	})
}

func closedBy(t *act.Tx, log trail, e care.Episode) bool {
	_, ok := log.find(e.Person, e.ClosedAt, func(x audit.Entry) bool {
		p, err := t.Post(x.Post)
		if err != nil {
			return false
		}
		if e.Programme == care.StudentCare {
			return x.Act == actDecide && said(t, x, care.LevelNone.String()) && p.Role == care.PsychologyLead
		}
		return x.Act == actLeave && x.ObjectID == e.ID && said(t, x, e.CloseReason) && p.Role != care.ChildDirector
	})
	return ok
}

// levelHistory: an episode's level is that of the newest line of its history, each line
// is what somebody decided at that instant, and no decision has lost its line.
func levelHistory(_ context.Context, t *act.Tx, c *Check) error {
	return inPages(lookPage, t.EachEpisode, func(page []care.Episode) error {
		ids := make([]care.ID, len(page))
		for i, e := range page {
			ids[i] = e.ID
		}
		lines, err := t.LevelsOf(ids)
		if err != nil {
			return err
		}
		of := map[care.ID][]store.LevelLine{}
		for _, l := range lines {
			of[l.Episode] = append(of[l.Episode], l)
		}
		log, err := trailOf(t, page, func(e care.Episode) care.ID { return e.Person })
		if err != nil {
			return err
		}
		for _, e := range page {
			c.Checked += 1 + len(of[e.ID])
			h := history{t: t, c: c, e: e, lines: of[e.ID], log: log}
			if err := h.check(); err != nil {
				return err
			}
		}
		return nil
	})
}

// history is one episode's.
type history struct {
	t     *act.Tx
	c     *Check
	e     care.Episode
	lines []store.LevelLine
	log   trail
}

func (h history) check() error {
	e, n := h.e, len(h.lines)
	if n == 0 {
		h.c.fail("episode %s has no history of its level", e.ID)
		return nil
	}
	if h.lines[0].At != e.OpenedAt {
		h.c.fail("episode %s: its history does not begin when it was opened", e.ID)
	}
	last := h.lines[n-1]
	if e.State == care.EpisodeClosed && e.Programme != care.StudentCare {
		if last.Level != care.LevelNone || last.At != e.ClosedAt {
			h.c.fail("episode %s: its history does not end when it was closed", e.ID)
		}
	} else if last.Level != e.Level {
		h.c.fail("episode %s is at level %s, and its newest line says %s", e.ID, e.Level, last.Level)
	}
	for i, l := range h.lines {
		if !h.decided(l) {
			h.c.fail("level line %s of episode %s: nobody decided that then", l.ID, e.ID)
		}
		if i == 0 || l.Level >= h.lines[i-1].Level {
			continue
		}
		alone, err := h.liftedAlone(l)
		if err != nil {
			return err
		}
		if alone {
			h.c.fail("level line %s of episode %s: what takes two people was lowered by one", l.ID, e.ID)
		}
	}
	h.lost()
	return nil
}

// decided tells whether the log has the act of a line: by the same person through the
// same post, and bound to the same level where the act names one.
func (h history) decided(l store.LevelLine) bool {
	_, ok := h.log.find(h.e.Person, l.At, func(x audit.Entry) bool {
		if x.Actor != l.ByPerson || x.Post != l.ByPost {
			return false
		}
		if x.Act == actDecide || x.Act == actGrade {
			return said(h.t, x, l.Level.String())
		}
		return x.Act != actLeave || l.Level == care.LevelNone
	})
	return ok
}

// liftedAlone tells whether whoever does the daily work lifted the flag of an
// abnormality without a second person.
func (h history) liftedAlone(l store.LevelLine) (bool, error) {
	if h.e.Programme != care.ChildInHardship || l.Level == care.LevelNone {
		return false, nil
	}
	p, err := h.t.Post(l.ByPost)
	if err != nil && care.KindOf(err) != care.NotFound {
		return false, err
	}
	if casework.LiftsAlone(p.Role) {
		return false, nil
	}
	first, err := h.t.AgreedLift(h.e.ID, l.Level, l.At)
	if care.KindOf(err) == care.NotFound {
		return true, nil
	}
	return first == l.ByPerson, err
}

// lost names decisions about the episode whose line is gone.
func (h history) lost() {
	at := map[care.Millis]bool{h.e.ClosedAt: true}
	for _, l := range h.lines {
		at[l.At] = true
	}
	for _, x := range h.log[h.e.Person] {
		during := x.At >= h.e.OpenedAt && (h.e.ClosedAt == 0 || x.At <= h.e.ClosedAt)
		review := x.Act == actDecide && x.Object == "pupil" && h.e.Programme == care.StudentCare && during
		raised := x.Act == actRaise && x.Object == "episode" && x.ObjectID == h.e.ID
		if (review || raised) && !at[x.At] {
			h.c.fail("episode %s: what was decided at %d has no line in its history", h.e.ID, x.At)
		}
	}
}
