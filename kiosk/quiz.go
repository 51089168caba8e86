package kiosk

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"homeroom/curriculum"
	"homeroom/internal/certificate"
	"homeroom/internal/question"
	"homeroom/records"
)

// Fields of a question's form beside its answer. No question has such an id.
const (
	sealField = "_seal" // says that the kiosk made this form, for this student
	goField   = "_go"   // where to go when the answer is saved: next, back or check
)

// A questionPage asks one question.
type questionPage struct {
	*visit
	Title         string
	In            string        // language of Title and Intro, "" if it is the page's
	Intro         template.HTML // before the first question
	Question      template.HTML
	Number, Total int
	Attempt       string
	Seal          string
	Error         string        // what is missing
	Target        string        // id of the control that the error is about
	Whys          template.HTML // why the last pick was not right, when a student is to try again
	Saved         int           // number of the question that was just saved, 0 if none
	Retry         bool
}

// resumeQuiz goes to the first question without an answer, or to the end.
func (k *Kiosk) resumeQuiz(v *visit) error {
	s, err := v.openSitting()
	if err != nil {
		return err
	}
	if left := s.unanswered(); len(left) > 0 {
		return v.redirect(v.Path("attempts", s.ID, strconv.Itoa(left[0])))
	}
	return v.redirect(v.Path("attempts", s.ID, "check"))
}

// number returns the number in the page's address and the question it means.
func (v *visit) number(s *sitting) (int, *curriculum.Question, error) {
	n, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil || n < 1 || n > len(s.Asked) {
		return 0, nil, &refusal{http.StatusNotFound, "no-page"}
	}
	q, ok := s.question(s.Asked[n-1])
	if !ok {
		return 0, nil, &refusal{http.StatusNotFound, "no-page"}
	}
	return n, q, nil
}

func (k *Kiosk) askQuestion(v *visit) error {
	s, err := v.openSitting()
	if err != nil {
		return err
	}
	n, q, err := v.number(s)
	if err != nil {
		return err
	}
	page := v.newQuestionPage(s, n)
	if saved, err := strconv.Atoi(v.r.URL.Query().Get("saved")); err == nil && saved >= 1 && saved <= len(s.Asked) {
		if len(s.answers[s.Asked[saved-1]]) > 0 {
			page.Saved = saved
		}
	}
	return v.showQuestion(http.StatusOK, page, q, s.answers[q.ID])
}

func (v *visit) newQuestionPage(s *sitting, n int) questionPage {
	page := questionPage{
		visit: v, Title: s.shown.Title, In: v.quizIn(s.shown), Number: n, Total: len(s.Asked), Attempt: s.ID, Retry: s.quiz.Retry,
		Seal: v.k.key.seal("question", s.ID, v.Student.ID, s.Asked[n-1], s.Edition),
	}
	if n == 1 && s.shown.Intro != "" {
		page.Intro = s.shown.Intro.Blocks()
	}
	return page
}

func (v *visit) showQuestion(status int, page questionPage, q *curriculum.Question, picks []curriculum.Pick) error {
	page.Target = question.Target(q.ID)
	page.Question = question.HTML(question.View{
		Question: q, Picks: picks, Error: page.Error,
		Media: media, Seed: page.Attempt,
	}, v.Words)
	title := v.T("kiosk-question-title", "number", strconv.Itoa(page.Number), "title", page.Title)
	return v.show(status, "question", title, page)
}

// media returns where the site keeps a picture.
func media(path string) string { return (&url.URL{Path: "/media/" + path}).EscapedPath() }

