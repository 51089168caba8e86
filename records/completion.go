package records

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Methods of completion.
const (
	Individual  = "individual"  // the student passed the quiz alone; also ""
	WholeGroup  = "whole-group" // the class did it together
	Equivalent  = "equivalent"  // on paper, or another lesson that counts alike
	Alternative = "alternative" // what the family chose instead
	Transfer    = "transfer"    // proved by another district
	Exempt      = "exempt"
)

var methods = []string{Individual, WholeGroup, Equivalent, Alternative, Transfer, Exempt}

// A Completion says that a student has completed an edition of a lesson in a
// school year.
type Completion struct {
	ID, Student           string
	Lesson, LessonEdition string
	Quiz, QuizEdition     string // "" without a quiz
	Attempt               string // the one that was passed; "" without a quiz
	Method                string // [Individual], …
	Language              string
	At                    time.Time
	Year                  string // "2026-27"
}

// A CompletionFact is the body of [LessonCompleted].
type CompletionFact struct {
	Completion    string `json:"completion"`
	Lesson        string `json:"lesson"`
	LessonEdition string `json:"lesson_edition"`
	Quiz          string `json:"quiz,omitzero"`
	QuizEdition   string `json:"quiz_edition,omitzero"`
	Attempt       string `json:"attempt,omitzero"`
	Method        string `json:"method"`
	Language      string `json:"language,omitzero"`
	Year          string `json:"year"`
	By            string `json:"by,omitzero"` // staff, if somebody recorded it
}

// A Finish is what finishes an attempt. The caller has graded it.
type Finish struct {
	Attempt, Student      string
	Right, Total          int // 0 ≤ Right ≤ Total
	Passed                bool
	Answers               map[string]json.RawMessage // put beside those that were saved before
	Lesson, LessonEdition string                     // what is completed by passing; "" if nothing
	Method                string                     // "" is [Individual]
}

// A FinishFact is the body of [AttemptFinished].
type FinishFact struct {
	Attempt string `json:"attempt"`
	Quiz    string `json:"quiz"`
	Edition string `json:"edition"`
	Right   int    `json:"right"`
	Total   int    `json:"total"`
	Passed  bool   `json:"passed"`
	Lesson  string `json:"lesson,omitzero"`
}

func (f Finish) check() error {
	if err := checkText(id("attempt id", f.Attempt), id("student id", f.Student),
		optional("lesson", f.Lesson), optional("lesson edition", f.LessonEdition)); err != nil {
		return err
	}
	if f.Right < 0 || f.Right > f.Total || f.Passed && f.Total == 0 {
		return fmt.Errorf("%d of %d right is not a result", f.Right, f.Total)
	}
	if !slices.Contains(methods, f.Method) {
		return fmt.Errorf("there is no method %q", f.Method)
	}
	return nil
}

// FinishAttempt finishes an attempt and returns it. The last answers, the
// result, the events and, if it was passed, the completion are saved together or
// not at all.
//
// Whoever finishes an attempt again gets the first result, whatever the second
// says. FinishAttempt returns ErrNone if the attempt is not the student's.
func (s *Store) FinishAttempt(ctx context.Context, f Finish) (Attempt, error) {
	what := about("finish attempt", f.Attempt)
	if f.Method == "" {
		f.Method = Individual
	}
	answers, err := checkAnswers(f.Answers)
	if err = errors.Join(err, f.check()); err != nil {
		return Attempt{}, fmt.Errorf("%s: %w", what, err)
	}
	f.Answers = answers
	var a Attempt
	err = s.write(ctx, what, f.Student, func(t *tx) (err error) {
		a, err = finish(t, f)
		return err
	})
	if err != nil {
		return Attempt{}, err
	}
	return a, nil
}

