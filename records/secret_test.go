package records_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"homeroom/records"
)

func TestCheckSecret(t *testing.T) {
	for _, tt := range []struct {
		name, kind, secret, tried string
		want                      bool
	}{
		{"the pictures in order", records.Pictures, "cat,boat,star", "cat,boat,star", true},
		{"the pictures in another order", records.Pictures, "cat,boat,star", "boat,cat,star", false},
		{"one picture too few", records.Pictures, "cat,boat,star", "cat,boat", false},
		{"the digits", records.PIN, "0420", "0420", true},
		{"the digits with a space", records.PIN, "0420", " 04 20", true},
		{"the digits without the zero", records.PIN, "0420", "420", false},
		{"the words", records.Passphrase, "purple otter sings", "purple otter sings", true},
		{"the words in capitals, far apart", records.Passphrase, "purple otter sings", " Purple  OTTER sings ", true},
		{"the words with an accent written in two", records.Passphrase, "caf\u00e9", "cafe\u0301", true},
		{"the words run together", records.Passphrase, "purple otter sings", "purpleottersings", false},
		{"nothing", records.PIN, "0420", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stores(t, func(t *testing.T, s *records.Store, _ *clock) {
				check(t, s.SetSecret(t.Context(), "maria", tt.kind, tt.secret))
				kind, err := s.Secret(t.Context(), "maria")
				check(t, err)
				differ(t, "kind", tt.kind, kind)
				ok, wait, err := s.CheckSecret(t.Context(), "maria", "d1", tt.tried)
				check(t, err)
				if ok != tt.want || wait != 0 {
					t.Errorf("CheckSecret = %t, wait %v; want %t at once", ok, wait, tt.want)
				}
			})
		})
	}
}

func TestSecretsAreRefused(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		for _, tt := range []struct{ name, student, kind, secret string }{
			{"no secret at all", "maria", records.PIN, ""},
			{"an unknown kind", "maria", "retina", "1234"},
			{"an unknown student", "nobody", records.PIN, "1234"},
			{"a NUL", "maria", records.Passphrase, "a\x00b"},
		} {
			if err := s.SetSecret(t.Context(), tt.student, tt.kind, tt.secret); err == nil {
				t.Errorf("%s was accepted", tt.name)
			}
		}
		if _, err := s.Secret(t.Context(), "maria"); !errors.Is(err, records.ErrNone) {
			t.Errorf("Secret of a student without one: %v", err)
		}
		if _, _, err := s.CheckSecret(t.Context(), "maria", "d", "1"); !errors.Is(err, records.ErrNone) {
			t.Errorf("CheckSecret of a student without one: %v", err)
		}
	})
}

func TestPepper(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		s := p.open(t)
		check(t, s.SaveRoster(t.Context(), roster()))
		check(t, s.SetSecret(t.Context(), "maria", records.PIN, "1234"))
		check(t, s.Close())

		for _, tt := range []struct {
			name   string
			pepper []byte
			want   error
		}{
			{"the same pepper", pepper, nil},
			{"another pepper", []byte("ffffffffffffffffffffffffffffffff"), records.ErrReissue},
		} {
			o := p.options()
			o.Pepper = tt.pepper
			s, err := records.Open(t.Context(), p.url, o)
			check(t, err)
			if _, _, err := s.CheckSecret(t.Context(), "maria", "d", "1234"); !errors.Is(err, tt.want) {
				t.Errorf("with %s: %v, want %v", tt.name, err, tt.want)
			}
			check(t, s.Close())
		}

		o := p.options()
		o.Pepper = nil
		s, err := records.Open(t.Context(), p.url, o)
		check(t, err)
		if err := s.SetSecret(t.Context(), "maria", records.PIN, "1234"); err == nil {
			t.Error("a secret was set without a pepper")
		}
		if _, _, err := s.CheckSecret(t.Context(), "maria", "d", "1234"); err == nil {
			t.Error("a secret was checked without a pepper")
		}
		check(t, s.Close())
		o.Pepper = []byte("short")
		if s, err := records.Open(t.Context(), p.url, o); err == nil {
			t.Error("a pepper of 5 bytes was accepted", s.Close())
		}
	})
}

