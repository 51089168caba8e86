package records

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"
)

// Progress is how far a student of a class is with a lesson or a quiz in the
// class's school year.
type Progress struct {
	Student string
	Lesson  string // "" as long as no attempt at the quiz was finished
	Quiz    string // "" if the lesson was completed without one

	Open         bool // there is an attempt that is not finished
	Tries        int  // finished attempts
	Right, Total int  // of the best of them
	Passed       bool // one of them was passed

	Completed     time.Time // zero: not yet
	LessonEdition string    // that was completed
	Method        string    // by which
}

// ClassProgress returns the progress of all students of a class, ordered by
// student, lesson and quiz. A student who has not started anything has no line.
func (s *Store) ClassProgress(ctx context.Context, class string) ([]Progress, error) {
	lines := make(map[[2]string]*Progress) // by student, and quiz or else lesson
	err := s.read(ctx, about("read progress of class", class), func(q source) error {
		var year string
		if err := q.one(into{&year}, "select year from class where id = $1", class); err != nil {
			return err
		}
		if err := addAttempts(q, lines, class, year); err != nil {
			return err
		}
		return addCompletions(q, lines, class, year)
	})
	all := make([]Progress, 0, len(lines))
	for _, p := range lines {
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b Progress) int {
		return cmp.Or(cmp.Compare(a.Student, b.Student), cmp.Compare(a.Lesson, b.Lesson), cmp.Compare(a.Quiz, b.Quiz))
	})
	return all, err
}

func addAttempts(q source, lines map[[2]string]*Progress, class, year string) error {
	return q.each(func(rows *sql.Rows) error {
		var student, quiz, lesson string
		var finished int64
		var right, total, passed int
		if err := rows.Scan(&student, &quiz, &lesson, &finished, &right, &total, &passed); err != nil {
			return err
		}
		p := lines[[2]string{student, "quiz " + quiz}]
		if p == nil {
			p = &Progress{Student: student, Quiz: quiz}
			lines[[2]string{student, "quiz " + quiz}] = p
		}
		if finished == 0 {
			p.Open = true
			return nil
		}
		p.Tries++
		p.Lesson = cmp.Or(lesson, p.Lesson)
		p.Passed = p.Passed || passed == 1
		if p.Tries == 1 || right*p.Total > p.Right*total { // a greater share
			p.Right, p.Total = right, total
		}
		return nil
	}, `select a.student, a.quiz, a.lesson, a.finished_at, a.right_count, a.total_count, a.passed
		from attempt a join enrolment e on e.student = a.student
		where e.class = $1 and a.year = $2 order by a.id`, class, year)
}

// addCompletions notes the first completion on each line.
func addCompletions(q source, lines map[[2]string]*Progress, class, year string) error {
	return q.each(func(rows *sql.Rows) error {
		var student, lesson, edition, quiz, method string
		var at int64
		if err := rows.Scan(&student, &lesson, &edition, &quiz, &method, &at); err != nil {
			return err
		}
		key := [2]string{student, "lesson " + lesson}
		if quiz != "" {
			key[1] = "quiz " + quiz
		}
		p := lines[key]
		if p == nil {
			p = &Progress{Student: student, Quiz: quiz}
			lines[key] = p
		}
		if p.Completed.IsZero() {
			p.Lesson, p.LessonEdition, p.Method, p.Completed = lesson, edition, method, moment(at)
		}
		return nil
	}, `select c.student, c.lesson, c.lesson_edition, c.quiz, c.method, c.completed_at
		from completion c join enrolment e on e.student = c.student
		where e.class = $1 and c.year = $2 order by c.completed_at, c.id`, class, year)
}
