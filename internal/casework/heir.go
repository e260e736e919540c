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
		class, err := t.ClassIDOf(e.Person)
		if err != nil {
			return err
		}
		around, err := peopleAround(t, class)
		for _, h := range around {
			if h.Name != "" && h.Post != e.OwnerPost && slices.Contains(act.CareChain, h.Role) {
				list = append(list, h)
			}
		}
		return err
	})
	return list, err
}
