package pupil

import (
	"encoding/json"
	"sync"

	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
)

// part is one instrument as the page shows it: no scores, no bands, no name,
// because a scale's name says what it looks for.
type part struct {
	Instrument  string    `json:"instrument"`
	Version     string    `json:"version"`
	Period      care.Text `json:"period,omitzero"`
	Instruction care.Text `json:"instruction,omitzero"`
	Items       []item    `json:"items"`
	Options     []option  `json:"options"`
}

type item struct {
	N             int       `json:"n"`
	Text          care.Text `json:"text"`
	Critical      bool      `json:"critical,omitempty"`
	CriticalCodes []int     `json:"critical_codes,omitempty"`
	Options       []option  `json:"options,omitempty"`
}

type option struct {
	Code int       `json:"code"`
	Text care.Text `json:"text"`
}

// batteries keeps the JSON of each round's questions: a thousand classes begin
// in the same minute, and the questions of a round never change once it opened.
type batteries struct {
	mu   sync.RWMutex
	made map[batteryKey][]byte
}

type batteryKey struct {
	campaign care.ID
	leaveOut bool
}

// batteriesMost bounds what is kept; a region has a handful of rounds. Ours.
const batteriesMost = 256

func (b *batteries) of(c care.Campaign, leaveOut bool, scales *instrument.Library) ([]byte, error) {
	key := batteryKey{c.ID, leaveOut}
	b.mu.RLock()
	raw := b.made[key]
	b.mu.RUnlock()
	if raw != nil {
		return raw, nil
	}
	raw, err := json.Marshal(parts(c.Battery, leaveOut, scales))
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.made == nil || len(b.made) >= batteriesMost {
		b.made = map[batteryKey][]byte{}
	}
	b.made[key] = raw
	return raw, nil
}

func parts(battery []care.BatteryItem, leaveOut bool, scales *instrument.Library) []part {
	list := make([]part, 0, len(battery))
	for _, b := range battery {
		in, ok := scales.Get(b.Instrument)
		if !ok {
			continue
		}
		p := part{Instrument: in.ID, Version: b.Version, Period: in.Period.Capital(), Instruction: in.Instruction, Options: options(in.Options)}
		for _, it := range in.Items {
			if leaveOut && screening.AsksSelfHarm(in, it.N) {
				continue
			}
			codes := screening.CriticalCodes(in, it.N)
			p.Items = append(p.Items, item{N: it.N, Text: care.Text{Zh: it.Zh, En: it.En}, Critical: len(codes) > 0, CriticalCodes: codes, Options: options(it.Options)})
		}
		list = append(list, p)
	}
	return list
}

// onPage is a draft in the order of the items on the page: what is left out there
// has no place here either.
func onPage(s screening.Started, scales *instrument.Library) map[string]questionnaire.Answers {
	if !s.LeaveOut {
		return s.Draft.Answers
	}
	out := make(map[string]questionnaire.Answers, len(s.Draft.Answers))
	for id, answers := range s.Draft.Answers {
		in, ok := scales.Get(id)
		for i, a := range answers {
			if ok && !screening.AsksSelfHarm(in, i+1) {
				out[id] = append(out[id], a)
			}
		}
	}
	return out
}

func options(list []instrument.Option) []option {
	var out []option
	for _, o := range list {
		out = append(out, option{Code: o.Code, Text: care.Text{Zh: o.Zh, En: o.En}})
	}
	return out
}