// The same secret of two students, or of one after a change, is not kept as the
// same text, and not as it is.
func TestSecretsAreNotReadable(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		for _, student := range []string{"maria", "omar"} {
			check(t, s.SetSecret(t.Context(), student, records.PIN, "4711"))
		}
		n, err := s.Count(t.Context(), "select count(distinct mac) from secret where mac not like '%4711%' or length(mac) = 64")
		check(t, err)
		differ(t, "different macs", 2, n)
	})
}

// tries calls CheckSecret and describes the answer.
func try(t testing.TB, s *records.Store, student, device, secret string) string {
	t.Helper()
	ok, wait, err := s.CheckSecret(t.Context(), student, device, secret)
	switch {
	case errors.Is(err, records.ErrDeviceHeld):
		return "device held"
	case errors.Is(err, records.ErrStudentHeld):
		return "student held"
	case err != nil:
		t.Fatal(err)
	case wait > 0:
		return "wait " + wait.String()
	case ok:
		return "ok"
	}
	return "no"
}

func TestWrongTriesWait(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		check(t, s.SetSecret(t.Context(), "maria", records.PIN, "1234"))
		check(t, s.SetSecret(t.Context(), "omar", records.PIN, "1234"))
		expect := func(student, device, secret, want string) {
			t.Helper()
			if got := try(t, s, student, device, secret); got != want {
				t.Errorf("%s on %s with %s: %s, want %s", student, device, secret, got, want)
			}
		}
		for range 5 {
			expect("maria", "d1", "9999", "no")
		}
		expect("maria", "d1", "1234", "wait 30s") // not even looked at
		expect("maria", "d2", "1234", "ok")       // another device
		expect("omar", "d1", "1234", "ok")        // another student
		c.pass(29 * time.Second)
		expect("maria", "d1", "1234", "wait 1s")
		c.pass(time.Second)
		expect("maria", "d1", "9999", "no")
		expect("maria", "d1", "9999", "wait 1m0s")
		c.pass(time.Minute)
		expect("maria", "d1", "9999", "no")
		c.pass(2 * time.Minute)
		expect("maria", "d1", "9999", "no")
		expect("maria", "d1", "9999", "wait 5m0s")
		c.pass(5 * time.Minute)
		expect("maria", "d1", "9999", "no")
		expect("maria", "d1", "9999", "wait 5m0s") // never longer
		c.pass(5 * time.Minute)
		expect("maria", "d1", "1234", "ok")
		for range 5 {
			expect("maria", "d1", "9999", "no") // free tries again
		}
		expect("maria", "d1", "1234", "wait 30s")
		check(t, s.SetSecret(t.Context(), "maria", records.PIN, "5678"))
		expect("maria", "d1", "5678", "ok")
	})
}

func TestWaitsSurviveARestart(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		s := p.open(t)
		check(t, s.SaveRoster(t.Context(), roster()))
		check(t, s.SetSecret(t.Context(), "maria", records.PIN, "1234"))
		for range 5 {
			try(t, s, "maria", "d1", "9999")
		}
		check(t, s.Close())
		s = p.open(t)
		if got := try(t, s, "maria", "d1", "1234"); got != "wait 30s" {
			t.Errorf("after a restart: %s, want wait 30s", got)
		}
	})
}

func TestNobodyWaitsForAClockThatWentBack(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		check(t, s.SetSecret(t.Context(), "maria", records.PIN, "1234"))
		for range 5 {
			try(t, s, "maria", "d1", "9999")
		}
		c.pass(-365 * 24 * time.Hour)
		if got := try(t, s, "maria", "d1", "1234"); got != "wait 30s" {
			t.Errorf("a year back: %s, want wait 30s", got)
		}
		c.pass(30 * time.Second)
		if got := try(t, s, "maria", "d1", "1234"); got != "ok" {
			t.Errorf("30 seconds later: %s, want ok", got)
		}
	})
}

