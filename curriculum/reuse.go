package curriculum

import (
	"slices"
	"strings"
)

// reuse takes over a page from the load in the language of the originals, if
// there is nothing in it that could differ: no translation, and no section
// of another page. Most of the time of a load is saved by that where a site has
// many languages and few translations.
func (l *loader) reuse(path string) bool {
	if l.base == nil || l.own[path][l.lang] != "" || l.tr.Catalogued(path) {
		return false
	}
	p := l.base.pages[path]
	if p == nil || p.lost || includes(p.src.text) {
		return false
	}
	if !l.reuseLesson(p) && !l.reuseQuiz(p) && !l.reusePage(p) {
		return false
	}
	if l.reused == nil {
		l.reused = map[*page]bool{}
	}
	l.reused[p] = true
	l.pages[path] = p
	return true
}

// none is the rendition of a page of which nothing is translated.
func none() *Rendition { return &Rendition{Texts: 1} }

// reuseLesson takes over a lesson, or the guide of one.
func (l *loader) reuseLesson(p *page) bool {
	if strings.HasSuffix(p.src.path, ".guide.md") {
		return p.doc != nil
	}
	known, ok := l.finished()[p.src.path].(*lesson)
	if !ok {
		return false
	}
	n := *known
	lesson := *n.Lesson
	lesson.Rendition, lesson.Quiz, lesson.Guide = none(), "", nil
	n.Lesson = &lesson
	l.lessons = append(l.lessons, &n)
	return true
}

// reuseQuiz takes over a quiz.
func (l *loader) reuseQuiz(p *page) bool {
	if p.quiz == nil {
		return false
	}
	q := *p.quiz
	quiz := *q.Quiz
	quiz.Rendition, quiz.Questions = none(), slices.Clone(quiz.Questions)
	for i := range quiz.Questions {
		quiz.Questions[i].Lang = l.original()
	}
	if !q.title { // it has that of its lesson, which may be translated
		quiz.Title, quiz.Edition = "", ""
	}
	q.Quiz = &quiz
	l.quizzes = append(l.quizzes, &q)
	return true
}

// reusePage takes over any other page.
func (l *loader) reusePage(p *page) bool {
	switch known := l.finished()[p.src.path].(type) {
	case *Policy:
		again := *known
		again.Rendition = none()
		l.course.Policies = append(l.course.Policies, &again)
		for _, r := range again.Rules {
			l.rule(r.ID, whole(p.src))
			l.sameAs = append(l.sameAs, r.SameAs...)
		}
	case *FAQ:
		again := *known
		again.Rendition = none()
		l.course.FAQs = append(l.course.FAQs, &again)
	case *Page:
		again := *known
		again.Rendition = none()
		l.course.Pages = append(l.course.Pages, &again)
	default:
		return false
	}
	return true
}

// finished returns what the load in the language of the originals made of each
// page, by its path.
func (l *loader) finished() map[string]any {
	if l.done != nil {
		return l.done
	}
	l.done = map[string]any{}
	for _, n := range l.base.lessons {
		l.done[n.page.src.path] = n
	}
	for _, p := range l.base.course.Policies {
		l.done[p.Path] = p
	}
	for _, f := range l.base.course.FAQs {
		l.done[f.Path] = f
	}
	for _, p := range l.base.course.Pages {
		l.done[p.Path] = p
	}
	return l.done
}
