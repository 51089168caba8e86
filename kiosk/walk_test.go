package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"homeroom/curriculum"
)

// TestStudentWalk is a whole lesson: from the bare address to the certificate,
// without scripts.
func TestStudentWalk(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.accept = "en-US,en;q=0.9"
	welcome := b.get("/").at("/en/kiosk/").want(200, "What this computer writes down", "Class code")
	names := welcome.submit("/kiosk/class", "code", "otter 6").at("/en/kiosk/names").want(200, "Maria B.", "Malik J.", `alt="fox"`)
	names.lacks("Barros", "Zoë")

	picture := names.follow("/names/maria").want(200, "Press your picture number 1.", "moon")
	picture = picture.submit("/names/maria", "pick", "star").want(200, "picture number 2")
	picture.lacks("That is all of them")
	picture = picture.submit("/names/maria", "pick", "boat").want(200, "picture number 3", "That is all of them")
	confirm := picture.submit("/names/maria", "pick", "leaf").at("/en/kiosk/confirm").want(200, "Are you \u2068Maria B.\u2069?", `alt="fox"`)

	// The roster says that Maria reads Spanish, and nobody chose a language.
	home := confirm.submit("/confirm", "answer", "yes").at("/es/kiosk/home").want(200, "¡Hola, \u2068Maria\u2069!", "ES Pause, Protect, Report")
	home = home.follow("English").at("/en/kiosk/home").want(200, "What do I do next?", "0 of 2 done")
	home.lacks("Lead", "Stop, Walk, Tell")

	lesson := home.follow("/lessons/respond-6-8").want(200, "<h1>Save It</h1>", `href="/en/lessons/help.html#who"`, `src="/media/a.png"`, `<span class="outside-link">Elsewhere</span>`)
	question := lesson.submit("/quizzes/save-quiz").want(200, "Question 1 of 7", "Ready?", "What first?")
	quiz, _ := course("").Quiz("save-quiz")
	for _, id := range quiz.Ask(0) {
		q, _ := quiz.Question(id)
		question.want(200).lacks("WHY")
		question = question.answer(key(q), "next")
	}
	check := question.want(200, "Look over your answers", "Every question has an answer").lacks("No answer yet")
	result := check.submit("/check").want(200, "You finished!", "7 of 7 right", "WHY a", "WHY order")
	certificate := result.follow("See my certificate").want(200, "Certificate of Completion", "Maria Barros", "Save It", "September 14, 2026", "Alder Brook", "Tern Hollow Public Schools")
	if png := b.get(imageOf(certificate)); png.status != 200 || png.header.Get("Content-Type") != "image/png" || png.header.Get("Cache-Control") != "no-store" {
		t.Errorf("certificate's picture: %d %v", png.status, png.header)
	}
	home = certificate.follow("Back to my page").want(200, "1 of 2 done")
	b.get("/").at("/en/kiosk/home") // signed in, there is nothing to ask
	home.follow("My record").want(200, "Save It", "September 14, 2026")

	b.get("/en/search?q=screenshot").want(200, "Maria B.", "All done")
	out := home.submit("/sign-out").want(200, "You are signed out. See you next time!").at("/en/kiosk/names")
	out.lacks("Hello")
	b.get("/en/kiosk/home").at("/en/kiosk/")
}

func imageOf(p *page) string {
	_, rest, _ := strings.Cut(p.body, `class="certificate-picture" src="`)
	src, _, _ := strings.Cut(rest, `"`)
	return src
}

// TestRetryUntilRight is a quiz for the youngest: no score, each question
// until it is right, no typing.
func TestRetryUntilRight(t *testing.T) {
	b := open(t).browser()
	home := b.signInAda().want(200, "Stop, Walk, Tell")
	q := home.follow("/lessons/respond-k-2").submit("/quizzes/stop-quiz").want(200, "What first?", "This is my answer")
	q = q.answer(map[string][]string{"k1": {"a"}}, "next").want(200, "Not yet. Read this, and try again.", "WHY a", "What first?")
	q.lacks("WHY b", "Question 2 of 2</label>")
	q = q.answer(map[string][]string{"k1": {"b"}}, "next").want(200, "Right! Here is the next one.", "Whom do you tell?")
	result := q.answer(map[string][]string{"k2": {"a"}}, "next").want(200, "You finished!")
	result.lacks("of 2 right")
	result.follow("See my certificate").want(200, "Ada Okonkwo")
}

func TestResumeElsewhereInAnotherLanguage(t *testing.T) {
	s := open(t)
	first := s.browser()
	first.signIn()
	q := first.get("/en/kiosk/lessons/respond-6-8").submit("/quizzes/save-quiz").answer(map[string][]string{"first": {"b"}}, "next")
	q.want(200, "Your answer to question 1 is saved.", "Which help?")

	second := s.browser()
	second.signIn()
	home := second.get("/es/kiosk/home").want(200, "Empezada")
	home.follow("/attempts/").want(200, "Pregunta 2 de 7", "ES Which help?")
	second.get(strings.Replace(q.address.Path, "/en/", "/es/", 1)).want(200)
	second.get(strings.TrimSuffix(q.address.Path, "/2")+"/1").want(200, `value="b" checked`)
}

