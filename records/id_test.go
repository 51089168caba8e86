package records

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestIDsIncrease(t *testing.T) {
	start := time.Date(2026, 9, 15, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		then time.Time
	}{
		{"while the clock stands still", start},
		{"when the clock goes on", start.Add(time.Millisecond)},
		{"when the clock goes back a day", start.AddDate(0, 0, -1)},
		{"when the clock's battery is dead", time.Unix(0, 0)},
		{"when the clock is before 1970", time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"when the clock jumps a year ahead", start.AddDate(1, 0, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now := start
			m := &idMaker{now: func() time.Time { return now }}
			last := m.next()
			now = tt.then
			for range 10_000 {
				id := m.next()
				if id <= last {
					t.Fatalf("%s comes after %s", id, last)
				}
				last = id
			}
			if parsed, err := uuid.Parse(last); err != nil || parsed.Version() != 7 || parsed.Variant() != uuid.RFC4122 {
				t.Errorf("%s is not a UUID of version 7: %v", last, err)
			}
		})
	}
}

func TestIDShowsTheTime(t *testing.T) {
	at := time.Date(2026, 9, 15, 8, 0, 0, 500_000, time.UTC) // half a millisecond
	m := &idMaker{now: func() time.Time { return at }}
	id := uuid.MustParse(m.next())
	seconds, nanos := id.Time().UnixTime()
	if got := time.Unix(seconds, nanos).UnixMilli(); got != at.UnixMilli() {
		t.Errorf("the id shows %d ms, want %d", got, at.UnixMilli())
	}
	if fraction := strings.Split(id.String(), "-")[2]; fraction != "7800" {
		t.Errorf("version and fraction are %s, want 7800", fraction)
	}
}

func TestIDsComeAfterAKnownOne(t *testing.T) {
	later := &idMaker{now: func() time.Time { return time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) }}
	known := later.next()
	m := &idMaker{now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }}
	m.after(known)
	m.after("not an id")
	m.after("6ba7b810-9dad-11d1-80b4-00c04fd430c8") // of version 1
	if id := m.next(); id <= known {
		t.Errorf("%s does not come after %s", id, known)
	}
}

func TestPause(t *testing.T) {
	for _, tt := range []struct {
		failures int64
		want     time.Duration
	}{
		{0, 0}, {4, 0},
		{5, 30 * time.Second}, {6, time.Minute}, {7, 2 * time.Minute},
		{8, 5 * time.Minute}, {9, 5 * time.Minute}, {1_000_000, 5 * time.Minute},
	} {
		if got := pause(tt.failures); got != tt.want {
			t.Errorf("after %d failures the wait is %v, want %v", tt.failures, got, tt.want)
		}
	}
}

func TestCheckFloor(t *testing.T) {
	for _, tt := range []struct {
		version string
		fit     bool
	}{
		{"3.51.3", true}, {"3.51.10", true}, {"3.52.0", true}, {"4.0.0", true}, {"3.100.0", true},
		{"3.51.2", false}, {"3.50.9", false}, {"2.99.9", false}, {"", false}, {"three", false},
	} {
		if err := checkFloor(tt.version); (err == nil) != tt.fit {
			t.Errorf("SQLite %q: %v, want fit = %t", tt.version, err, tt.fit)
		}
	}
}

func TestCapacity(t *testing.T) {
	for _, tt := range []struct {
		flush time.Duration
		want  int
	}{
		{0, 0}, {2 * time.Millisecond, 6153}, {10 * time.Millisecond, 2424}, {30 * time.Millisecond, 963},
	} {
		if got := capacity(tt.flush); got != tt.want {
			t.Errorf("a disk that flushes in %v saves %d answers a second, want %d", tt.flush, got, tt.want)
		}
	}
}

func TestParsePHC(t *testing.T) {
	const salt, hash = "MDEyMzQ1Njc4OWFiY2RlZg", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
	for _, tt := range []struct {
		name, phc string
		fit       bool
	}{
		{"what this package writes", "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + hash, true},
		{"a higher cost", "$argon2id$v=19$m=65536,t=3,p=4$" + salt + "$" + hash, true},
		{"another kind", "$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + hash, false},
		{"an old version", "$argon2id$v=16$m=19456,t=2,p=1$" + salt + "$" + hash, false},
		{"no version", "$argon2id$m=19456,t=2,p=1$" + salt + "$" + hash, false},
		{"a cost of nothing", "$argon2id$v=19$m=0,t=0,p=0$" + salt + "$" + hash, false},
		{"a cost that stops the machine", "$argon2id$v=19$m=4294967295,t=2,p=1$" + salt + "$" + hash, false},
		{"a hash cut short", "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$MDEy", false},
		{"a password as it is", "correct horse", false},
		{"nothing", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, _, err := parsePHC(tt.phc); (err == nil) != tt.fit {
				t.Errorf("parsePHC(%q): %v, want fit = %t", tt.phc, err, tt.fit)
			}
		})
	}
}

func TestPlainCode(t *testing.T) {
	for code, want := range map[string]string{
		"FOX-12": "FOX12", " fox 12 ": "FOX12", "fox‑12": "FOX12", "fox–12": "FOX12", "": "", "- -": "", "ñandú": "ÑANDÚ",
	} {
		if got := plainCode(code); got != want {
			t.Errorf("plainCode(%q) = %q, want %q", code, got, want)
		}
	}
}