// saveAnswer saves one answer. When the next page shows, it is on the disk.
//
// The form must be one that the kiosk made for this student, this question and
// this edition of the quiz, and must come whole; anything else is refused, and
// nothing of it is saved. A form that is sent twice is saved once.
func (k *Kiosk) saveAnswer(v *visit) error {
	s, err := v.openSitting()
	if err != nil {
		return err
	}
	n, q, err := v.number(s)
	if err != nil {
		return err
	}
	if !k.key.sealed(v.form.Get(sealField), "question", s.ID, v.Student.ID, q.ID, s.Edition) {
		return &refusal{http.StatusBadRequest, "form-old"}
	}
	picks, err := v.picks(s, q.ID)
	if err != nil {
		return err
	}
	onward := v.form.Get(goField)
	page := v.newQuestionPage(s, n)
	if onward != "back" && onward != "check" && !whole(q, picks) {
		page.Error = v.T("kiosk-pick-" + string(q.Kind))
		return v.showQuestion(http.StatusUnprocessableEntity, page, q, picks)
	}
	if s.quiz.Retry && len(picks) > 0 {
		return k.saveRetry(v, s, page, q, picks)
	}
	if len(picks) > 0 {
		if err := k.save(v, s, q.ID, picks); err != nil {
			return err
		}
	}
	return v.redirect(v.after(s, n, onward, len(picks) > 0))
}

// saveRetry saves the answer of a quiz that asks until it is right. A wrong
// one is not written down; its why is shown, and the question is asked again.
// The last right answer finishes the quiz.
func (k *Kiosk) saveRetry(v *visit, s *sitting, page questionPage, q *curriculum.Question, picks []curriculum.Pick) error {
	key, _ := s.quiz.Question(q.ID)
	if !key.Right(picks) {
		if v.form.Get(goField) == "back" {
			return v.redirect(v.after(s, page.Number, "back", false))
		}
		page.Error = v.T("kiosk-try-again")
		page.Whys = question.Whys(question.View{Question: q, Picks: picks})
		return v.showQuestion(http.StatusOK, page, q, picks)
	}
	if err := k.save(v, s, q.ID, picks); err != nil {
		return err
	}
	s.answers[q.ID] = picks
	left := s.unanswered()
	if len(left) == 0 {
		return k.finish(v, s)
	}
	if v.form.Get(goField) == "back" {
		return v.redirect(v.after(s, page.Number, "back", true))
	}
	next := left[0]
	for _, number := range left {
		if number > page.Number {
			next = number
			break
		}
	}
	return v.redirect(v.Path("attempts", s.ID, strconv.Itoa(next)) + "?saved=" + strconv.Itoa(page.Number))
}

// after returns the address that follows question n.
func (v *visit) after(s *sitting, n int, onward string, saved bool) string {
	to := v.Path("attempts", s.ID, "check")
	switch {
	case onward == "back" && n > 1:
		to = v.Path("attempts", s.ID, strconv.Itoa(n-1))
	case onward == "back":
		to = v.Path("attempts", s.ID, "1")
	case onward != "check" && n < len(s.Asked):
		to = v.Path("attempts", s.ID, strconv.Itoa(n+1))
	}
	if saved {
		to += "?saved=" + strconv.Itoa(n)
	}
	return to
}

func (k *Kiosk) save(v *visit, s *sitting, id string, picks []curriculum.Pick) error {
	data, err := json.Marshal(picks)
	if err != nil {
		return fmt.Errorf("write answer to question %s: %w", id, err)
	}
	err = k.store.SaveAnswers(v.ctx(), s.ID, v.Student.ID, map[string]json.RawMessage{id: data})
	if errors.Is(err, records.ErrFinished) { // in another tab, meanwhile
		return v.redirect(v.Path("attempts", s.ID, "result"))
	}
	if err != nil {
		return fmt.Errorf("save answer to question %s: %w", id, err)
	}
	return nil
}

// picks reads the answer to one question from the form. Every field must
// belong to it.
func (v *visit) picks(s *sitting, id string) ([]curriculum.Pick, error) {
	form := url.Values{}
	for name, values := range v.form {
		if name == sealField || name == goField {
			continue
		}
		if values = slices.DeleteFunc(slices.Clone(values), func(value string) bool { return value == "" }); len(values) > 0 {
			form[name] = values
		}
	}
	answers, err := curriculum.ReadAnswers(s.quiz, []string{id}, form)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, "answer-foreign"}
	}
	return answers[id], nil
}

