package records_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"homeroom/records"
)

var errDisk = errors.New("the disk says no")

// faulty opens a store that breaks as faults say.
func (p place) faulty(t *testing.T, faults *records.Faults) *records.Store {
	t.Helper()
	s, err := records.OpenFaulty(t.Context(), p.url, p.options(), faults)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// once returns a fault that happens at the n-th call only.
func once(n int64, err error) func() error {
	var calls atomic.Int64
	return func() error {
		if calls.Add(1) == n {
			return err
		}
		return nil
	}
}

// hold keeps the writers busy until the returned function is called, so that
// what is sent meanwhile becomes one batch.
func hold(t *testing.T, s *records.Store) (release func()) {
	t.Helper()
	gate := make(chan struct{})
	var entered, left sync.WaitGroup
	for range writers(t, s) {
		entered.Add(1)
		left.Go(func() {
			var first sync.Once
			if err := s.Job(context.Background(), "", func() error {
				first.Do(entered.Done)
				<-gate
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
		entered.Wait()
	}
	return func() {
		close(gate)
		left.Wait()
	}
}

func writers(t *testing.T, s *records.Store) int {
	t.Helper()
	h, err := s.Health(t.Context())
	check(t, err)
	if h.Engine == "postgres" {
		return 2
	}
	return 1
}

func TestBadJobIsRefusedAlone(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		release := hold(t, s)
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				ctx, name := t.Context(), fmt.Sprint("job ", i)
				switch i % 5 {
				case 0: // a rule of the database is broken
					if err := s.Exec(ctx, "insert into hand (class, student, raised_at) values ($1, $2, 1)", "c1", "nobody"); err == nil {
						t.Errorf("%s: a hand of nobody was raised", name)
					}
				case 1: // SQL that no database knows
					if err := s.Exec(ctx, "insert into nowhere values ($1)", name); err == nil {
						t.Errorf("%s: nonsense was saved", name)
					}
				case 2: // a mistake of ours
					if err := s.Job(ctx, name, func() error { panic("oh no") }); err == nil || !strings.Contains(err.Error(), "oh no") {
						t.Errorf("%s: a panic became %v", name, err)
					}
				default:
					school := records.School{ID: name, Name: "School"}
					if err := s.SaveRoster(ctx, records.Roster{Schools: []records.School{school}}); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
			})
		}
		release()
		all.Wait()
		schools, err := s.Schools(t.Context())
		check(t, err)
		differ(t, "schools saved", 1+8, len(schools))
		differ(t, "events", 1+8, len(events(t, s)))
	})
}

// A job cannot go on as if a statement had worked.
func TestCarelessJobIsRefused(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		before := events(t, s)
		err := s.Careless(t.Context(), "insert into hand (class, student, raised_at) values ($1, $2, 1)", "c1", "nobody")
		if err == nil {
			t.Error("a job whose statement failed was saved")
		}
		differ(t, "events", before, events(t, s))
	})
}

func TestJobsThatWaitShareACommit(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		before, err := s.Health(t.Context())
		check(t, err)
		release := hold(t, s)
		const jobs = 50
		var all, sent sync.WaitGroup
		sent.Add(jobs)
		for i := range jobs {
			all.Go(func() {
				sent.Done()
				if err := s.Job(t.Context(), fmt.Sprint(i), func() error { return nil }); err != nil {
					t.Error(err)
				}
			})
		}
		sent.Wait()
		release()
		all.Wait()
		after, err := s.Health(t.Context())
		check(t, err)
		if saved := after.Saved - before.Saved; saved < jobs {
			t.Errorf("%d jobs were saved, want at least %d", saved, jobs)
		}
		if batches := after.Batches - before.Batches; batches > jobs/2 {
			t.Errorf("%d jobs took %d commits", jobs, batches)
		}
	})
}

