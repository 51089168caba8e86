package records

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// A Staff is a member of staff: somebody with a login and a password.
type Staff struct {
	ID    string // "" lets AddStaff and UseSetupCode make one
	Name  string
	Login string // capitals do not matter
	Role  string // "teacher", "office", …; what a role may do is the caller's to say
}

// A StaffFact is the body of [StaffAdded], [StaffSignedIn] and [PasswordSet].
type StaffFact struct {
	Role string `json:"role,omitzero"`
}

// A WaitError says that there were too many wrong tries, and how long to wait
// before the next one.
type WaitError struct{ For time.Duration }

// Error says how long to wait, in whole seconds.
func (e *WaitError) Error() string {
	return fmt.Sprintf("too many wrong tries; wait %v", e.For.Round(time.Second))
}

func plainLogin(login string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(login)))
}

func (m Staff) check() error {
	return checkText(optional("staff id", m.ID), person("staff name", m.Name),
		id("staff login", m.Login), id("staff role", m.Role))
}

// StaffCount returns how many members of staff there are.
func (s *Store) StaffCount(ctx context.Context) (n int, err error) {
	err = s.read(ctx, "count staff", func(q source) error {
		return q.one(into{&n}, "select count(*) from staff")
	})
	return n, err
}

// Staff returns the member of staff of that id.
func (s *Store) Staff(ctx context.Context, id string) (m Staff, err error) {
	err = s.read(ctx, about("read staff", id), func(q source) error {
		return q.one(into{&m.ID, &m.Name, &m.Login, &m.Role},
			"select id, name, login, role from staff where id = $1", id)
	})
	return m, err
}

// AllStaff returns all members of staff in the order of their ids.
func (s *Store) AllStaff(ctx context.Context) (all []Staff, err error) {
	err = s.read(ctx, "read staff", func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var m Staff
			err := rows.Scan(&m.ID, &m.Name, &m.Login, &m.Role)
			all = append(all, m)
			return err
		}, "select id, name, login, role from staff order by id")
	})
	return all, err
}

// AddStaff adds a member of staff. It has no effect if the id is there already
// with the same login, and returns ErrTaken if somebody else has the login.
func (s *Store) AddStaff(ctx context.Context, m Staff, password string) error {
	if err := errors.Join(m.check(), checkPassword(password)); err != nil {
		return fmt.Errorf("add staff: %w", err)
	}
	phc, err := s.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("add staff: %w", err)
	}
	return s.write(ctx, "add staff", "", func(t *tx) error { return addStaff(t, m, phc) })
}

func addStaff(t *tx, m Staff, phc string) error {
	if m.ID == "" {
		m.ID = t.ids.next()
	}
	login := plainLogin(m.Login)
	n, err := t.exec(`
		insert into staff (id, name, login, role, password, added_at) values ($1, $2, $3, $4, $5, $6)
		on conflict do nothing`, m.ID, m.Name, login, m.Role, phc, milli(t.now))
	if err != nil {
		return err
	}
	if n == 1 {
		return t.add(StaffAdded, m.ID, StaffFact{m.Role})
	}
	var found string
	if err := t.one(into{&found}, "select id from staff where login = $1", login); t.err != nil {
		return t.err
	} else if err != nil || found != m.ID {
		return fmt.Errorf("login or id of staff %s: %w", m.ID, ErrTaken)
	}
	return nil
}

// SetPassword gives a member of staff another password and signs them out
// everywhere.
func (s *Store) SetPassword(ctx context.Context, staff, password string) error {
	what := about("set password of staff", staff)
	if err := checkPassword(password); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	phc, err := s.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return s.write(ctx, what, staff, func(t *tx) error {
		var login string
		if err := t.one(into{&login}, "update staff set password = $2 where id = $1 returning login",
			staff, phc); err != nil {
			return err
		}
		if err := (gate{kind: staffGate, subject: login}).forget(t); err != nil {
			return err
		}
		if _, err := t.exec("delete from session where kind = $1 and person = $2",
			StaffSession, staff); err != nil {
			return err
		}
		return t.add(PasswordSet, staff, StaffFact{})
	})
}

