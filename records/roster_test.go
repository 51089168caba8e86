package records_test

import (
	"errors"
	"testing"
	"time"

	"homeroom/records"
)

func TestShown(t *testing.T) {
	for _, tt := range []struct{ given, family, want string }{
		{"Maria", "Brook", "Maria B."},
		{"Wen", "", "Wen"},
		{"Wen", "  ", "Wen"},
		{"Zoé", "E\u0301lan", "Zoé E\u0301."},
		{"Wei", "李", "Wei 李."},
		{"Ana María", "de la Vega", "Ana María d."},
	} {
		student := records.Student{Given: tt.given, Family: tt.family}
		if got := student.Shown(); got != tt.want {
			t.Errorf("%q %q is shown as %q, want %q", tt.given, tt.family, got, tt.want)
		}
	}
}

func TestRosterIsKept(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		want := roster()
		schools, err := s.Schools(t.Context())
		check(t, err)
		differ(t, "schools", want.Schools, schools)
		classes, err := s.Classes(t.Context())
		check(t, err)
		differ(t, "classes", want.Classes, classes)
		students, err := s.Students(t.Context(), "c1")
		check(t, err)
		differ(t, "students of c1, by name", want.Students[:3], students)
		omars, err := s.ClassesOf(t.Context(), "omar")
		check(t, err)
		differ(t, "classes of omar", want.Classes, omars)
		zoe, err := s.Student(t.Context(), "zoe")
		check(t, err)
		differ(t, "zoe", want.Students[3], zoe)
		class, err := s.Class(t.Context(), "c2")
		check(t, err)
		differ(t, "c2", want.Classes[1], class)
	})
}

func TestRosterSavedAgain(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		check(t, s.SaveRoster(t.Context(), roster()))
		differ(t, "events after saving the same roster twice",
			[]records.EventKind{records.RosterSaved}, kinds(t, s))

		check(t, s.SaveRoster(t.Context(), records.Roster{
			Students: []records.Student{{ID: "maria", Given: "Maria", Family: "Brook-Hill", Grade: "4", School: "elm"}},
		}))
		maria, err := s.Student(t.Context(), "maria")
		check(t, err)
		differ(t, "maria, who keeps animal and language", records.Student{
			ID: "maria", Given: "Maria", Family: "Brook-Hill", Grade: "4", School: "elm", Animal: "fox", Language: "es",
		}, maria)
		students, err := s.Students(t.Context(), "c1")
		check(t, err)
		if len(students) != 3 {
			t.Errorf("a roster that lacks students left %d of 3", len(students))
		}
	})
}

func TestRosterIsSavedWholeOrNotAtAll(t *testing.T) {
	fine := records.School{ID: "oak", Name: "Oak Field School"}
	for _, tt := range []struct {
		name   string
		roster records.Roster
		want   error
	}{
		{"a class of no school", records.Roster{
			Classes: []records.Class{{ID: "c9", School: "ash", Name: "Room 9", Year: "2026-27"}},
		}, records.ErrNone},
		{"an unknown student in a class", records.Roster{
			Enrolments: []records.Enrolment{{Student: "nobody", Class: "c1"}},
		}, records.ErrNone},
		{"a student in an unknown class", records.Roster{
			Enrolments: []records.Enrolment{{Student: "maria", Class: "c9"}},
		}, records.ErrNone},
		{"a code that another class has, written differently", records.Roster{
			Classes: []records.Class{{ID: "c9", School: "elm", Name: "Room 9", Year: "2026-27", Code: "fox 12"}},
		}, records.ErrTaken},
		{"a student without a name", records.Roster{
			Students: []records.Student{{ID: "x", School: "elm"}},
		}, records.ErrText},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stores(t, func(t *testing.T, s *records.Store, _ *clock) {
				r := tt.roster
				r.Schools = []records.School{fine}
				if err := s.SaveRoster(t.Context(), r); !errors.Is(err, tt.want) {
					t.Errorf("SaveRoster: %v, want %v", err, tt.want)
				}
				schools, err := s.Schools(t.Context())
				check(t, err)
				if len(schools) != 1 {
					t.Errorf("the school that came with it was saved: %v", schools)
				}
			})
		})
	}
}

