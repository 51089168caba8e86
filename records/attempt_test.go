package records_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"homeroom/records"
)

// picks is a student's answers: question id to JSON.
type picks = map[string]json.RawMessage

// start starts an attempt of a student at the quiz "safe", which asks a, b, c.
func start(t testing.TB, s *records.Store, student string) records.Attempt {
	t.Helper()
	a, err := s.StartAttempt(t.Context(), records.Attempt{
		Student: student, Class: "c1", Quiz: "safe", Edition: "e1", Language: "es", Asked: []string{"b", "a", "c"},
	})
	check(t, err)
	return a
}

// passing finishes an attempt with three of three.
func passing(a records.Attempt) records.Finish {
	return records.Finish{
		Attempt: a.ID, Student: a.Student, Right: 3, Total: 3, Passed: true, Lesson: "safe", LessonEdition: "l1",
	}
}

func TestAttemptIsKept(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		ctx := t.Context()
		a := start(t, s, "maria")
		want := records.Attempt{
			ID: a.ID, Student: "maria", Class: "c1", Quiz: "safe", Edition: "e1", Language: "es",
			Asked: []string{"b", "a", "c"}, Try: 1, Started: c.now(),
		}
		differ(t, "started", want, a)
		open, err := s.OpenAttempt(ctx, "maria", "safe")
		check(t, err)
		differ(t, "open", want, open)

		c.pass(10 * time.Minute)
		finished, err := s.FinishAttempt(ctx, passing(a))
		check(t, err)
		want.Finished, want.Right, want.Total, want.Passed = c.now(), 3, 3, true
		differ(t, "finished", want, finished)
		again, err := s.Attempt(ctx, a.ID)
		check(t, err)
		differ(t, "read again", want, again)
		if _, err := s.OpenAttempt(ctx, "maria", "safe"); !errors.Is(err, records.ErrNone) {
			t.Errorf("OpenAttempt afterwards: %v, want ErrNone", err)
		}
		second := start(t, s, "maria")
		differ(t, "number of the next try", 2, second.Try)
		all, err := s.Attempts(ctx, "maria", "safe")
		check(t, err)
		differ(t, "all attempts", []records.Attempt{want, second}, all)
	})
}

func TestStartingAgainGoesOn(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		ctx := t.Context()
		first := start(t, s, "maria")
		differ(t, "the same edition, on another device", first, start(t, s, "maria"))
		if other := start(t, s, "omar"); other.ID == first.ID {
			t.Error("another student was given the attempt")
		}
		revised := first
		revised.ID, revised.Edition = "", "e2"
		second, err := s.StartAttempt(ctx, revised)
		check(t, err)
		if second.ID == first.ID || second.Try != 2 {
			t.Errorf("a revised quiz went on with the old attempt: %+v", second)
		}
		open, err := s.OpenAttempt(ctx, "maria", "safe")
		check(t, err)
		differ(t, "the latest open attempt", second, open)
	})
}

func TestStartingWithAnID(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		ctx := t.Context()
		form := records.Attempt{ID: "form-1", Student: "maria", Quiz: "safe", Edition: "e1", Asked: []string{"a"}}
		first, err := s.StartAttempt(ctx, form)
		check(t, err)
		differ(t, "id", "form-1", first.ID)
		_, err = s.FinishAttempt(ctx, records.Finish{Attempt: "form-1", Student: "maria", Total: 1})
		check(t, err)
		again, err := s.StartAttempt(ctx, form)
		check(t, err)
		if again.Finished.IsZero() {
			t.Error("a form sent again after the end started another attempt")
		}
		form.Student = "omar"
		if _, err := s.StartAttempt(ctx, form); !errors.Is(err, records.ErrNone) {
			t.Errorf("another student's id: %v, want ErrNone", err)
		}
	})
}