func TestNothingIsHeldByTheFuture(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		for _, student := range roster().Students {
			check(t, s.SetSecret(t.Context(), student.ID, records.PIN, "1234"))
			for i := range 20 {
				try(t, s, student.ID, fmt.Sprint("d", i/5), "9999")
			}
		}
		expect := func(student, device, when, want string) {
			t.Helper()
			if got := try(t, s, student, device, "1234"); got != want {
				t.Errorf("%s on %s, %s: %s, want %s", student, device, when, got, want)
			}
		}
		c.pass(30 * time.Second)
		expect("maria", "d0", "soon after", "device held")
		expect("maria", "new", "soon after", "student held")
		c.pass(-365 * 24 * time.Hour)
		expect("omar", "new", "a year before", "ok")
		expect("maria", "d0", "a year before", "wait 30s")
		c.pass(30 * time.Second)
		expect("maria", "d0", "30 seconds later", "ok")
	})
}

// Whoever sends many tries at once gets no more of them than one after the
// other.
func TestTriesAtOnceAreCounted(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		check(t, s.SetSecret(t.Context(), "maria", records.PIN, "1234"))
		answers := make(chan string, 64)
		var all sync.WaitGroup
		for range 64 {
			all.Go(func() { answers <- try(t, s, "maria", "d1", "9999") })
		}
		all.Wait()
		close(answers)
		counts := make(map[string]int)
		for answer := range answers {
			counts[answer]++
		}
		differ(t, "answers", map[string]int{"no": 5, "wait 30s": 59}, counts)
	})
}

func TestDeviceIsHeld(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		r := roster()
		for i := range 10 {
			r.Students = append(r.Students, records.Student{ID: fmt.Sprint("s", i), Given: "Pupil", School: "elm"})
		}
		check(t, s.SaveRoster(t.Context(), r))
		for _, student := range r.Students {
			check(t, s.SetSecret(t.Context(), student.ID, records.PIN, "1234"))
		}
		guessAll := func() (answers []string) {
			for i := range 5 {
				for range 4 {
					answers = append(answers, try(t, s, fmt.Sprint("s", i), "d1", "9999"))
				}
				c.pass(10 * time.Second)
			}
			return answers
		}
		if answers := guessAll(); slices.ContainsFunc(answers, func(a string) bool { return a != "no" }) {
			t.Fatalf("20 tries on one device: %v", answers)
		}
		expect := func(student, device, want string) {
			t.Helper()
			if got := try(t, s, student, device, "1234"); got != want {
				t.Errorf("%s on %s: %s, want %s", student, device, got, want)
			}
		}
		expect("maria", "d1", "device held")
		expect("maria", "d2", "ok")
		_, wait, _ := s.CheckSecret(t.Context(), "maria", "d1", "1234")
		differ(t, "wait on the held device", 10*time.Minute-50*time.Second, wait)

		check(t, s.AllowDevice(t.Context(), "d1", "teacher"))
		expect("maria", "d1", "ok")

		guessAll()
		expect("maria", "d1", "device held")
		c.pass(10 * time.Minute)
		expect("maria", "d1", "ok") // by itself
	})
}

func TestStudentIsHeldOnStrangeDevices(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		check(t, s.SetSecret(t.Context(), "maria", records.PIN, "1234"))
		expect := func(device, secret, want string) {
			t.Helper()
			if got := try(t, s, "maria", device, secret); got != want {
				t.Errorf("maria on %s with %s: %s, want %s", device, secret, got, want)
			}
		}
		signIn := func(student, class, device string) {
			t.Helper()
			_, err := s.StartSession(t.Context(), records.Session{
				Kind: records.StudentSession, Person: student, Class: class, Device: device,
			})
			check(t, err)
		}
		device := 0
		guess := func(n int) {
			for range n {
				device++
				try(t, s, "maria", fmt.Sprint("strange", device/4), "9999")
			}
		}
		expect("home", "1234", "ok")
		guess(20)
		expect("new", "1234", "student held")
		expect("home", "1234", "ok") // used before

		signIn("omar", "c1", "kiosk")
		expect("kiosk", "1234", "student held") // the class is closed
		check(t, s.OpenClass(t.Context(), "c1", "teacher", c.now().Add(time.Hour)))
		signIn("zoe", "c2", "elsewhere")
		expect("elsewhere", "1234", "student held") // another class
		expect("kiosk", "1234", "ok")               // a classmate sits there

		differ(t, "events since the class was opened", []records.EventKind{records.SignInHeld, records.ClassOpened},
			kinds(t, s)[2:])

		c.pass(24 * time.Hour)
		expect("new", "1234", "ok") // by itself, the next day
		for range 4 {
			guess(20)
			c.pass(24 * time.Hour)
		}
		signIn("omar", "c1", "kiosk2")
		check(t, s.OpenClass(t.Context(), "c1", "teacher", c.now().Add(time.Hour)))
		expect("kiosk2", "1234", "student held") // 100 since the secret was set
		expect("home", "1234", "ok")
		check(t, s.AllowStudent(t.Context(), "maria", "teacher"))
		expect("kiosk2", "1234", "ok")
	})
}

