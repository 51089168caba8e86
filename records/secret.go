package records

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Kinds of students' secrets.
const (
	Pictures   = "pictures"   // ids of pictures in order
	PIN        = "pin"        // digits
	Passphrase = "passphrase" // words; capitals and extra spaces do not matter
)

// A SecretFact is the body of [SecretSet].
type SecretFact struct {
	Kind string `json:"kind"`
}

// A pepper keys the students' secrets. A secret has at most 20 bits, so no slow
// hash would protect it from somebody who has the database; a key that is kept
// elsewhere does.
type pepper struct {
	key  []byte // nil if the store has none
	name string // tells peppers apart, and tells nothing of the key
}

func newPepper(key []byte) (pepper, error) {
	if len(key) == 0 {
		return pepper{}, nil
	}
	if len(key) != sha256.Size {
		return pepper{}, fmt.Errorf("the pepper has %d bytes, not %d", len(key), sha256.Size)
	}
	p := pepper{key: slices.Clone(key)}
	p.name = p.mac("name of this pepper")[:16]
	return p, nil
}

// mac returns the HMAC-SHA-256 of parts, which are kept apart by their lengths.
func (p pepper) mac(parts ...string) string {
	h := hmac.New(sha256.New, p.key)
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// secret returns what is stored for a student's secret.
func (p pepper) secret(student, kind, secret string) string {
	switch kind {
	case PIN:
		secret = strings.Join(strings.Fields(secret), "")
	case Passphrase:
		secret = strings.ToLower(norm.NFKC.String(strings.Join(strings.Fields(secret), " ")))
	}
	return p.mac("student secret", student, kind, secret)
}

var errNoPepper = errors.New("the store was opened without a pepper")

// SetSecret gives a student a new secret of a kind, and forgets all wrong tries
// with the old one.
func (s *Store) SetSecret(ctx context.Context, student, kind, secret string) error {
	what := about("set secret of student", student)
	if err := checkText(id("student id", student), field{"secret", secret, mostSecret, true}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if kind != Pictures && kind != PIN && kind != Passphrase {
		return fmt.Errorf("%s: there is no kind of secret %q", what, kind)
	}
	if s.pepper.key == nil {
		return fmt.Errorf("%s: %w", what, errNoPepper)
	}
	mac := s.pepper.secret(student, kind, secret)
	return s.write(ctx, what, student, func(t *tx) error {
		if err := t.known("student", student); err != nil {
			return err
		}
		n, err := t.exec(`
			insert into secret (student, kind, mac, pepper, set_at) values ($1, $2, $3, $4, $5)
			on conflict (student) do update set kind = excluded.kind, mac = excluded.mac,
				pepper = excluded.pepper, set_at = excluded.set_at
			where secret.mac <> excluded.mac`,
			student, kind, mac, s.pepper.name, milli(t.now))
		if err != nil {
			return err
		}
		if err := (gate{kind: studentGate, subject: student}).forget(t); err != nil || n == 0 {
			return err
		}
		return t.add(SecretSet, student, SecretFact{kind})
	})
}

// Secret returns the kind of a student's secret, so that the right form can be
// shown. It returns ErrNone if the student has none yet.
func (s *Store) Secret(ctx context.Context, student string) (kind string, err error) {
	err = s.read(ctx, about("read secret of student", student), func(q source) error {
		return q.one(into{&kind}, "select kind from secret where student = $1", student)
	})
	return kind, err
}

// CheckSecret reports whether secret is the student's, as tried on a device.
// If wait is positive the secret was not even looked at, and the student should
// try again after that time.
//
// Wrong tries count for the student on that device: after 5 in a row there is a
// wait of 30 seconds, and after each further one twice as long, up to 5
// minutes. Nothing is ever locked for good:
//
//   - A device on which 20 tries failed within 10 minutes, whoever they were
//     for, returns ErrDeviceHeld until 10 minutes have passed or an adult calls
//     [Store.AllowDevice].
//   - After 20 failures within a day on devices where the student never signed
//     in, such devices return ErrStudentHeld; but not those where somebody is
//     signed in to an open class of the student's. After 100 failures since the
//     secret was set, those too. Devices that the student has used go on
//     working. An adult calls [Store.AllowStudent] or sets a new secret.
//
// CheckSecret returns ErrNone if the student has no secret, and ErrReissue if
// it was set under another pepper.
func (s *Store) CheckSecret(ctx context.Context, student, device, secret string) (ok bool, wait time.Duration, err error) {
	what := about("check secret of student", student)
	if err := checkText(id("student id", student), optional("device", device),
		field{"secret", secret, mostSecret, false}); err != nil {
		return false, 0, fmt.Errorf("%s: %w", what, err)
	}
	if s.pepper.key == nil {
		return false, 0, fmt.Errorf("%s: %w", what, errNoPepper)
	}
	g := gate{kind: studentGate, subject: student, device: device}
	var held error // kept apart from an error, which would undo what the gate notes
	err = s.write(ctx, what, student, func(t *tx) (err error) {
		ok = false
		var kind, mac, name string
		if err := t.one(into{&kind, &mac, &name},
			"select kind, mac, pepper from secret where student = $1", student); err != nil {
			return err
		}
		if name != s.pepper.name {
			return ErrReissue
		}
		if wait, held, err = g.ask(t); err != nil || held != nil || wait > 0 {
			return err
		}
		if hmac.Equal([]byte(mac), []byte(s.pepper.secret(student, kind, secret))) {
			ok = true
			return g.pass(t)
		}
		return s.fail(t, g)
	})
	if err != nil {
		return false, 0, err
	}
	if held != nil {
		return false, wait, fmt.Errorf("%s: %w", what, held)
	}
	return ok, wait, nil
}
