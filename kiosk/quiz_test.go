package kiosk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"homeroom/curriculum"
	"homeroom/kiosk"
	"homeroom/records"
)

// startQuiz signs Maria in and starts her quiz.
func startQuiz(s *school) (*browser, *page) {
	s.t.Helper()
	b := s.browser()
	b.signIn()
	return b, b.get("/en/kiosk/lessons/respond-6-8").submit("/quizzes/save-quiz").want(200)
}

// attemptOf returns the id in the address of a page of a quiz.
func attemptOf(p *page) string { return strings.Split(p.address.Path, "/")[4] }

func TestForgedAnswers(t *testing.T) {
	s := open(t)
	b, q := startQuiz(s)
	to, honest := q.form("/attempts/")
	honest.Set("first", "b")
	honest.Set("_go", "next")

	other := s.browser()
	other.signInMalik()
	malik := other.get("/en/kiosk/lessons/respond-6-8").submit("/quizzes/save-quiz")
	_, foreign := malik.form("/attempts/")

	change := func(pairs ...string) url.Values {
		form := url.Values{}
		for name, values := range honest {
			form[name] = slices.Clone(values)
		}
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i+1] == "" {
				form.Del(pairs[i])
			} else {
				form.Set(pairs[i], pairs[i+1])
			}
		}
		return form
	}
	twice := change()
	twice.Add("first", "a")
	for _, tt := range []struct {
		name string
		to   string
		form url.Values
		want int
		says string
	}{
		{"no seal", to, change("_seal", ""), 400, "This page is too old"},
		{"a seal that was changed", to, change("_seal", honest.Get("_seal")[1:]+"A"), 400, "This page is too old"},
		{"another student's seal", to, change("_seal", foreign.Get("_seal")), 400, "This page is too old"},
		{"the seal of another question", strings.TrimSuffix(to, "/1") + "/2", change(), 400, "This page is too old"},
		{"a choice that is not there", to, change("first", "z"), 400, "does not belong"},
		{"two answers where one can be given", to, twice, 400, "does not belong"},
		{"another question's answer", to, change("all", "a"), 400, "does not belong"},
		{"a score", to, change("score", "100"), 400, "does not belong"},
		{"a slot that is not there", to, change("first.1", "b"), 400, "does not belong"},
		{"another student's attempt", strings.Replace(to, attemptOf(q), attemptOf(malik), 1), change(), 404, "no such page"},
		{"an attempt that is not there", strings.Replace(to, attemptOf(q), "nothing", 1), change(), 404, "no such page"},
		{"question 0", strings.TrimSuffix(to, "/1") + "/0", change(), 404, "no such page"},
		{"question 8 of 7", strings.TrimSuffix(to, "/1") + "/8", change(), 404, "no such page"},
		{"question one", strings.TrimSuffix(to, "/1") + "/one", change(), 404, "no such page"},
		{"an empty answer", to, change("first", ""), 422, "Pick one answer first."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.post(tt.to, tt.form).want(tt.want, tt.says)
		})
	}
	saved, err := s.store.Answers(t.Context(), attemptOf(q))
	if err != nil || len(saved) != 0 {
		t.Fatalf("forged forms were saved: %v, %v", saved, err)
	}
	b.post(to, honest).want(200, "is saved")
	b.post(to, honest).want(200, "is saved") // sent twice, saved once
	saved, err = s.store.Answers(t.Context(), attemptOf(q))
	if err != nil || len(saved) != 1 {
		t.Errorf("answers are %v, %v", saved, err)
	}
}

func TestOthersWorkIsNotThere(t *testing.T) {
	s := open(t)
	b, q := startQuiz(s)
	result := b.get("/en/kiosk/lessons/annual-6").submit("/quizzes/annual-quiz").answer(map[string][]string{"one": {"b"}}, "next").submit("/check")
	certificate := result.follow("certificate").address.Path
	other := s.browser()
	other.signInMalik()
	for _, path := range []string{
		q.address.Path, "/en/kiosk/attempts/" + attemptOf(q), "/en/kiosk/attempts/" + attemptOf(q) + "/check",
		result.address.Path, certificate, certificate + ".png", "/en/kiosk/certificates/..%2f.png",
	} {
		other.get(path).want(404).lacks("Maria")
	}
	to, form := b.get("/en/kiosk/attempts/" + attemptOf(q) + "/check").form("/check")
	other.post(to, form).want(404)
	b.get("/en/kiosk/lessons/respond-9-12").want(404, "This lesson is not on your list")
	b.post("/en/kiosk/quizzes/lead-quiz", nil).want(404)
}

