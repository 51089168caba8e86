package records_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"homeroom/records"
)

var teacher = records.Staff{ID: "t1", Name: "Ada Reed", Login: "A.Reed", Role: "teacher"}

const password = "nine purple otters"

func TestStaff(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		ctx := t.Context()
		check(t, s.AddStaff(ctx, teacher, password))
		check(t, s.AddStaff(ctx, teacher, "another password")) // sent twice: no effect
		want := teacher
		want.Login = "a.reed"
		got, err := s.Staff(ctx, "t1")
		check(t, err)
		differ(t, "staff", want, got)
		n, err := s.StaffCount(ctx)
		check(t, err)
		differ(t, "count", 1, n)

		for _, tt := range []struct {
			name, login, password string
			err                   error
		}{
			{"right", "a.reed", password, nil},
			{"login in capitals", " A.REED ", password, nil},
			{"password in capitals", "a.reed", strings.ToUpper(password), records.ErrNone},
			{"the password of the second time", "a.reed", "another password", records.ErrNone},
			{"an unknown login", "b.reed", password, records.ErrNone},
			{"no password", "a.reed", "", records.ErrNone},
			{"no login", "", "", records.ErrNone},
			{"a NUL in the login", "a.reed\x00", password, records.ErrNone},
		} {
			got, wait, err := s.CheckStaff(ctx, tt.login, "desk", tt.password)
			if !errors.Is(err, tt.err) || wait != 0 || tt.err == nil && got != want || tt.err != nil && got.ID != "" {
				t.Errorf("%s: %+v, %v, %v; want %v", tt.name, got, wait, err, tt.err)
			}
		}
		kept, err := s.Count(ctx, "select count(*) from staff where password like '$argon2id$v=19$m=19456,t=2,p=1$%'")
		check(t, err)
		differ(t, "passwords kept as argon2id", 1, kept)
	})
}

func TestStaffRefused(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		check(t, s.AddStaff(t.Context(), teacher, password))
		for _, tt := range []struct {
			name     string
			staff    records.Staff
			password string
			want     error
		}{
			{"a login that somebody has", records.Staff{ID: "t2", Name: "B", Login: "a.REED", Role: "teacher"}, password, records.ErrTaken},
			{"an id that somebody has", records.Staff{ID: "t1", Name: "B", Login: "b", Role: "teacher"}, password, records.ErrTaken},
			{"a password of seven characters", records.Staff{Name: "C", Login: "c", Role: "teacher"}, "1234567", records.ErrText},
			{"no role", records.Staff{Name: "C", Login: "c"}, password, records.ErrText},
			{"no name", records.Staff{Login: "c", Role: "teacher"}, password, records.ErrText},
			{"a name that is not UTF-8", records.Staff{Name: "\xff", Login: "c", Role: "teacher"}, password, records.ErrText},
		} {
			if err := s.AddStaff(t.Context(), tt.staff, tt.password); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
			}
		}
	})
}

func TestSetPassword(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		ctx := t.Context()
		check(t, s.AddStaff(ctx, teacher, password))
		token, err := s.StartSession(ctx, records.Session{Kind: records.StaffSession, Person: "t1", Device: "desk"})
		check(t, err)
		check(t, s.SetPassword(ctx, "t1", "ten green otters"))
		if _, err := s.Session(ctx, token, idle, absolute); !errors.Is(err, records.ErrNone) {
			t.Errorf("the old session: %v, want ErrNone", err)
		}
		if _, _, err := s.CheckStaff(ctx, "a.reed", "desk", password); !errors.Is(err, records.ErrNone) {
			t.Errorf("the old password: %v, want ErrNone", err)
		}
		if _, _, err := s.CheckStaff(ctx, "a.reed", "desk", "ten green otters"); err != nil {
			t.Errorf("the new password: %v", err)
		}
		if err := s.SetPassword(ctx, "t9", password); !errors.Is(err, records.ErrNone) {
			t.Errorf("of nobody: %v, want ErrNone", err)
		}
	})
}

