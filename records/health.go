package records

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Health says how the store is.
type Health struct {
	Engine   string            // "sqlite" or "postgres"
	Settings map[string]string // as the database reports them now; nil while degraded

	Fsync    time.Duration // what the disk took to flush when the store was opened; 0: unknown
	Capacity int           // about how many finished attempts a second that allows; 0: unknown

	Degraded bool   // nothing is saved at present
	Reason   string // why; "" unless degraded

	Waiting   int    // jobs in the queue, of at most 1,024
	Saved     int64  // jobs saved since the store was opened
	Batches   int64  // transactions that saved them
	LastEvent string // the last event that was saved
}

// healthLimit is how long Health waits for the writer.
const healthLimit = 2 * time.Second

// Health asks the writer for the settings of its connection. A store that
// cannot answer within two seconds is reported as degraded; the error is only
// for a closed store and for the end of ctx.
func (s *Store) Health(ctx context.Context) (Health, error) {
	var settings map[string]string
	asking, stop := context.WithTimeout(ctx, healthLimit)
	defer stop()
	err := s.write(asking, "ask the writer", "", func(t *tx) (err error) {
		settings, err = s.engine.settings(t.ctx, t.conn)
		return t.failed(err)
	})
	if errors.Is(err, ErrClosed) || ctx.Err() != nil {
		return Health{}, err
	}
	h := Health{
		Engine:   s.engine.name(),
		Fsync:    s.engine.fsync(),
		Capacity: capacity(s.engine.fsync()),
		Degraded: s.degraded(),
		Waiting:  len(s.queue),
	}
	s.state.mu.Lock()
	h.Reason, h.Saved, h.Batches, h.LastEvent = s.state.reason, s.state.jobs, s.state.batches, s.state.event
	s.state.mu.Unlock()
	if err != nil {
		h.Degraded = true
		if h.Reason == "" {
			h.Reason = err.Error()
		}
		return h, nil
	}
	h.Settings = settings
	return h, nil
}

// degraded reports whether no writer can save anything at present.
func (s *Store) degraded() bool {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	return s.state.broken >= s.engine.limits().writers
}

// state is what the writers know together.
type state struct {
	mu      sync.Mutex
	broken  int    // writers that are repairing themselves
	reason  string // of the last that broke
	event   string // the greatest event id that was saved
	jobs    int64
	batches int64
}

// saved notes a batch that is on the disk.
func (s *state) saved(event string, jobs int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.event = max(s.event, event)
	if jobs > 0 {
		s.jobs += int64(jobs)
		s.batches++
	}
}

// last returns the greatest event id that anybody was told of.
func (s *state) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.event
}

func (s *state) broke(cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken++
	s.reason = cause.Error()
}

func (s *state) because(cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reason = cause.Error()
}

func (s *state) mended() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken--; s.broken == 0 {
		s.reason = ""
	}
}