func TestHandInTwice(t *testing.T) {
	s := open(t)
	b, _ := startQuiz(s)
	check := b.get("/en/kiosk/lessons/annual-6").submit("/quizzes/annual-quiz").answer(map[string][]string{"one": {"b"}}, "next")
	to, form := check.form("/check")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			answer, err := b.client.PostForm(s.server.URL+to, form)
			if err != nil || answer.StatusCode != http.StatusOK || !strings.HasSuffix(answer.Request.URL.Path, "/result") {
				t.Errorf("handing in ended with %v, %v", answer, err)
				return
			}
			answer.Body.Close()
		})
	}
	all.Wait()
	completions, err := s.store.Completions(t.Context(), "maria")
	if err != nil || len(completions) != 1 {
		t.Errorf("there are %d completions, %v", len(completions), err)
	}
	events, err := s.store.Attempts(t.Context(), "maria", "annual-quiz")
	if err != nil || len(events) != 1 {
		t.Errorf("there are %d attempts, %v", len(events), err)
	}
}

func TestTwoTabs(t *testing.T) {
	s := open(t)
	b, q := startQuiz(s)
	if again := b.get("/en/kiosk/lessons/respond-6-8").follow("/attempts/"); attemptOf(again) != attemptOf(q) {
		t.Error("a second tab starts another attempt")
	}
	twice := b.post("/en/kiosk/quizzes/save-quiz", nil)
	if attemptOf(twice) != attemptOf(q) {
		t.Error("starting again starts another attempt")
	}
	one, two := b.get(q.address.Path), b.get(q.address.Path)
	one.answer(map[string][]string{"first": {"a"}}, "check").want(200)
	two.answer(map[string][]string{"first": {"b"}}, "check").want(200)
	b.get(q.address.Path).want(200, `value="b" checked`)
	b.get("/en/kiosk/attempts/"+attemptOf(q)+"/check").submit("/check").want(200, "1 of 7 right")
	one.answer(map[string][]string{"first": {"a"}}, "next").want(200, "1 of 7 right") // the result, unchanged
}

// TestKioskStartsAgainInTheMiddle sends a form to another process that has the
// same key and records.
func TestKioskStartsAgainInTheMiddle(t *testing.T) {
	s := open(t)
	b, q := startQuiz(s)
	next, err := kiosk.New(kiosk.Options{
		Bundle: s.bundle, Store: s.store, Log: slog.New(slog.DiscardHandler), Now: s.clock, Key: bytes.Repeat([]byte{9}, 32),
	})
	s.must(err)
	s.server.Close()
	s.server = httptest.NewServer(next.Handler())
	defer s.server.Close()
	q.answer(map[string][]string{"first": {"b"}}, "next").want(200, "Your answer to question 1 is saved.")

	other, err := kiosk.New(kiosk.Options{Bundle: s.bundle, Store: s.store, Log: slog.New(slog.DiscardHandler), Now: s.clock})
	s.must(err)
	s.server.Close()
	s.server = httptest.NewServer(other.Handler())
	q.answer(map[string][]string{"first": {"a"}}, "next").want(400, "This page is too old", "Your saved answers are safe")
	b.get(q.address.Path).want(200, `value="b" checked`)
}

// TestScoreIsTheGraders answers a quiz at random, many times, and compares
// what the kiosk recorded with what the curriculum says.
func TestScoreIsTheGraders(t *testing.T) {
	s := open(t)
	b, q := startQuiz(s)
	quiz, _ := course("").Quiz("save-quiz")
	for round := range 4 {
		attempt, err := s.store.Attempt(t.Context(), attemptOf(q))
		s.must(err)
		want := curriculum.Answers{}
		for i, id := range attempt.Asked {
			question, _ := quiz.Question(id)
			form := key(question)
			if (i+round)%3 == 0 {
				form = wrong(question)
			}
			read, err := curriculum.ReadAnswers(quiz, []string{id}, form)
			s.must(err)
			want[id] = read[id]
			b.get(fmt.Sprintf("/en/kiosk/attempts/%s/%d", attempt.ID, i+1)).answer(form, "check").want(200)
		}
		result := b.get("/en/kiosk/attempts/" + attempt.ID + "/check").submit("/check")
		right := quiz.Grade(attempt.Asked, want)
		result.want(200, fmt.Sprintf("%d of %d right", right, len(attempt.Asked)))
		saved, err := s.store.Answers(t.Context(), attempt.ID)
		s.must(err)
		for id, data := range saved {
			var picks []curriculum.Pick
			s.must(json.Unmarshal(data, &picks))
			if !slices.Equal(picks, want[id]) {
				t.Errorf("question %s: saved %v, want %v", id, picks, want[id])
			}
		}
		q = b.post("/en/kiosk/quizzes/save-quiz", nil).want(200)
	}
}

