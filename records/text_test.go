package records_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"homeroom/records"
)

// hostile are texts that one of the databases could not keep, or that nobody
// could be shown.
var hostile = map[string]string{
	"a NUL":                    "a\x00b",
	"a NUL at the end":         "ab\x00",
	"bytes that are not UTF-8": "a\xff\xfeb",
	"half a character":         "a\xc3",
	"a surrogate":              "a\xed\xa0\x80b",
	"a bell":                   "a\ab",
	"a new line":               "a\nb",
	"a control of ISO 8859":    "a\u0085b",
	"five hundred characters":  strings.Repeat("é", 501),
}

// odd are texts that look dangerous and are kept as they are.
var odd = []string{
	"Robert'); drop table student;--", `"quoted" and 'quoted'`, "$1 ? :name @name", "100% _ wild",
	"نور الهدى", "李小龍", "👩🏽‍🚀", "e\u0301 \u200d \u202e", "\ufeffbom", "\U0010ffff", "=cmd()", " a ",
	strings.Repeat("é", 200),
}

func TestHostileTextsAreRefused(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		ctx := t.Context()
		check(t, s.SetSecret(ctx, "maria", records.PIN, "1234"))
		a := start(t, s, "maria")
		before := events(t, s)
		writes := map[string]func(bad string) error{
			"school id": func(bad string) error {
				return s.SaveRoster(ctx, records.Roster{Schools: []records.School{{ID: bad, Name: "x"}}})
			},
			"school name": func(bad string) error {
				return s.SaveRoster(ctx, records.Roster{Schools: []records.School{{ID: "x", Name: bad}}})
			},
			"given name": func(bad string) error {
				return s.SaveRoster(ctx, records.Roster{Students: []records.Student{{ID: "x", Given: bad, School: "elm"}}})
			},
			"family name": func(bad string) error {
				return s.SaveRoster(ctx, records.Roster{Students: []records.Student{{ID: "x", Given: "x", Family: bad, School: "elm"}}})
			},
			"class code": func(bad string) error {
				return s.SaveRoster(ctx, records.Roster{Classes: []records.Class{{ID: "x", Name: "x", School: "elm", Year: "1", Code: bad}}})
			},
			"enrolment": func(bad string) error {
				return s.SaveRoster(ctx, records.Roster{Enrolments: []records.Enrolment{{Student: bad, Class: "c1"}}})
			},
			"open class":    func(bad string) error { return s.OpenClass(ctx, bad, "t", c.now()) },
			"opened by":     func(bad string) error { return s.OpenClass(ctx, "c1", bad, c.now()) },
			"secret":        func(bad string) error { return s.SetSecret(ctx, "maria", records.Passphrase, bad) },
			"check student": func(bad string) error { _, _, err := s.CheckSecret(ctx, bad, "d", "x"); return err },
			"check device":  func(bad string) error { _, _, err := s.CheckSecret(ctx, "maria", bad, "x"); return err },
			"check secret":  func(bad string) error { _, _, err := s.CheckSecret(ctx, "maria", "d", bad); return err },
			"device": func(bad string) error {
				_, err := s.StartSession(ctx, records.Session{Kind: "student", Person: "maria", Device: bad})
				return err
			},
			"language": func(bad string) error { return s.SetLanguage(ctx, "x", bad) },
			"staff name": func(bad string) error {
				return s.AddStaff(ctx, records.Staff{Name: bad, Login: "x", Role: "x"}, password)
			},
			"staff login": func(bad string) error {
				return s.AddStaff(ctx, records.Staff{Name: "x", Login: bad, Role: "x"}, password)
			},
			"password": func(bad string) error {
				return s.AddStaff(ctx, records.Staff{Name: "x", Login: "x", Role: "x"}, "12345678"+bad)
			},
			"check login": func(bad string) error { _, _, err := s.CheckStaff(ctx, bad, "d", password); return err },
			"setup code":  func(bad string) error { return s.SetSetupCode(ctx, bad) },
			"quiz": func(bad string) error {
				_, err := s.StartAttempt(ctx, records.Attempt{Student: "maria", Quiz: bad, Edition: "e", Asked: []string{"a"}})
				return err
			},
			"asked": func(bad string) error {
				_, err := s.StartAttempt(ctx, records.Attempt{Student: "maria", Quiz: "q", Edition: "e", Asked: []string{bad}})
				return err
			},
			"save attempt":  func(bad string) error { return s.SaveAnswers(ctx, bad, "maria", picks{"a": []byte(`1`)}) },
			"save student":  func(bad string) error { return s.SaveAnswers(ctx, a.ID, bad, picks{"a": []byte(`1`)}) },
			"save question": func(bad string) error { return s.SaveAnswers(ctx, a.ID, "maria", picks{bad: []byte(`1`)}) },
			"lesson":        func(bad string) error { f := passing(a); f.Lesson = bad; _, err := s.FinishAttempt(ctx, f); return err },
			"completion": func(bad string) error {
				return s.AddCompletion(ctx, records.Completion{Student: "maria", Lesson: bad, LessonEdition: "l", Method: records.Exempt}, "t")
			},
			"hand":        func(bad string) error { return s.RaiseHand(ctx, bad, "c1") },
			"handwriting": func(bad string) error { return s.FlagHandwriting(ctx, "maria", bad) },
		}
		for field, write := range writes {
			for name, bad := range hostile {
				if err := write(bad); err == nil {
					t.Errorf("%s: %s was accepted", field, name)
				} else if errors.Is(err, records.ErrDegraded) {
					t.Errorf("%s: %s broke the store: %v", field, name, err)
				} else if !utf8.ValidString(err.Error()) || strings.ContainsRune(err.Error(), 0) {
					t.Errorf("%s: %s is in the error: %q", field, name, err)
				}
			}
		}
		differ(t, "events afterwards", before, events(t, s))
	})
}

