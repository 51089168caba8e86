package records

import (
	"context"
	"fmt"
	"time"
)

// Kinds of gates. Each counts for itself, so that children who guess do not
// stand in a teacher's way.
const (
	studentGate = "student" // subject: a student's id
	staffGate   = "staff"   // subject: a login, whether anybody has it or not
	setupGate   = "setup"   // subject and device ""
)

// How many wrong tries there may be. Behind one school's address thirty
// children sign in at once, so nothing counts by address.
const (
	freeTries     = 5  // in a row, before the first wait
	deviceTries   = 20 // on one device, whoever they are for, within deviceWindow
	strangeTries  = 20 // for one subject on devices it never used, within a day
	strangeMost   = 100
	deviceWindow  = 10 * time.Minute
	strangeWindow = 24 * time.Hour
	forgetAfter   = 12 * time.Hour // tries in a row end by themselves
)

// pauses are the waits after freeTries failures, after one more, and so on.
var pauses = []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute}

// pause returns how long to wait after a number of failures in a row.
func pause(failures int64) time.Duration {
	if failures < freeTries {
		return 0
	}
	return pauses[min(int(failures-freeTries), len(pauses)-1)]
}

// A gate counts wrong tries to sign in as a subject on a device. All of it is
// in the database, so that starting the program again forgets nothing.
type gate struct{ kind, subject, device string }

// A HeldFact is the body of [SignInHeld] and [SignInAllowed].
type HeldFact struct {
	Failures int64  `json:"failures,omitzero"`
	Device   bool   `json:"device,omitzero"` // the subject is a device
	By       string `json:"by,omitzero"`     // staff
}

// ask returns how long to wait before a try, or why there may be none. The row
// of the subject on the device is locked afterwards until the transaction ends:
// tries that come at once are counted one after the other.
func (g gate) ask(t *tx) (wait time.Duration, held error, err error) {
	var failures, failedAt, knownAt int64
	err = t.one(into{&failures, &failedAt, &knownAt}, `
		insert into sign_in (kind, subject, device, failures, failed_at, known_at)
		values ($1, $2, $3, 0, 0, 0)
		on conflict (kind, subject, device) do update set failures = sign_in.failures
		returning failures, failed_at, known_at`, g.kind, g.subject, g.device)
	if err != nil {
		return 0, nil, err
	}
	if failures > 0 && failedAt > milli(t.now) {
		// The clock went back. Nobody shall wait for it to catch up.
		failedAt = milli(t.now)
		if err := g.moved(t); err != nil {
			return 0, nil, err
		}
	}
	since := t.now.Sub(moment(failedAt))
	if wait = pause(failures) - since; since < forgetAfter && wait > 0 {
		return wait, nil, nil
	}
	if wait, held, err = g.askDevice(t); err != nil || held != nil || wait > 0 {
		return wait, held, err
	}
	if knownAt > 0 {
		return 0, nil, nil
	}
	return g.askSubject(t)
}

// moved puts a failure that the clock has not reached yet at the present.
func (g gate) moved(t *tx) error {
	_, err := t.exec(`update sign_in set failed_at = $4
		where kind = $1 and subject = $2 and device = $3`, g.kind, g.subject, g.device, milli(t.now))
	return err
}

// askDevice looks at what failed on the device, whoever it was for.
func (g gate) askDevice(t *tx) (wait time.Duration, held error, err error) {
	var failures, oldest int64
	err = t.one(into{&failures, &oldest}, `
		select count(*), coalesce(min(failed_at), 0) from sign_in_failure
		where kind = $1 and device = $2 and failed_at > $3 and failed_at <= $4`,
		g.kind, g.device, milli(t.now.Add(-deviceWindow)), milli(t.now))
	if err != nil || failures < deviceTries {
		return 0, nil, err
	}
	wait = max(moment(oldest).Add(deviceWindow).Sub(t.now), time.Millisecond)
	if g.kind == studentGate {
		return wait, ErrDeviceHeld, nil
	}
	return wait, nil, nil
}

