// Package question draws a quiz's question as HTML, for the public site and
// for the kiosk alike, so that the two cannot differ.
//
// A question is drawn in one of three ways. [Ask] shows what a student answers
// and nothing that tells the key: the same text whatever the key is. [Practice]
// adds the answer, folded away, and what a script needs to check what was picked
// (see practice.js of the theme); it is only for quizzes whose author allows it.
// [Review] shows what was picked, what is right, and why.
//
// Everything is plain HTML that works without scripts: radio buttons, check
// boxes and selects whose names are those that curriculum.ReadAnswers expects.
// There is no inline style or script. Ids are made from the question's id and
// never change, so a page may link to them; see [Target]. The package knows
// nothing of students and keeps nothing.
package question

import (
	"embed"
	"html/template"
	"strconv"
	"strings"

	"homeroom/curriculum"
)

// A Mode is the way in which a question is drawn.
type Mode int

// The ways of drawing a question.
const (
	Ask      Mode = iota // to be answered; nothing tells the key
	Practice             // to be answered, with the answer in the page
	Review               // answered: what was picked, what is right, and why
)

// Words are the words of the interface in one language. *translate.Words is
// one.
type Words interface {
	// T returns the text of key; pairs are placeholders and their values.
	T(key string, pairs ...any) string
}

// A View is a question and how it is to be shown.
type View struct {
	Question *curriculum.Question
	Number   int // from 1, shown as "Question 3 of 10"; 0 shows nothing
	Total    int
	Mode     Mode
	Picks    []curriculum.Pick // what was picked so far, or for Review at last
	Error    string            // what is wrong with the answer, "" if nothing is

	// Media returns the address of a picture's source file. Without it a
	// picture is at /media/ and its path.
	Media func(path string) string

	// Seed decides the order in which steps and items are shown. The same
	// seed gives the same order, in every language and on every device.
	Seed string
}

// Target returns the id of the first control of a question as Ask and
// Practice draw it, for links from a list of mistakes.
func Target(questionID string) string { return "q-" + questionID + "-1" }

//go:embed question.html
var files embed.FS

var page = template.Must(template.ParseFS(files, "question.html"))

// HTML draws the question of v in the language of w.
func HTML(v View, w Words) template.HTML {
	if v.Mode == Review {
		return draw("review", newReview(v, w))
	}
	a := newAsk(v, w)
	if v.Mode == Practice {
		r := newReview(View{Question: v.Question, Mode: Practice, Media: v.Media, Seed: v.Seed}, w)
		a.Answer, a.Practice = &r, newPractice(v, w)
	}
	return draw("ask", a)
}

// Whys draws the reasons of the choices that were picked in v, and no other,
// for a student who is to try again. It is empty if there is none.
func Whys(v View) template.HTML {
	return draw("whys", whysOf(v.Question, v.Picks))
}

func draw(name string, data any) template.HTML {
	var b strings.Builder
	if err := page.ExecuteTemplate(&b, name, data); err != nil {
		panic("draw question: " + err.Error()) // the golden tests run every branch
	}
	return template.HTML(b.String())
}

// media returns the address of a picture, "" for none.
func (v View) media(path string) string {
	switch {
	case path == "":
		return ""
	case v.Media != nil:
		return v.Media(path)
	}
	return "/media/" + path
}

// count returns "Question 3 of 10", or "".
func (v View) count(w Words) string {
	if v.Number == 0 {
		return ""
	}
	return w.T("question-number", "number", strconv.Itoa(v.Number), "total", strconv.Itoa(v.Total))
}

// picked reports whether the choice was put in the slot.
func (v View) picked(slot, choice string) bool {
	for _, p := range v.Picks {
		if p.Slot == slot && p.Choice == choice {
			return true
		}
	}
	return false
}

// inSlot returns the last choice that was put in the slot, "" if none was.
func (v View) inSlot(slot string) (choice string) {
	for _, p := range v.Picks {
		if p.Slot == slot {
			choice = p.Choice
		}
	}
	return choice
}