// Questions about what cannot be kept find nothing, on both databases.
func TestHostileQuestionsFindNothing(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		ctx := t.Context()
		for name, bad := range hostile {
			for what, ask := range map[string]func() error{
				"student": func() error { _, err := s.Student(ctx, bad); return err },
				"class":   func() error { _, err := s.Class(ctx, bad); return err },
				"code":    func() error { _, err := s.ClassByCode(ctx, bad); return err },
				"secret":  func() error { _, err := s.Secret(ctx, bad); return err },
				"session": func() error { _, err := s.Session(ctx, bad, idle, absolute); return err },
				"staff":   func() error { _, err := s.Staff(ctx, bad); return err },
				"attempt": func() error { _, err := s.Attempt(ctx, bad); return err },
				"open":    func() error { _, err := s.OpenAttempt(ctx, "maria", bad); return err },
			} {
				if err := ask(); !errors.Is(err, records.ErrNone) {
					t.Errorf("%s with %s: %v, want ErrNone", what, name, err)
				}
			}
			for what, list := range map[string]func() (int, error){
				"students":    func() (int, error) { all, err := s.Students(ctx, bad); return len(all), err },
				"attempts":    func() (int, error) { all, err := s.Attempts(ctx, bad, "q"); return len(all), err },
				"completions": func() (int, error) { all, err := s.Completions(ctx, bad); return len(all), err },
				"hands":       func() (int, error) { all, err := s.Hands(ctx, bad); return len(all), err },
				"answers":     func() (int, error) { all, err := s.Answers(ctx, bad); return len(all), err },
			} {
				if n, err := list(); n != 0 || err != nil {
					t.Errorf("%s with %s: %d, %v; want none", what, name, n, err)
				}
			}
			for what, end := range map[string]func() error{
				"session":    func() error { return s.EndSession(ctx, bad) },
				"sessions":   func() error { return s.EndSessionsOf(ctx, bad) },
				"lower hand": func() error { return s.LowerHand(ctx, "maria", bad) },
				"touch":      func() error { return s.Touch(ctx, bad) },
			} {
				if err := end(); errors.Is(err, records.ErrDegraded) {
					t.Errorf("ending %s with %s broke the store: %v", what, name, err)
				}
			}
		}
	})
}

