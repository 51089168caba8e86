package records

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"
)

const (
	queueLength = 1024            // jobs that may wait
	queueWait   = 2 * time.Second // how long a job waits for a place in the queue
	mostTries   = 5               // of one batch, when transactions are in each other's way
	longestRest = 5 * time.Second // between two tries to repair
)

// A job is one change. It is saved as a whole or not at all, and may be run
// more than once before it is.
type job struct {
	key  string // what it changes; jobs of one key keep their order
	do   func(*tx) error
	err  error      // what do returned: the job alone is refused
	done chan error // buffered, so that the writer never waits for a caller
}

// write runs do in a transaction and returns once that is on the disk, or
// refused. do may be run more than once and must begin anew each time.
//
// The end of ctx ends only the waiting: a job that is in the queue is saved.
// Whoever sees ctx's error does not know whether the change was saved, and may
// repeat it.
func (s *Store) write(ctx context.Context, what, key string, do func(*tx) error) error {
	j := &job{key: key, do: do, done: make(chan error, 1)}
	if err := s.submit(ctx, j); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	select {
	case err := <-j.done:
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s: wait for the disk: %w", what, context.Cause(ctx))
	}
}

// submit puts j into the queue, waiting at most queueWait for a place.
func (s *Store) submit(ctx context.Context, j *job) error {
	s.door.RLock()
	defer s.door.RUnlock()
	if s.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	select {
	case s.queue <- j:
		return nil
	default:
	}
	patience := time.NewTimer(queueWait)
	defer patience.Stop()
	select {
	case s.queue <- j:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-patience.C:
		return ErrBusy
	}
}

// A writer saves jobs in batches over one connection. There is no timer: an
// idle store commits at once, and while a busy one commits, the next batch
// gathers by itself.
type writer struct {
	store    *Store
	conn     *sql.Conn // nil until connected, and after it was given up
	prepared map[string]*sql.Stmt
}

// work saves jobs until the queue is closed and empty.
func (w *writer) work() {
	defer w.hangUp()
	for first := range w.store.queue {
		w.save(w.gather(first))
	}
}

// gather returns first and the jobs that wait already, sorted by key, so that
// two writers touch the rows they share in the same order.
func (w *writer) gather(first *job) []*job {
	batch := []*job{first}
	for len(batch) < w.store.engine.limits().batch {
		select {
		case j, open := <-w.store.queue:
			if !open {
				return batch
			}
			batch = append(batch, j)
			continue
		default:
		}
		break
	}
	slices.SortStableFunc(batch, func(a, b *job) int { return cmp.Compare(a.key, b.key) })
	return batch
}

// save commits a batch and answers its jobs. If the batch as a whole cannot be
// saved, every job learns that it was not, and the writer repairs itself before
// it takes the next one. A commit is never tried again on the same connection,
// because a disk that failed to flush may say the second time that it has.
func (w *writer) save(batch []*job) {
	var err error
	for try := 1; ; try++ {
		if err = w.try(batch); err == nil || try == mostTries {
			break
		}
		if errors.Is(err, errUnbegun) && try == 1 {
			w.hangUp()
			if w.examine() == nil {
				continue // as when the server cut an idle connection
			}
			break
		}
		if !w.store.engine.again(err) || w.rollback() != nil {
			break
		}
	}
	if err == nil {
		for _, j := range batch {
			j.done <- j.err
		}
		return
	}
	for _, j := range batch {
		j.done <- fmt.Errorf("%w: %w", ErrDegraded, err)
	}
	w.repair(err)
}

// errUnbegun says that there was not even a transaction.
var errUnbegun = errors.New("begin")

// try runs the jobs of a batch in one transaction. An error means that none of
// them was saved, as far as can be known.
func (w *writer) try(batch []*job) error {
	s := w.store
	ctx, stop := w.patience()
	defer stop()
	if err := w.connected(ctx); err != nil {
		return fmt.Errorf("%w: %w", errUnbegun, err)
	}
	if err := s.engine.begin(ctx, w.conn); err != nil {
		return fmt.Errorf("%w: %w", errUnbegun, err)
	}
	t := &tx{ctx: ctx, conn: w.conn, prepared: w.prepared, ids: s.ids}
	for _, j := range batch {
		t.now = s.now()
		if err := w.run(t, j); err != nil {
			return err
		}
	}
	last, err := w.flush(t)
	if err != nil {
		return fmt.Errorf("add events: %w", err)
	}
	if err := s.engine.commit(ctx, w.conn); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.state.saved(last, len(batch))
	return nil
}

