package act

import (
	"context"
	"errors"
	"fmt"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
	"xinhuan/policies"
)

// rules are the pack a process works under, the need-to-know matrix made from it and
// the forms it shows: always all of one pack.
type rules struct {
	stack  *policy.Stack
	matrix access.Matrix
	forms  *questionnaire.Library
}

// Policy is the pack in use now. An act asks its own (Tx.Policy), which stays the
// same from its first line to its commit.
func (k *Kernel) Policy() *policy.Stack { return k.rules.Load().stack }

// Forms are the forms in use now: the program's, with the pack's own over them and
// levels in the pack's words.
func (k *Kernel) Forms() *questionnaire.Library { return k.rules.Load().forms }

// Access is the need-to-know matrix in use now.
func (k *Kernel) Access() access.Matrix { return k.rules.Load().matrix }

// Use makes a pack the one that acts of this process run under from now on. The
// database decides which pack that may be: see Follow.
func (k *Kernel) Use(stack *policy.Stack) error {
	matrix, err := matrixOf(stack)
	if err != nil {
		return err
	}
	forms, err := k.base.Under(stack.OwnForms(), stack.LevelWord)
	if err != nil {
		return err
	}
	k.rules.Store(&rules{stack, matrix, forms})
	k.settleMu.Lock()
	k.settled = "" // what the pack demands has to be looked through again
	k.settleMu.Unlock()
	return nil
}

// errRules is an act that ran under a pack which is no longer the region's. It is
// run again under the new one.
var errRules = errors.New("act: the region adopted another pack meanwhile")

// sameRules holds every act to the region's pack. The log's head names it and is
// locked by whoever commits, so that the order of the log is also the order of the
// packs: what stands behind a switch was done under the new pack, by every process.
func sameRules(adopted string, acts []*Tx) error {
	for _, t := range acts {
		if adopted != "" && t.Policy.Hash() != adopted {
			return errRules
		}
	}
	return nil
}

// Follow takes up the pack that the region has adopted, from the bytes that were
// stored with it, when another process switched.
func (k *Kernel) Follow(ctx context.Context) error {
	var row store.RegionRow
	var next *policy.Stack
	err := k.DB.Read(ctx, k.Region, func(s *store.Tx) (err error) {
		if row, err = s.RegionRow(); err != nil || row.PackHash == k.Policy().Hash() {
			return err
		}
		next, err = StoredPack(s, row.Pack, row.PackHash)
		return err
	})
	if err != nil || next == nil {
		return err
	}
	return k.Use(next)
}

// underRules runs something that commits acts, once more when they ran under a
// pack that was replaced meanwhile.
func (k *Kernel) underRules(ctx context.Context, run func() error) error {
	err := run()
	for range 3 {
		if !errors.Is(err, errRules) {
			break
		}
		if err := k.Follow(ctx); err != nil {
			return err
		}
		err = run()
	}
	return err
}

// OpStoredPack is the operation of an error about the bytes of a pack that a region keeps.
const OpStoredPack = "stored pack"

// StoredPack loads a pack from the bytes that a region keeps of it. Bytes that are
// not those of the hash are refused.
func StoredPack(s *store.Tx, id, hash string) (*policy.Stack, error) {
	files, err := s.PackFiles(hash)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, care.Fail(care.NotFound, OpStoredPack, fmt.Sprintf("数据库里没有规则包 %s（%.12s）的内容：请从备份恢复", id, hash),
			fmt.Sprintf("the database has no bytes of pack %s (%.12s): restore a backup", id, hash))
	}
	if got := policy.HashFiles(files); got != hash {
		return nil, care.Fail(care.Internal, OpStoredPack, fmt.Sprintf("规则包 %s 存下的内容与其校验值不符（应为 %.12s，实为 %.12s）：有人改动过数据库，请从备份恢复", id, hash, got),
			fmt.Sprintf("the stored bytes of pack %s are not those of its hash (%.12s, not %.12s): somebody changed the database; restore a backup", id, got, hash))
	}
	stack, err := policy.Load(policies.Stored(files), id)
	if err != nil {
		return nil, fmt.Errorf("the adopted pack %s (%.12s) can't be read by this version of the program, which asks more of a pack: go back to the former version and adopt a newer pack first: %w", id, hash, err)
	}
	return stack, nil
}

// PackOf loads the pack in which a hash was adopted, whatever its id is.
func PackOf(s *store.Tx, hash string) (*policy.Stack, error) {
	files, err := s.PackFiles(hash)
	if err != nil {
		return nil, err
	}
	id, err := policies.Top(files)
	if err != nil {
		return nil, err
	}
	return StoredPack(s, id, hash)
}

// SwitchTo runs the act that makes another pack the region's: until its commit acts
// run under the former one, from its commit on under this, here and in every other
// process.
func (k *Kernel) SwitchTo(ctx context.Context, next *policy.Stack, fn func(*Tx) error) error {
	matrix, err := matrixOf(next)
	if err != nil {
		return err
	}
	err = k.alone(ctx, System, "region.SwitchPack", func(t *Tx) error {
		if err := fn(t); err != nil {
			return err
		}
		t.Policy, t.Access = next, matrix
		return t.SetPack(next.ID(), next.Hash())
	})
	if err != nil {
		return err
	}
	return k.Use(next)
}

// Under is View with the rules of another pack in the place of the region's: what
// would follow from it. Who may see what stays as it is.
func (k *Kernel) Under(ctx context.Context, who Who, stack *policy.Stack, fn func(*Tx) error) error {
	return k.View(ctx, who, func(t *Tx) error {
		t.Policy = stack
		return fn(t)
	})
}

// AdoptEpisode brings one open episode under the act's pack; what is right already
// it leaves alone.
func (t *Tx) AdoptEpisode(id care.ID, w Switch) error {
	e, err := t.Episode(id)
	if err != nil || e.State != care.EpisodeOpen {
		return err
	}
	t.About("episode", e.ID, e.Person)
	c, err := t.EpisodeChange(e, w)
	if err != nil || c.Empty() {
		return err
	}
	t.Detail(len(c.Redated), len(c.Ended), len(c.Opened), len(c.Told), len(c.Dropped))
	return t.Carry(c)
}
