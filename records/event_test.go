package records_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"homeroom/records"
)

// A reader who asks again and again for what came after the last event it saw
// gets every event once and in order, while 16 students write and the clock
// goes back and forth. On PostgreSQL two stores write, as two kiosks would.
func TestEventsArriveInOrder(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		s := p.open(t)
		check(t, s.SaveRoster(t.Context(), roster()))
		stores := []*records.Store{s}
		if h, err := s.Health(t.Context()); err == nil && h.Engine == "postgres" {
			stores = append(stores, p.open(t))
		}
		const attempts = 200
		done := make(chan struct{})
		seen := make(chan []string)
		go func() { seen <- follow(t, s, done) }()
		submitters(attempts, 16, func(i int) {
			p.clock.pass(time.Duration(i%7-3) * time.Second)
			s := stores[i%len(stores)]
			a, err := s.StartAttempt(t.Context(), records.Attempt{
				Student: "maria", Quiz: fmt.Sprint("q", i), Edition: "e", Asked: []string{"a"},
			})
			if err == nil {
				_, err = s.FinishAttempt(t.Context(), passing(records.Attempt{ID: a.ID, Student: "maria"}))
			}
			if err != nil {
				t.Error(err)
			}
		})
		close(done)
		got := <-seen
		var want []string
		for _, e := range events(t, s) {
			want = append(want, e.ID)
		}
		differ(t, "events as they arrived", want, got)
		differ(t, "number of events", 1+2*attempts+1, len(got)) // one completion: it is always the same lesson
	})
}

// follow reads events until done is closed and there are no more.
func follow(t *testing.T, s *records.Store, done chan struct{}) (ids []string) {
	last, over := "", false
	for {
		select {
		case <-done:
			over = true
		default:
		}
		batch, err := s.Events(t.Context(), last, 10)
		if err != nil {
			t.Error(err)
			return ids
		}
		for _, e := range batch {
			last = e.ID
			ids = append(ids, e.ID)
		}
		if over && len(batch) == 0 {
			return ids
		}
	}
}

func TestIDsIncreaseAfterReopening(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		var ids []string
		for range 3 {
			s := p.open(t)
			check(t, s.SaveRoster(t.Context(), roster()))
			for range 3 {
				a := start(t, s, "maria")
				ids = append(ids, a.ID)
				_, err := s.FinishAttempt(t.Context(), passing(a))
				check(t, err)
			}
			check(t, s.Close())
			p.clock.pass(-30 * 24 * time.Hour)
		}
		if !slices.IsSorted(ids) {
			t.Errorf("ids do not increase:\n%v", ids)
		}
	})
}

func TestEventsInPieces(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		for range 5 {
			_, err := s.FinishAttempt(t.Context(), passing(start(t, s, "maria")))
			check(t, err)
		}
		all := events(t, s)
		for _, size := range []int{1, 2, 5, len(all), 1000} {
			var got []records.Event
			last := ""
			for {
				piece, err := s.Events(t.Context(), last, size)
				check(t, err)
				if len(piece) == 0 {
					break
				}
				got = append(got, piece...)
				last = piece[len(piece)-1].ID
			}
			differ(t, fmt.Sprintf("events in pieces of %d", size), all, got)
		}
	})
}

// No event holds a name, a secret or an answer, whatever is done.
func TestEventsHoldNothingPersonal(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		ctx := t.Context()
		const mark = "ZZMARKEDZZ"
		check(t, s.SaveRoster(ctx, records.Roster{
			Schools:    []records.School{{ID: "s", Name: mark}},
			Classes:    []records.Class{{ID: "k", School: "s", Name: mark, Year: "2026-27", Code: mark}},
			Students:   []records.Student{{ID: "st", Given: mark, Family: mark, School: "s"}},
			Enrolments: []records.Enrolment{{Student: "st", Class: "k"}},
		}))
		check(t, s.AddStaff(ctx, records.Staff{ID: "t1", Name: mark, Login: mark, Role: "teacher"}, mark))
		check(t, s.SetPassword(ctx, "t1", mark+"1"))
		_, _, err := s.CheckStaff(ctx, mark, "d", mark+"1")
		check(t, err)
		_, err = s.StartSession(ctx, records.Session{Kind: records.StaffSession, Person: "t1"})
		check(t, err)
		check(t, s.SetSecret(ctx, "st", records.Passphrase, mark))
		for i := range 21 {
			try(t, s, "st", fmt.Sprint(i), "wrong "+mark)
		}
		check(t, s.AllowStudent(ctx, "st", "t1"))
		check(t, s.AllowDevice(ctx, "d", "t1"))
		check(t, s.OpenClass(ctx, "k", "t1", c.now().Add(time.Hour)))
		check(t, s.FlagHandwriting(ctx, "st", mark))
		a, err := s.StartAttempt(ctx, records.Attempt{Student: "st", Quiz: "q", Edition: "e", Asked: []string{"a"}})
		check(t, err)
		f := passing(a)
		f.Answers = picks{"a": json.RawMessage(`"` + mark + `"`)}
		_, err = s.FinishAttempt(ctx, f)
		check(t, err)
		check(t, s.AddCompletion(ctx, records.Completion{Student: "st", Lesson: "x", LessonEdition: "1", Method: records.Exempt}, "t1"))
		check(t, s.CloseClass(ctx, "k", "t1"))

		n, err := s.Count(ctx, "select count(*) from event where body like $1 or subject like $1", "%"+mark+"%")
		check(t, err)
		differ(t, "events that hold something personal", 0, n)
		seen := make(map[records.EventKind]bool)
		for _, e := range events(t, s) {
			seen[e.Kind] = true
			if !json.Valid(e.Body) || e.Body[0] != '{' {
				t.Errorf("the body of %s is %s", e.Kind, e.Body)
			}
		}
		differ(t, "kinds of events that were looked at", 13, len(seen))
	})
}

// Two processes that start a new store at once end up with one schema.
func TestTwoStartAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		var all sync.WaitGroup
		opened := make(chan *records.Store, 4)
		for range 4 {
			all.Go(func() {
				if s, err := records.Open(t.Context(), p.url, p.options()); err == nil {
					opened <- s
				} else {
					t.Logf("refused: %v", err)
				}
			})
		}
		all.Wait()
		close(opened)
		n := 0
		for s := range opened {
			n++
			check(t, s.SaveRoster(t.Context(), roster()))
			check(t, s.Close())
		}
		s := p.open(t)
		h, err := s.Health(t.Context())
		check(t, err)
		if want := map[string]int{"sqlite": 1, "postgres": 4}[h.Engine]; n != want {
			t.Errorf("%d stores were opened on %s, want %d", n, h.Engine, want)
		}
		versions, err := s.Count(t.Context(), "select count(*) from homeroom_schema")
		check(t, err)
		files, err := s.Count(t.Context(), "select max(version) from homeroom_schema")
		check(t, err)
		differ(t, "migrations run", files, versions)
	})
}
