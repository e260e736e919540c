package screening

import (
	"encoding/json"
	"fmt"

	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/questionnaire"
)

// storedSheet is a sheet as sealed: packed answers with the version of the
// instrument each was given to. Change it only with a new Version.
type storedSheet struct {
	Version int                     `json:"v"`
	Scales  map[string]storedAnswer `json:"s"`
}

type storedAnswer struct {
	Hash    string  `json:"h"`
	Answers []byte  `json:"a"` // questionnaire.Answers packed, one byte an item
	Elapsed []int32 `json:"e,omitempty"`
}

func encodeAnswers(battery []care.BatteryItem, a Answers) ([]byte, error) {
	s := storedSheet{Version: 1, Scales: make(map[string]storedAnswer, len(battery))}
	for _, b := range battery {
		s.Scales[b.Instrument] = storedAnswer{Hash: b.Version, Answers: a.Answers[b.Instrument].Pack(), Elapsed: a.Elapsed[b.Instrument]}
	}
	return json.Marshal(s)
}

func decodeAnswers(plain []byte, a *Answers) error {
	var s storedSheet
	if err := json.Unmarshal(plain, &s); err != nil {
		return fmt.Errorf("screening: stored sheet: %w", err)
	}
	if s.Version != 1 {
		return fmt.Errorf("screening: stored sheet of unknown version %d", s.Version)
	}
	a.Answers, a.Elapsed = map[string]questionnaire.Answers{}, map[string][]int32{}
	for id, v := range s.Scales {
		answers, err := questionnaire.Unpack(v.Answers)
		if err != nil {
			return fmt.Errorf("screening: stored sheet: %w", err)
		}
		a.Answers[id] = answers
		if v.Elapsed != nil {
			a.Elapsed[id] = v.Elapsed
		}
	}
	return nil
}

// spread puts answers back to the numbers of their items where a guardian
// consented without self-harm items: a page that leaves those out of its lists
// as well sends shorter ones.
func (r Room) spread(at *place, a Answers) Answers {
	if !at.row.PlainItems {
		return a
	}
	out := Answers{Answers: make(map[string]questionnaire.Answers, len(a.Answers)), Elapsed: make(map[string][]int32, len(a.Elapsed))}
	for id, list := range a.Answers {
		out.Answers[id] = spreadOne(r.Instruments, id, list, questionnaire.Missing)
	}
	for id, list := range a.Elapsed {
		out.Elapsed[id] = spreadOne(r.Instruments, id, list, 0)
	}
	return out
}

func spreadOne[T any](scales *instrument.Library, id string, short []T, gap T) []T {
	in, ok := scales.Get(id)
	if !ok || len(short) == in.ItemCount {
		return short
	}
	var full []T
	for _, item := range in.Items {
		switch {
		case AsksSelfHarm(in, item.N):
			full = append(full, gap)
		case len(short) == 0:
			return full // a draft that ends early, or a sheet that Check refuses
		default:
			full, short = append(full, short[0]), short[1:]
		}
	}
	return append(full, short...)
}
