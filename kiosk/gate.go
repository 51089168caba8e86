package kiosk

import (
	"sync"
	"time"
)

// What is kept in memory only: who was seen lately, whom a teacher let in, and
// how many class codes were guessed. Losing it at a restart does no harm.

// A presence knows when each student was last seen.
type presence struct {
	mu sync.Mutex
	at map[string]time.Time
}

func newPresence() *presence { return &presence{at: map[string]time.Time{}} }

func (p *presence) seen(student string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at[student] = now
}

func (p *presence) gone(student string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.at, student)
}

// here reports whether the student was seen within a time before now.
func (p *presence) here(student string, now time.Time, within time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, ok := p.at[student]
	return ok && now.Sub(at) < within
}

// permitTime is how long a child has after a teacher let it in.
const permitTime = 5 * time.Minute

// permits are the students whom a teacher let in without their secret. Each is
// good once.
type permits struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func newPermits() *permits { return &permits{until: map[string]time.Time{}} }

func (p *permits) give(student string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until[student] = now.Add(permitTime)
}

func (p *permits) has(student string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return now.Before(p.until[student])
}

func (p *permits) use(student string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	ok := now.Before(p.until[student])
	delete(p.until, student)
	return ok
}

// How many wrong class codes there may be: mistakes of a whole school at
// eight, not a program that tries them all. Browsers that know their class's
// code already are not slowed down.
const (
	freeCodes = 120
	codePace  = time.Second // after which one more is free
)

// A codeGate counts wrong class codes. The zero codeGate is ready.
type codeGate struct {
	mu    sync.Mutex
	used  int
	since time.Time
}

func (g *codeGate) allow(now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refill(now)
	return g.used < freeCodes
}

func (g *codeGate) wrong(now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refill(now)
	g.used++
}

func (g *codeGate) refill(now time.Time) {
	if n := int(now.Sub(g.since) / codePace); n > 0 || now.Before(g.since) {
		g.used, g.since = max(0, g.used-max(n, 0)), now
	}
}