func TestClassByCode(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		next := records.Class{ID: "c3", School: "elm", Name: "Room 4", Year: "2027-28", Code: "OWL-77"}
		check(t, s.SaveRoster(t.Context(), records.Roster{Classes: []records.Class{next}}))
		for _, tt := range []struct {
			typed, want string
			err         error
		}{
			{"FOX-12", "c1", nil},
			{"fox12", "c1", nil},
			{" Fox 12\t", "c1", nil},
			{"OWL-77", "c3", nil}, // of the latest year
			{"CAT-1", "", records.ErrNone},
			{"", "", records.ErrNone},
			{"--", "", records.ErrNone},
			{"FOX\x0012", "", records.ErrNone},
			{"FOX\xff12", "", records.ErrNone},
		} {
			class, err := s.ClassByCode(t.Context(), tt.typed)
			if class.ID != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("code %q is of class %q, %v; want %q, %v", tt.typed, class.ID, err, tt.want, tt.err)
			}
		}
	})
}

func TestClassOpensAndCloses(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		until := c.now().Add(45 * time.Minute)
		shown := func(when string, want time.Time) {
			t.Helper()
			class, err := s.Class(t.Context(), "c1")
			check(t, err)
			differ(t, "open until, "+when, want, class.OpenUntil)
		}
		shown("before", time.Time{})
		check(t, s.OpenClass(t.Context(), "c1", "teacher", until))
		check(t, s.OpenClass(t.Context(), "c1", "teacher", until)) // sent twice
		shown("once opened", until)
		c.pass(-time.Hour)
		shown("if the clock goes back to before", time.Time{})
		c.pass(time.Hour + 44*time.Minute)
		shown("a minute before the end", until)
		c.pass(time.Minute)
		shown("at the end", time.Time{})

		later := c.now().Add(time.Hour)
		check(t, s.OpenClass(t.Context(), "c1", "teacher", later))
		shown("opened again", later)
		check(t, s.CloseClass(t.Context(), "c1", "teacher"))
		check(t, s.CloseClass(t.Context(), "c1", "teacher")) // sent twice
		shown("closed by hand", time.Time{})
		check(t, s.SaveRoster(t.Context(), roster()))
		differ(t, "events", []records.EventKind{
			records.RosterSaved, records.ClassOpened, records.ClassOpened, records.ClassClosed,
		}, kinds(t, s))
		if err := s.OpenClass(t.Context(), "c9", "teacher", later); !errors.Is(err, records.ErrNone) {
			t.Errorf("opening an unknown class: %v", err)
		}
	})
}

func TestHands(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		hands := func(want ...string) {
			t.Helper()
			got, err := s.Hands(t.Context(), "c1")
			check(t, err)
			differ(t, "hands", want, got)
		}
		hands()
		for _, student := range []string{"omar", "maria", "omar"} {
			check(t, s.RaiseHand(t.Context(), student, "c1"))
			c.pass(time.Second)
		}
		hands("omar", "maria")
		check(t, s.LowerHand(t.Context(), "omar", "c1"))
		check(t, s.LowerHand(t.Context(), "omar", "c1"))
		hands("maria")
		check(t, s.CloseClass(t.Context(), "c1", "teacher"))
		hands()
		if err := s.RaiseHand(t.Context(), "zoe", "c1"); !errors.Is(err, records.ErrNone) {
			t.Errorf("a student of another class raised a hand: %v", err)
		}
	})
}

func TestHandwriting(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		for _, characters := range []string{"ẞ", "ẞ", "ẞ\u0942"} {
			check(t, s.FlagHandwriting(t.Context(), "wen", characters))
		}
		flagged, err := s.Handwriting(t.Context(), "c1")
		check(t, err)
		differ(t, "flagged", map[string]string{"wen": "ẞ\u0942"}, flagged)
		flagged, err = s.Handwriting(t.Context(), "c2")
		check(t, err)
		differ(t, "flagged in another class", map[string]string{}, flagged)
	})
}