// CheckStaff returns the member of staff with that login and password, or
// ErrNone. If wait is positive the password was not even looked at. A login that
// nobody has costs the same work and waits as one that somebody has.
//
// The waits are those of [Store.CheckSecret], but nothing is ever held: a login
// that failed 20 times on devices where it never succeeded waits up to 5
// minutes on every such device, and a device where 20 tries failed waits until
// 10 minutes have passed since the first.
func (s *Store) CheckStaff(ctx context.Context, login, device, password string) (Staff, time.Duration, error) {
	if err := checkText(optional("login", login), optional("device", device),
		field{"password", password, mostSecret, false}); err != nil {
		return Staff{}, 0, fmt.Errorf("check staff: %w", ErrNone)
	}
	g := gate{kind: staffGate, subject: plainLogin(login), device: device}
	m, phc, wait, err := s.tryStaff(ctx, g)
	if err != nil || wait > 0 {
		return Staff{}, wait, err
	}
	match, err := s.matches(ctx, phc, password)
	if err != nil {
		return Staff{}, 0, fmt.Errorf("check staff: %w", err)
	}
	if !match {
		return Staff{}, 0, fmt.Errorf("check staff: %w", ErrNone)
	}
	if err := s.write(ctx, "check staff", g.subject, g.pass); err != nil {
		return Staff{}, 0, err
	}
	return m, 0, nil
}

// tryStaff counts a try as failed before it is made, so that many tries at once
// cannot all be free, and returns what to compare with: "" if nobody has the
// login.
func (s *Store) tryStaff(ctx context.Context, g gate) (m Staff, phc string, wait time.Duration, err error) {
	err = s.write(ctx, "check staff", g.subject, func(t *tx) (err error) {
		m, phc = Staff{}, ""
		if wait, _, err = g.ask(t); err != nil || wait > 0 {
			return err
		}
		if err := s.fail(t, g); err != nil {
			return err
		}
		err = t.one(into{&m.ID, &m.Name, &m.Login, &m.Role, &phc},
			"select id, name, login, role, password from staff where login = $1", g.subject)
		if errors.Is(err, ErrNone) {
			return nil
		}
		return err
	})
	return m, phc, wait, err
}

// SetSetupCode sets the code that lets somebody in who has no login yet, as the
// first member of staff or after all passwords are lost. It replaces an earlier
// code. The code should be long enough not to be guessed: 40 random bits.
func (s *Store) SetSetupCode(ctx context.Context, code string) error {
	if err := checkText(id("setup code", code), id("setup code", plainCode(code))); err != nil {
		return fmt.Errorf("set setup code: %w", err)
	}
	return s.write(ctx, "set setup code", "", func(t *tx) error {
		_, err := t.exec(`
			insert into setup_code (id, digest, set_at) values ('setup', $1, $2)
			on conflict (id) do update set digest = excluded.digest, set_at = excluded.set_at`,
			digest(plainCode(code)), milli(t.now))
		return err
	})
}

// UseSetupCode adds a member of staff in exchange for the setup code, which is
// then gone. It returns ErrNone if it is not the code, and a [*WaitError] if
// there were too many wrong ones. Small letters, spaces and hyphens in the code
// do not matter.
func (s *Store) UseSetupCode(ctx context.Context, code string, m Staff, password string) error {
	const what = "use setup code"
	if err := errors.Join(m.check(), checkPassword(password)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	phc, err := s.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	given := digest(plainCode(code))
	var refused error // kept apart from an error, which would undo what the gate notes
	err = s.write(ctx, what, "", func(t *tx) error {
		refused = nil
		g := gate{kind: setupGate}
		wait, _, err := g.ask(t)
		if err != nil {
			return err
		}
		if wait > 0 {
			refused = &WaitError{wait}
			return nil
		}
		var want string
		if err := t.one(into{&want}, "select digest from setup_code where id = 'setup'"); err != nil && t.err != nil {
			return err
		}
		if subtle.ConstantTimeCompare([]byte(given), []byte(want)) != 1 {
			refused = ErrNone
			return s.fail(t, g)
		}
		if n, err := t.exec("delete from setup_code where digest = $1", want); err != nil || n == 0 {
			refused = ErrNone
			return err
		}
		if err := g.forget(t); err != nil {
			return err
		}
		return addStaff(t, m, phc)
	})
	if err == nil && refused != nil {
		return fmt.Errorf("%s: %w", what, refused)
	}
	return err
}
