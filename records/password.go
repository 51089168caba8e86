package records

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// leastPassword is the fewest characters of a password.
//
// Source: NIST SP 800-63B, section 5.1.1.2
const leastPassword = 8

// A hashCost is what one guess at a password costs. OWASP's least for argon2id
// is 19 MiB with two passes in one lane.
//
// Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
type hashCost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

var presentCost = hashCost{memory: 19 << 10, passes: 2, lanes: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// checkPassword refuses a password that is too short or cannot be kept.
func checkPassword(password string) error {
	if err := checkText(field{"password", password, mostSecret, true}); err != nil {
		return err
	}
	if utf8.RuneCountInString(password) < leastPassword {
		return fmt.Errorf("password: %w: it has fewer than %d characters", ErrText, leastPassword)
	}
	return nil
}

// hash returns the argon2id hash of a password as a PHC string. It waits for
// one of as many places as there are processors.
//
// Source: https://github.com/P-H-C/phc-string-format
func (s *Store) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails
	c := presentCost
	key, err := s.derive(ctx, password, salt, c, hashBytes)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// matches reports whether the PHC string is that of the password. With "" in
// place of a PHC string it does the same work and reports false.
func (s *Store) matches(ctx context.Context, phc, password string) (bool, error) {
	c, salt, want := presentCost, make([]byte, saltBytes), make([]byte, hashBytes)
	if phc != "" {
		var err error
		if c, salt, want, err = parsePHC(phc); err != nil {
			return false, err
		}
	}
	got, err := s.derive(ctx, password, salt, c, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && phc != "", nil
}

func (s *Store) derive(ctx context.Context, password string, salt []byte, c hashCost, length uint32) ([]byte, error) {
	select {
	case s.hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("hash password: %w", context.Cause(ctx))
	}
	defer func() { <-s.hashing }()
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, c.passes, c.memory, c.lanes, length), nil
}

// parsePHC reads a PHC string of argon2id, and refuses one whose cost is far
// from what this package writes.
func parsePHC(phc string) (c hashCost, salt, hash []byte, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return c, nil, nil, fmt.Errorf("password hash is not argon2id in PHC form")
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return c, nil, nil, fmt.Errorf("password hash has argon2 version %q", parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil {
		return c, nil, nil, fmt.Errorf("password hash has parameters %q: %w", parts[3], err)
	}
	if c.memory == 0 || c.memory > 1<<20 || c.passes == 0 || c.passes > 100 || c.lanes == 0 {
		return c, nil, nil, fmt.Errorf("password hash has parameters %q", parts[3])
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("salt of password hash: %w", err)
	}
	if hash, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(hash) < hashBytes/2 {
		return c, nil, nil, fmt.Errorf("password hash is not whole")
	}
	return c, salt, hash, nil
}