// wrong returns the form of an answer that is whole and not right.
func wrong(q *curriculum.Question) map[string][]string {
	switch q.Kind {
	case curriculum.Order:
		return map[string][]string{"steps.1": {"s3"}, "steps.2": {"s2"}, "steps.3": {"s1"}}
	case curriculum.Sort:
		return map[string][]string{"sort.shot": {"y"}, "sort.said": {"y"}}
	case curriculum.Fill:
		return map[string][]string{"fill.1": {"b"}, "fill.2": {"b"}}
	case curriculum.Several, curriculum.Spot:
		return map[string][]string{q.ID: {"a"}}
	}
	return map[string][]string{q.ID: {"a"}}
}

// FuzzSubmit posts anything to a question: the kiosk never fails, and never
// saves what is no answer.
func FuzzSubmit(f *testing.F) {
	s := open(f)
	b, q := startQuiz(s)
	to, form := q.form("/attempts/")
	seal, attempt := form.Get("_seal"), attemptOf(q)
	f.Add("first=b&_go=next", true)
	f.Add("first=b&first=a", true)
	f.Add("first.1=b&score=9&%zz", false)
	f.Add("_go=back&first=", true)
	f.Add("steps.1=s1&steps.1=s2&_seal=x", false)
	f.Fuzz(func(t *testing.T, body string, sealed bool) {
		b.t = t
		if sealed {
			body = "_seal=" + seal + "&" + body
		}
		got := b.send(to, "application/x-www-form-urlencoded", body)
		if got.status >= 500 {
			t.Fatalf("%q answered %d", body, got.status)
		}
		saved, err := s.store.Answers(t.Context(), attempt)
		if err != nil {
			t.Fatal(err)
		}
		for id, data := range saved {
			if id != "first" || string(data) != `[{"choice":"a"}]` && string(data) != `[{"choice":"b"}]` {
				t.Fatalf("%q saved %s as the answer to %s", body, data, id)
			}
		}
	})
}

// TestThirtyAtOnce lets a whole class sign in and answer in the same moment.
func TestThirtyAtOnce(t *testing.T) {
	s := open(t)
	roster := records.Roster{}
	for i := range 30 {
		id := fmt.Sprintf("child-%d", i)
		roster.Students = append(roster.Students, records.Student{ID: id, Given: "Child", Family: fmt.Sprint(i), Grade: "6", School: "brook"})
		roster.Enrolments = append(roster.Enrolments, records.Enrolment{Student: id, Class: "six"})
	}
	s.must(s.store.SaveRoster(t.Context(), roster))
	var all sync.WaitGroup
	for i, student := range roster.Students {
		s.must(s.store.SetSecret(t.Context(), student.ID, records.PIN, fmt.Sprint(1000+i)))
		all.Go(func() {
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Error(err)
				return
			}
			b := &http.Client{Jar: jar}
			post := func(path string, form url.Values) string {
				answer, err := b.PostForm(s.server.URL+path, form)
				if err != nil {
					t.Error(err)
					return ""
				}
				defer answer.Body.Close()
				body, err := io.ReadAll(answer.Body)
				if err != nil || answer.StatusCode != http.StatusOK {
					t.Errorf("%s answered %d, %v", path, answer.StatusCode, err)
				}
				return string(body)
			}
			post("/en/kiosk/class", url.Values{"code": {classCode}})
			post("/en/kiosk/names/"+student.ID, url.Values{"secret": {fmt.Sprint(1000 + i)}})
			post("/en/kiosk/confirm", url.Values{"answer": {"yes"}})
			question := post("/en/kiosk/quizzes/annual-quiz", nil)
			action, seal := between(question, `<form class="quiz-form" method="post" action="`, `"`), between(question, `name="_seal" value="`, `"`)
			check := post(action, url.Values{"one": {"b"}, "_seal": {seal}, "_go": {"next"}})
			action, seal = between(check, `<form class="actions" method="post" action="`, `"`), between(check, `name="_seal" value="`, `"`)
			if result := post(action, url.Values{"_seal": {seal}}); !strings.Contains(result, "You finished!") {
				t.Errorf("%s did not finish", student.ID)
			}
		})
	}
	all.Wait()
	done, err := s.store.ClassProgress(t.Context(), "six")
	if err != nil || len(done) != 30 {
		t.Errorf("%d lessons are done, %v", len(done), err)
	}
}

func between(s, before, after string) string {
	_, rest, _ := strings.Cut(s, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}
