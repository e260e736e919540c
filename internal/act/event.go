package act

import "xinhuan/internal/care"

// Event tells a listener inside the process what was committed, so that it
// need not poll: senders wake up, a waiting page refreshes. It names things by
// id only. Losing one does no harm: the job finds the same work in the tables.
type Event struct {
	Kind string // "alert", "outbox", "sitting"
	ID   care.ID
	Unit care.ID
}

// Tell announces an event once the act is committed.
func (t *Tx) Tell(e Event) { t.event = append(t.event, e) }

// OnCommit adds a listener; it must return at once.
func (k *Kernel) OnCommit(fn func(Event)) {
	k.afterMu.Lock()
	defer k.afterMu.Unlock()
	k.after = append(k.after, fn)
}

func (k *Kernel) publish(events []Event) {
	if len(events) == 0 {
		return
	}
	k.afterMu.RLock()
	defer k.afterMu.RUnlock()
	for _, e := range events {
		for _, fn := range k.after {
			fn(e)
		}
	}
}
