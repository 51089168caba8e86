package records_test

import (
	"encoding/json"
	"fmt"
	"slices"

	"homeroom/records"
)

// replay checks that the attempts and completions are exactly what the events
// add up to, and that no event tells twice what happens once.
func replay(t tester, s *records.Store) {
	t.Helper()
	want := make(map[string]string) // attempts and completions by id
	for _, e := range events(t, s) {
		var id, line string
		switch e.Kind {
		case records.AttemptStarted:
			var f records.StartFact
			check(t, json.Unmarshal(e.Body, &f))
			id, line = f.Attempt, fmt.Sprintln(e.Subject, f.Class, f.Quiz, f.Edition, f.Language, f.Asked, f.Try)
		case records.AttemptFinished:
			var f records.FinishFact
			check(t, json.Unmarshal(e.Body, &f))
			id, line = f.Attempt+" finished", fmt.Sprintln(e.Subject, f.Quiz, f.Edition, f.Right, f.Total, f.Passed)
			if want[f.Attempt] == "" {
				t.Errorf("attempt %s was finished before it was started", f.Attempt)
			}
		case records.LessonCompleted:
			var f records.CompletionFact
			check(t, json.Unmarshal(e.Body, &f))
			id, line = f.Completion, fmt.Sprintln(e.Subject, f.Lesson, f.LessonEdition, f.Quiz, f.QuizEdition,
				f.Attempt, f.Method, f.Language, f.Year)
		default:
			continue
		}
		if want[id] != "" {
			t.Errorf("%s of %s happened twice", e.Kind, id)
		}
		want[id] = line
	}
	differ(t, "attempts and completions, by the events", want, rows(t, s))
}

// rows returns the attempts and completions in the words of replay.
func rows(t tester, s *records.Store) map[string]string {
	t.Helper()
	got := make(map[string]string)
	quizzes := make(map[[2]string]bool)
	var students []string
	for _, e := range events(t, s) {
		if e.Kind == records.AttemptStarted {
			var f records.StartFact
			check(t, json.Unmarshal(e.Body, &f))
			quizzes[[2]string{e.Subject, f.Quiz}] = true
		}
		if e.Subject != "" && !slices.Contains(students, e.Subject) {
			students = append(students, e.Subject)
		}
	}
	for key := range quizzes {
		attempts, err := s.Attempts(t.Context(), key[0], key[1])
		check(t, err)
		for _, a := range attempts {
			got[a.ID] = fmt.Sprintln(a.Student, a.Class, a.Quiz, a.Edition, a.Language, a.Asked, a.Try)
			if !a.Finished.IsZero() {
				got[a.ID+" finished"] = fmt.Sprintln(a.Student, a.Quiz, a.Edition, a.Right, a.Total, a.Passed)
			}
		}
	}
	for _, student := range students {
		completions, err := s.Completions(t.Context(), student)
		check(t, err)
		for _, c := range completions {
			got[c.ID] = fmt.Sprintln(c.Student, c.Lesson, c.LessonEdition, c.Quiz, c.QuizEdition,
				c.Attempt, c.Method, c.Language, c.Year)
		}
	}
	n, err := s.Count(t.Context(), "select (select count(*) from attempt) + (select count(*) from completion)")
	check(t, err)
	finished, err := s.Count(t.Context(), "select count(*) from attempt where finished_at <> 0")
	check(t, err)
	differ(t, "rows in all", n+finished, len(got))
	return got
}
