package kiosk

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"homeroom/curriculum"
	"homeroom/records"
)

// A lessonPage is a lesson with the way to its quiz.
type lessonPage struct {
	*visit
	Lesson      *curriculum.Lesson
	Article     template.HTML
	Address     string // of the lesson on the site, "" if it is not there
	Open        string // the attempt that is open, "" if there is none
	Certificate string // "" unless the lesson is done
}

func (k *Kiosk) lesson(v *visit) error {
	lesson, ok := v.course().Lesson(v.r.PathValue("lesson"))
	if !ok || !v.mayDo(lesson) {
		return &refusal{http.StatusNotFound, "no-lesson"}
	}
	page := lessonPage{visit: v, Lesson: lesson, Article: v.article(lesson)}
	page.Address, _ = v.on.Address(v.lang, lesson.Path)
	completions, err := k.store.Completions(v.ctx(), v.Student.ID)
	if err != nil {
		return fmt.Errorf("list completions of student %s: %w", v.Student.ID, err)
	}
	if c, ok := v.completed(completions, lesson); ok {
		page.Certificate = v.Path("certificates", c.ID)
	}
	if lesson.Quiz != "" {
		if page.Open, err = v.openAttempt(lesson.Quiz); err != nil {
			return err
		}
	}
	return v.show(http.StatusOK, "lesson", lesson.Title, page)
}

// article returns a lesson's article with addresses that work from any page,
// "" if the bundle has none.
func (v *visit) article(lesson *curriculum.Lesson) template.HTML {
	at := v.lang + "/" + lesson.Path
	if made, ok := v.on.articles.Load(at); ok {
		return made.(template.HTML)
	}
	src, ok := v.on.Fragment(v.lang, lesson.Path)
	if !ok {
		return ""
	}
	address, _ := v.on.Address(v.lang, lesson.Path)
	made := newArticle(src, address)
	v.on.articles.Store(at, made)
	return made
}

// startQuiz starts an attempt, or goes on with the one that is open.
func (k *Kiosk) startQuiz(v *visit) error {
	quiz, ok := v.on.originals().Quiz(v.r.PathValue("quiz"))
	if !ok {
		return &refusal{http.StatusNotFound, "no-lesson"}
	}
	lesson, ok := v.course().Lesson(quiz.Lesson)
	if !ok || !v.mayDo(lesson) {
		return &refusal{http.StatusNotFound, "no-lesson"}
	}
	before, err := k.store.Attempts(v.ctx(), v.Student.ID, quiz.ID)
	if err != nil {
		return fmt.Errorf("list attempts at quiz %s: %w", quiz.ID, err)
	}
	try := 0
	for _, a := range before {
		if !a.Finished.IsZero() {
			try++
		}
	}
	a, err := k.store.StartAttempt(v.ctx(), records.Attempt{
		Student: v.Student.ID, Class: v.Student.Class.ID, Quiz: quiz.ID, Edition: quiz.Edition,
		Language: v.lang, Asked: quiz.Ask(try), Try: try,
	})
	if err != nil {
		return fmt.Errorf("start attempt at quiz %s: %w", quiz.ID, err)
	}
	return v.redirect(v.Path("attempts", a.ID))
}

// A sitting is an attempt with the quiz that it is about.
type sitting struct {
	records.Attempt
	quiz    *curriculum.Quiz   // in the language of the originals: grades, and tells the edition
	shown   *curriculum.Quiz   // in the language of the page
	lesson  *curriculum.Lesson // in the language of the page
	answers curriculum.Answers
	renewed bool // the quiz is not the one that the attempt began with
}

// sitting returns the attempt of the page's address, if it is the student's.
// Another student's is as good as none.
func (v *visit) sitting() (*sitting, error) {
	id := v.r.PathValue("attempt")
	a, err := v.k.store.Attempt(v.ctx(), id)
	if errors.Is(err, records.ErrNone) || err == nil && a.Student != v.Student.ID {
		return nil, &refusal{http.StatusNotFound, "no-page"}
	}
	if err != nil {
		return nil, fmt.Errorf("find attempt: %w", err)
	}
	s := &sitting{Attempt: a, answers: curriculum.Answers{}}
	s.quiz, _ = v.on.originals().Quiz(a.Quiz)
	s.shown, _ = v.course().Quiz(a.Quiz)
	if s.quiz == nil || s.shown == nil || s.quiz.Edition != a.Edition {
		s.renewed = true
		return s, nil
	}
	if s.lesson, _ = v.course().Lesson(s.quiz.Lesson); s.lesson == nil {
		s.renewed = true
		return s, nil
	}
	saved, err := v.k.store.Answers(v.ctx(), a.ID)
	if err != nil {
		return nil, fmt.Errorf("read answers of attempt %s: %w", a.ID, err)
	}
	for question, data := range saved {
		if picks, ok := readPicks(s.quiz, question, data); ok {
			s.answers[question] = picks
		}
	}
	return s, nil
}

// openSitting returns the attempt of the page's address if it can be worked
// on. If it cannot, the student is led to where it can be looked at.
func (v *visit) openSitting() (*sitting, error) {
	s, err := v.sitting()
	switch {
	case err != nil:
		return nil, err
	case !s.Finished.IsZero():
		return nil, v.redirect(v.Path("attempts", s.ID, "result"))
	case s.renewed:
		return nil, v.showRenewed(s)
	}
	return s, nil
}

// A renewedPage says that the quiz was changed since the student began.
type renewedPage struct {
	*visit
	Quiz  string // id, "" if there is no such quiz any more
	Title string
}

func (v *visit) showRenewed(s *sitting) error {
	page := renewedPage{visit: v}
	if quiz, ok := v.course().Quiz(s.Attempt.Quiz); ok {
		page.Quiz, page.Title = quiz.ID, quiz.Title
	}
	if err := v.show(http.StatusOK, "renewed", v.T("kiosk-renewed-title"), page); err != nil {
		return err
	}
	return errDone
}

// question returns a question in the language of the page, or of the originals
// if the page's language has none.
func (s *sitting) question(id string) (*curriculum.Question, bool) {
	if q, ok := s.shown.Question(id); ok {
		return q, true
	}
	return s.quiz.Question(id)
}

// unanswered returns the numbers, from 1, of the questions that have no whole
// answer yet.
func (s *sitting) unanswered() (numbers []int) {
	for i, id := range s.Asked {
		q, ok := s.quiz.Question(id)
		if ok && !whole(q, s.answers[id]) {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}