func TestOddTextsAreKept(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		for _, text := range odd {
			roundTrip(t, s, text)
		}
		students, err := s.Students(t.Context(), "c1")
		check(t, err)
		differ(t, "students of the class", 3, len(students))
	})
}

// roundTrip keeps a text wherever a text may be, and reads it back.
func roundTrip(t *testing.T, s *records.Store, text string) {
	t.Helper()
	ctx := t.Context()
	want := records.Student{ID: "id " + text, Given: text, Family: text, Grade: "3", School: "elm", Animal: text, Language: text}
	if utf8.RuneCountInString(text) == 200 {
		want.ID = "x"
	}
	check(t, s.SaveRoster(ctx, records.Roster{Students: []records.Student{want}}))
	got, err := s.Student(ctx, want.ID)
	check(t, err)
	differ(t, "student", want, got)
	a, err := s.StartAttempt(ctx, records.Attempt{Student: want.ID, Quiz: text, Edition: text, Asked: []string{text}})
	check(t, err)
	answer, err := json.Marshal(text)
	check(t, err)
	check(t, s.SaveAnswers(ctx, a.ID, want.ID, picks{text: answer}))
	answers, err := s.Answers(ctx, a.ID)
	check(t, err)
	var kept string
	check(t, json.Unmarshal(answers[text], &kept))
	differ(t, "answer", text, kept)
	differ(t, "asked", []string{text}, a.Asked)
}

// FuzzName: any bytes as a student's name are kept as they are or refused with
// ErrText, and never break the store.
func FuzzName(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	for _, text := range odd {
		f.Add(text)
	}
	s, err := records.Open(f.Context(), filepath.Join(f.TempDir(), "records.db"), quiet())
	check(f, err)
	f.Cleanup(func() { s.Close() })
	check(f, s.SaveRoster(f.Context(), roster()))
	f.Fuzz(func(t *testing.T, name string) {
		ctx := context.Background()
		err := s.SaveRoster(ctx, records.Roster{Students: []records.Student{{ID: "fuzz", Given: name, School: "elm"}}})
		fine := utf8.ValidString(name) && strings.TrimSpace(name) != "" && utf8.RuneCountInString(name) <= 200 &&
			!strings.ContainsFunc(name, unicode.IsControl)
		if fine != (err == nil) || err != nil && !errors.Is(err, records.ErrText) {
			t.Fatalf("SaveRoster with %q: %v", name, err)
		}
		if err != nil {
			return
		}
		got, err := s.Student(ctx, "fuzz")
		if err != nil || got.Given != name {
			t.Errorf("%q came back as %q, %v", name, got.Given, err)
		}
	})
}

// FuzzAnswer: any bytes as an answer are kept as the same JSON or refused.
func FuzzAnswer(f *testing.F) {
	for _, answer := range []string{`{"":["a"]}`, `[]`, `null`, `1e999`, `"\u0000"`, `"\ud800"`, "\"\xff\"", `{"a":1,"a":2}`, `[[[[]]]]`, ` 1 `, ``} {
		f.Add(answer)
	}
	s, err := records.Open(f.Context(), filepath.Join(f.TempDir(), "records.db"), quiet())
	check(f, err)
	f.Cleanup(func() { s.Close() })
	check(f, s.SaveRoster(f.Context(), roster()))
	a := start(f, s, "maria")
	f.Fuzz(func(t *testing.T, answer string) {
		ctx := context.Background()
		err := s.SaveAnswers(ctx, a.ID, "maria", picks{"a": []byte(answer)})
		fine := json.Valid([]byte(answer)) && utf8.ValidString(answer) && len(answer) <= 4096
		if fine != (err == nil) || err != nil && !errors.Is(err, records.ErrText) {
			t.Fatalf("SaveAnswers with %q: %v", answer, err)
		}
		if answers, err := s.Answers(ctx, a.ID); err != nil || answers["a"] != nil && !json.Valid(answers["a"]) {
			t.Errorf("after %q the answer is %q, %v", answer, answers["a"], err)
		}
	})
}
