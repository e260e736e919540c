package admin

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/region"
)

// sheetsKept is how long first passwords wait to be printed. Ours: they stand
// in this process's memory only, and nowhere after that.
const sheetsKept = 30 * time.Minute

// runs are the imports this process is working on, and what only it knows of
// them. Everything else about an import stands in the database.
type runs struct {
	mu     sync.Mutex
	log    *slog.Logger
	busy   map[care.ID]bool
	failed map[care.ID]error
	sheets map[care.ID]printed
}

// printed are account sheets that wait for the person who imported them.
type printed struct {
	owner care.ID // person
	until time.Time
	list  []region.AccountSheet
}

func newRuns(log *slog.Logger) *runs {
	return &runs{log: log, busy: map[care.ID]bool{}, failed: map[care.ID]error{}, sheets: map[care.ID]printed{}}
}

// start works on an import in the background; a second start of the same one
// is refused while the first still runs.
func (r *runs) start(id care.ID, work func() error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy[id] {
		return false
	}
	r.busy[id] = true
	delete(r.failed, id)
	go func() { r.end(id, guarded(work)) }()
	return true
}

// guarded turns a panic of background work into its error.
func guarded(work func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("import: panic of type %T", v)
		}
	}()
	return work()
}

func (r *runs) end(id care.ID, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.busy, id)
	if err == nil {
		return
	}
	r.failed[id] = err
	r.log.Error("import", "import", id, "err", err)
}

// state tells whether this process works on an import and why it stopped.
func (r *runs) state(id care.ID) (busy bool, failed error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.busy[id], r.failed[id]
}

// keep adds account sheets for the person who imported them.
func (r *runs) keep(id, owner care.ID, list []region.AccountSheet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for other, p := range r.sheets {
		if time.Now().After(p.until) {
			delete(r.sheets, other)
		}
	}
	p := r.sheets[id]
	p.owner, p.until, p.list = owner, time.Now().Add(sheetsKept), append(p.list, list...)
	r.sheets[id] = p
}

// waiting counts the sheets that wait for a person.
func (r *runs) waiting(id, person care.ID) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.sheets[id]; p.owner == person && time.Now().Before(p.until) {
		return len(p.list)
	}
	return 0
}

// take hands the sheets over, once.
func (r *runs) take(id, person care.ID) []region.AccountSheet {
	if r.waiting(id, person) == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.sheets[id].list
	delete(r.sheets, id)
	return list
}

// begun waits until staging has an id or failed before it had one. Staging
// goes on when the request ends.
func (r *runs) begun(ctx context.Context, stage func(ctx context.Context, begun func(care.ID)) error) (care.ID, error) {
	ctx = context.WithoutCancel(ctx)
	ids, errs := make(chan care.ID, 1), make(chan error, 1)
	go func() {
		var id care.ID
		err := guarded(func() error {
			return stage(ctx, func(v care.ID) {
				id = v
				r.mu.Lock()
				r.busy[v] = true
				r.mu.Unlock()
				ids <- v
			})
		})
		if id != 0 {
			r.end(id, err)
			return
		}
		errs <- err
	}()
	select {
	case id := <-ids:
		return id, nil
	case err := <-errs:
		if err == nil {
			err = fmt.Errorf("import: staging ended without an id")
		}
		return 0, err
	}
}
