package pupil

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Only failed sign-ins count: a whole school signs in from one address in the
// same minute, and a class of sixty mistypes now and then. A ticket has 50 bits,
// so a guesser held to these rates needs millions of years; the class's limit
// is there so that he does not even trouble it. Ours.
const (
	classBurst  = 60
	classEvery  = time.Second // one more try
	callerBurst = 240
	callerEvery = 500 * time.Millisecond
)

// limiterMost bounds the memory of one limiter, some 2 MiB. Ours.
const limiterMost = 20_000

// limiter counts failures by key in a leaky bucket.
type limiter struct {
	burst int
	every time.Duration
	mu    sync.Mutex
	full  map[string]time.Time // when the bucket will be empty again
}

func newLimiter(burst int, every time.Duration) *limiter {
	return &limiter{burst: burst, every: every, full: map[string]time.Time{}}
}

// wait is how long a key has to wait before its next try; 0 = not at all.
func (l *limiter) wait(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, known := l.full[key]
	if !known {
		return 0
	}
	return max(0, at.Sub(now)-time.Duration(l.burst-1)*l.every)
}

// fail counts a failure. When there are too many keys the empty buckets go
// first; under an attack with made-up keys the others go as well, since the
// memory of the machine is worth more than an attacker's count.
func (l *limiter) fail(key string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.full[key]; !known && len(l.full) >= limiterMost {
		l.sweep(now)
	}
	at := l.full[key]
	if at.Before(now) {
		at = now
	}
	l.full[key] = at.Add(l.every)
}

func (l *limiter) sweep(now time.Time) {
	for k, at := range l.full {
		if !at.After(now) {
			delete(l.full, k)
		}
	}
	for k := range l.full {
		if len(l.full) < limiterMost/2 {
			return
		}
		delete(l.full, k)
	}
}

// callerOf is the network a request comes from: the address, for IPv6 the /64
// that one household or school has. It is kept in memory only.
func callerOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.Is6() {
		prefix, _ := ip.WithZone("").Prefix(64)
		return prefix.String()
	}
	return ip.String()
}
