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

// An Attempt is one try of a student at a quiz. Once it is finished it never
// changes.
type Attempt struct {
	ID       string // "" lets StartAttempt make one
	Student  string
	Class    string // "" outside of a class
	Quiz     string
	Edition  string   // of the quiz
	Language string   // in which it was asked
	Asked    []string // question ids in the order they are asked
	Try      int      // from 1, over all editions of the quiz

	Started  time.Time
	Finished time.Time // zero while open

	Right, Total int  // 0 while open
	Passed       bool // false while open
}

// A StartFact is the body of [AttemptStarted].
type StartFact struct {
	Attempt  string   `json:"attempt"`
	Class    string   `json:"class,omitzero"`
	Quiz     string   `json:"quiz"`
	Edition  string   `json:"edition"`
	Language string   `json:"language,omitzero"`
	Asked    []string `json:"asked"`
	Try      int      `json:"try"`
	Year     string   `json:"year"`
}

const attemptColumns = `id, student, class, quiz, edition, language, asked, try_number,
	started_at, finished_at, right_count, total_count, passed`

// scan calls scan with the variables of attemptColumns.
func (a *Attempt) scan(scan func(into) error) error {
	var asked string
	var started, finished int64
	var passed int
	err := scan(into{&a.ID, &a.Student, &a.Class, &a.Quiz, &a.Edition, &a.Language, &asked, &a.Try,
		&started, &finished, &a.Right, &a.Total, &passed})
	if err != nil {
		return err
	}
	a.Started, a.Finished, a.Passed = moment(started), moment(finished), passed == 1
	a.Asked = nil
	if err := json.Unmarshal([]byte(asked), &a.Asked); err != nil {
		return fmt.Errorf("questions of attempt %s: %w", a.ID, err)
	}
	return nil
}

// attempt returns the first attempt of a query that goes on after "from
// attempt".
func attempt(q source, where string, args ...any) (a Attempt, err error) {
	err = a.scan(func(dest into) error {
		return q.one(dest, "select "+attemptColumns+" from attempt "+where, args...)
	})
	return a, err
}

// check refuses an attempt that could not be asked.
func (a Attempt) check() error {
	if err := checkText(optional("attempt id", a.ID), id("student id", a.Student), optional("class id", a.Class),
		id("quiz", a.Quiz), id("edition", a.Edition), optional("language", a.Language)); err != nil {
		return err
	}
	if len(a.Asked) == 0 || len(a.Asked) > mostAsked {
		return fmt.Errorf("an attempt asks 1 to %d questions, not %d", mostAsked, len(a.Asked))
	}
	for i, question := range a.Asked {
		if err := checkText(id("question", question)); err != nil {
			return err
		}
		if slices.Contains(a.Asked[:i], question) {
			return fmt.Errorf("question %s is asked twice", question)
		}
	}
	return nil
}

// StartAttempt starts a try and returns it as it is kept: with an id, the number
// of the try, and the time. If the student has an open attempt at that edition
// of the quiz it returns that one instead, so that starting on another device
// goes on where the first one stopped. The id of an attempt that was started
// before returns that attempt; another student's id returns ErrNone.
func (s *Store) StartAttempt(ctx context.Context, a Attempt) (Attempt, error) {
	what := about("start attempt at quiz", a.Quiz)
	if err := a.check(); err != nil {
		return Attempt{}, fmt.Errorf("%s: %w", what, err)
	}
	asked, err := json.Marshal(a.Asked)
	if err != nil {
		return Attempt{}, fmt.Errorf("%s: %w", what, err)
	}
	var kept Attempt
	err = s.write(ctx, what, a.Student, func(t *tx) (err error) {
		kept, err = startAttempt(t, a, string(asked))
		return err
	})
	if err != nil {
		return Attempt{}, err
	}
	return kept, nil
}

func startAttempt(t *tx, a Attempt, asked string) (Attempt, error) {
	if err := t.known("student", a.Student); err != nil {
		return Attempt{}, err
	}
	if a.ID == "" {
		a.ID = t.ids.next()
	} else if earlier, err := attempt(t, "where id = $1", a.ID); err == nil {
		if earlier.Student != a.Student {
			return Attempt{}, ErrNone
		}
		return earlier, nil
	}
	if a.Started.IsZero() {
		a.Started = t.now
	}
	year := SchoolYear(a.Started)
	err := t.one(into{&a.Try}, "select coalesce(max(try_number), 0) + 1 from attempt where student = $1 and quiz = $2",
		a.Student, a.Quiz)
	if err != nil {
		return Attempt{}, err
	}
	n, err := t.exec(`
		insert into attempt (`+attemptColumns+`, year, lesson)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, $10, '')
		on conflict do nothing`,
		a.ID, a.Student, a.Class, a.Quiz, a.Edition, a.Language, asked, int64(a.Try), milli(a.Started), year)
	if err != nil {
		return Attempt{}, err
	}
	if n == 0 {
		return attempt(t, "where student = $1 and quiz = $2 and edition = $3 and finished_at = 0",
			a.Student, a.Quiz, a.Edition)
	}
	if err := t.add(AttemptStarted, a.Student, StartFact{
		Attempt: a.ID, Class: a.Class, Quiz: a.Quiz, Edition: a.Edition, Language: a.Language,
		Asked: a.Asked, Try: a.Try, Year: year,
	}); err != nil {
		return Attempt{}, err
	}
	return attempt(t, "where id = $1", a.ID)
}

