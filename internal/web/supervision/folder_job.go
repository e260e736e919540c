package supervisionweb

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
)

// folderKept is how long a folder waits to be signed and fetched. Ours: it stands in
// this process's memory only, never on a disk.
const folderKept = 30 * time.Minute

// jobs are the folders this process makes or keeps: one for a person, a new one
// takes the place of the last.
type jobs struct {
	mu   sync.Mutex
	list map[care.ID]*job // by folder
}

// job is one folder; its fields are read and written under the lock of jobs.
type job struct {
	owner       act.Who
	until       time.Time
	lang        care.Lang // of the files
	done, total int
	ready       bool
	failed      error
	folder      supervision.Folder
	loop        *casework.Overview // nil: not of this period or not for this reader
	signed      *signature
}

// begin decides, writes it down, and gathers in the background: the request may end.
func (p pages) begin(r *http.Request, ask supervision.Ask) (care.ID, error) {
	who := session.Who(r)
	id, err := p.BeginFolder(r.Context(), who, ask)
	if err != nil {
		return 0, err
	}
	for _, c := range ask.Clauses {
		if _, ok := p.Policy().Clause(c); !ok {
			return 0, care.Invalidf("clauses", "没有条款 "+c+"：请照规则页的编号填写", "there is no clause "+c+": write the id as the rules' page has it")
		}
	}
	j := &job{owner: who, until: time.Now().Add(folderKept), lang: care.Zh}
	if r.PostFormValue("lang") == string(care.En) {
		j.lang = care.En
	}
	p.jobs.add(id, j)
	ctx := context.WithoutCancel(r.Context())
	go p.jobs.end(id, func() (supervision.Folder, *casework.Overview, error) { return p.make(ctx, who, id, ask) })
	return id, nil
}

func (p pages) make(ctx context.Context, who act.Who, id care.ID, ask supervision.Ask) (f supervision.Folder, loop *casework.Overview, err error) {
	f, err = p.Folder(ctx, who, id, ask, func(done, total int) { p.jobs.tell(id, done, total) })
	if err != nil {
		return f, nil, err
	}
	loop, err = p.loopFigures(ctx, who, f)
	return f, loop, err
}

// loopFigures are the overview's, as its maker sees them. Whoever may open the
// children behind sees small ones too: no folder quotes those. They are of today, so
// a folder of another year has none.
func (p pages) loopFigures(ctx context.Context, who act.Who, f supervision.Folder) (*casework.Overview, error) {
	if f.Period.Year != care.SchoolYear(care.DateOf(p.DB.Now())) || f.Unit.Kind != care.School && f.Unit.Kind != care.District || !p.Access().May(who.Role, access.Read, access.Counts) {
		return nil, nil
	}
	o, err := p.cases.Overview(ctx, who, f.Unit.ID)
	if care.KindOf(err) == care.Forbidden || err == nil && o.Open {
		return nil, nil
	}
	return &o, err
}

func (j *jobs) add(id care.ID, n *job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for other, o := range j.list {
		if time.Now().After(o.until) || o.owner.Person == n.owner.Person {
			delete(j.list, other)
		}
	}
	j.list[id] = n
}

func (j *jobs) tell(id care.ID, done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if n := j.list[id]; n != nil {
		n.done, n.total = done, total
	}
}

func (j *jobs) end(id care.ID, work func() (supervision.Folder, *casework.Overview, error)) {
	f, loop, err := guarded(work)
	j.mu.Lock()
	defer j.mu.Unlock()
	if n := j.list[id]; n != nil {
		n.folder, n.loop, n.failed, n.ready = f, loop, err, err == nil
	}
}

// guarded turns a panic of background work into its error.
func guarded(work func() (supervision.Folder, *casework.Overview, error)) (f supervision.Folder, loop *casework.Overview, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("folder: panic of type %T", v)
		}
	}()
	return work()
}

// of is a copy of a folder's job for the person and post that began it; nobody else
// learns that it exists.
func (j *jobs) of(id care.ID, who act.Who) (job, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := j.list[id]
	if n == nil || time.Now().After(n.until) || n.owner.Person != who.Person || n.owner.Post != who.Post {
		return job{}, care.Fail(care.NotFound, "inspection folder", "没有这份资料，或已过期：资料只在内存中保留半小时，请重新生成", "there is no such folder, or it expired: it is kept in memory for half an hour; make it again")
	}
	return *n, nil
}

func (j *jobs) sign(id care.ID, s *signature) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if n := j.list[id]; n != nil {
		n.signed = s
	}
}