func TestAttemptsThatCannotBe(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		for _, tt := range []struct {
			name   string
			change func(*records.Attempt)
			want   error
		}{
			{"of an unknown student", func(a *records.Attempt) { a.Student = "nobody" }, records.ErrNone},
			{"of nobody", func(a *records.Attempt) { a.Student = "" }, records.ErrText},
			{"at no quiz", func(a *records.Attempt) { a.Quiz = "" }, records.ErrText},
			{"at no edition", func(a *records.Attempt) { a.Edition = "" }, records.ErrText},
			{"without questions", func(a *records.Attempt) { a.Asked = nil }, nil},
			{"with a question twice", func(a *records.Attempt) { a.Asked = []string{"a", "a"} }, nil},
			{"with a question of noise", func(a *records.Attempt) { a.Asked = []string{"a\x00"} }, records.ErrText},
			{"in a language of noise", func(a *records.Attempt) { a.Language = "\xff" }, records.ErrText},
		} {
			a := records.Attempt{Student: "maria", Quiz: "safe", Edition: "e1", Asked: []string{"a", "b"}}
			tt.change(&a)
			if _, err := s.StartAttempt(t.Context(), a); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("an attempt %s: %v, want %v", tt.name, err, tt.want)
			}
		}
	})
}

func TestAnswersAreKept(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		ctx := t.Context()
		a := start(t, s, "maria")
		kept := func(want picks) {
			t.Helper()
			got, err := s.Answers(ctx, a.ID)
			check(t, err)
			differ(t, "answers", want, got)
		}
		kept(picks{})
		check(t, s.SaveAnswers(ctx, a.ID, "maria", picks{"a": []byte(` { "" : ["x"] } `)}))
		check(t, s.SaveAnswers(ctx, a.ID, "maria", picks{"b": []byte(`["y"]`)}))
		check(t, s.SaveAnswers(ctx, a.ID, "maria", nil))
		kept(picks{"a": []byte(`{"":["x"]}`), "b": []byte(`["y"]`)})
		check(t, s.SaveAnswers(ctx, a.ID, "maria", picks{"a": []byte(`["z"]`), "b": []byte(`null`)}))
		kept(picks{"a": []byte(`["z"]`)})
		f := passing(a)
		f.Answers = picks{"c": []byte(`"<&>"`)}
		_, err := s.FinishAttempt(ctx, f)
		check(t, err)
		got, err := s.Answers(ctx, a.ID)
		check(t, err)
		var c string
		check(t, json.Unmarshal(got["c"], &c))
		differ(t, "the last answer", "<&>", c)
		differ(t, "number of answers", 2, len(got))
	})
}

func TestAnswersRefused(t *testing.T) {
	for _, tt := range []struct {
		name    string
		student string
		answers picks
		finish  bool
		want    error // nil: any
	}{
		{"to another student's attempt", "omar", picks{"a": []byte(`1`)}, false, records.ErrNone},
		{"to another student's finished attempt", "omar", picks{"a": []byte(`1`)}, true, records.ErrNone},
		{"after the end", "maria", picks{"a": []byte(`1`)}, true, records.ErrFinished},
		{"to a question that was not asked", "maria", picks{"a": []byte(`1`), "x": []byte(`1`)}, false, nil},
		{"that are not JSON", "maria", picks{"a": []byte(`{`)}, false, records.ErrText},
		{"that are nothing", "maria", picks{"a": nil}, false, records.ErrText},
		{"that are two values", "maria", picks{"a": []byte(`1 2`)}, false, records.ErrText},
		{"that are not UTF-8", "maria", picks{"a": []byte("\"\xff\"")}, false, records.ErrText},
		{"that are very long", "maria", picks{"a": []byte(`"` + strings.Repeat("x", 5000) + `"`)}, false, records.ErrText},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stores(t, func(t *testing.T, s *records.Store, _ *clock) {
				a := start(t, s, "maria")
				check(t, s.SaveAnswers(t.Context(), a.ID, "maria", picks{"a": []byte(`"kept"`)}))
				if tt.finish {
					_, err := s.FinishAttempt(t.Context(), passing(a))
					check(t, err)
				}
				err := s.SaveAnswers(t.Context(), a.ID, tt.student, tt.answers)
				if err == nil || tt.want != nil && !errors.Is(err, tt.want) {
					t.Errorf("SaveAnswers: %v, want %v", err, tt.want)
				}
				got, err := s.Answers(t.Context(), a.ID)
				check(t, err)
				differ(t, "answers afterwards", picks{"a": []byte(`"kept"`)}, got)
			})
		})
	}
}

