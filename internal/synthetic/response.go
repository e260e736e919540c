package synthetic

import (
	"math"
	"math/rand/v2"
	"strings"

	"xinhuan/internal/questionnaire"
)

// Response is what one pupil did with one instrument. Answers hold 0..options-1,
// which is the printed code of scales that count from 0; the caller translates
// where an instrument prints other codes. ElapsedMS is the time spent on each
// item in milliseconds, 0 for items never seen. StopAt is the first item (from 0)
// that was not reached, -1 where the sheet was finished. An absent pupil has no
// answers.
type Response struct {
	Answers   questionnaire.Answers
	ElapsedMS []int
	Absent    bool
	StopAt    int
}

// manner is how a pupil takes a round.
type manner int

const (
	careful      manner = iota
	straightLine        // one option for all
	atRandom            // any option, quickly
	hasty               // honest, but too fast to have read
)

// Shares of a round; ours. Together about one sheet in thirty is careless.
const (
	shareAbsent       = .04
	shareStraightLine = .018
	shareAtRandom     = .008
	shareHasty        = .008
	shareStopping     = .012
	shareSkipping     = .02
	shareDeclining    = .025
)

// Answers is the pupil's response to an instrument of so many items and options.
// The id may carry an occasion after @ ("phq9@2"): another occasion draws new
// answers from the same traits, as a second sitting would. Whether a pupil is
// absent or careless belongs to the occasion and is the same for all its
// instruments. The same arguments give the same response.
func (d *District) Answers(p Pupil, instrument string, items, options int) Response {
	id, occasion, _ := strings.Cut(instrument, "@")
	round := stream(d.seed, absenceStream, uint64(p.nth), textKey(occasion))
	t := d.traits(p)
	// Those who suffer most come to school least.
	if chance(round, shareAbsent+.03*max(0, t.depression-1)) {
		return Response{Absent: true, StopAt: -1}
	}
	how := mannerOf(round)

	rng := stream(d.seed, answerStream, uint64(p.nth), textKey(id), textKey(occasion))
	model := scaleOf(id, items, options)
	r := Response{Answers: make(questionnaire.Answers, items), ElapsedMS: make([]int, items), StopAt: -1}
	line := lineOf(rng, options)
	for i, item := range model.items {
		honest := item.answer(rng, model.trait(t, item))
		if model.turned {
			honest = options - 1 - honest
		}
		chosen := honest
		switch how {
		case straightLine:
			chosen = line
		case atRandom:
			chosen = rng.IntN(options)
		}
		r.Answers[i] = questionnaire.Answer(chosen)
		r.ElapsedMS[i] = elapsed(rng, how, t.pace, item.selfHarm && chosen > 0)
	}
	if how == careful {
		r.leaveOut(rng, model)
	}
	return r
}

func mannerOf(rng *rand.Rand) manner {
	switch x := rng.Float64(); {
	case x < shareStraightLine:
		return straightLine
	case x < shareStraightLine+shareAtRandom:
		return atRandom
	case x < shareStraightLine+shareAtRandom+shareHasty:
		return hasty
	}
	return careful
}

// lineOf is the option a straight-liner stays with: mostly the first.
func lineOf(rng *rand.Rand, options int) int {
	if chance(rng, .7) {
		return 0
	}
	return rng.IntN(options)
}

func (s scale) trait(t traits, item grm) float64 {
	v := s.depression*t.depression + (1-s.depression)*t.anxiety
	if item.selfHarm {
		v += t.selfHarm
	}
	return v
}

// elapsed is a lognormal reading time around 3.5 s for a senior pupil; an answer
// about harming oneself takes longer. Hasty pupils need less than half a second.
func elapsed(rng *rand.Rand, how manner, pace float64, hard bool) int {
	spread := math.Exp(.4 * rng.NormFloat64())
	if how != careful {
		return int(380*math.Sqrt(spread)) + 60
	}
	ms := 3500 * pace * spread
	if hard {
		ms *= 1.8
	}
	return int(ms) + 400
}

// leaveOut takes answers away: some pupils stop, some miss an item, some choose
// 不想回答, and then mostly on the hardest one.
func (r *Response) leaveOut(rng *rand.Rand, s scale) {
	items := len(r.Answers)
	if chance(rng, shareDeclining) {
		declined := rng.IntN(items)
		if hard := s.hardest(); chance(rng, .6) {
			declined = hard
		}
		r.Answers[declined] = questionnaire.Declined
	}
	if chance(rng, shareSkipping) {
		r.Answers[rng.IntN(items)] = questionnaire.Missing
	}
	if !chance(rng, shareStopping) || items < 2 {
		return
	}
	r.StopAt = 1 + rng.IntN(items-1)
	for i := r.StopAt; i < items; i++ {
		r.Answers[i], r.ElapsedMS[i] = questionnaire.Missing, 0
	}
}

// hardest is the self-harm item, or the one fewest pupils affirm.
func (s scale) hardest() int {
	best := 0
	for i, item := range s.items {
		if item.selfHarm {
			return i
		}
		if item.thresholds[0] > s.items[best].thresholds[0] {
			best = i
		}
	}
	return best
}