// Whoever mistypes and then gets it right is not a guesser: neither the device
// nor the student is held for it.
func TestMistypingIsForgiven(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		students := roster().Students
		for _, student := range students {
			check(t, s.SetSecret(t.Context(), student.ID, records.PIN, "1234"))
		}
		mistype := func(student, device string) {
			t.Helper()
			for _, secret := range []string{"1", "2", "3", "4"} {
				try(t, s, student, device, secret)
			}
			if got := try(t, s, student, device, "1234"); got != "ok" {
				t.Fatalf("%s on %s: %s, want ok", student, device, got)
			}
		}
		for range 3 {
			for _, student := range students {
				mistype(student.ID, "tablet") // 48 within a moment
			}
		}
		for i := range 27 {
			mistype("maria", fmt.Sprint("device", i)) // 108 on as many new devices
		}
		if got := try(t, s, "maria", "one more", "1234"); got != "ok" {
			t.Errorf("on one more device: %s, want ok", got)
		}
	})
}

// A guesser with many devices, at it every day of a school year, comes to at most one try in a hundred of a four-digit PIN, and the
// student signs in every day all the same.
func TestGuessingForAYear(t *testing.T) {
	for _, devices := range []int{1, 30, 1000} {
		t.Run(fmt.Sprint(devices, " devices"), func(t *testing.T) {
			stores(t, func(t *testing.T, s *records.Store, c *clock) {
				check(t, s.SetSecret(t.Context(), "maria", records.PIN, "1234"))
				if got := try(t, s, "maria", "kiosk", "1234"); got != "ok" {
					t.Fatalf("first day: %s", got)
				}
				tried, refused := 0, 0
				for day := range 180 {
					for i := range 8 {
						got := try(t, s, "maria", fmt.Sprint("device", (8*day+i)%devices), "0000")
						if got == "no" {
							tried++
						}
						c.pass(6 * time.Minute)
					}
					if got := try(t, s, "maria", "kiosk", "1234"); got != "ok" {
						refused++
					}
					c.pass(24*time.Hour - 8*6*time.Minute)
				}
				if tried > 100 || tried < 20 {
					t.Errorf("the guesser had %d tries, want 20 to 100", tried)
				}
				if refused > 0 {
					t.Errorf("maria was refused on %d days", refused)
				}
			})
		})
	}
}

// What guessers leave behind goes after a day.
func TestOldGuessesAreDeleted(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		check(t, s.SetSecret(t.Context(), "maria", records.PIN, "1234"))
		check(t, s.SetSecret(t.Context(), "omar", records.PIN, "1234"))
		if got := try(t, s, "omar", "kiosk", "1234"); got != "ok" {
			t.Fatal(got)
		}
		for i := range 300 {
			if i%15 == 0 {
				c.pass(25 * time.Hour)
				check(t, s.AllowStudent(t.Context(), "maria", "t1"))
				check(t, s.Exec(t.Context(), `insert into sign_in_failure (id, kind, subject, device, strange, failed_at)
					values ($1, 'student', 'maria', 'old', 1, $2)`, fmt.Sprint("old", i), c.now().UnixMilli()))
			}
			if got := try(t, s, "maria", fmt.Sprint("device", i), "9999"); got != "no" {
				t.Fatalf("guess %d: %s", i, got)
			}
		}
		for table, most := range map[string]int{"sign_in_failure": 60, "sign_in": 70} {
			n, err := s.Count(t.Context(), "select count(*) from "+table)
			check(t, err)
			if n > most {
				t.Errorf("%s has %d rows, want at most %d", table, n, most)
			}
		}
		known, err := s.Count(t.Context(), "select count(*) from sign_in where subject = 'omar' and known_at > 0")
		check(t, err)
		differ(t, "devices that omar used", 1, known)
	})
}
