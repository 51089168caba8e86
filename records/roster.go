package records

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// A School is a building with students in it.
type School struct{ ID, Name string }

// A Class is a group of students who are taught together for a year.
type Class struct {
	ID, School, Name string
	Grade            string // "K", "1" … "12", or as the district writes it
	Code             string // what the poster shows and students type, see [Store.ClassByCode]
	Teacher          string // id of a member of staff, "" if none is named
	Year             string // "2026-27"

	// OpenUntil is when the class closes by itself; zero while it is closed.
	// [Store.SaveRoster] does not change it, see [Store.OpenClass].
	OpenUntil time.Time
}

// A Student is a child on a roster. The ID is the district's or a random one,
// never a name.
type Student struct {
	ID, Given, Family string
	Grade, School     string
	Animal            string // picture beside the name, from a fixed list; "" if none yet
	Language          string // "es"; "" if not known
}

// Shown returns the name as classmates may see it: "Maria B.".
func (s Student) Shown() string {
	initial := []rune(strings.TrimSpace(s.Family))
	if len(initial) == 0 {
		return s.Given
	}
	end := 1
	for end < len(initial) && unicode.Is(unicode.M, initial[end]) {
		end++ // an accent that is written after its letter
	}
	return s.Given + " " + string(initial[:end]) + "."
}

// An Enrolment puts a student into a class.
type Enrolment struct{ Student, Class string }

// A Roster is what a school's office knows: who is in which class. It may name
// schools, classes and students that the store has already, without listing
// them.
type Roster struct {
	Schools    []School
	Classes    []Class
	Students   []Student
	Enrolments []Enrolment
}

// A RosterFact is the body of [RosterSaved]: how many rows were new or changed.
type RosterFact struct {
	Schools    int64 `json:"schools"`
	Classes    int64 `json:"classes"`
	Students   int64 `json:"students"`
	Enrolments int64 `json:"enrolments"`
}

// SaveRoster adds what is new in r and changes what differs, all of it or
// nothing. It never removes anything: a roster that lacks a student says nothing
// about the student. An empty Animal, Language, Code or Teacher leaves the one
// that is there, and OpenUntil is not looked at.
//
// It returns ErrTaken if another class of the year has the code, and ErrNone if
// a school, class or student is named that nobody has heard of.
func (s *Store) SaveRoster(ctx context.Context, r Roster) error {
	if err := r.check(); err != nil {
		return fmt.Errorf("save roster: %w", err)
	}
	return s.write(ctx, "save roster", "", func(t *tx) (err error) {
		var fact RosterFact
		if fact.Schools, err = saveAll(t, r.Schools, saveSchool); err != nil {
			return err
		}
		if fact.Classes, err = saveAll(t, r.Classes, saveClass); err != nil {
			return err
		}
		if fact.Students, err = saveAll(t, r.Students, saveStudent); err != nil {
			return err
		}
		if fact.Enrolments, err = saveAll(t, r.Enrolments, saveEnrolment); err != nil {
			return err
		}
		if fact == (RosterFact{}) {
			return nil
		}
		return t.add(RosterSaved, "", fact)
	})
}

func (r Roster) check() error {
	for _, s := range r.Schools {
		if err := checkText(id("school id", s.ID), person("school name", s.Name)); err != nil {
			return err
		}
	}
	for _, c := range r.Classes {
		if err := checkText(id("class id", c.ID), id("class school", c.School), person("class name", c.Name),
			optional("class grade", c.Grade), optional("class code", c.Code),
			optional("class teacher", c.Teacher), id("class year", c.Year)); err != nil {
			return err
		}
	}
	for _, s := range r.Students {
		if err := checkText(id("student id", s.ID), person("student given name", s.Given),
			field{"student family name", s.Family, mostName, false}, optional("student grade", s.Grade),
			id("student school", s.School), optional("student animal", s.Animal),
			optional("student language", s.Language)); err != nil {
			return err
		}
	}
	for _, e := range r.Enrolments {
		if err := checkText(id("enrolment student", e.Student), id("enrolment class", e.Class)); err != nil {
			return err
		}
	}
	return nil
}

// saveAll saves each item and returns how many rows changed.
func saveAll[T any](t *tx, items []T, save func(*tx, T) (int64, error)) (changed int64, err error) {
	for _, item := range items {
		n, err := save(t, item)
		if err != nil {
			return 0, err
		}
		changed += n
	}
	return changed, nil
}

