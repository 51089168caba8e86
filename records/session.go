package records

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"
)

// Kinds of sessions.
const (
	StudentSession = "student"
	StaffSession   = "staff"
)

// A Session is somebody who is signed in on a device.
type Session struct {
	Kind     string // [StudentSession] or [StaffSession]
	Person   string // id of the student or the member of staff
	Class    string // the class that the student signed in to; "" for staff
	Device   string
	Language string
	Started  time.Time // set by StartSession
	Seen     time.Time // set by StartSession and Touch
}

const (
	tokenBytes  = 16               // 128 bits
	keepSession = 36 * time.Hour   // longest that any session is kept
	seenWithin  = 10 * time.Second // how exact Seen is
	clockSlack  = time.Minute      // how far a clock may be set back without ending sessions
)

// StartSession signs somebody in and returns the token for the browser: 22
// characters, made of 128 random bits. Only the token's digest is kept. Started
// and Seen are set to the present.
func (s *Store) StartSession(ctx context.Context, session Session) (token string, err error) {
	what := about("start session of", session.Person)
	if err := session.check(); err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	random := make([]byte, tokenBytes)
	rand.Read(random) // never fails
	token = base64.RawURLEncoding.EncodeToString(random)
	err = s.write(ctx, what, session.Person, func(t *tx) error {
		if err := t.known(session.Kind, session.Person); err != nil {
			return err
		}
		old := milli(t.now.Add(-keepSession))
		if _, err := t.exec("delete from session where started_at < $1", old); err != nil {
			return err
		}
		if _, err := t.exec(`
			insert into session (token, kind, person, class, device, language, started_at, seen_at)
			values ($1, $2, $3, $4, $5, $6, $7, $7)`,
			digest(token), session.Kind, session.Person, session.Class, session.Device,
			session.Language, milli(t.now)); err != nil {
			return err
		}
		if session.Kind == StaffSession {
			return t.add(StaffSignedIn, session.Person, struct{}{})
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func (s Session) check() error {
	if s.Kind != StudentSession && s.Kind != StaffSession {
		return fmt.Errorf("there is no kind of session %q", s.Kind)
	}
	return checkText(id("person", s.Person), optional("class", s.Class),
		optional("device", s.Device), optional("language", s.Language))
}

// Session returns the session of a token. It returns ErrNone if there is none,
// if nobody was seen in it for as long as idle, or if it was started absolute
// ago. A session that seems to be in the future is over as well, because a clock
// that went back must not make it longer.
func (s *Store) Session(ctx context.Context, token string, idle, absolute time.Duration) (Session, error) {
	var session Session
	var started, seen int64
	err := s.read(ctx, "read session", func(q source) error {
		return q.one(into{&session.Kind, &session.Person, &session.Class, &session.Device,
			&session.Language, &started, &seen}, `
			select kind, person, class, device, language, started_at, seen_at
			from session where token = $1`, digest(token))
	})
	if err != nil {
		return Session{}, err
	}
	session.Started, session.Seen = moment(started), moment(seen)
	now := s.now()
	switch {
	case now.Sub(session.Seen) >= idle,
		now.Sub(session.Started) >= absolute,
		session.Started.Sub(now) > clockSlack,
		session.Seen.Sub(now) > clockSlack:
		return Session{}, fmt.Errorf("read session: %w", ErrNone)
	}
	return session, nil
}

// Touch notes that somebody was just seen in a session. It writes at most every
// ten seconds. Touching a session that is over has no effect.
func (s *Store) Touch(ctx context.Context, token string) error {
	key, before := digest(token), milli(s.now().Add(-seenWithin))
	var fresh int64
	err := s.read(ctx, "touch session", func(q source) error {
		return q.one(into{&fresh}, `
			select count(*) from session where token = $1 and seen_at > $2`, key, before)
	})
	if err != nil || fresh > 0 {
		return err
	}
	return s.write(ctx, "touch session", key, func(t *tx) error {
		_, err := t.exec("update session set seen_at = $2 where token = $1 and seen_at < $2", key, milli(t.now))
		return err
	})
}

// SetLanguage changes the language of a session. A session that is over stays
// as it is.
func (s *Store) SetLanguage(ctx context.Context, token, language string) error {
	if err := checkText(id("language", language)); err != nil {
		return fmt.Errorf("set language: %w", err)
	}
	key := digest(token)
	return s.write(ctx, "set language", key, func(t *tx) error {
		_, err := t.exec("update session set language = $2 where token = $1", key, language)
		return err
	})
}

// EndSession signs out.
func (s *Store) EndSession(ctx context.Context, token string) error {
	key := digest(token)
	return s.write(ctx, "end session", key, func(t *tx) error {
		_, err := t.exec("delete from session where token = $1", key)
		return err
	})
}

// EndSessionsOf signs all students of a class out and lowers their hands.
func (s *Store) EndSessionsOf(ctx context.Context, class string) error {
	return s.write(ctx, about("end sessions of class", class), class, func(t *tx) error {
		if _, err := t.exec("delete from hand where class = $1", class); err != nil {
			return err
		}
		_, err := t.exec("delete from session where class = $1 and kind = $2", class, StudentSession)
		return err
	})
}

// digest returns what is kept of a token that has 128 random bits: for those,
// SHA-256 alone is enough.
func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