// readPicks reads an answer as save wrote it. An answer that the question does
// not know is none.
func readPicks(quiz *curriculum.Quiz, id string, data json.RawMessage) ([]curriculum.Pick, bool) {
	var picks []curriculum.Pick
	q, ok := quiz.Question(id)
	return picks, ok && json.Unmarshal(data, &picks) == nil && q.Knows(picks)
}

// whole reports whether picks answer every part of a question.
func whole(q *curriculum.Question, picks []curriculum.Pick) bool {
	slots := map[string]bool{}
	for _, p := range picks {
		slots[p.Slot] = true
	}
	want := 1
	switch q.Kind {
	case curriculum.Order:
		want = len(q.Choices)
	case curriculum.Fill:
		want = len(q.Blanks)
	case curriculum.Sort:
		want = 0
		for _, box := range q.Boxes {
			want += len(box.Items)
		}
	case curriculum.Single, curriculum.Several, curriculum.TrueFalse, curriculum.Spot:
	}
	return len(slots) >= want
}

// A checkPage lists the questions before they are handed in.
type checkPage struct {
	*visit
	Title   string
	In      string // language of Title, "" if it is the page's
	Lines   []checkLine
	Left    int // questions without an answer
	Attempt string
	Seal    string
	Saved   int
}

type checkLine struct {
	Number   int
	Title    template.HTML
	In       string // language of Title, "" if it is the page's
	Answered bool
	URL      string
}

func (k *Kiosk) checkAnswers(v *visit) error {
	s, err := v.openSitting()
	if err != nil {
		return err
	}
	left := s.unanswered()
	page := checkPage{
		visit: v, Title: s.shown.Title, In: v.quizIn(s.shown), Left: len(left), Attempt: s.ID,
		Seal: k.key.seal("hand in", s.ID, v.Student.ID, s.Edition),
	}
	for i, id := range s.Asked {
		if q, ok := s.question(id); ok {
			page.Lines = append(page.Lines, checkLine{
				i + 1, q.Title.Inline(), q.Lang, !slices.Contains(left, i+1), v.Path("attempts", s.ID, strconv.Itoa(i+1)),
			})
		}
	}
	return v.show(http.StatusOK, "check", v.T("kiosk-check-title"), page)
}

// handIn finishes the attempt and grades it. What was saved counts; the form
// carries no answers.
func (k *Kiosk) handIn(v *visit) error {
	s, err := v.openSitting()
	if err != nil {
		return err
	}
	if !k.key.sealed(v.form.Get(sealField), "hand in", s.ID, v.Student.ID, s.Edition) {
		return &refusal{http.StatusBadRequest, "form-old"}
	}
	if s.quiz.Retry && len(s.unanswered()) > 0 {
		return k.resumeQuiz(v)
	}
	return k.finish(v, s)
}

// finish records the result. It may be called twice; the first result stands.
func (k *Kiosk) finish(v *visit, s *sitting) error {
	right, total := s.quiz.Grade(s.Asked, s.answers), len(s.Asked)
	passed := s.quiz.Pass.Met(right, total)
	if s.quiz.Retry {
		passed = right == total
	}
	answers := map[string]json.RawMessage{}
	for id := range maps.Keys(s.answers) {
		data, err := json.Marshal(s.answers[id])
		if err != nil {
			return fmt.Errorf("write answer to question %s: %w", id, err)
		}
		answers[id] = data
	}
	original, _ := v.on.originals().Lesson(s.quiz.Lesson)
	_, err := k.store.FinishAttempt(v.ctx(), records.Finish{
		Attempt: s.ID, Student: v.Student.ID, Right: right, Total: total, Passed: passed, Answers: answers,
		Lesson: s.lesson.ID, LessonEdition: original.Edition, Method: "individual",
	})
	if err != nil {
		return fmt.Errorf("finish attempt %s: %w", s.ID, err)
	}
	if missing := certificate.Missing(fullName(v.Student.Student)); passed && len(missing) > 0 {
		if err := k.store.FlagHandwriting(v.ctx(), v.Student.ID, string(missing)); err != nil {
			return fmt.Errorf("flag name of student %s: %w", v.Student.ID, err)
		}
	}
	return v.redirect(v.Path("attempts", s.ID, "result"))
}