// A commit that fails: nobody in the batch is told that it was saved, nothing of
// it is there, and the store goes on over a new connection.
func TestCommitFails(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		faults := &records.Faults{}
		s := p.faulty(t, faults)
		check(t, s.SaveRoster(t.Context(), roster()))
		connects := faults.Connects.Load()
		a := start(t, s, "maria")
		faults.Commit = once(1, errDisk)
		repairing, examined := make(chan struct{}), sync.Once{}
		faults.Check = func() error {
			examined.Do(func() { close(repairing) })
			return nil
		}
		_, err := s.FinishAttempt(t.Context(), passing(a))
		if !errors.Is(err, records.ErrDegraded) || !errors.Is(err, errDisk) {
			t.Errorf("FinishAttempt: %v, want ErrDegraded because of the disk", err)
		}
		finished, err := s.FinishAttempt(t.Context(), passing(a)) // the form is sent again
		check(t, err)
		if finished.Finished.IsZero() {
			t.Error("the attempt is not finished")
		}
		<-repairing // where there are several writers, another one may have taken the form in the meantime
		if faults.Connects.Load() == connects || faults.Reused.Load() > 0 {
			t.Error("the connection whose commit failed was used again")
		}
		differ(t, "events", []records.EventKind{
			records.RosterSaved, records.AttemptStarted, records.AttemptFinished, records.LessonCompleted,
		}, kinds(t, s))
	})
}

// A commit that went well but whose answer was lost: sending the form again
// finds the first result.
func TestCommitsAnswerIsLost(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		faults := &records.Faults{}
		s := p.faulty(t, faults)
		check(t, s.SaveRoster(t.Context(), roster()))
		a := start(t, s, "maria")
		faults.Lose = once(1, errDisk)
		if _, err := s.FinishAttempt(t.Context(), passing(a)); !errors.Is(err, records.ErrDegraded) {
			t.Errorf("FinishAttempt: %v, want ErrDegraded", err)
		}
		p.clock.pass(time.Minute)
		finished, err := s.FinishAttempt(t.Context(), passing(a))
		check(t, err)
		differ(t, "finished at", p.clock.now().Add(-time.Minute), finished.Finished)
		completions, err := s.Completions(t.Context(), "maria")
		check(t, err)
		differ(t, "completions", 1, len(completions))
		differ(t, "events", 4, len(events(t, s)))
	})
}

// As long as the database is not found sound, everything is refused at once.
// Then the store goes on by itself.
func TestDegraded(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		faults := &records.Faults{}
		s := p.faulty(t, faults)
		check(t, s.SaveRoster(t.Context(), roster()))
		n := writers(t, s)
		var broken atomic.Bool
		broken.Store(true)
		faults.Check = func() error {
			if broken.Load() {
				return errDisk
			}
			return nil
		}
		faults.Commit = faults.Check
		for range 3 * n { // each writer meets the fault at its own time
			if err := s.RaiseHand(t.Context(), "maria", "c1"); !errors.Is(err, records.ErrDegraded) {
				t.Fatalf("RaiseHand: %v, want ErrDegraded", err)
			}
		}
		h, err := s.Health(t.Context())
		check(t, err)
		if !h.Degraded || !strings.Contains(h.Reason, errDisk.Error()) {
			t.Errorf("Health: %+v, want degraded because of the disk", h)
		}
		if students, err := s.Students(t.Context(), "c1"); err != nil || len(students) != 3 {
			t.Errorf("reading while degraded: %v, %v", students, err)
		}
		broken.Store(false)
		tries := 0
		for err = records.ErrDegraded; errors.Is(err, records.ErrDegraded); tries++ {
			err = s.RaiseHand(t.Context(), "maria", "c1")
		}
		check(t, err)
		if h, err = s.Health(t.Context()); err != nil || h.Degraded || h.Settings == nil {
			t.Errorf("Health afterwards: %+v, %v", h, err)
		}
	})
}

func TestClosingWhileDegraded(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		faults := &records.Faults{}
		s := p.faulty(t, faults)
		faults.Commit = func() error { return errDisk }
		faults.Check = faults.Commit
		for range 4 {
			if err := s.SaveRoster(t.Context(), roster()); !errors.Is(err, records.ErrDegraded) {
				t.Errorf("SaveRoster: %v, want ErrDegraded", err)
			}
		}
		check(t, s.Close())
	})
}

// An acknowledged event that is gone is not passed over in silence.
func TestLostEventsAreNoticed(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		faults := &records.Faults{}
		s := p.faulty(t, faults)
		check(t, s.SaveRoster(t.Context(), roster()))
		n := writers(t, s)
		check(t, s.Exec(t.Context(), "delete from event"))
		faults.Commit = once(1, errDisk)
		refused := 0
		for range 4 {
			if err := s.RaiseHand(t.Context(), "maria", "c1"); errors.Is(err, records.ErrDegraded) {
				refused++
			}
		}
		if want := 4; n == 1 && refused != want { // another writer has lost no event that it knows of
			t.Errorf("%d of %d changes were refused", refused, want)
		}
	})
}

