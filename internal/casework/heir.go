package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// Heirs lists the held posts to which an episode may be handed over: those of
// the care chain around the pupil.
func (r Room) Heirs(ctx context.Context, who act.Who, episode care.ID) ([]Holder, error) {
	var list []Holder
	err := r.View(ctx, who, func(t *act.Tx) error {
		e, err := t.Episode(episode)
		if err != nil {
			return err
		}
		if err := t.Decide(access.Write, access.Plan, e.Person); err != nil {
			return err
		}
		list, err = heirs(t, e)
		return err
	})
	return list, err
}

func heirs(t *act.Tx, e care.Episode) ([]Holder, error) {
	class, err := t.ClassIDOf(e.Person)
	if err != nil {
		return nil, err
	}
	around, err := peopleAround(t, class)
	return slices.DeleteFunc(around, func(h Holder) bool {
		return h.Name == "" || h.Post == e.OwnerPost || !slices.Contains(act.CareChain, h.Role)
	}), err
}
