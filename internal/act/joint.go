package act

import (
	"context"
	"fmt"

	"xinhuan/internal/care"
)

// Joint is an act that many people do at the same moment and whose rows are
// written together: a statement for all of them costs little more than one for
// each. It is otherwise like an act of Share: one transaction, an entry in the
// log for each, durable when it returns.
type Joint[T any] struct {
	Name string

	// Run does the act for all who came. They share a transaction. What it refuses
	// to one of them, before anything of his was written, it says by Refuse; an
	// error undoes everything, and each is then run alone so that it fails only
	// whom it concerns. It changes nothing that it asks by Once.
	Run func([]*Part[T]) error
}

// Part is one person's part in a joint act.
type Part[T any] struct {
	*Tx
	Item   T
	refuse error
}

// Refuse keeps an error about this part alone. What is no refusal but a defect
// it gives back, for all of them.
func (p *Part[T]) Refuse(err error) error {
	if err != nil && care.KindOf(err) == care.Internal {
		return err
	}
	p.refuse = err
	return nil
}

// Do does the act for one person, together with whoever does it just then.
func (j *Joint[T]) Do(ctx context.Context, k *Kernel, who Who, item T) error {
	events, err := k.group.join(ctx, &shared{who: who, name: j.Name, kind: j, item: item, run: j.run})
	return k.finish(ctx, who, j.Name, err, events)
}

func (j *Joint[T]) run(some []*shared) error {
	parts := make([]*Part[T], len(some))
	known := map[string]any{}
	for i, s := range some {
		s.tx.known = known
		parts[i] = &Part[T]{Tx: s.tx, Item: s.item.(T)}
	}
	if err := j.Run(parts); err != nil {
		return err
	}
	for i, p := range parts {
		some[i].err = p.refuse
	}
	return nil
}

// Once asks something once for all who take part in a joint act, and once in a View,
// which sees one moment of the database; in any other act it just asks. What the
// answer depends on stands in the key; who asks must not matter.
func Once[T any](t *Tx, ask func() (T, error), key ...any) (T, error) {
	if t.known == nil {
		return ask()
	}
	k := fmt.Sprint(key...)
	if v, ok := t.known[k].(T); ok {
		return v, nil
	}
	v, err := ask()
	if err == nil {
		t.known[k] = v
	}
	return v, err
}
