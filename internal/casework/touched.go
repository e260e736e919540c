package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// TouchLine is one thing that a proposed pack changes, with whom it is about.
type TouchLine struct {
	act.Touch
	Pupil Chip
	Whom  Holder // who has the duty, is told or answers for the case
}

// TouchList is one page of what the reader may know of an effect.
type TouchList struct {
	Lines []TouchLine
	Total int // that he may know
	All   int
}

// Touched lists what a proposed pack would do to whom, as far as the reader may open
// it: what he may not see he knows by number alone.
func (r Room) Touched(ctx context.Context, who act.Who, pack *policy.Stack, effect act.Effect, limit, offset int) (out TouchList, err error) {
	from := r.Policy()
	err = r.Under(ctx, who, pack, func(t *act.Tx) error {
		out = TouchList{}
		root, err := t.Root()
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Read, access.Packs, root.ID); err != nil {
			return err
		}
		if !slices.Contains(act.Effects(), effect) {
			return care.Fail(care.NotFound, "touched", "没有这份名单", "there is no such list")
		}
		return t.EachChange(act.Switch{From: from, At: t.Now}, func(c act.Change) error {
			for _, x := range c.Touches() {
				if x.Effect != effect {
					continue
				}
				out.All++
				may, err := t.MayKnow(x)
				if err != nil {
					return err
				}
				if !may {
					continue
				}
				if out.Total++; out.Total <= offset || out.Total > offset+limit {
					continue
				}
				line, err := touchLine(t, x, c)
				if err != nil {
					return err
				}
				out.Lines = append(out.Lines, line)
			}
			return nil
		})
	})
	return out, err
}

func touchLine(t *act.Tx, x act.Touch, c act.Change) (line TouchLine, err error) {
	line.Touch = x
	if line.Pupil, err = chipOf(t, x.Person); err != nil {
		return line, err
	}
	post := x.Duty.Post
	switch {
	case x.Note.ID != 0:
		post = x.Note.ToPost
		line.Whom = Holder{Role: x.Note.ToRole}
	case x.Effect == act.Owner:
		post = c.Owner
	}
	if post != 0 {
		line.Whom, err = holderOf(t, post)
	}
	return line, err
}
