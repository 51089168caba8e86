// Package records keeps what homeroom knows about people: schools, classes and
// students, how they sign in, their attempts at quizzes, and what they have
// completed. It is the only package that holds personal data and the only one
// that speaks SQL.
//
// It knows nothing of what is taught: a lesson, a quiz or a question is an id
// and an edition here, and a right answer is a number that the caller counted.
// It knows nothing of HTTP either.
//
// A [Store] is SQLite in a folder of its own, or a PostgreSQL server; one SQL
// text serves both. You may rely on this:
//
//   - A write that returned nil survives the loss of power. The store answers
//     only after the database has said that the transaction is on the disk.
//   - Every write may be repeated without harm, because networks in classrooms
//     repeat.
//   - Facts are events that are only ever added, see [Store.Events]. The rows
//     that other methods read are what the events add up to, and are written in
//     the same transaction.
//   - Ids made by the store increase, even if the clock goes back and even
//     after the program was started again.
//   - No word of a name, a secret or an answer is in an event, an error or the
//     log; they hold ids.
//
// The way of a write: a method checks its arguments and hands a job to the
// queue (writer.go); a writer takes what is queued, runs each job inside a
// savepoint of one transaction, commits, and only then answers all of them.
package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	// ErrNone says that there is no such row, or none that the caller may have.
	ErrNone = errors.New("no such record")

	// ErrClosed says that the store has been closed.
	ErrClosed = errors.New("the records are closed")

	// ErrDegraded says that a transaction failed on its way to the disk and
	// that its work counts as not saved. The store then checks itself before it
	// accepts anything more. What was refused so may be sent again.
	ErrDegraded = errors.New("the records could not be saved")

	// ErrBusy says that the queue stayed full for two seconds. Nothing was
	// saved; send it again a little later.
	ErrBusy = errors.New("the records are busy")

	// ErrFinished says that the attempt was finished before, so that its
	// answers can no longer change.
	ErrFinished = errors.New("the attempt is finished")

	// ErrTaken says that somebody else already has that login or class code.
	ErrTaken = errors.New("already taken")

	// ErrText says that a text cannot be kept: it is not UTF-8, holds a control
	// character, is too long, or is missing. The error around it names the
	// field and never holds the text.
	ErrText = errors.New("text cannot be kept")

	// ErrAskAdult says that there were too many wrong tries to sign in, and
	// that an adult must help. [ErrDeviceHeld] and [ErrStudentHeld] are both
	// ErrAskAdult and say which of the two to help.
	ErrAskAdult = errors.New("too many wrong tries; an adult must help")

	// ErrDeviceHeld: too many students' secrets were tried in vain on this
	// device. See [Store.AllowDevice]. It also ends by itself.
	ErrDeviceHeld = fmt.Errorf("this device: %w", ErrAskAdult)

	// ErrStudentHeld: this student's secret was tried in vain too often on
	// devices that the student never used. See [Store.AllowStudent].
	ErrStudentHeld = fmt.Errorf("this student: %w", ErrAskAdult)

	// ErrReissue says that a student's secret was set under another pepper, so
	// that nothing can match it. Give the student a new one.
	ErrReissue = errors.New("the secret was set under another pepper")
)

// Options are what a [Store] is given from outside. The zero Options are good
// for everything but the students' secrets.
type Options struct {
	// Log is told of starts, failed commits and repairs; never of a name.
	// nil: slog.Default().
	Log *slog.Logger

	// Now is the clock. nil: time.Now.
	Now func() time.Time

	// Pepper keys the students' secrets: 32 random bytes that the caller keeps
	// outside the database. Without it secrets can be neither set nor checked.
	Pepper []byte
}

// A Store keeps records. Open makes one; any number of goroutines may use it.
type Store struct {
	engine  engine
	readers *sql.DB
	log     *slog.Logger
	now     func() time.Time
	ids     *idMaker
	pepper  pepper
	hashing chan struct{} // a place for each password that is being hashed
	failed  atomic.Int64  // wrong sign-ins since the start, see gate.prune

	queue   chan *job
	door    sync.RWMutex // held for reading while a job goes into the queue
	closed  bool         // guarded by door
	writers sync.WaitGroup
	stop    chan struct{} // closed when the store is closing
	state   state
}

// Open opens the records at url: the path of an SQLite database, or a
// PostgreSQL address ("postgres://…"). It makes the database if there is none
// and brings an older one up to date.
//
// Open refuses, in one sentence, a database that another process has open, one
// that a newer homeroom wrote, one of another program, and a folder it cannot
// write to.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	return open(ctx, url, o, func(e engine) engine { return e })
}

// open opens the records with the engine that with makes of the one url names.
func open(ctx context.Context, url string, o Options, with func(engine) engine) (*Store, error) {
	s, err := newStore(o)
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	e, err := openEngine(ctx, url, s.log)
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	s.engine = with(e)
	if err := s.start(ctx); err != nil {
		return nil, fmt.Errorf("open records: %w", errors.Join(s.engine.explain(err), s.engine.close()))
	}
	return s, nil
}

func openEngine(ctx context.Context, url string, log *slog.Logger) (engine, error) {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return openPostgres(url)
	}
	return openSQLite(ctx, url, log)
}

func newStore(o Options) (*Store, error) {
	s := &Store{
		log:     o.Log,
		now:     o.Now,
		hashing: make(chan struct{}, runtime.NumCPU()),
		queue:   make(chan *job, queueLength),
		stop:    make(chan struct{}),
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.ids = &idMaker{now: s.now}
	var err error
	s.pepper, err = newPepper(o.Pepper)
	return s, err
}

// start brings the schema up to date and sets the writers to work.
func (s *Store) start(ctx context.Context) error {
	conn, err := s.engine.connect(ctx)
	if err != nil {
		return err
	}
	all, err := migrations()
	if err == nil {
		err = migrate(ctx, s.engine, conn, all, s.now())
	}
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	last, err := lastEvent(ctx, conn)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	s.ids.after(last)
	s.state.saved(last, 0)
	if s.readers, err = s.engine.readers(ctx); err != nil {
		return errors.Join(err, conn.Close())
	}
	s.employ(conn)
	for range s.engine.limits().writers - 1 {
		s.employ(nil)
	}
	s.log.Info("records open", "engine", s.engine.name(), "fsync", s.engine.fsync(),
		"answers_per_second", capacity(s.engine.fsync()))
	return nil
}

// employ starts one writer; it connects by itself if conn is nil.
func (s *Store) employ(conn *sql.Conn) {
	w := &writer{store: s, conn: conn}
	s.writers.Add(1)
	go func() {
		defer s.writers.Done()
		w.work()
	}()
}

// Close saves what is queued, closes the database and lets other processes
// have it. Closing again has no effect.
func (s *Store) Close() error {
	s.door.Lock()
	if s.closed {
		s.door.Unlock()
		return nil
	}
	s.closed = true
	close(s.stop)
	close(s.queue)
	s.door.Unlock()

	s.writers.Wait()
	if err := errors.Join(s.readers.Close(), s.engine.close()); err != nil {
		return fmt.Errorf("close records: %w", err)
	}
	return nil
}
