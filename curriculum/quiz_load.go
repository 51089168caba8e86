package curriculum

import (
	"path"
	"slices"
	"strings"
)

// A quiz is a Quiz while it is being loaded.
type quiz struct {
	*Quiz
	page   *page
	lesson ref
	title  bool // it has a title of its own
	retry  *bool
	fine   bool // its front matter could be read
}

// loadQuiz reads the front matter of a quiz.
func (l *loader) loadQuiz(p *page) {
	f, fine := l.matter(p, "a quiz")
	q := &quiz{page: p, fine: fine, Quiz: &Quiz{
		Path:     p.src.path,
		ID:       f.slug("id"),
		Title:    f.text("title"),
		Lesson:   f.slug("lesson"),
		Pass:     f.pass("pass", l.course.Settings.Quiz.Pass),
		Practice: f.flag("practice", false),

		TitleLang: f.langsOf("title")["title"],
		Rendition: p.rendition,
	}}
	q.lesson = ref{q.Lesson, f.place("lesson")}
	q.title = q.Title != ""
	if f.node("retry") != nil {
		retry := f.flag("retry", true)
		q.retry = &retry
	}
	l.id(q.ID, f.place("id"))
	l.retired(p, f)
	l.claim(p)
	if fine {
		f.needs("id", "lesson")
	}
	f.done()
	p.quiz = q
	l.quizzes = append(l.quizzes, q)
}

// finishQuizzes gives each quiz its lesson, and each lesson its quiz.
func (l *loader) finishQuizzes() {
	lessons := map[string]*lesson{}
	var known []string
	for _, n := range l.lessons {
		lessons[n.ID] = n
		known = append(known, n.ID)
	}
	for _, q := range l.quizzes {
		n := lessons[q.Lesson]
		if n == nil && q.Lesson != "" && !l.nameless(mirrored(q.Path, "lessons")) {
			l.wrong(q.lesson.at, "unknown-lesson", didYouMean(q.Lesson, known, "write the id of a lesson"), "there is no lesson %s", quote(q.Lesson))
		}
		if !l.reused[q.page] {
			l.questions(q, n)
			q.page.survey.forget()
		}
		if n != nil {
			l.join(q, n)
		}
		l.course.Quizzes = append(l.course.Quizzes, q.Quiz)
	}
	for _, n := range l.lessons {
		if n.Quiz == "" && n.ID != "" && !l.quizAt(n.Path) {
			l.doubtful(whole(n.page.src), "no-quiz", "write "+mirrored(n.Path, "quizzes"), "this lesson has no quiz")
		}
	}
}

// nameless reports whether the file name is a page whose id could not be read.
func (l *loader) nameless(name string) bool {
	p := l.pages[name]
	return p != nil && (p.lost || p.doc != nil && p.doc.ID == "")
}

// quizAt reports whether a lesson's quiz is there, though it may not say so.
func (l *loader) quizAt(lesson string) bool {
	return slices.Contains(l.found.quizzes, mirrored(lesson, "quizzes"))
}

// mirrored returns the path of the file that mirrors another under root.
func mirrored(name, root string) string {
	_, rest, _ := strings.Cut(name, "/")
	return path.Join(root, rest)
}

// join makes q the quiz of n.
func (l *loader) join(q *quiz, n *lesson) {
	if n.Quiz != "" {
		l.wrong(q.lesson.at, "second-quiz", "keep one of them", "the lesson has the quiz %s already", quote(n.Quiz))
		return
	}
	n.Quiz = q.ID
	if want := mirrored(n.Path, "quizzes"); q.Path != want {
		l.wrong(q.lesson.at, "quiz-path", "move it to "+want, "this quiz does not stand where its lesson does")
	}
	if !q.title {
		q.Title, q.TitleLang = n.Title, n.Langs["title"]
	}
}
