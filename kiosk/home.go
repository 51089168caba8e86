package kiosk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"homeroom/curriculum"
	"homeroom/records"
)

// How far a student has come with a lesson.
const (
	lessonNew     = "new"
	lessonStarted = "started"
	lessonDone    = "done"
)

// A step is one lesson on a student's list.
type step struct {
	Lesson      *curriculum.Lesson
	Unit        string // name, "" for the annual form
	State       string
	URL         string // of the lesson, or of the attempt that is open
	Certificate string // address, "" if there is none
}

// A homePage is where a student begins: what to do next, and the list.
type homePage struct {
	*visit
	Picture *picture // nil if the student has none
	Next    *step    // nil if all is done, or if there is nothing to do
	Steps   []step
	Done    int
	Total   int // lessons that can be done
}

func (k *Kiosk) home(v *visit) error {
	steps, err := v.steps()
	if err != nil {
		return err
	}
	page := homePage{visit: v, Picture: animal(v.Student.Animal), Steps: steps}
	for i := range steps {
		if steps[i].Lesson.Quiz != "" {
			page.Total++
		}
		switch {
		case steps[i].State == lessonDone:
			page.Done++
		case page.Next == nil && steps[i].Lesson.Quiz != "":
			page.Next = &steps[i]
		}
	}
	return v.show(http.StatusOK, "home", v.T("kiosk-home-title"), page)
}

// steps returns what the student is to do: the annual form of the grade, then
// the lessons of the band in the order of the plan.
func (v *visit) steps() ([]step, error) {
	completions, err := v.k.store.Completions(v.ctx(), v.Student.ID)
	if err != nil {
		return nil, fmt.Errorf("list completions of student %s: %w", v.Student.ID, err)
	}
	course := v.course()
	units := map[string]string{}
	for _, u := range course.Plan.Units {
		units[u.ID] = u.Name
	}
	var steps []step
	for _, lesson := range v.lessons() {
		s := step{Lesson: lesson, Unit: units[lesson.Unit], State: lessonNew, URL: v.Path("lessons", lesson.ID)}
		if c, ok := v.completed(completions, lesson); ok {
			s.State, s.Certificate = lessonDone, v.Path("certificates", c.ID)
		} else if lesson.Quiz != "" {
			open, err := v.openAttempt(lesson.Quiz)
			if err != nil {
				return nil, err
			}
			if open != "" {
				s.State, s.URL = lessonStarted, v.Path("attempts", open)
			}
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// openAttempt returns the attempt at a quiz that the student has begun, "" if
// there is none.
func (v *visit) openAttempt(quiz string) (string, error) {
	a, err := v.k.store.OpenAttempt(v.ctx(), v.Student.ID, quiz)
	if errors.Is(err, records.ErrNone) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find open attempt at quiz %s: %w", quiz, err)
	}
	return a.ID, nil
}

// lessons returns the lessons that are the student's, in the order in which
// they are to be done.
func (v *visit) lessons() []*curriculum.Lesson {
	course := v.course()
	var annual, core []*curriculum.Lesson
	for _, lesson := range course.Lessons {
		switch {
		case !v.mayDo(lesson):
		case lesson.Annual():
			annual = append(annual, lesson)
		default:
			core = append(core, lesson)
		}
	}
	return append(annual, core...)
}

// mayDo reports whether a lesson is for the student: for the band of the
// student's grade, or of the class's.
func (v *visit) mayDo(lesson *curriculum.Lesson) bool {
	grades := []string{v.Student.Grade, v.Student.Class.Grade}
	if lesson.Annual() {
		own := v.Student.Grade
		if own == "" {
			own = v.Student.Class.Grade
		}
		return lesson.Grade == own
	}
	for _, band := range v.course().Plan.Bands {
		if band.ID == lesson.Band {
			return slices.ContainsFunc(band.Grades, func(g string) bool { return slices.Contains(grades, g) })
		}
	}
	return false
}

// completed returns the completion of a lesson that counts now: of an annual
// form the one of this school year, of any other lesson the latest.
func (v *visit) completed(all []records.Completion, lesson *curriculum.Lesson) (latest records.Completion, ok bool) {
	year := v.Student.Class.Year
	if year == "" {
		year = records.SchoolYear(v.k.now())
	}
	for _, c := range all {
		if c.Lesson == lesson.ID && (!lesson.Annual() || c.Year == year) && (!ok || c.At.After(latest.At)) {
			latest, ok = c, true
		}
	}
	return latest, ok
}

// A recordPage is what the kiosk has written down of a student.
type recordPage struct {
	*visit
	Lines []recordLine
}

type recordLine struct {
	Title       string
	Date        string
	Certificate string
}

func (k *Kiosk) record(v *visit) error {
	completions, err := k.store.Completions(v.ctx(), v.Student.ID)
	if err != nil {
		return fmt.Errorf("list completions of student %s: %w", v.Student.ID, err)
	}
	page := recordPage{visit: v}
	for _, c := range completions {
		page.Lines = append(page.Lines, recordLine{v.lessonTitle(c.Lesson), v.Date(c.At), v.Path("certificates", c.ID)})
	}
	return v.show(http.StatusOK, "record", v.T("kiosk-record-title"), page)
}

// lessonTitle returns the title of a lesson, also of one that is no longer
// taught.
func (v *visit) lessonTitle(id string) string {
	if lesson, ok := v.course().Lesson(id); ok {
		return lesson.Title
	}
	return v.T("kiosk-lesson-old")
}

// Date returns a day as the language writes it.
func (v *visit) Date(t time.Time) string {
	t = t.In(v.k.now().Location())
	month := v.T(fmt.Sprintf("kiosk-month-%d", int(t.Month())))
	return v.T("kiosk-date", "day", fmt.Sprint(t.Day()), "month", month, "year", fmt.Sprint(t.Year()))
}

// Clock returns a time of day, with the day if it is not today. Midnight is
// the end of its day.
func (v *visit) Clock(t time.Time) string {
	now := v.k.now()
	t = t.In(now.Location())
	clock := t.Format("15:04")
	if last := t.Add(-1); last.YearDay() == now.YearDay() && last.Year() == now.Year() {
		return clock
	}
	return v.Date(t) + ", " + clock
}
