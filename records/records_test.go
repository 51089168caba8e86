package records_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib"

	"homeroom/records"
)

// pepper is the key of the tests' secrets.
var pepper = []byte("0123456789abcdef0123456789abcdef")

// A place is a database that can be opened again and again.
type place struct {
	url   string
	clock *clock
}

// engines runs test against an empty place of every database we support.
// PostgreSQL is skipped unless HOMEROOM_TEST_POSTGRES names a server.
func engines(t *testing.T, test func(*testing.T, place)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, place{filepath.Join(t.TempDir(), "records.db"), newClock()})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := os.Getenv("HOMEROOM_TEST_POSTGRES")
		if server == "" {
			t.Skip("HOMEROOM_TEST_POSTGRES is not set")
		}
		test(t, place{withSchema(server, freshSchema(t, server)), newClock()})
	})
}

// stores runs test with an open store of every database we support, in which a
// class of three students is enrolled.
func stores(t *testing.T, test func(*testing.T, *records.Store, *clock)) {
	t.Helper()
	engines(t, func(t *testing.T, p place) {
		s := p.open(t)
		if err := s.SaveRoster(t.Context(), roster()); err != nil {
			t.Fatal(err)
		}
		test(t, s, p.clock)
	})
}

// open opens the store. It is closed with the test, or before.
func (p place) open(t testing.TB) *records.Store {
	t.Helper()
	s, err := records.Open(t.Context(), p.url, p.options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (p place) options() records.Options {
	return records.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: p.clock.now, Pepper: pepper}
}

// roster is a school with two classes and four students; Omar is in both.
func roster() records.Roster {
	return records.Roster{
		Schools: []records.School{{ID: "elm", Name: "Elm Hollow School"}},
		Classes: []records.Class{
			{ID: "c1", School: "elm", Name: "Room 4", Grade: "3", Code: "FOX-12", Year: "2026-27"},
			{ID: "c2", School: "elm", Name: "Room 5", Grade: "4", Code: "OWL-77", Year: "2026-27"},
		},
		Students: []records.Student{
			{ID: "maria", Given: "Maria", Family: "Brook", Grade: "3", School: "elm", Animal: "fox", Language: "es"},
			{ID: "omar", Given: "Omar", Family: "Ash", Grade: "3", School: "elm"},
			{ID: "wen", Given: "Wen", Family: "", Grade: "3", School: "elm"},
			{ID: "zoe", Given: "Zoé", Family: "E\u0301lan", Grade: "4", School: "elm"},
		},
		Enrolments: []records.Enrolment{
			{Student: "maria", Class: "c1"}, {Student: "omar", Class: "c1"}, {Student: "wen", Class: "c1"},
			{Student: "zoe", Class: "c2"}, {Student: "omar", Class: "c2"},
		},
	}
}

// A clock stands still until it is told to move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

// newClock returns a clock that shows a Tuesday morning in September.
func newClock() *clock { return &clock{at: time.Date(2026, 9, 15, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// pass moves the clock, back if d is negative.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// freshSchema makes an empty schema on the server and drops it after the test.
func freshSchema(t testing.TB, server string) string {
	t.Helper()
	random := make([]byte, 8)
	rand.Read(random)
	schema := "homeroom_test_" + hex.EncodeToString(random)
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "create schema "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer db.Close()
		if _, err := db.ExecContext(context.Background(), "drop schema "+schema+" cascade"); err != nil {
			t.Error(err)
		}
	})
	return schema
}

// withSchema returns the address of a schema on the server.
func withSchema(server, schema string) string {
	if strings.Contains(server, "?") {
		return server + "&search_path=" + schema
	}
	return server + "?search_path=" + schema
}

// A tester is a test, a benchmark, or a rapid check.
type tester interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatal(args ...any)
}

// check ends the test at an error.
func check(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// differ reports how got differs from want.
func differ[T any](t tester, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// events returns all events.
func events(t tester, s *records.Store) []records.Event {
	t.Helper()
	all, err := s.Events(t.Context(), "", 1_000_000)
	check(t, err)
	return all
}

// kinds returns the kinds of all events.
func kinds(t tester, s *records.Store) (all []records.EventKind) {
	t.Helper()
	for _, e := range events(t, s) {
		all = append(all, e.Kind)
	}
	return all
}
