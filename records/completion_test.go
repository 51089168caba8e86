package records_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"homeroom/records"
)

func TestSchoolYear(t *testing.T) {
	kiritimati := time.FixedZone("UTC+14", 14*60*60)
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 6, 30, 23, 59, 59, 0, time.UTC), "2025-26"},
		{time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), "2026-27"},
		{time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), "2026-27"},
		{time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "2026-27"},
		{time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC).In(kiritimati), "2026-27"},
		{time.Date(2099, 9, 1, 0, 0, 0, 0, time.UTC), "2099-00"},
		{time.Date(2008, 9, 1, 0, 0, 0, 0, time.UTC), "2008-09"},
	} {
		if got := records.SchoolYear(tt.at); got != tt.want {
			t.Errorf("%v is in %s, want %s", tt.at, got, tt.want)
		}
	}
}

func TestCompletionOnceAYear(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		finish := func(edition, method string, passed bool) {
			t.Helper()
			f := passing(start(t, s, "maria"))
			f.LessonEdition, f.Method, f.Passed = edition, method, passed
			_, err := s.FinishAttempt(t.Context(), f)
			check(t, err)
			c.pass(time.Minute)
		}
		finish("l1", "", false)                // not passed
		finish("l1", "", true)                 // 1
		finish("l1", records.Individual, true) // again
		finish("l2", "", true)                 // 2: the lesson was revised
		finish("l1", records.WholeGroup, true) // 3: by another method
		c.pass(365 * 24 * time.Hour)
		finish("l1", "", true) // 4: next year

		type line struct{ Edition, Method, Year string }
		var got []line
		completions, err := s.Completions(t.Context(), "maria")
		check(t, err)
		for _, completion := range completions {
			got = append(got, line{completion.LessonEdition, completion.Method, completion.Year})
		}
		differ(t, "completions", []line{
			{"l1", "individual", "2026-27"}, {"l2", "individual", "2026-27"},
			{"l1", "whole-group", "2026-27"}, {"l1", "individual", "2027-28"},
		}, got)
		attempts, err := s.Attempts(t.Context(), "maria", "safe")
		check(t, err)
		differ(t, "attempts kept", 6, len(attempts))
	})
}

func TestCompletionSaysWhatWasPassed(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		a := start(t, s, "maria")
		c.pass(time.Minute)
		_, err := s.FinishAttempt(t.Context(), passing(a))
		check(t, err)
		completions, err := s.Completions(t.Context(), "maria")
		check(t, err)
		if len(completions) != 1 {
			t.Fatalf("%d completions, want 1", len(completions))
		}
		differ(t, "completion", records.Completion{
			ID: completions[0].ID, Student: "maria", Lesson: "safe", LessonEdition: "l1",
			Quiz: "safe", QuizEdition: "e1", Attempt: a.ID, Method: "individual",
			Language: "es", At: c.now(), Year: "2026-27",
		}, completions[0])
	})
}

func TestAddCompletion(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		ctx := t.Context()
		onPaper := records.Completion{Student: "wen", Lesson: "safe", LessonEdition: "l1", Method: records.Equivalent, Language: "en"}
		check(t, s.AddCompletion(ctx, onPaper, "t1"))
		c.pass(time.Minute)
		check(t, s.AddCompletion(ctx, onPaper, "t1")) // sent twice
		lastYear := onPaper
		lastYear.At = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
		check(t, s.AddCompletion(ctx, lastYear, "t1"))
		completions, err := s.Completions(ctx, "wen")
		check(t, err)
		if len(completions) != 2 || completions[0].Year != "2025-26" || completions[1].Year != "2026-27" {
			t.Errorf("completions: %+v", completions)
		}
		for name, change := range map[string]func(*records.Completion){
			"by no method":          func(c *records.Completion) { c.Method = "" },
			"of no lesson":          func(c *records.Completion) { c.Lesson = "" },
			"of an unknown student": func(c *records.Completion) { c.Student = "nobody" },
		} {
			wrong := onPaper
			change(&wrong)
			if err := s.AddCompletion(ctx, wrong, "t1"); err == nil {
				t.Errorf("a completion %s was accepted", name)
			}
		}
	})
}

func TestClassProgress(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		ctx := t.Context()
		for _, right := range []int{1, 2, 0} { // maria: three tries, none passed, one open
			_, err := s.FinishAttempt(ctx, records.Finish{
				Attempt: start(t, s, "maria").ID, Student: "maria", Right: right, Total: 3, Lesson: "safe", LessonEdition: "l1",
			})
			check(t, err)
		}
		start(t, s, "maria")
		_, err := s.FinishAttempt(ctx, passing(start(t, s, "omar"))) // omar: passed
		check(t, err)
		done := c.now()
		check(t, s.AddCompletion(ctx, records.Completion{ // wen: on paper
			Student: "wen", Lesson: "safe", LessonEdition: "l1", Method: records.Equivalent,
		}, "t1"))
		start(t, s, "zoe") // of another class

		got, err := s.ClassProgress(ctx, "c1")
		check(t, err)
		differ(t, "progress", []records.Progress{
			{Student: "maria", Lesson: "safe", Quiz: "safe", Open: true, Tries: 3, Right: 2, Total: 3},
			{
				Student: "omar", Lesson: "safe", Quiz: "safe", Tries: 1, Right: 3, Total: 3, Passed: true,
				Completed: done, LessonEdition: "l1", Method: "individual",
			},
			{Student: "wen", Lesson: "safe", Completed: done, LessonEdition: "l1", Method: "equivalent"},
		}, got)

		if _, err := s.ClassProgress(ctx, "c9"); !errors.Is(err, records.ErrNone) {
			t.Errorf("progress of an unknown class: %v", err)
		}
		next := records.Class{ID: "c1", School: "elm", Name: "Room 4", Year: "2027-28"}
		check(t, s.SaveRoster(ctx, records.Roster{Classes: []records.Class{next}}))
		got, err = s.ClassProgress(ctx, "c1")
		check(t, err)
		if len(got) != 0 {
			t.Errorf("progress of the next year: %+v", got)
		}
	})
}

// Sixty-four students finish at once, and each of them sends the form four times
// at once, as an impatient hand does.
func TestSixtyFourStudentsAtOnce(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		const students, times = 64, 4
		r := roster()
		for i := range students {
			r.Students = append(r.Students, records.Student{ID: pupil(i), Given: "Pupil", School: "elm"})
			r.Enrolments = append(r.Enrolments, records.Enrolment{Student: pupil(i), Class: "c1"})
		}
		check(t, s.SaveRoster(t.Context(), r))
		submitters(students*times, students*times, func(i int) {
			student := pupil(i % students)
			a, err := s.StartAttempt(t.Context(), records.Attempt{
				Student: student, Class: "c1", Quiz: "safe", Edition: "e1", Asked: []string{"a"},
			})
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := s.FinishAttempt(t.Context(), passing(records.Attempt{ID: a.ID, Student: student})); err != nil {
				t.Error(err)
			}
		})
		completions := 0
		for i := range students {
			all, err := s.Completions(t.Context(), pupil(i))
			check(t, err)
			completions += len(all)
		}
		differ(t, "completions", students, completions)
		counted := make(map[string]int)
		for _, e := range events(t, s) {
			counted[fmt.Sprint(e.Kind)]++
		}
		differ(t, "completed, by the events", students, counted["lesson-completed"])
		differ(t, "started and finished alike", counted["attempt-started"], counted["attempt-finished"])
		open, err := s.Count(t.Context(), "select count(*) from attempt where finished_at = 0")
		check(t, err)
		differ(t, "open attempts", 0, open)
	})
}
