package verify

import (
	"context"
	"encoding/json"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
)

// packs: the bytes of every pack that was ever adopted are those of its hash, and
// whatever was decided names one of them.
func packs(_ context.Context, t *act.Tx, c *Check) error {
	kept, err := t.PackHashes()
	if err != nil {
		return err
	}
	for _, hash := range kept {
		c.Checked++
		files, err := t.PackFiles(hash)
		if err != nil {
			return err
		}
		if got := policy.HashFiles(files); got != hash {
			c.fail("the bytes kept of pack %.12s are those of %.12s", hash, got)
		}
	}
	row, err := t.RegionRow()
	if err != nil {
		return err
	}
	if !slices.Contains(kept, row.PackHash) {
		c.fail("the bytes of the pack in use, %.12s, are not kept", row.PackHash)
	}
	named, err := t.PacksNamed()
	for _, n := range named {
		c.Checked++
		if !slices.Contains(kept, n.Hash) {
			c.fail("%s %s was made under pack %.12s, whose bytes are not kept", n.What, n.ID, n.Hash)
		}
	}
	return err
}

// basis: every duty and every notice that there is or was stands on a rule of the pack
// of its day, and every level names that pack.
func basis(_ context.Context, t *act.Tx, c *Check) (err error) {
	c.Checked, err = t.Baseless(c.fail)
	return err
}

// replay asks the rules of every sheet's own pack again: what was suggested then is
// what they give now, reason by reason, and the flag says no less.
func replay(_ context.Context, t *act.Tx, c *Check) error {
	if t.K.Locked() {
		c.fail("the region is locked; suggestions were not replayed")
		return nil
	}
	column := store.SealedColumns()[slices.IndexFunc(store.SealedColumns(), func(s store.SealedColumn) bool { return s.Table == "sitting" && s.Column == "result" })]
	r := replayer{t: t, c: c, packs: map[string]*policy.Stack{}, results: map[care.ID]screening.Result{}}
	if err := t.EachSealed(column, r.sheet); err != nil {
		return err
	}
	return t.EachFlag(r.flag)
}

type replayer struct {
	t       *act.Tx
	c       *Check
	packs   map[string]*policy.Stack // nil: can't be had
	results map[care.ID]screening.Result
}

func (r *replayer) pack(hash string) *policy.Stack {
	stack, known := r.packs[hash]
	if known {
		return stack
	}
	stack, err := act.PackOf(r.t.Tx, hash)
	if err != nil {
		r.c.fail("pack %.12s can't be asked again: %v", hash, err)
		stack = nil
	}
	r.packs[hash] = stack
	return stack
}

func (r *replayer) sheet(row store.SealedRow) error {
	plain, err := r.t.Open("sitting", "result", row.ID, row.Sealed)
	if err != nil {
		return nil // the check of sealed values names it
	}
	var res screening.Result
	if json.Unmarshal(plain, &res) != nil {
		return nil
	}
	r.c.Checked++
	if res.Level > care.LevelNone || res.Alert {
		has, err := r.t.HasFlag(row.ID)
		if err != nil {
			return err
		}
		if !has {
			r.c.fail("sheet %s asks for a meeting, and its round waits for no flag of the pupil", row.ID)
		}
	}
	stack := r.pack(res.Pack)
	if stack == nil {
		return nil
	}
	again := res.Suggest(stack)
	if again.Level != res.Level || again.Alert != res.Alert || again.Retake != res.Retake || !slices.Equal(act.ReasonsOf(again), res.Reasons) {
		r.c.fail("sheet %s: the pack it was scored under, %.12s, suggests something else than was stored", row.ID, res.Pack)
	}
	if len(res.Reasons) > 0 {
		r.results[row.ID] = res
	}
	return nil
}

func (r *replayer) flag(f care.Flag) error {
	res, had := r.results[f.Sitting]
	if !had || f.Source != care.FromRound {
		return nil
	}
	r.c.Checked++
	if f.Suggested < res.Level {
		r.c.fail("flag %s suggests less than its sheet does under pack %.12s", f.ID, res.Pack)
	}
	reasons, err := r.t.Reasons(f)
	if err != nil {
		return nil
	}
	for _, want := range res.Reasons {
		if !slices.Contains(reasons, want.Under(res.Pack)) {
			r.c.fail("flag %s lacks a reason that its sheet has, under the pack of the sheet", f.ID)
		}
	}
	return nil
}
