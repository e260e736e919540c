package demo

import (
	"context"
	"sync"

	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
	"xinhuan/internal/synthetic"
)

// enrolMost is how many pupils one act enrols. Ours.
const enrolMost = 400

// pupil is a child of a screened class.
type pupil struct {
	synthetic.Pupil
	id      care.ID
	key     uint64 // place in the district: the root of what is drawn for the child
	class   *class
	consent care.ConsentDecision
	ticket  screening.Ticket
	sitting screening.Started
	fate    care.Level      // set beforehand for the few the last scene needs; -1 = drawn
	left    map[string]bool // duties and recipients of theirs whose work is left waiting

	mu    sync.Mutex
	seen  map[care.ID]bool // what somebody has on the agenda already
	count map[string]int
}

// once tells whether a thing is new to those who look after the pupil.
func (p *pupil) once(id care.ID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen[id] {
		return false
	}
	p.seen[id] = true
	return true
}

// nth counts how often something was done about the pupil.
func (p *pupil) nth(what string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count[what]++
	return p.count[what]
}

// enrol enrols every pupil at the end of August, a few hundred in an act, in an
// order that tells nothing of the class lists.
func (b *builder) enrol(ctx context.Context) error {
	if err := b.clock.set(at(b.start.AddDays(3), 9, 0)); err != nil {
		return err
	}
	var batch []region.NewPupil
	var kept []*pupil
	var inCare []*child
	done, total := 0, b.district.Pupils()
	flush := func() error {
		order := b.dice(uint64(done), "enrol").Perm(len(batch))
		mixed := make([]region.NewPupil, len(batch))
		for i, j := range order {
			mixed[i] = batch[j]
		}
		ids, err := b.regions.EnrolPupils(ctx, b.officer, mixed)
		if err != nil {
			return err
		}
		for i, j := range order {
			if kept[j] != nil {
				kept[j].id = ids[i]
			}
			if inCare[j] != nil {
				inCare[j].id = ids[i]
			}
		}
		done += len(batch)
		batch, kept, inCare = batch[:0], kept[:0], inCare[:0]
		b.o.Progress(StepPupils, done, total)
		return nil
	}

	key := uint64(0)
	for _, s := range b.schools {
		n := 0
		for c := range s.Classes {
			class := s.classes[n]
			n++
			for _, p := range c.Pupils {
				key++
				batch = append(batch, region.NewPupil{Class: class.unit, Village: b.places[p.Village], Dormitory: s.dorms[p.Dormitory], Identity: p.Identity, Guardians: p.Guardians})
				kept = append(kept, b.keep(class, p, key))
				inCare = append(inCare, b.keepChild(p, key))
			}
			if len(batch) < enrolMost {
				continue
			}
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return flush()
}

// keep remembers a pupil who will be screened; nil for the younger ones.
func (b *builder) keep(c *class, syn synthetic.Pupil, key uint64) *pupil {
	if c.Grade < screenedFrom {
		return nil
	}
	p := &pupil{Pupil: syn, key: key, class: c, consent: b.decides(key), fate: -1, seen: map[care.ID]bool{}, count: map[string]int{}}
	c.pupils = append(c.pupils, p)
	c.school.pupils++
	return p
}

// decides draws a family's decision; the shares are ours.
func (b *builder) decides(key uint64) care.ConsentDecision {
	switch x := b.dice(key, "consent").Float64(); {
	case x < .95:
		return care.ConsentAgree
	case x < .98:
		return care.ConsentNoSelfHarm
	}
	return care.ConsentDecline
}