// askSubject looks at what failed for the subject on devices that it never
// used, of which the present one is one more.
func (g gate) askSubject(t *tx) (wait time.Duration, held error, err error) {
	var failures, failedAt int64
	err = t.one(into{&failures, &failedAt}, `
		insert into sign_in_strange (kind, subject, failures, failed_at) values ($1, $2, 0, 0)
		on conflict (kind, subject) do update set failures = sign_in_strange.failures
		returning failures, failed_at`, g.kind, g.subject)
	if err != nil {
		return 0, nil, err
	}
	if g.kind != studentGate {
		failedAt = min(failedAt, milli(t.now))
		wait = pause(failures-strangeTries+freeTries) - t.now.Sub(moment(failedAt))
		return max(wait, 0), nil, nil
	}
	if failures >= strangeMost {
		return 0, ErrStudentHeld, nil
	}
	today, err := g.today(t)
	if err != nil || today < strangeTries {
		return 0, nil, err
	}
	if among, err := g.amongClassmates(t); err != nil || among {
		return 0, nil, err
	}
	return 0, ErrStudentHeld, nil
}

// today counts what failed for the subject on strange devices within a day.
func (g gate) today(t *tx) (n int64, err error) {
	err = t.one(into{&n}, `
		select count(*) from sign_in_failure
		where kind = $1 and subject = $2 and strange = 1 and failed_at > $3 and failed_at <= $4`,
		g.kind, g.subject, milli(t.now.Add(-strangeWindow)), milli(t.now))
	return n, err
}

// amongClassmates reports whether somebody is signed in on the device to a class
// of the student's that is open.
func (g gate) amongClassmates(t *tx) (bool, error) {
	var n int64
	err := t.one(into{&n}, `
		select count(*) from session
		join class on class.id = session.class
		join enrolment on enrolment.class = class.id
		where session.device = $1 and session.device <> '' and session.started_at > $4
			and enrolment.student = $2 and class.opened_at <= $3 and class.open_until > $3`,
		g.device, g.subject, milli(t.now), milli(t.now.Add(-strangeWindow)))
	return n > 0, err
}

// fail counts a wrong try.
func (s *Store) fail(t *tx, g gate) error {
	var known int64
	err := t.one(into{&known}, `
		update sign_in set failed_at = $4,
			failures = case when failed_at > $5 then failures + 1 else 1 end
		where kind = $1 and subject = $2 and device = $3 returning known_at`,
		g.kind, g.subject, g.device, milli(t.now), milli(t.now.Add(-forgetAfter)))
	if err != nil {
		return err
	}
	strange := int64(0)
	if known == 0 {
		strange = 1
	}
	_, err = t.exec(`
		insert into sign_in_failure (id, kind, subject, device, strange, failed_at)
		values ($1, $2, $3, $4, $5, $6)`, t.ids.next(), g.kind, g.subject, g.device, strange, milli(t.now))
	if err != nil {
		return err
	}
	if strange == 1 {
		if err := g.failStrange(t); err != nil {
			return err
		}
	}
	if s.failed.Add(1)%pruneEvery == 0 {
		return prune(t)
	}
	return nil
}

// failStrange counts a wrong try on a device that the subject never used, and
// tells whoever reads the events when that becomes too many.
func (g gate) failStrange(t *tx) error {
	var failures int64
	err := t.one(into{&failures}, `
		update sign_in_strange set failures = failures + 1, failed_at = $3
		where kind = $1 and subject = $2 returning failures`, g.kind, g.subject, milli(t.now))
	if err != nil || g.kind != studentGate {
		return err
	}
	today, err := g.today(t)
	if err != nil {
		return err
	}
	if today == strangeTries || failures == strangeMost {
		return t.add(SignInHeld, g.subject, HeldFact{Failures: failures})
	}
	return nil
}

