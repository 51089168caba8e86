package records

import (
	"context"
	"database/sql"
	"fmt"
)

// RaiseHand notes that a student of a class asks for help. Raising a raised
// hand does not change its place in the queue.
func (s *Store) RaiseHand(ctx context.Context, student, class string) error {
	what := about("raise hand of student", student)
	if err := checkText(id("student id", student), id("class id", class)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return s.write(ctx, what, class, func(t *tx) error {
		var found string
		if err := t.one(into{&found}, "select student from enrolment where class = $1 and student = $2",
			class, student); err != nil {
			return err
		}
		_, err := t.exec(`
			insert into hand (class, student, raised_at) values ($1, $2, $3)
			on conflict do nothing`, class, student, milli(t.now))
		return err
	})
}

// LowerHand notes that a student was helped or no longer asks.
func (s *Store) LowerHand(ctx context.Context, student, class string) error {
	return s.write(ctx, about("lower hand of student", student), class, func(t *tx) error {
		_, err := t.exec("delete from hand where class = $1 and student = $2", class, student)
		return err
	})
}

// Hands returns the students of a class who ask for help, the longest waiting
// first.
func (s *Store) Hands(ctx context.Context, class string) (students []string, err error) {
	err = s.read(ctx, about("read hands of class", class), func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var student string
			err := rows.Scan(&student)
			students = append(students, student)
			return err
		}, "select student from hand where class = $1 order by raised_at, student", class)
	})
	return students, err
}

// FlagHandwriting notes that a certificate cannot set these characters of a
// student's name, so that the name must be written by hand.
func (s *Store) FlagHandwriting(ctx context.Context, student, characters string) error {
	what := about("flag handwriting of student", student)
	if err := checkText(id("student id", student), person("characters", characters)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return s.write(ctx, what, student, func(t *tx) error {
		if err := t.known("student", student); err != nil {
			return err
		}
		n, err := t.exec(`
			insert into handwriting (student, characters, flagged_at) values ($1, $2, $3)
			on conflict (student) do update set characters = excluded.characters
			where handwriting.characters <> excluded.characters`, student, characters, milli(t.now))
		if err != nil || n == 0 {
			return err
		}
		return t.add(HandwritingAsked, student, struct{}{})
	})
}

// Handwriting returns the students of a class whose names must be written by
// hand, with the characters why.
func (s *Store) Handwriting(ctx context.Context, class string) (map[string]string, error) {
	flagged := make(map[string]string)
	err := s.read(ctx, about("read handwriting of class", class), func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var student, characters string
			err := rows.Scan(&student, &characters)
			flagged[student] = characters
			return err
		}, `select h.student, h.characters from handwriting h
			join enrolment e on e.student = h.student where e.class = $1 order by h.student`, class)
	})
	return flagged, err
}
