package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// Giving is whom an episode is about, and to whom it may be handed over.
type Giving struct {
	Pupil Chip
	Heirs []Holder
}

// Heirs lists the held posts to which an episode may be handed over: those of
// the care chain around the pupil.
func (r Room) Heirs(ctx context.Context, who act.Who, episode care.ID) (Giving, error) {
	var g Giving
	err := r.View(ctx, who, func(t *act.Tx) error {
		e, err := t.Episode(episode)
		if err != nil {
			return err
		}
		if err := t.Decide(access.Write, access.Plan, e.Person); err != nil {
			return err
		}
		if g.Heirs, err = heirs(t, e); err != nil {
			return err
		}
		g.Pupil, err = chipOf(t, e.Person)
		return err
	})
	return g, err
}

// heirs lists those to whom an episode may be given: of the care chain, there, and
// able to open what they would have to work on.
func heirs(t *act.Tx, e care.Episode) (able []Holder, err error) {
	chain, err := careChain(t, e)
	for _, h := range chain {
		ok, err := t.MayOpen(h.Post, act.CaseOf(e.Person))
		if err != nil {
			return nil, err
		}
		if ok {
			able = append(able, h)
		}
	}
	return able, err
}

func careChain(t *act.Tx, e care.Episode) ([]Holder, error) {
	class, err := t.ClassIDOf(e.Person)
	if err != nil {
		return nil, err
	}
	around, err := peopleAround(t, class)
	return slices.DeleteFunc(around, func(h Holder) bool {
		return h.Name == "" || h.Post == e.OwnerPost || !slices.Contains(act.CareChain, h.Role)
	}), err
}

// mayInherit says why a post can't be given an episode, for the field it was chosen in.
func mayInherit(t *act.Tx, e care.Episode, post care.ID) error {
	at := func(h Holder) bool { return h.Post == post }
	able, err := heirs(t, e)
	if err != nil || slices.ContainsFunc(able, at) {
		return err
	}
	chain, err := careChain(t, e)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(chain, at) {
		return care.Invalidf("post", "按规则包，这个岗位不能打开该生的个案，接手后无法工作：请选其他岗位，或先由区县采用给它查看权限的规则包",
			"under the pack this post may not open the pupil's episode and could not work on it: choose another post, or have the district adopt a pack that lets it read the level")
	}
	return care.Invalidf("post", "这个岗位不能接手：只能交给该生身边、现在有人的心理岗位或负责人", "this post can't take over: only a held post of the care chain around the pupil can")
}
