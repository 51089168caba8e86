package records

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// A ClassFact is the body of [ClassOpened] and [ClassClosed].
type ClassFact struct {
	By    string    `json:"by"`             // staff
	Until time.Time `json:"until,omitzero"` // of ClassOpened
}

const classColumns = "id, school, name, grade, code, teacher, year, opened_at, open_until"

// scan calls scan with the variables of classColumns, and finds out whether the
// class is open at now. If the clock says that the class will be opened later,
// it is wrong, and the class is closed.
func (c *Class) scan(now time.Time, scan func(into) error) error {
	var opened, until int64
	err := scan(into{&c.ID, &c.School, &c.Name, &c.Grade, &c.Code, &c.Teacher, &c.Year, &opened, &until})
	if at := milli(now); opened <= at && at < until {
		c.OpenUntil = moment(until)
	}
	return err
}

// Class returns the class of that id.
func (s *Store) Class(ctx context.Context, id string) (Class, error) {
	return s.class(ctx, about("read class", id), "where id = $1", id)
}

// ClassByCode returns the class whose code a student typed; small letters,
// spaces and hyphens do not matter. If several years' classes had the code, it
// is the one of the latest year.
func (s *Store) ClassByCode(ctx context.Context, code string) (Class, error) {
	plain := plainCode(code)
	if err := checkText(id("class code", plain)); err != nil {
		return Class{}, fmt.Errorf("find class: %w", ErrNone)
	}
	return s.class(ctx, "find class", "where plain_code = $1 order by year desc, id desc limit 1", plain)
}

func (s *Store) class(ctx context.Context, what, where string, args ...any) (c Class, err error) {
	err = s.read(ctx, what, func(q source) error {
		return c.scan(s.now(), func(dest into) error {
			return q.one(dest, "select "+classColumns+" from class "+where, args...)
		})
	})
	return c, err
}

// Classes returns all classes: the latest year first, then by name.
func (s *Store) Classes(ctx context.Context) ([]Class, error) {
	return s.classes(ctx, "read classes", "order by id")
}

// ClassesOf returns the classes of a student in the same order.
func (s *Store) ClassesOf(ctx context.Context, student string) ([]Class, error) {
	return s.classes(ctx, about("read classes of student", student),
		"where id in (select class from enrolment where student = $1) order by id", student)
}

// classes sorts here because the databases do not agree on the order of names.
func (s *Store) classes(ctx context.Context, what, where string, args ...any) (classes []Class, err error) {
	err = s.read(ctx, what, func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var c Class
			err := c.scan(s.now(), func(dest into) error { return rows.Scan(dest...) })
			classes = append(classes, c)
			return err
		}, "select "+classColumns+" from class "+where, args...)
	})
	slices.SortStableFunc(classes, func(a, b Class) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(a.Name, b.Name))
	})
	return classes, err
}

// Schools returns all schools, by name.
func (s *Store) Schools(ctx context.Context) ([]School, error) {
	var schools []School
	err := s.read(ctx, "read schools", func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var school School
			err := rows.Scan(&school.ID, &school.Name)
			schools = append(schools, school)
			return err
		}, "select id, name from school order by id")
	})
	slices.SortStableFunc(schools, func(a, b School) int { return cmp.Compare(a.Name, b.Name) })
	return schools, err
}

// OpenClass lets the students of a class sign in until a time. by is the member
// of staff who opened it. Opening an open class changes when it closes.
func (s *Store) OpenClass(ctx context.Context, class, by string, until time.Time) error {
	what := about("open class", class)
	if err := checkText(id("class id", class), id("staff id", by)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return s.write(ctx, what, class, func(t *tx) error {
		if err := t.known("class", class); err != nil {
			return err
		}
		n, err := t.exec(`
			update class set opened_at = $2, open_until = $3
			where id = $1 and (open_until <> $3 or opened_at > $2)`,
			class, milli(t.now), milli(until))
		if err != nil || n == 0 {
			return err
		}
		return t.add(ClassOpened, class, ClassFact{By: by, Until: until.UTC().Truncate(time.Millisecond)})
	})
}

// CloseClass ends signing in to a class, and lowers all hands. Who is signed in
// stays so, see [Store.EndSessionsOf].
func (s *Store) CloseClass(ctx context.Context, class, by string) error {
	what := about("close class", class)
	if err := checkText(id("class id", class), id("staff id", by)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return s.write(ctx, what, class, func(t *tx) error {
		if err := t.known("class", class); err != nil {
			return err
		}
		if _, err := t.exec("delete from hand where class = $1", class); err != nil {
			return err
		}
		n, err := t.exec("update class set opened_at = 0, open_until = 0 where id = $1 and open_until <> 0", class)
		if err != nil || n == 0 {
			return err
		}
		return t.add(ClassClosed, class, ClassFact{By: by})
	})
}

// plainCode returns a class code without what children type beside it.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, code)
}
