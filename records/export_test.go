package records

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
)

// Faults breaks a store on purpose. A nil function does no harm.
type Faults struct {
	Begin  func() error // instead of beginning a transaction
	Commit func() error // instead of committing
	Lose   func() error // after a commit that went well, as if its answer was lost
	Check  func() error // instead of finding the database sound
	Again  bool         // every fault is one after which a batch may be run anew

	Connects atomic.Int64 // connections for writing that were opened
	Reused   atomic.Int64 // transactions on a connection whose commit had failed

	failed sync.Map // such connections
}

func call(fault func() error) error {
	if fault == nil {
		return nil
	}
	return fault()
}

type faulty struct {
	engine
	faults *Faults
}

func (e *faulty) connect(ctx context.Context) (*sql.Conn, error) {
	e.faults.Connects.Add(1)
	return e.engine.connect(ctx)
}

func (e *faulty) begin(ctx context.Context, conn *sql.Conn) error {
	if _, failed := e.faults.failed.Load(conn); failed {
		e.faults.Reused.Add(1)
	}
	if err := call(e.faults.Begin); err != nil {
		return err
	}
	return e.engine.begin(ctx, conn)
}

func (e *faulty) commit(ctx context.Context, conn *sql.Conn) error {
	if err := call(e.faults.Commit); err != nil {
		if !e.faults.Again {
			e.faults.failed.Store(conn, true)
		}
		return err
	}
	if err := e.engine.commit(ctx, conn); err != nil {
		return err
	}
	return call(e.faults.Lose)
}

func (e *faulty) check(ctx context.Context, conn *sql.Conn) error {
	if err := call(e.faults.Check); err != nil {
		return err
	}
	return e.engine.check(ctx, conn)
}

func (e *faulty) again(err error) bool { return e.faults.Again || e.engine.again(err) }

// OpenFaulty opens records that break as faults say.
func OpenFaulty(ctx context.Context, url string, o Options, faults *Faults) (*Store, error) {
	return open(ctx, url, o, func(e engine) engine { return &faulty{e, faults} })
}

// An eager engine has the mistake that the crash test must find: it says that a
// batch is saved when it is not, and commits it only when the next one begins.
type eager struct {
	engine
	mu      sync.Mutex
	pending bool
}

func (e *eager) begin(ctx context.Context, conn *sql.Conn) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pending {
		e.pending = false
		if err := e.engine.commit(ctx, conn); err != nil {
			return err
		}
	}
	return e.engine.begin(ctx, conn)
}

func (e *eager) commit(context.Context, *sql.Conn) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pending = true
	return nil
}

// OpenEager opens records that acknowledge before they commit.
func OpenEager(ctx context.Context, url string, o Options) (*Store, error) {
	return open(ctx, url, o, func(e engine) engine { return &eager{engine: e} })
}

// Job hands the writer a job that runs do, for tests of the writer itself.
func (s *Store) Job(ctx context.Context, key string, do func() error) error {
	return s.write(ctx, "test", key, func(*tx) error { return do() })
}

// Exec hands the writer a job of one statement.
func (s *Store) Exec(ctx context.Context, statement string, args ...any) error {
	return s.write(ctx, "test", "", func(t *tx) error {
		_, err := t.exec(statement, args...)
		return err
	})
}

// Careless hands the writer a job that does not look at the error of a statement.
func (s *Store) Careless(ctx context.Context, statement string, args ...any) error {
	return s.write(ctx, "test", "", func(t *tx) error {
		t.exec(statement, args...)
		return t.add(RosterSaved, "", RosterFact{})
	})
}

// Count asks the readers for a number.
func (s *Store) Count(ctx context.Context, query string, args ...any) (n int, err error) {
	err = s.read(ctx, "test", func(q source) error { return q.one(into{&n}, query, args...) })
	return n, err
}

// Integrity returns what SQLite says of the whole database, "ok" if it is sound.
func (s *Store) Integrity(ctx context.Context) (result string, err error) {
	err = s.read(ctx, "test", func(q source) error { return q.one(into{&result}, "pragma integrity_check") })
	return result, err
}

// QueueLength is how many jobs may wait.
const QueueLength = queueLength

// Waiting is how many jobs wait now.
func (s *Store) Waiting() int { return len(s.queue) }