func finish(t *tx, f Finish) (Attempt, error) {
	passed := int64(0)
	if f.Passed {
		passed = 1
	}
	var a Attempt
	err := a.scan(func(dest into) error {
		return t.one(dest, `
			update attempt set finished_at = $3, right_count = $4, total_count = $5, passed = $6, lesson = $7
			where id = $1 and student = $2 and finished_at = 0 returning `+attemptColumns,
			f.Attempt, f.Student, max(milli(t.now), 1), int64(f.Right), int64(f.Total), passed, f.Lesson)
	})
	if errors.Is(err, ErrNone) {
		return attempt(t, "where id = $1 and student = $2", f.Attempt, f.Student)
	}
	if err != nil {
		return Attempt{}, err
	}
	if err := t.merge(a.ID, a.Asked, f.Answers); err != nil {
		return Attempt{}, err
	}
	if err := t.add(AttemptFinished, a.Student, FinishFact{
		Attempt: a.ID, Quiz: a.Quiz, Edition: a.Edition, Right: a.Right, Total: a.Total,
		Passed: a.Passed, Lesson: f.Lesson,
	}); err != nil {
		return Attempt{}, err
	}
	if !f.Passed || f.Lesson == "" {
		return a, nil
	}
	return a, complete(t, Completion{
		Student: a.Student, Lesson: f.Lesson, LessonEdition: f.LessonEdition, Quiz: a.Quiz, QuizEdition: a.Edition,
		Attempt: a.ID, Method: f.Method, Language: a.Language, At: t.now, Year: SchoolYear(t.now),
	}, "")
}

// complete adds c unless there is one of that student, edition of a lesson,
// year and method already.
func complete(t *tx, c Completion, by string) error {
	if c.ID == "" {
		c.ID = t.ids.next()
	}
	n, err := t.exec(`
		insert into completion (id, student, lesson, lesson_edition, quiz, quiz_edition,
			attempt, method, language, completed_at, year)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		on conflict do nothing`,
		c.ID, c.Student, c.Lesson, c.LessonEdition, c.Quiz, c.QuizEdition,
		c.Attempt, c.Method, c.Language, milli(c.At), c.Year)
	if err != nil || n == 0 {
		return err
	}
	return t.add(LessonCompleted, c.Student, CompletionFact{
		Completion: c.ID, Lesson: c.Lesson, LessonEdition: c.LessonEdition, Quiz: c.Quiz,
		QuizEdition: c.QuizEdition, Attempt: c.Attempt, Method: c.Method, Language: c.Language,
		Year: c.Year, By: by,
	})
}

// AddCompletion records a completion without an attempt: on paper, by the whole
// class, from another district. by is the member of staff who says so. At zero
// is the present, and Year is always that of At. Recording the same again has no
// effect.
func (s *Store) AddCompletion(ctx context.Context, c Completion, by string) error {
	what := about("add completion of lesson", c.Lesson)
	if err := checkText(optional("completion id", c.ID), id("student id", c.Student), id("lesson", c.Lesson),
		id("lesson edition", c.LessonEdition), optional("quiz", c.Quiz), optional("quiz edition", c.QuizEdition),
		optional("attempt", c.Attempt), optional("language", c.Language), id("staff id", by)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if !slices.Contains(methods, c.Method) {
		return fmt.Errorf("%s: there is no method %q", what, c.Method)
	}
	return s.write(ctx, what, c.Student, func(t *tx) error {
		if err := t.known("student", c.Student); err != nil {
			return err
		}
		c := c
		if c.At.IsZero() {
			c.At = t.now
		}
		c.Year = SchoolYear(c.At)
		return complete(t, c, by)
	})
}

// Completions returns what a student has completed, the earliest first.
func (s *Store) Completions(ctx context.Context, student string) (all []Completion, err error) {
	err = s.read(ctx, about("read completions of student", student), func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var c Completion
			var at int64
			err := rows.Scan(&c.ID, &c.Student, &c.Lesson, &c.LessonEdition, &c.Quiz, &c.QuizEdition,
				&c.Attempt, &c.Method, &c.Language, &at, &c.Year)
			c.At = moment(at)
			all = append(all, c)
			return err
		}, `select id, student, lesson, lesson_edition, quiz, quiz_edition,
				attempt, method, language, completed_at, year
			from completion where student = $1 order by completed_at, id`, student)
	})
	return all, err
}
