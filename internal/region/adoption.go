package region

import (
	"context"
	"fmt"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
	"xinhuan/policies"
)

// A pack is adopted by two people of the authority: one proposes it with the day on
// which it begins, another reads what it changes and agrees. Its bytes are stored
// with the proposal, so that what was agreed to is what runs, whatever becomes of
// the folder or the file it came from.

// Adoption is a proposal of a pack as a reader sees it.
type Adoption struct {
	store.Adoption
	By, End string      // names of who proposed and who agreed or refused
	Mine    bool        // the reader proposed it: he may take it back
	May     bool        // the reader may refuse it and, unless his own post gains by it, agree
	Gains   bool        // a post of the reader gains by it
	Gainers []care.Role // who might agree but gains by it: then a third has to
	Stands  Standing
	Why     care.Text // why an agreed one that is due could not begin
}

// Standing is how far an adoption has come.
type Standing string

// The standings.
const (
	Waiting  Standing = "waiting"  // for the second person
	Agreed   Standing = "agreed"   // for its day
	Settling Standing = "settling" // begun; what is open is being brought in order
	InUse    Standing = "in_use"
	Replaced Standing = "replaced"
	Refused  Standing = "refused"
	Lapsed   Standing = "lapsed"
)

// ProposePack proposes a sound pack to be adopted from a day on. Proposing the same
// again while it waits changes nothing.
func (r Room) ProposePack(ctx context.Context, who act.Who, pack *policy.Stack, on care.Date) (id care.ID, err error) {
	err = r.Do(ctx, who, "region.ProposePack", func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		t.About("region", root.ID, 0)
		t.Detail(pack.ID(), pack.Hash(), on)
		if err := t.DecideUnit(access.Write, access.Packs, root.ID); err != nil {
			return err
		}
		if err := beginsOn(t, pack, on); err != nil {
			return err
		}
		if err := adoptable(t, pack); err != nil {
			return err
		}
		waiting, err := t.Adoptions()
		if err != nil {
			return err
		}
		for _, a := range waiting {
			if open := a.Proposal.State == "open" && a.Proposal.ExpiresAt > t.Now; open && a.Hash == pack.Hash() && a.EffectiveOn == on {
				id = a.ID
				return nil
			}
		}
		if err := keepPack(t, pack); err != nil {
			return err
		}
		t.Outcome("proposed")
		if id, err = enter(t, store.Proposal{ID: t.NewID(), Kind: ProposePack, Person: who.Person, Unit: root.ID}); err != nil {
			return err
		}
		return t.InsertAdoption(store.Adoption{ID: id, Pack: pack.ID(), Hash: pack.Hash(), EffectiveOn: on})
	})
	return id, err
}

// beginsOn checks the day.
func beginsOn(t *act.Tx, pack *policy.Stack, on care.Date) error {
	if pack.Hash() == t.Policy.Hash() {
		return care.Invalidf("pack", "这就是正在使用的规则包，一字不差", "this is the pack in use, byte by byte")
	}
	if _, err := care.ParseDate(string(on)); err != nil {
		return care.Invalidf("on", "请选择从哪天起采用", "choose the day from which it holds")
	}
	top := pack.Packs()[len(pack.Packs())-1]
	switch {
	case on < t.Today:
		return care.Invalidf("on", "不能早于今天：已经作出的决定按当时的规则", "not before today: what was decided stays under the rules of its day")
	case on < top.ValidFrom:
		return care.Invalidf("on", fmt.Sprintf("规则包自 %s 起有效（valid_from），请选这一天或以后", top.ValidFrom), fmt.Sprintf("the pack says valid_from %s: choose that day or a later one", top.ValidFrom))
	case top.ValidTo != "" && on > top.ValidTo:
		return care.Invalidf("on", fmt.Sprintf("规则包到 %s 为止有效（valid_to）", top.ValidTo), fmt.Sprintf("the pack is valid until %s (valid_to)", top.ValidTo))
	}
	return nil
}

// adoptable refuses a pack that stands on others than the parents that ship, or that
// can't carry the open work.
func adoptable(t *act.Tx, pack *policy.Stack) error {
	if err := pack.AsShipped(policies.FS); err != nil {
		return err
	}
	return carries(t, pack)
}

// carries refuses a pack that would leave open work without rules: a programme or a
// level that somebody is in.
func carries(t *act.Tx, pack *policy.Stack) error {
	used, err := t.ProgrammesInUse()
	if err != nil {
		return err
	}
	for _, u := range used {
		p, known := pack.Programme(u.Programme)
		if _, has := p.At(u.Level); known && has {
			continue
		}
		return care.Invalidf("pack", fmt.Sprintf("还有 %d 人在项目 %s 的 %s 级，而新规则包没有它：请先结案，或在规则包里保留", u.Open, u.Programme, u.Level),
			fmt.Sprintf("%d people are in programme %s at level %s, which the pack does not have: end that work first, or keep it in the pack", u.Open, u.Programme, u.Level))
	}
	return nil
}

