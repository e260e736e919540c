package act

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"

	"xinhuan/internal/access"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/instrument"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Kernel is a region at work: its database, keys, policy, forms and scales.
type Kernel struct {
	Region      care.Region
	DB          *store.DB
	Instruments *instrument.Library
	Log         *slog.Logger

	base    *questionnaire.Library // the program's own forms; see Forms
	rules   atomic.Pointer[rules]  // see Policy, Access and Use
	public  *envelope.PublicKeys
	private *envelope.RegionKeys // nil while the region is locked
	wraps   wraps
	group   group
	after   []func(Event)
	afterMu sync.RWMutex

	assigned atomic.Pointer[string] // the pack under which all assignees were looked through
	settleMu sync.Mutex
	settled  care.Date // the day on which the programmes were looked through

	past sync.Map // former packs by hash: see Tx.Eras
}

// Config is what a kernel is built from.
type Config struct {
	DB          *store.DB
	Policy      *policy.Stack
	Forms       *questionnaire.Library
	Instruments *instrument.Library
	Log         *slog.Logger
	Public      *envelope.PublicKeys
	Private     *envelope.RegionKeys // nil = locked: answering and alerts work, reading does not
}

// New builds the kernel of a region and makes this process's wrap.
func New(ctx context.Context, c Config) (*Kernel, error) {
	k := &Kernel{Region: c.Public.Region(), DB: c.DB, base: c.Forms, Instruments: c.Instruments, Log: c.Log, public: c.Public, private: c.Private}
	if err := k.Use(c.Policy); err != nil {
		return nil, err
	}
	if k.Log == nil {
		k.Log = slog.New(slog.DiscardHandler)
	}
	if err := k.makeWrap(ctx); err != nil {
		return nil, fmt.Errorf("act: first wrap: %w", err)
	}
	k.group.start(k)
	return k, nil
}

// Close ends the kernel's own goroutine after the acts in hand.
func (k *Kernel) Close() { k.group.close() }

// Locked tells whether sealed content can't be opened.
func (k *Kernel) Locked() bool { return k.private.Locked() }

// Public is the half of the region's keys that writing needs.
func (k *Kernel) Public() *envelope.PublicKeys { return k.public }

// Signer signs under an origin's name with the region's log key; locked: care.Sealed.
func (k *Kernel) Signer(origin string) (note.Signer, error) { return k.private.Signer(origin) }

// Who acts: a person in a post, for a purpose stated for this sitting of work.
type Who struct {
	access.Actor
	Purpose string
}

// System is the clock: jobs act as it, never a person.
var System = Who{Actor: access.Actor{Role: care.SystemRole}}

// Tx is one act under way.
type Tx struct {
	*store.Tx
	K       *Kernel
	Policy  *policy.Stack // the pack this act runs under
	Access  access.Matrix // and what it lets whom see
	Who     Who
	entry   audit.Entry
	about   care.ID
	more    []byte
	facts   map[care.ID]access.Subject
	known   map[string]any // see Once; nil in an act that runs alone
	outbox  []store.OutboxRow
	held    []*envelope.DataKey // of heldFor
	heldFor care.ID
	deny    bool
	event   []Event

	settledRows []policy.Cadence // see Cadences
	eras        []Era            // see Eras
}

// Do runs one act: all of it happens, with its entry in the log, or nothing. fn
// may run again, so it must not keep state from a failed run. Where the database
// has one writer, acts would wait for each other's flush; there they share it.
func (k *Kernel) Do(ctx context.Context, who Who, name string, fn func(*Tx) error) error {
	if k.DB.OneWriter() {
		return k.Share(ctx, who, name, fn)
	}
	return k.alone(ctx, who, name, fn)
}

// alone runs an act in a transaction of its own.
func (k *Kernel) alone(ctx context.Context, who Who, name string, fn func(*Tx) error) error {
	var events []Event
	err := k.underRules(ctx, func() error {
		return k.DB.Write(ctx, k.Region, func(s *store.Tx) error {
			t := k.begin(s, who, name)
			if err := fn(t); err != nil {
				return t.denied(err)
			}
			events = t.event
			return k.appendLog(s, []*Tx{t})
		})
	})
	return k.finish(ctx, who, name, err, events)
}

// Share is Do for many small acts at the same moment: they share a transaction
// (group commit), each behind a savepoint so that one bad act does not fail its
// neighbours. It returns after the commit, so what it acknowledges is durable.
func (k *Kernel) Share(ctx context.Context, who Who, name string, fn func(*Tx) error) error {
	run := func(some []*shared) error { return fn(some[0].tx) }
	events, err := k.group.join(ctx, &shared{who: who, name: name, run: run})
	return k.finish(ctx, who, name, err, events)
}

// View runs a reading that opens nobody's archive: work, progress, settings.
// It leaves no entry in the log unless it is refused.
func (k *Kernel) View(ctx context.Context, who Who, fn func(*Tx) error) error {
	err := k.DB.Read(ctx, k.Region, func(s *store.Tx) error {
		t := k.begin(s, who, refusedView)
		t.known = map[string]any{}
		return t.denied(fn(t))
	})
	return k.finish(ctx, who, refusedView, err, nil)
}