// A form that is sent from two windows at once loses no answer of either.
func TestAnswersOfTwoWindows(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		asked := make([]string, 40)
		for i := range asked {
			asked[i] = fmt.Sprint("q", i)
		}
		a, err := s.StartAttempt(t.Context(), records.Attempt{Student: "maria", Quiz: "safe", Edition: "e1", Asked: asked})
		check(t, err)
		var all sync.WaitGroup
		for _, question := range asked {
			all.Go(func() {
				if err := s.SaveAnswers(t.Context(), a.ID, "maria", picks{question: []byte(`1`)}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		got, err := s.Answers(t.Context(), a.ID)
		check(t, err)
		differ(t, "number of answers", len(asked), len(got))
	})
}

func TestFinishingAgainChangesNothing(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		ctx := t.Context()
		a := start(t, s, "maria")
		failed := records.Finish{
			Attempt: a.ID, Student: "maria", Right: 1, Total: 3, Lesson: "safe", LessonEdition: "l1", Answers: picks{"a": []byte(`1`)},
		}
		first, err := s.FinishAttempt(ctx, failed)
		check(t, err)
		before := events(t, s)
		c.pass(time.Minute)
		better := passing(a)
		better.Answers = picks{"a": []byte(`2`)}
		second, err := s.FinishAttempt(ctx, better)
		check(t, err)
		differ(t, "the second result", first, second)
		answers, err := s.Answers(ctx, a.ID)
		check(t, err)
		differ(t, "answers", picks{"a": []byte(`1`)}, answers)
		completions, err := s.Completions(ctx, "maria")
		check(t, err)
		if len(completions) != 0 {
			t.Errorf("a failed attempt was completed by sending it again: %v", completions)
		}
		differ(t, "events", before, events(t, s))
	})
}

func TestFinishRefused(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*records.Finish)
		want   error // nil: any
	}{
		{"another student's attempt", func(f *records.Finish) { f.Student = "omar" }, records.ErrNone},
		{"an unknown attempt", func(f *records.Finish) { f.Attempt = "x" }, records.ErrNone},
		{"an attempt of noise", func(f *records.Finish) { f.Attempt = "\x00" }, records.ErrText},
		{"more right than asked", func(f *records.Finish) { f.Right = 4 }, nil},
		{"less than nothing right", func(f *records.Finish) { f.Right = -1 }, nil},
		{"passed without questions", func(f *records.Finish) { f.Right, f.Total = 0, 0 }, nil},
		{"an unknown method", func(f *records.Finish) { f.Method = "by-magic" }, nil},
		{"an answer to what was not asked", func(f *records.Finish) { f.Answers = picks{"x": []byte(`1`)} }, nil},
		{"an answer that is not JSON", func(f *records.Finish) { f.Answers = picks{"a": []byte(`}`)} }, records.ErrText},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stores(t, func(t *testing.T, s *records.Store, _ *clock) {
				a := start(t, s, "maria")
				before := events(t, s)
				f := passing(a)
				tt.change(&f)
				if _, err := s.FinishAttempt(t.Context(), f); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
					t.Errorf("FinishAttempt: %v, want %v", err, tt.want)
				}
				kept, err := s.Attempt(t.Context(), a.ID)
				check(t, err)
				differ(t, "the attempt afterwards", a, kept)
				differ(t, "the events afterwards", before, events(t, s))
			})
		})
	}
}
