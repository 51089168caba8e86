package kiosk

import (
	"fmt"
	"html/template"
	"net/http"

	"homeroom/internal/question"
)

// A resultPage shows a student how a quiz went: each question, what was
// picked, and why.
type resultPage struct {
	*visit
	Title       string
	In          string // language of Title, "" if it is the page's
	Quiz        string
	Lesson      string // id
	Right       int
	Total       int
	Passed      bool
	Retry       bool // there is no score
	Renewed     bool // the quiz was changed since, so its questions cannot be shown
	Questions   []template.HTML
	Certificate string
}

func (k *Kiosk) result(v *visit) error {
	s, err := v.sitting()
	if err != nil {
		return err
	}
	if s.Finished.IsZero() {
		return v.redirect(v.Path("attempts", s.ID))
	}
	page := resultPage{
		visit: v, Title: v.T("kiosk-quiz-old"), Quiz: s.Attempt.Quiz, Right: s.Right, Total: s.Total,
		Passed: s.Passed, Renewed: s.renewed,
	}
	if !s.renewed {
		page.Title, page.In, page.Lesson, page.Retry = s.shown.Title, v.quizIn(s.shown), s.lesson.ID, s.quiz.Retry
		for i, id := range s.Asked {
			if q, ok := s.question(id); ok {
				page.Questions = append(page.Questions, question.HTML(question.View{
					Question: q, Number: i + 1, Total: len(s.Asked), Mode: question.Review,
					Picks: s.answers[id], Media: media, Seed: s.ID,
				}, v.Words))
			}
		}
	}
	if s.Passed {
		if page.Certificate, err = v.certificateOf(s); err != nil {
			return err
		}
	}
	return v.show(http.StatusOK, "result", v.T("kiosk-result-title", "title", page.Title), page)
}

// certificateOf returns the address of the certificate that an attempt earned,
// or of the one that the student has for the same quiz already.
func (v *visit) certificateOf(s *sitting) (string, error) {
	completions, err := v.k.store.Completions(v.ctx(), v.Student.ID)
	if err != nil {
		return "", fmt.Errorf("list completions of student %s: %w", v.Student.ID, err)
	}
	found := ""
	for _, c := range completions {
		if c.Attempt == s.ID {
			return v.Path("certificates", c.ID), nil
		}
		if c.Quiz == s.Attempt.Quiz {
			found = v.Path("certificates", c.ID)
		}
	}
	return found, nil
}