// OpenAttempt returns the attempt at a quiz that a student has not finished; if
// there are several, because the quiz was revised meanwhile, the latest.
func (s *Store) OpenAttempt(ctx context.Context, student, quiz string) (a Attempt, err error) {
	err = s.read(ctx, about("read open attempt at quiz", quiz), func(q source) (err error) {
		a, err = attempt(q, `where student = $1 and quiz = $2 and finished_at = 0
			order by id desc limit 1`, student, quiz)
		return err
	})
	return a, err
}

// Attempt returns the attempt of that id, whoever's it is: the caller must
// compare the student.
func (s *Store) Attempt(ctx context.Context, id string) (a Attempt, err error) {
	err = s.read(ctx, about("read attempt", id), func(q source) (err error) {
		a, err = attempt(q, "where id = $1", id)
		return err
	})
	return a, err
}

// Attempts returns all attempts of a student at a quiz, the earliest first.
func (s *Store) Attempts(ctx context.Context, student, quiz string) (all []Attempt, err error) {
	err = s.read(ctx, about("read attempts at quiz", quiz), func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var a Attempt
			err := a.scan(func(dest into) error { return rows.Scan(dest...) })
			all = append(all, a)
			return err
		}, "select "+attemptColumns+` from attempt
			where student = $1 and quiz = $2 order by try_number, id`, student, quiz)
	})
	return all, err
}

// SaveAnswers keeps what a student picked so far, under the questions' ids;
// answers to other questions stay. They are on the disk when it returns. The
// JSON null takes an answer back.
//
// It returns ErrNone if the attempt is not the student's, and ErrFinished if it
// is finished. A question that was not asked is an error and saves nothing.
func (s *Store) SaveAnswers(ctx context.Context, attempt, student string, answers map[string]json.RawMessage) error {
	what := about("save answers of attempt", attempt)
	small, err := checkAnswers(answers)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return s.write(ctx, what, student, func(t *tx) error {
		// The update changes nothing. It locks the attempt, so that a form sent
		// from two windows is merged one after the other.
		var asked string
		err := t.one(into{&asked}, `
			update attempt set lesson = lesson
			where id = $1 and student = $2 and finished_at = 0 returning asked`, attempt, student)
		if errors.Is(err, ErrNone) {
			return t.refuseOpen(attempt, student)
		}
		if err != nil {
			return err
		}
		var questions []string
		if err := json.Unmarshal([]byte(asked), &questions); err != nil {
			return err
		}
		return t.merge(attempt, questions, small)
	})
}

// refuseOpen says why a student's attempt is not open.
func (t *tx) refuseOpen(attempt, student string) error {
	var found string
	err := t.one(into{&found}, "select id from attempt where id = $1 and student = $2", attempt, student)
	if err != nil {
		return err
	}
	return ErrFinished
}

// merge puts answers to the questions that were asked beside those of the
// attempt that are kept already.
func (t *tx) merge(attempt string, asked []string, answers map[string]json.RawMessage) error {
	if len(answers) == 0 {
		return nil
	}
	all, err := picks(t, attempt)
	if err != nil {
		return err
	}
	for question, picked := range answers {
		if !slices.Contains(asked, question) {
			return fmt.Errorf("question %s was not asked", question)
		}
		if string(picked) == "null" {
			delete(all, question)
		} else {
			all[question] = picked
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	_, err = t.exec(`
		insert into answer (attempt, picks, saved_at) values ($1, $2, $3)
		on conflict (attempt) do update set picks = excluded.picks, saved_at = excluded.saved_at`,
		attempt, string(text), milli(t.now))
	return err
}

// picks returns the answers of an attempt; none is an empty map.
func picks(q source, attempt string) (map[string]json.RawMessage, error) {
	all := make(map[string]json.RawMessage)
	var text string
	err := q.one(into{&text}, "select picks from answer where attempt = $1", attempt)
	if errors.Is(err, ErrNone) {
		return all, nil
	}
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal([]byte(text), &all)
}

// Answers returns what was picked in an attempt so far, under the questions'
// ids. It is empty if nothing was, or if there is no such attempt.
func (s *Store) Answers(ctx context.Context, attempt string) (answers map[string]json.RawMessage, err error) {
	err = s.read(ctx, about("read answers of attempt", attempt), func(q source) (err error) {
		answers, err = picks(q, attempt)
		return err
	})
	return answers, err
}