func TestQuestionTellsWhatIsMissing(t *testing.T) {
	b := open(t).browser()
	b.signIn()
	q := b.get("/en/kiosk/lessons/respond-6-8").submit("/quizzes/save-quiz")
	missing := q.answer(nil, "next").want(422, "Something is missing", "Pick one answer first.", `href="#q-first-1"`, `aria-invalid="true"`)
	missing.lacks("is saved")

	steps := b.get(strings.TrimSuffix(q.address.Path, "/1") + "/4")
	half := steps.answer(map[string][]string{"steps.1": {"s1"}}, "next").want(422, "Choose something for every step.", `value="s1" selected`)
	half.answer(map[string][]string{"steps.1": {"s1"}}, "check").want(200, "questions have no answer yet")
	check := b.get(strings.TrimSuffix(q.address.Path, "/1")+"/check").want(200, "Hand in without the missing answers")
	result := check.submit("/check").want(200, "Good try. Not quite there yet.", "0 of 7 right", "No answer")
	result.lacks("See my certificate")

	// The second try asks the parallel question.
	again := result.submit("/quizzes/save-quiz").want(200, "What first, in the bus?")
	again.lacks("<span class=\"question-title\">What first?</span>")
}

func TestRenewedQuiz(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.signIn()
	done := b.get("/en/kiosk/lessons/annual-6").submit("/quizzes/annual-quiz").answer(map[string][]string{"one": {"b"}}, "next").submit("/check").want(200, "You finished!")
	q := b.get("/en/kiosk/lessons/respond-6-8").submit("/quizzes/save-quiz").answer(map[string][]string{"first": {"b"}}, "next")

	renewed := newBundle(t)
	for _, lang := range []string{"en", "es"} {
		for _, quiz := range renewed.courses[lang].Quizzes {
			quiz.Edition = "edition-2"
		}
	}
	s.must(s.kiosk.Swap(renewed))
	page := b.get(q.address.Path).want(200, "These questions are new", "What you did is kept")
	page = q.answer(map[string][]string{"all": {"a"}}, "next").want(200, "These questions are new")
	page.submit("/quizzes/save-quiz").want(200, "Question 1 of 7")
	b.get(done.address.Path).want(200, "You finished!", "1 of 1 right", "The questions have changed since").lacks("WHY")
	b.get("/en/kiosk/home").want(200, "1 of 2 done")
}

func TestClosedClass(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.get("/en/kiosk/").submit("/kiosk/class", "code", "HERON4").want(422, "This class is not open yet. Ask your teacher to open it.")
	b.get("/en/kiosk/").submit("/kiosk/class", "code", "NOPE").want(422, "There is no class with that code.")
	home := b.signIn()
	lesson := b.get("/en/kiosk/lessons/respond-6-8").submit("/quizzes/save-quiz")

	s.pass(9 * time.Hour) // past the hour until which it is open; and idle
	b.get("/en/kiosk/home").at("/en/kiosk/").want(200, "Nobody was here for a while")
	s.pass(-9 * time.Hour)
	s.must(s.store.CloseClass(t.Context(), "six", "office"))
	b.get("/en/kiosk/home").at("/en/kiosk/").want(200, "Your class is closed now.")
	home.submit("/hand", "hand", "up").want(403, "Tu sesión está cerrada")
	lesson.answer(map[string][]string{"first": {"b"}}, "next").want(403, "You are signed out", "Your saved answers are safe")
	b.get("/en/kiosk/names").at("/en/kiosk/")
}

func TestIdle(t *testing.T) {
	s := open(t)
	b := s.browser()
	home := b.signIn()
	if got := home.header.Get("Refresh"); !strings.HasPrefix(got, "300; url=/es/kiosk/still-here?to=") {
		t.Errorf("a browser without scripts is sent on by %q", got)
	}
	s.pass(5*time.Minute + 30*time.Second)
	still := b.get("/en/kiosk/still-here?to=%2Fen%2Fkiosk%2Frecord").want(200, "Are you still here?")
	still.submit("/still-here").at("/en/kiosk/record").want(200)
	s.pass(5*time.Minute + 30*time.Second)
	b.get("/en/kiosk/still-here?to=https%3A%2F%2Fevil.example%2F").want(200, `value="/en/kiosk/home"`) // does not count
	s.pass(40 * time.Second)
	b.get("/en/kiosk/home").at("/en/kiosk/").want(200, "Nobody was here for a while")

	b.signIn()
	q := b.get("/en/kiosk/lessons/respond-6-8").submit("/quizzes/save-quiz")
	s.pass(9 * time.Minute) // more than elsewhere, because thinking takes time
	q.answer(map[string][]string{"first": {"b"}}, "next").want(200, "Your answer to question 1 is saved.")
}

func TestHelp(t *testing.T) {
	s := open(t)
	b, teacher := s.browser(), s.browser()
	home := b.signIn()
	home = b.get("/en/kiosk/home").submit("/hand", "hand", "up").at("/en/kiosk/home").want(200, "Your hand is up.")
	class := teacher.signInStaff().follow("/classes/six").want(200, "1 student asks for help.", "asks for help", "here")
	class = class.submit("/help", "help", "lower").want(200, "The hand is down.")
	class.lacks("1 student asks for help.")
	b.get("/en/kiosk/home").lacks("Your hand is up.")
	home.submit("/hand", "hand", "down").want(200)
}

func TestRetakeDoesNotNeedTheKey(t *testing.T) {
	b := open(t).browser()
	b.signIn()
	p := b.get("/en/kiosk/lessons/annual-6").submit("/quizzes/annual-quiz")
	p.answer(map[string][]string{"one": {"a"}}, "check").submit("/check").want(200, "0 of 1 right", "WHY a", "This is a right answer.")
	if quiz, _ := course("").Quiz("annual-quiz"); quiz.Questions[0].Kind != curriculum.Single {
		t.Fatal("the fixture has changed")
	}
}
