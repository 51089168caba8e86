package records_test

import (
	"errors"
	"testing"
	"time"

	"homeroom/records"
)

const (
	idle     = 6 * time.Minute
	absolute = 90 * time.Minute
)

// mariasSession is what TestSession… start.
var mariasSession = records.Session{
	Kind: records.StudentSession, Person: "maria", Class: "c1", Device: "d1", Language: "es",
}

func TestSessionIsKept(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		token, err := s.StartSession(t.Context(), mariasSession)
		check(t, err)
		if len(token) != 22 {
			t.Errorf("the token has %d characters, want 22", len(token))
		}
		want := mariasSession
		want.Started, want.Seen = c.now(), c.now()
		got, err := s.Session(t.Context(), token, idle, absolute)
		check(t, err)
		differ(t, "session", want, got)

		n, err := s.Count(t.Context(), "select count(*) from session where token = $1", token)
		check(t, err)
		differ(t, "rows with the token as the browser has it", 0, n)

		check(t, s.SetLanguage(t.Context(), token, "vi"))
		got, err = s.Session(t.Context(), token, idle, absolute)
		check(t, err)
		differ(t, "language", "vi", got.Language)
	})
}

func TestSessionEnds(t *testing.T) {
	for _, tt := range []struct {
		name string
		then func(t *testing.T, s *records.Store, c *clock, token string)
		over bool
	}{
		{"not within the idle limit", func(_ *testing.T, _ *records.Store, c *clock, _ string) {
			c.pass(idle - time.Millisecond)
		}, false},
		{"at the idle limit", func(_ *testing.T, _ *records.Store, c *clock, _ string) {
			c.pass(idle)
		}, true},
		{"not if somebody was seen", func(t *testing.T, s *records.Store, c *clock, token string) {
			c.pass(idle - time.Second)
			check(t, s.Touch(t.Context(), token))
			c.pass(idle - time.Second)
		}, false},
		{"at the absolute limit, however often somebody is seen", func(t *testing.T, s *records.Store, c *clock, token string) {
			for range 30 {
				c.pass(3 * time.Minute)
				check(t, s.Touch(t.Context(), token))
			}
		}, true},
		{"by signing out", func(t *testing.T, s *records.Store, _ *clock, token string) {
			check(t, s.EndSession(t.Context(), token))
			check(t, s.EndSession(t.Context(), token))
			check(t, s.Touch(t.Context(), token))
		}, true},
		{"with its class", func(t *testing.T, s *records.Store, _ *clock, _ string) {
			check(t, s.EndSessionsOf(t.Context(), "c1"))
		}, true},
		{"not with another class", func(t *testing.T, s *records.Store, _ *clock, _ string) {
			check(t, s.EndSessionsOf(t.Context(), "c2"))
		}, false},
		{"not when the clock is put right by some seconds", func(_ *testing.T, _ *records.Store, c *clock, _ string) {
			c.pass(-10 * time.Second)
		}, false},
		{"when the clock goes back an hour", func(_ *testing.T, _ *records.Store, c *clock, _ string) {
			c.pass(-time.Hour)
		}, true},
		{"when the clock jumps a year", func(_ *testing.T, _ *records.Store, c *clock, _ string) {
			c.pass(365 * 24 * time.Hour)
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stores(t, func(t *testing.T, s *records.Store, c *clock) {
				token, err := s.StartSession(t.Context(), mariasSession)
				check(t, err)
				tt.then(t, s, c, token)
				if _, err := s.Session(t.Context(), token, idle, absolute); errors.Is(err, records.ErrNone) != tt.over {
					t.Errorf("Session: %v, want over = %t", err, tt.over)
				}
			})
		})
	}
}

func TestSessionsThatCannotBe(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		for name, session := range map[string]records.Session{
			"of an unknown kind":    {Kind: "guest", Person: "maria"},
			"of nobody":             {Kind: records.StudentSession},
			"of an unknown student": {Kind: records.StudentSession, Person: "nobody"},
			"of a student as staff": {Kind: records.StaffSession, Person: "maria"},
			"on a device of noise":  {Kind: records.StudentSession, Person: "maria", Device: "a\x00b"},
		} {
			if _, err := s.StartSession(t.Context(), session); err == nil {
				t.Errorf("a session %s was started", name)
			}
		}
		for _, token := range []string{"", "x", "\x00", "\xff", "0123456789012345678901"} {
			if _, err := s.Session(t.Context(), token, idle, absolute); !errors.Is(err, records.ErrNone) {
				t.Errorf("Session(%q): %v, want ErrNone", token, err)
			}
		}
	})
}

func TestOldSessionsAreDeleted(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		for range 3 {
			_, err := s.StartSession(t.Context(), mariasSession)
			check(t, err)
			c.pass(37 * time.Hour)
		}
		n, err := s.Count(t.Context(), "select count(*) from session")
		check(t, err)
		differ(t, "sessions kept", 1, n)
	})
}
