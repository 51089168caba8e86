package records

import (
	"encoding/binary"
	"sync"
	"time"

	"github.com/google/uuid"
)

// An idMaker makes the ids of one store: UUIDs of version 7 (RFC 9562, section
// 5.7), written in lower case, each greater than the one before.
//
// The first 48 bits are unix milliseconds and the 12 after the version are the
// fraction of the millisecond. If the clock stands still or goes back, the
// maker counts on from its last id instead of following the clock.
type idMaker struct {
	now func() time.Time

	mu   sync.Mutex
	last uint64 // the 60 bits of time of the last id
}

// next returns a new id.
func (m *idMaker) next() string {
	id := uuid.New()
	stamp := m.stamp()
	binary.BigEndian.PutUint64(id[:8], stamp>>12<<16|0x7000|stamp&0xfff)
	return id.String()
}

// stamp returns 60 bits of time, greater than any before.
func (m *idMaker) stamp() uint64 {
	at := m.now()
	milli := max(at.UnixMilli(), 0)
	fraction := uint64(at.Nanosecond()%int(time.Millisecond)) * 4096 / uint64(time.Millisecond)

	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = max(m.last+1, uint64(milli)<<12|fraction)
	return m.last
}

// after makes every later id greater than id. A text that is not an id of
// version 7 changes nothing.
func (m *idMaker) after(id string) {
	known, err := uuid.Parse(id)
	if err != nil || known.Version() != 7 {
		return
	}
	bits := binary.BigEndian.Uint64(known[:8])

	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = max(m.last, bits>>16<<12|bits&0xfff)
}