// agreeable checks once more when the second person agrees: days have passed.
func (r Room) agreeable(t *act.Tx, id care.ID) error {
	a, err := t.Adoption(id)
	if err != nil {
		return err
	}
	pack, err := act.StoredPack(t.Tx, a.Pack, a.Hash)
	if err != nil {
		return err
	}
	t.Detail(a.Pack, a.Hash, a.EffectiveOn)
	if err := disinterested(t, pack); err != nil {
		return err
	}
	return adoptable(t, pack)
}

// keepPack stores the bytes of a pack by hash, so that old decisions can be replayed
// under their own version.
func keepPack(t *act.Tx, pack *policy.Stack) error {
	var err error
	pack.Files(func(path string, data []byte) {
		if err == nil {
			err = t.InsertPackFile(pack.Hash(), path, data)
		}
	})
	return err
}

// mayPacks refuses whoever may not see the pages of adoption.
func mayPacks(t *act.Tx) error {
	root, err := t.Root()
	if err != nil {
		return err
	}
	return t.DecideUnit(access.Read, access.Packs, root.ID)
}

// AdoptionRights is what the reader may do with packs at all.
type AdoptionRights struct{ Propose, Agree bool }

// Adoptions lists all proposals of packs, newest first: who, when, from which day.
func (r Room) Adoptions(ctx context.Context, who act.Who) (list []Adoption, may AdoptionRights, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		list = nil
		if err := mayPacks(t); err != nil {
			return err
		}
		root, err := t.Root()
		if err != nil {
			return err
		}
		may = AdoptionRights{t.MayUnit(access.Write, access.Packs, root.ID), t.MayUnit(access.Write, access.Approval, root.ID)}
		rows, err := t.Adoptions()
		if err != nil {
			return err
		}
		for _, row := range rows {
			a, err := readAdoption(t, row)
			if err != nil {
				return err
			}
			list = append(list, a)
		}
		return nil
	})
	return list, may, err
}

// PackAt is one proposal with the packs it leads from and to.
func (r Room) PackAt(ctx context.Context, who act.Who, id care.ID) (a Adoption, from, to *policy.Stack, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		if err := mayPacks(t); err != nil {
			return err
		}
		row, err := t.Adoption(id)
		if err != nil {
			return err
		}
		if a, err = readAdoption(t, row); err != nil {
			return err
		}
		if to, err = act.StoredPack(t.Tx, a.Pack, a.Hash); err != nil {
			return err
		}
		from = t.Policy
		if a.FromHash != "" {
			from, err = act.PackOf(t.Tx, a.FromHash)
		}
		return err
	})
	return a, from, to, err
}

func readAdoption(t *act.Tx, row store.Adoption) (a Adoption, err error) {
	a = Adoption{Adoption: row, Mine: row.Proposal.ByPerson == t.Who.Person, Stands: standing(t, row)}
	a.May = a.Stands == Waiting && t.Seconds(row.Proposal)
	a.Mine = a.Mine && a.Stands == Waiting
	if a.By, err = t.NameOf(row.Proposal.ByPerson); err != nil {
		return a, err
	}
	if row.EndBy != 0 {
		if a.End, err = t.NameOf(row.EndBy); err != nil {
			return a, err
		}
	}
	if a.Stands == Waiting {
		if err := a.gains(t); err != nil {
			return a, err
		}
	}
	if a.Stands == Agreed && row.EffectiveOn <= t.Today {
		pack, err := act.StoredPack(t.Tx, row.Pack, row.Hash)
		if err == nil {
			err = carries(t, pack)
		}
		if err != nil {
			a.Why = care.TextOf(err)
		}
	}
	return a, nil
}

func (a *Adoption) gains(t *act.Tx) error {
	pack, err := act.StoredPack(t.Tx, a.Pack, a.Hash)
	if err != nil {
		return err
	}
	own, err := gained(t, pack)
	a.Gains, a.Gainers = len(own) > 0, gainers(t, pack)
	return err
}

func standing(t *act.Tx, a store.Adoption) Standing {
	switch p := a.Proposal; {
	case p.State == refused:
		return Refused
	case p.State == "open" && p.ExpiresAt <= t.Now:
		return Lapsed
	case p.State == "open":
		return Waiting
	case a.SwitchedAt == 0:
		return Agreed
	case a.SettledAt == 0:
		return Settling
	case a.Hash == t.Policy.Hash():
		return InUse
	}
	return Replaced
}