func TestStaffTriesWait(t *testing.T) {
	for _, login := range []string{"a.reed", "nobody"} {
		t.Run(login, func(t *testing.T) {
			stores(t, func(t *testing.T, s *records.Store, c *clock) {
				check(t, s.AddStaff(t.Context(), teacher, password))
				for i := range 5 {
					if _, wait, err := s.CheckStaff(t.Context(), login, "d1", "wrong"); wait != 0 || !errors.Is(err, records.ErrNone) {
						t.Fatalf("try %d: wait %v, %v", i+1, wait, err)
					}
				}
				_, wait, err := s.CheckStaff(t.Context(), login, "d1", password)
				check(t, err)
				differ(t, "wait on that device", 30*time.Second, wait)
				for i := range 15 {
					if _, wait, _ := s.CheckStaff(t.Context(), login, fmt.Sprint("e", i), "wrong"); wait != 0 {
						t.Fatalf("try on device %d: wait %v", i, wait)
					}
				}
				_, wait, err = s.CheckStaff(t.Context(), login, "another", password)
				check(t, err)
				differ(t, "wait on every device", 30*time.Second, wait)
				c.pass(30 * time.Second)
				_, wait, err = s.CheckStaff(t.Context(), login, "another", password)
				if wait != 0 || login == "a.reed" && err != nil {
					t.Errorf("after the wait: wait %v, %v", wait, err)
				}
			})
		})
	}
}

// Children who guess do not keep a teacher from signing in on the same device.
func TestStudentsTriesAreNotStaffs(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		check(t, s.AddStaff(t.Context(), teacher, password))
		for _, student := range roster().Students {
			check(t, s.SetSecret(t.Context(), student.ID, records.PIN, "1234"))
			for range 5 {
				try(t, s, student.ID, "kiosk", "9999")
			}
		}
		if got := try(t, s, "maria", "kiosk", "1234"); got != "wait 30s" {
			t.Fatalf("maria: %s", got)
		}
		if _, wait, err := s.CheckStaff(t.Context(), "a.reed", "kiosk", password); wait != 0 || err != nil {
			t.Errorf("the teacher: wait %v, %v", wait, err)
		}
	})
}

func TestSetupCode(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		ctx := t.Context()
		use := func(code, login string) error {
			return s.UseSetupCode(ctx, code, records.Staff{Name: "Ada Reed", Login: login, Role: "admin"}, password)
		}
		if err := use("", "a"); !errors.Is(err, records.ErrNone) {
			t.Errorf("no code, and none is set: %v", err)
		}
		check(t, s.SetSetupCode(ctx, "OLD0-OLD0"))
		check(t, s.SetSetupCode(ctx, "K7QM-2XPD"))
		if err := use("OLD0-OLD0", "a"); !errors.Is(err, records.ErrNone) {
			t.Errorf("the code before: %v", err)
		}
		for range 3 {
			if err := use("AAAA-AAAA", "a"); !errors.Is(err, records.ErrNone) {
				t.Errorf("a wrong code: %v", err)
			}
		}
		var wait *records.WaitError
		if err := use("K7QM-2XPD", "a"); !errors.As(err, &wait) || wait.For != 30*time.Second {
			t.Errorf("after five wrong codes: %v", err)
		}
		c.pass(30 * time.Second)
		check(t, use("k7qm2xpd", "a"))
		if err := use("K7QM-2XPD", "b"); !errors.Is(err, records.ErrNone) {
			t.Errorf("the code a second time: %v", err)
		}
		all, err := s.AllStaff(ctx)
		check(t, err)
		if len(all) != 1 || all[0].Login != "a" || all[0].ID == "" {
			t.Errorf("staff: %+v", all)
		}
	})
}

// A login that is taken leaves the code as it was.
func TestSetupCodeIsUsedWithTheStaffOrNotAtAll(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		check(t, s.AddStaff(t.Context(), teacher, password))
		check(t, s.SetSetupCode(t.Context(), "K7QM-2XPD"))
		again := records.Staff{ID: "t2", Name: "B", Login: "a.reed", Role: "admin"}
		if err := s.UseSetupCode(t.Context(), "K7QM-2XPD", again, password); !errors.Is(err, records.ErrTaken) {
			t.Errorf("a taken login: %v", err)
		}
		again.Login = "b.reed"
		check(t, s.UseSetupCode(t.Context(), "K7QM-2XPD", again, password))
	})
}

// Whoever gives up waiting for a place to hash leaves the queue.
func TestHashingEndsWithTheRequest(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := s.AddStaff(ctx, teacher, password); !errors.Is(err, context.Canceled) {
			t.Errorf("AddStaff: %v, want context canceled", err)
		}
	})
}
