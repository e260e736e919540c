package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"xinhuan/internal/care"
)

// epoch is 2024-01-01 UTC; 41 bits of milliseconds last until 2093.
const epoch = 1704067200000

// leaseFor is how long a node number stays ours without renewal. Ours.
const leaseFor = 2 * time.Hour

// IDs makes ids: 41 bits of milliseconds, 10 of node, 12 of sequence. The node
// number is leased in the database, so two processes never share one.
type IDs struct {
	holder string
	db     *DB
	clock  func() time.Time // the machine's, whatever DB.Now says: ids and leases live in real time
	stop   chan struct{}
	ended  sync.Once

	mu   sync.Mutex
	node int64
	last int64
	seq  int64
}

// Next is an id greater than every one before it in this process. When the
// machine's clock steps back it keeps counting from the last millisecond.
func (g *IDs) Next() care.ID {
	g.mu.Lock()
	defer g.mu.Unlock()
	ms := g.clock().UnixMilli() - epoch
	if ms <= g.last {
		g.seq++
		if g.seq == 1<<12 {
			g.last++
			g.seq = 0
		}
	} else {
		g.last, g.seq = ms, 0
	}
	return care.ID(g.last<<22 | g.node<<12 | g.seq)
}

// leaseNode takes the lowest node number that nobody holds.
func leaseNode(ctx context.Context, db *DB) (*IDs, error) {
	name := make([]byte, 8)
	rand.Read(name)
	g := &IDs{holder: hex.EncodeToString(name), db: db, clock: db.Now, stop: make(chan struct{})}
	if err := g.lease(ctx); err != nil {
		return nil, err
	}
	go g.renew()
	return g, nil
}

func (g *IDs) lease(ctx context.Context) error {
	for node := int64(0); node < 1<<10; node++ {
		ok, err := g.take(ctx, node)
		if err != nil {
			return err
		}
		if ok {
			g.mu.Lock()
			g.node = node
			g.mu.Unlock()
			return nil
		}
	}
	return fmt.Errorf("all 1,024 node numbers are taken; wait %s for the leases of stopped processes to end", leaseFor)
}

func (g *IDs) take(ctx context.Context, node int64) (bool, error) {
	now := g.clock()
	res, err := g.db.write.exec(ctx, `INSERT INTO node_lease (node, holder, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (node) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
		WHERE node_lease.expires_at < $4 OR node_lease.holder = excluded.holder`,
		node, g.holder, now.Add(leaseFor).UnixMilli(), now.UnixMilli())
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func (g *IDs) renew() {
	tick := time.NewTicker(leaseFor / 4)
	defer tick.Stop()
	for {
		select {
		case <-g.stop:
			return
		case <-tick.C:
			g.keep(context.Background()) // a missed renewal is caught by the next one
		}
	}
}

// keep renews the lease. A machine that slept longer than its lease may find
// that another process sits on the number; then it takes a free one.
func (g *IDs) keep(ctx context.Context) error {
	ours, err := g.take(ctx, g.node)
	if err != nil || ours {
		return err
	}
	return g.lease(ctx)
}

// release ends the lease at the last id it gave out. Whoever makes more than
// 4,096 ids in a millisecond runs ahead of the clock, so a successor that took
// the number over at once could give out the same ids.
func (g *IDs) release() {
	g.ended.Do(func() { close(g.stop) })
	g.mu.Lock()
	defer g.mu.Unlock()
	g.db.write.exec(context.Background(), "UPDATE node_lease SET expires_at = $3 WHERE node = $1 AND holder = $2", g.node, g.holder, g.last+epoch)
}