func saveSchool(t *tx, s School) (int64, error) {
	return t.exec(`
		insert into school (id, name) values ($1, $2)
		on conflict (id) do update set name = excluded.name where school.name <> excluded.name`,
		s.ID, s.Name)
}

func saveClass(t *tx, c Class) (int64, error) {
	plain := plainCode(c.Code)
	if err := t.known("school", c.School); err != nil {
		return 0, err
	}
	var other string
	err := t.one(into{&other}, `
		select id from class where plain_code = $1 and plain_code <> '' and year = $2 and id <> $3`,
		plain, c.Year, c.ID)
	if err == nil {
		return 0, fmt.Errorf("code of class %s: %w by class %s", c.ID, ErrTaken, other)
	}
	if t.err != nil {
		return 0, t.err
	}
	return t.exec(`
		insert into class (id, school, name, grade, code, plain_code, teacher, year, opened_at, open_until)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)
		on conflict (id) do update set
			school = excluded.school, name = excluded.name, grade = excluded.grade, year = excluded.year,
			code = case when excluded.plain_code = '' then class.code else excluded.code end,
			plain_code = case when excluded.plain_code = '' then class.plain_code else excluded.plain_code end,
			teacher = case when excluded.teacher = '' then class.teacher else excluded.teacher end
		where class.school <> excluded.school or class.name <> excluded.name
			or class.grade <> excluded.grade or class.year <> excluded.year
			or excluded.plain_code <> '' and excluded.code <> class.code
			or excluded.teacher not in ('', class.teacher)`,
		c.ID, c.School, c.Name, c.Grade, c.Code, plain, c.Teacher, c.Year)
}

func saveStudent(t *tx, s Student) (int64, error) {
	if err := t.known("school", s.School); err != nil {
		return 0, err
	}
	return t.exec(`
		insert into student (id, given, family, grade, school, animal, language)
		values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (id) do update set
			given = excluded.given, family = excluded.family,
			grade = excluded.grade, school = excluded.school,
			animal = case when excluded.animal = '' then student.animal else excluded.animal end,
			language = case when excluded.language = '' then student.language else excluded.language end
		where student.given <> excluded.given or student.family <> excluded.family
			or student.grade <> excluded.grade or student.school <> excluded.school
			or excluded.animal not in ('', student.animal) or excluded.language not in ('', student.language)`,
		s.ID, s.Given, s.Family, s.Grade, s.School, s.Animal, s.Language)
}

func saveEnrolment(t *tx, e Enrolment) (int64, error) {
	if err := t.known("class", e.Class); err != nil {
		return 0, err
	}
	if err := t.known("student", e.Student); err != nil {
		return 0, err
	}
	return t.exec(`
		insert into enrolment (class, student) values ($1, $2)
		on conflict do nothing`,
		e.Class, e.Student)
}

// known returns ErrNone, with the id, unless table has a row of that id.
func (t *tx) known(table, id string) error {
	var found string
	if err := t.one(into{&found}, "select id from "+table+" where id = $1", id); err != nil {
		return fmt.Errorf("%s: %w", about(table, id), err)
	}
	return nil
}

const studentColumns = "s.id, s.given, s.family, s.grade, s.school, s.animal, s.language"

// scan returns the variables of studentColumns.
func (s *Student) scan() into {
	return into{&s.ID, &s.Given, &s.Family, &s.Grade, &s.School, &s.Animal, &s.Language}
}

// Student returns the student of that id.
func (s *Store) Student(ctx context.Context, id string) (Student, error) {
	var student Student
	err := s.read(ctx, about("read student", id), func(q source) error {
		return q.one(student.scan(), "select "+studentColumns+" from student s where s.id = $1", id)
	})
	return student, err
}

// Students returns the students of a class, in the order of their names.
func (s *Store) Students(ctx context.Context, class string) ([]Student, error) {
	var students []Student
	err := s.read(ctx, about("read students of class", class), func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var student Student
			err := rows.Scan(student.scan()...)
			students = append(students, student)
			return err
		}, "select "+studentColumns+` from student s join enrolment e on e.student = s.id
			where e.class = $1 order by s.id`, class)
	})
	slices.SortStableFunc(students, func(a, b Student) int {
		return strings.Compare(strings.ToLower(a.Given+"\x00"+a.Family), strings.ToLower(b.Given+"\x00"+b.Family))
	})
	return students, err
}