// A batch that was in another's way is run again; its jobs know nothing of it.
func TestBatchIsRunAgain(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		faults := &records.Faults{Again: true}
		s := p.faulty(t, faults)
		check(t, s.SaveRoster(t.Context(), roster()))
		a := start(t, s, "maria")
		var fails atomic.Int64
		faults.Commit = func() error {
			if fails.Add(1) <= 4 {
				return errDisk
			}
			return nil
		}
		_, err := s.FinishAttempt(t.Context(), passing(a))
		check(t, err)
		differ(t, "events", []records.EventKind{
			records.RosterSaved, records.AttemptStarted, records.AttemptFinished, records.LessonCompleted,
		}, kinds(t, s))
		fails.Store(-100) // for longer than anybody should try
		if err := s.RaiseHand(t.Context(), "maria", "c1"); !errors.Is(err, records.ErrDegraded) {
			t.Errorf("RaiseHand: %v, want ErrDegraded", err)
		}
	})
}

// A transaction that could not even begin, because an idle connection was cut,
// is begun again over a new one.
func TestBeginFailsOnce(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		faults := &records.Faults{}
		s := p.faulty(t, faults)
		faults.Begin = once(1, errDisk)
		check(t, s.SaveRoster(t.Context(), roster()))
	})
}

// The browser goes away while its form is being saved.
func TestRequestEndsButTheCommitDoesNot(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		a := start(t, s, "maria")
		release := hold(t, s)
		ctx, leave := context.WithCancel(t.Context())
		answered := make(chan error)
		go func() {
			_, err := s.FinishAttempt(ctx, passing(a))
			answered <- err
		}()
		for s.Waiting() == 0 {
			runtime.Gosched()
		}
		leave()
		if err := <-answered; !errors.Is(err, context.Canceled) {
			t.Errorf("FinishAttempt: %v, want context canceled", err)
		}
		release()
		for kept := a; kept.Finished.IsZero(); { // until it is saved all the same
			var err error
			kept, err = s.Attempt(t.Context(), a.ID)
			check(t, err)
		}
	})
}

func TestEndedRequestIsNotSaved(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if err := s.RaiseHand(ctx, "maria", "c1"); !errors.Is(err, context.Canceled) {
			t.Errorf("RaiseHand: %v, want context canceled", err)
		}
		hands, err := s.Hands(t.Context(), "c1")
		check(t, err)
		differ(t, "hands", nil, hands)
	})
}

// When the queue is full, a job waits two seconds for a place and is then
// refused.
func TestBusy(t *testing.T) {
	p := place{t.TempDir() + "/records.db", newClock()}
	synctest.Test(t, func(t *testing.T) {
		s, err := records.Open(context.Background(), p.url, p.options())
		check(t, err)
		gate := make(chan struct{})
		var all sync.WaitGroup
		job := func() {
			if err := s.Job(context.Background(), "", func() error { <-gate; return nil }); err != nil {
				t.Error(err)
			}
		}
		all.Go(job)
		synctest.Wait() // the writer has it
		for range records.QueueLength {
			all.Go(job)
		}
		synctest.Wait() // the queue is full
		began := time.Now()
		if err := s.Job(context.Background(), "", func() error { return nil }); !errors.Is(err, records.ErrBusy) {
			t.Errorf("one more job: %v, want ErrBusy", err)
		}
		differ(t, "time waited", 2*time.Second, time.Since(began))
		close(gate)
		all.Wait()
		check(t, s.Close())
	})
}

func TestClose(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		s := p.open(t)
		check(t, s.SaveRoster(t.Context(), roster()))
		var saved, closed atomic.Int64
		var all sync.WaitGroup
		for i := range 64 {
			all.Go(func() {
				err := s.SaveRoster(t.Context(), records.Roster{Schools: []records.School{{ID: fmt.Sprint(i), Name: "School"}}})
				switch {
				case err == nil:
					saved.Add(1)
				case errors.Is(err, records.ErrClosed):
					closed.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		check(t, s.Close())
		check(t, s.Close())
		all.Wait()
		if _, err := s.Schools(t.Context()); !errors.Is(err, records.ErrClosed) {
			t.Errorf("reading a closed store: %v", err)
		}
		if _, err := s.Health(t.Context()); !errors.Is(err, records.ErrClosed) {
			t.Errorf("health of a closed store: %v", err)
		}
		schools, err := p.open(t).Schools(t.Context())
		check(t, err)
		differ(t, "schools that were acknowledged", 1+int(saved.Load()), len(schools))
		differ(t, "answers", int64(64), saved.Load()+closed.Load())
	})
}
