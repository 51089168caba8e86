package records_test

import (
	"encoding/json"
	"testing"
	"time"

	"homeroom/records"
)

// TestExpire goes through two years with one attempt, begun in September 2026.
// Its answers go 90 days after 30 June 2027, once a day has confirmed the date;
// the attempt and the completion stay.
func TestExpire(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, c *clock) {
		ctx := t.Context()
		a, err := s.StartAttempt(ctx, records.Attempt{
			Student: "maria", Class: "c1", Quiz: "q", Edition: "e", Asked: []string{"first"}, Try: 1,
		})
		check(t, err)
		picked := map[string]json.RawMessage{"first": json.RawMessage(`[{"choice":"a"}]`)}
		_, err = s.FinishAttempt(ctx, records.Finish{
			Attempt: a.ID, Student: "maria", Right: 1, Total: 1, Passed: true, Answers: picked,
			Lesson: "l", LessonEdition: "le", Method: "individual",
		})
		check(t, err)
		start := c.now()
		for _, step := range []struct {
			name string
			at   time.Time
			gone int
			left int
		}{
			{"in the same year", time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC), 0, 1},
			{"in the summer", time.Date(2027, 7, 15, 8, 0, 0, 0, time.UTC), 0, 1},
			{"on the last day", time.Date(2027, 9, 28, 8, 0, 0, 0, time.UTC), 0, 1},
			{"after ninety days, if it is not the clock that jumped", time.Date(2027, 9, 30, 8, 0, 0, 0, time.UTC), 0, 1},
			{"a day later", time.Date(2027, 10, 1, 9, 0, 0, 0, time.UTC), 1, 0},
			{"once more", time.Date(2027, 10, 2, 9, 0, 0, 0, time.UTC), 0, 0},
		} {
			c.pass(step.at.Sub(start))
			start = step.at
			check(t, s.OpenClass(ctx, "c1", "teacher", step.at.Add(time.Hour))) // the school goes on
			gone, err := s.Expire(ctx)
			check(t, err)
			answers, err := s.Answers(ctx, a.ID)
			check(t, err)
			if gone != step.gone || len(answers) != step.left {
				t.Errorf("%s: %d attempts lost their answers and %d answers are left, want %d and %d",
					step.name, gone, len(answers), step.gone, step.left)
			}
		}
		done, err := s.Completions(ctx, "maria")
		check(t, err)
		tries, err := s.Attempts(ctx, "maria", "q")
		check(t, err)
		if len(done) != 1 || len(tries) != 1 || !tries[0].Passed {
			t.Errorf("after two years there are %d completions and %d attempts, want one of each", len(done), len(tries))
		}
	})
}