// pass notes that the subject signed in: the device is one of its own from now
// on, and what failed there before was a person who mistyped.
func (g gate) pass(t *tx) error {
	var failures, known int64
	err := t.one(into{&failures, &known}, `
		select failures, known_at from sign_in where kind = $1 and subject = $2 and device = $3`,
		g.kind, g.subject, g.device)
	if err != nil {
		return err
	}
	if _, err := t.exec(`
		update sign_in set failures = 0, known_at = $4
		where kind = $1 and subject = $2 and device = $3`,
		g.kind, g.subject, g.device, max(milli(t.now), 1)); err != nil {
		return err
	}
	if failures == 0 {
		return nil
	}
	if _, err := t.exec(`
		delete from sign_in_failure where kind = $1 and subject = $2 and device = $3`,
		g.kind, g.subject, g.device); err != nil || known > 0 {
		return err
	}
	_, err = t.exec(`
		update sign_in_strange
		set failures = case when failures > $3 then failures - $3 else 0 end
		where kind = $1 and subject = $2`, g.kind, g.subject, failures)
	return err
}

// forget forgets all wrong tries for the subject on all devices, and which
// devices it knew.
func (g gate) forget(t *tx) error {
	for _, statement := range []string{
		"delete from sign_in where kind = $1 and subject = $2",
		"delete from sign_in_strange where kind = $1 and subject = $2",
		"delete from sign_in_failure where kind = $1 and subject = $2",
	} {
		if _, err := t.exec(statement, g.kind, g.subject); err != nil {
			return err
		}
	}
	return nil
}

// AllowDevice lets students try again on a device that is held. by is the member
// of staff who saw who stands there.
func (s *Store) AllowDevice(ctx context.Context, device, by string) error {
	if err := checkText(optional("device", device), id("staff id", by)); err != nil {
		return fmt.Errorf("allow device: %w", err)
	}
	return s.write(ctx, "allow device", device, func(t *tx) error {
		if _, err := t.exec("delete from sign_in_failure where kind = $1 and device = $2",
			studentGate, device); err != nil {
			return err
		}
		if _, err := t.exec("update sign_in set failures = 0 where kind = $1 and device = $2",
			studentGate, device); err != nil {
			return err
		}
		return t.add(SignInAllowed, device, HeldFact{Device: true, By: by})
	})
}

// AllowStudent lets a student try again everywhere. by is the member of staff
// who asked for it.
func (s *Store) AllowStudent(ctx context.Context, student, by string) error {
	what := about("allow student", student)
	if err := checkText(id("student id", student), id("staff id", by)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return s.write(ctx, what, student, func(t *tx) error {
		if err := t.known("student", student); err != nil {
			return err
		}
		g := gate{kind: studentGate, subject: student}
		for _, statement := range []string{
			"update sign_in set failures = 0 where kind = $1 and subject = $2",
			"delete from sign_in_strange where kind = $1 and subject = $2",
			"delete from sign_in_failure where kind = $1 and subject = $2",
		} {
			if _, err := t.exec(statement, g.kind, g.subject); err != nil {
				return err
			}
		}
		return t.add(SignInAllowed, student, HeldFact{By: by})
	})
}

// A guesser can invent devices and logins. Every pruneEvery failures what is
// older than a day goes, and so do the oldest beyond mostGuesses.
const (
	pruneEvery  = 256
	mostGuesses = 50_000
)

func prune(t *tx) error {
	day := milli(t.now.Add(-strangeWindow))
	for _, kind := range []string{studentGate, staffGate} {
		for _, statement := range []string{
			"delete from sign_in_failure where kind = $1 and failed_at <= $2",
			"delete from sign_in where kind = $1 and failed_at <= $2 and known_at = 0",
		} {
			if _, err := t.exec(statement, kind, day); err != nil {
				return err
			}
		}
		for _, statement := range []string{
			`delete from sign_in_failure where kind = $1 and failed_at <= (
				select coalesce(max(failed_at), 0) from (select failed_at from sign_in_failure
					where kind = $1 order by failed_at desc, id desc limit 1 offset $2) as oldest)`,
			`delete from sign_in where kind = $1 and known_at = 0 and failed_at <= (
				select coalesce(max(failed_at), 0) from (select failed_at from sign_in
					where kind = $1 and known_at = 0 order by failed_at desc, subject, device limit 1 offset $2) as oldest)`,
		} {
			if _, err := t.exec(statement, kind, int64(mostGuesses)); err != nil {
				return err
			}
		}
	}
	_, err := t.exec("delete from sign_in_strange where kind = $1 and failed_at <= $2", staffGate, day)
	return err
}