// patience returns the context of one transaction. No request's context reaches
// the database, so that a closed browser cannot interrupt a commit.
func (w *writer) patience() (context.Context, context.CancelFunc) {
	if most := w.store.engine.limits().patience; most > 0 {
		return context.WithTimeout(context.Background(), most)
	}
	return context.Background(), func() {}
}

// run runs one job inside a savepoint. What the job refuses goes to the job;
// the error that run returns is the end of the whole batch.
func (w *writer) run(t *tx, j *job) error {
	if err := t.mark("savepoint job"); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	before := len(t.events)
	t.err = nil
	j.err = guarded(t, j.do)
	if t.err != nil {
		if w.store.engine.gone(t.err) {
			return t.err
		}
		j.err = t.err
	}
	if j.err != nil {
		t.events = t.events[:before]
		if err := t.mark("rollback to savepoint job"); err != nil {
			return fmt.Errorf("undo a refused change: %w", err)
		}
	}
	if err := t.mark("release savepoint job"); err != nil {
		return fmt.Errorf("release savepoint: %w", err)
	}
	return nil
}

// guarded runs do and turns a panic into an error, so that a mistake in one
// change cannot stop a school's writer.
func guarded(t *tx, do func(*tx) error) (err error) {
	defer func() {
		if mistake := recover(); mistake != nil {
			err = fmt.Errorf("a mistake in homeroom: %v\n%s", mistake, debug.Stack())
		}
	}()
	return do(t)
}

// connected connects if there is no connection.
func (w *writer) connected(ctx context.Context) (err error) {
	if w.prepared == nil {
		w.prepared = make(map[string]*sql.Stmt)
	}
	if w.conn == nil {
		w.conn, err = w.store.engine.connect(ctx)
	}
	return err
}

func (w *writer) rollback() error {
	ctx, stop := w.patience()
	defer stop()
	_, err := w.conn.ExecContext(ctx, "rollback")
	return err
}

// repair gives the connection up, opens a new one and checks the database
// through it, again and again until it is sound or the store is closed. Jobs
// that come meanwhile are refused.
func (w *writer) repair(cause error) {
	s := w.store
	s.state.broke(cause)
	defer s.state.mended()
	s.log.Error("records not saved; checking the database", "err", cause)
	for rest := 10 * time.Millisecond; ; rest = min(2*rest, longestRest) {
		w.hangUp()
		err := w.examine()
		if err == nil {
			s.log.Info("records sound again")
			return
		}
		s.state.because(err)
		s.log.Error("records still cannot be saved", "err", err, "next_try", rest)
		if !w.refuse(err, rest) {
			return
		}
	}
}

// examine connects anew, checks the database and looks for the last event that
// anybody was told of.
func (w *writer) examine() error {
	ctx, stop := w.patience()
	defer stop()
	if err := w.connected(ctx); err != nil {
		return err
	}
	if err := w.store.engine.check(ctx, w.conn); err != nil {
		return err
	}
	last := w.store.state.last()
	if last == "" {
		return nil
	}
	var found int
	err := w.conn.QueryRowContext(ctx, "select count(*) from event where id = $1", last).Scan(&found)
	if err != nil {
		return fmt.Errorf("look for the last event: %w", err)
	}
	if found == 0 {
		return fmt.Errorf("event %s was saved and is gone; restore the records from a backup", last)
	}
	return nil
}

// refuse answers jobs with err for as long as rest, unless another writer can
// save them. It reports false if the store is closing.
func (w *writer) refuse(err error, rest time.Duration) bool {
	over := time.NewTimer(rest)
	defer over.Stop()
	s, queue := w.store, w.store.queue
	for {
		if !s.degraded() {
			queue = nil // another writer takes them
		}
		select {
		case <-s.stop:
			return false
		case <-over.C:
			return true
		case j, open := <-queue:
			switch {
			case !open:
				return false
			case s.degraded():
				j.done <- fmt.Errorf("%w: %w", ErrDegraded, err)
			default: // another writer has just been mended
				if err := s.submit(context.Background(), j); err != nil {
					j.done <- err
				}
			}
		}
	}
}

// hangUp closes the connection for good; the pool must not hand it out again.
func (w *writer) hangUp() {
	for _, stmt := range w.prepared {
		stmt.Close() // the connection goes as well; its error is what counts
	}
	w.prepared = nil
	if w.conn == nil {
		return
	}
	w.conn.Raw(func(any) error { return driver.ErrBadConn }) // "close it, do not keep it"
	w.conn.Close()
	w.conn = nil
}