// Look is View for a reading that shows many people at once: a search, the names of
// a class, an export. It holds nobody up who writes; its entry is committed in a
// small act of its own before anything is shown. A reading that showed nobody says
// nothing about (see Showed) and leaves no entry.
func (k *Kernel) Look(ctx context.Context, who Who, name string, fn func(*Tx) error) error {
	var t *Tx
	err := k.DB.Read(ctx, k.Region, func(s *store.Tx) error {
		t = k.begin(s, who, name)
		return t.denied(fn(t))
	})
	if err == nil && t.entry.Object != "" {
		err = k.note(ctx, who, name, func(n *Tx) {
			n.more, n.about = t.more, t.about
			n.entry.Object, n.entry.ObjectID, n.entry.Subject = t.entry.Object, t.entry.ObjectID, t.entry.Subject
		})
	}
	return k.finish(ctx, who, name, err, nil)
}

// Showed says of what how many people a reading showed: the number stands in the
// entry, so that whoever reads the log sees how much was opened.
func (t *Tx) Showed(object string, id care.ID, people int) {
	t.About(fmt.Sprintf("%s:%d", object, people), id, 0)
}

// note commits an entry about something that wrote nothing.
func (k *Kernel) note(ctx context.Context, who Who, name string, fill func(*Tx)) error {
	return k.underRules(ctx, func() error {
		return k.DB.Write(ctx, k.Region, func(s *store.Tx) error {
			t := k.begin(s, who, name)
			fill(t)
			return k.appendLog(s, []*Tx{t})
		})
	})
}

const refusedView = "act.View"

func (k *Kernel) begin(s *store.Tx, who Who, name string) *Tx {
	in := k.rules.Load()
	return &Tx{Tx: s, K: k, Policy: in.stack, Access: in.matrix, Who: who, entry: audit.Entry{At: s.Now, Act: name, Actor: who.Person, Post: who.Post, Purpose: who.Purpose, Outcome: "ok"}}
}

// As is the same reading as somebody else would see it; it is not for writing.
func (t *Tx) As(who Who) *Tx {
	as := *t
	as.Who = who
	return &as
}

// About names the thing and the person the act is about, for the log.
func (t *Tx) About(object string, id, person care.ID) {
	t.entry.Object, t.entry.ObjectID, t.about = object, id, person
	t.entry.Subject = t.K.public.Subject(person)
}

// Outcome says how the act ended where that is not simply "ok": a code.
func (t *Tx) Outcome(word string) { t.entry.Outcome = word }

// Detail binds what was done to the log entry: a keyed digest of it is kept.
func (t *Tx) Detail(parts ...any) {
	t.more = fmt.Appendln(t.more, parts...)
}

// appendLog queues the acts' messages and adds their entries to the region's log,
// last before the commit.
func (k *Kernel) appendLog(s *store.Tx, acts []*Tx) error {
	var messages []store.OutboxRow
	for _, t := range acts {
		messages = append(messages, t.outbox...)
	}
	if err := s.InsertOutbox(messages); err != nil {
		return fmt.Errorf("act: outbox: %w", err)
	}
	_, stored, adopted, err := s.LockAuditHead()
	if err != nil {
		return fmt.Errorf("act: audit head: %w", err)
	}
	if err := sameRules(adopted, acts); err != nil {
		return err
	}
	var head audit.Head
	if err := head.Unmarshal(stored); err != nil {
		return fmt.Errorf("act: audit head: %w", err)
	}
	entries := make([]audit.Entry, len(acts))
	first := head.Size
	for i, t := range acts {
		entries[i] = t.entry
		entries[i].Digest = k.public.Digest(t.more)
	}
	encoded, leaves, err := head.Log(entries...)
	if err != nil {
		return fmt.Errorf("act: audit entry: %w", err)
	}
	rows := make([]store.AuditRow, len(acts))
	for i, t := range acts {
		rows[i] = store.AuditRow{Seq: first + uint64(i), At: t.entry.At, Entry: encoded[i], Leaf: leaves[i]}
		if t.about != 0 {
			subject := t.entry.Subject
			rows[i].Subject = subject[:]
		}
	}
	return s.AppendAudit(rows, head.Size, head.Marshal())
}

// deniedError marks an error that came from an access decision.
type deniedError struct {
	err     error
	object  string
	id      care.ID
	subject care.ID
}

func (d *deniedError) Error() string { return d.err.Error() }
func (d *deniedError) Unwrap() error { return d.err }

func (t *Tx) denied(err error) error {
	if err == nil || !t.deny {
		return err
	}
	return &deniedError{err: err, object: t.entry.Object, id: t.entry.ObjectID, subject: t.about}
}

// finish logs a refusal in a transaction of its own (the act's was rolled
// back) and tells the listeners of what was committed.
func (k *Kernel) finish(ctx context.Context, who Who, name string, err error, events []Event) error {
	var d *deniedError
	if errors.As(err, &d) {
		logged := k.note(ctx, who, name, func(t *Tx) {
			t.entry.Outcome = "denied"
			t.About(d.object, d.id, d.subject)
		})
		return errors.Join(d.err, logged)
	}
	if err == nil {
		k.publish(events)
	}
	return err
}
