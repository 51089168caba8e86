package records_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"homeroom/records"
)

// TestModel does things to a store and to a model of it, in random order, and
// compares what they say. The clock jumps, forms are sent twice, students take
// each other's attempts, and the program is started again, at any time.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		folder, err := os.MkdirTemp("", "homeroom-model-")
		if err != nil {
			r.Fatal(err)
		}
		defer os.RemoveAll(folder)
		m := &model{place: place{filepath.Join(folder, "records.db"), newClock()}}
		m.reopen(r)
		defer func() { m.store.Close() }()
		m.must(r, m.store.SaveRoster(r.Context(), roster()))
		m.answers = make(map[string]picks)
		m.open = make(map[string]time.Time)
		r.Repeat(map[string]func(*rapid.T){
			"start":  m.start,
			"answer": m.answer,
			"finish": m.finish,
			"record": m.record,
			"hand":   m.hand,
			"class":  m.class,
			"clock":  m.clock,
			"reopen": m.reopen,
			"":       m.compare,
		})
		replay(r, m.store)
	})
}

// A model is what the store should say.
type model struct {
	place
	store       *records.Store
	attempts    []records.Attempt // in the order they were started
	answers     map[string]picks
	completions []records.Completion // without ids
	hands       []string
	open        map[string]time.Time // by class
	lastEvent   string
}

var (
	someone  = rapid.SampledFrom([]string{"maria", "omar", "wen", "zoe"})
	someQuiz = rapid.SampledFrom([]string{"safe", "kind"})
	edition  = rapid.SampledFrom([]string{"e1", "e2"})
	question = rapid.SampledFrom([]string{"a", "b", "c", "not asked"})
)

func (m *model) must(r *rapid.T, err error) {
	if err != nil {
		r.Fatal(err)
	}
}

// wants checks that err is want, or any error if want is errAny.
func (m *model) wants(r *rapid.T, what string, err, want error) {
	if want == nil && err != nil || want != nil && err == nil || want != nil && want != errAny && !errors.Is(err, want) {
		r.Fatalf("%s: %v, want %v", what, err, want)
	}
}

var errAny = errors.New("any error")

func (m *model) find(id string) *records.Attempt {
	for i := range m.attempts {
		if m.attempts[i].ID == id {
			return &m.attempts[i]
		}
	}
	return nil
}

func (m *model) start(r *rapid.T) {
	a := records.Attempt{
		Student: someone.Draw(r, "student"), Quiz: someQuiz.Draw(r, "quiz"), Edition: edition.Draw(r, "edition"),
		Class: "c1", Language: "en", Asked: []string{"a", "b", "c"},
	}
	got, err := m.store.StartAttempt(r.Context(), a)
	m.must(r, err)
	a.Try = 1
	for _, earlier := range m.attempts {
		if earlier.Student != a.Student || earlier.Quiz != a.Quiz {
			continue
		}
		if earlier.Edition == a.Edition && earlier.Finished.IsZero() {
			m.same(r, "attempt gone on with", earlier, got)
			return
		}
		a.Try++
	}
	a.ID, a.Started = got.ID, m.place.clock.now()
	m.same(r, "attempt", a, got)
	if len(m.attempts) > 0 && a.ID <= m.attempts[len(m.attempts)-1].ID {
		r.Fatalf("id %s is not after %s", a.ID, m.attempts[len(m.attempts)-1].ID)
	}
	m.attempts = append(m.attempts, a)
}

// some draws an attempt and a student, mostly its own.
func (m *model) some(r *rapid.T) (a *records.Attempt, student string) {
	if len(m.attempts) == 0 {
		r.Skip("there is no attempt")
	}
	a = &m.attempts[rapid.IntRange(0, len(m.attempts)-1).Draw(r, "attempt")]
	if rapid.IntRange(0, 4).Draw(r, "whose") == 0 {
		return a, someone.Draw(r, "student")
	}
	return a, a.Student
}

func drawAnswers(r *rapid.T) picks {
	return picks(rapid.MapOfN(question, rapid.Custom(func(r *rapid.T) json.RawMessage {
		return json.RawMessage(rapid.SampledFrom([]string{`["x"]`, `{"":["y"]}`, `[]`, `null`, `"z"`}).Draw(r, "picks"))
	}), 0, 3).Draw(r, "answers"))
}

// merged returns the answers of an attempt after some more, or false if one of
// them was not asked.
func (m *model) merged(id string, more picks) (picks, bool) {
	all := maps.Clone(m.answers[id])
	if all == nil {
		all = make(picks)
	}
	for question, picked := range more {
		if question == "not asked" {
			return nil, false
		}
		if string(picked) == "null" {
			delete(all, question)
		} else {
			all[question] = picked
		}
	}
	return all, true
}

func (m *model) answer(r *rapid.T) {
	a, student := m.some(r)
	answers := drawAnswers(r)
	err := m.store.SaveAnswers(r.Context(), a.ID, student, answers)
	all, asked := m.merged(a.ID, answers)
	switch {
	case student != a.Student:
		m.wants(r, "answers to another's attempt", err, records.ErrNone)
	case !a.Finished.IsZero():
		m.wants(r, "answers after the end", err, records.ErrFinished)
	case !asked:
		m.wants(r, "answers to what was not asked", err, errAny)
	default:
		m.wants(r, "answers", err, nil)
		m.answers[a.ID] = all
	}
}

func (m *model) finish(r *rapid.T) {
	a, student := m.some(r)
	f := records.Finish{
		Attempt: a.ID, Student: student, Right: rapid.IntRange(0, 3).Draw(r, "right"), Total: 3,
		Answers: drawAnswers(r), Lesson: "lesson " + a.Quiz, LessonEdition: "l1", Method: records.Individual,
	}
	f.Passed = f.Right >= 2
	got, err := m.store.FinishAttempt(r.Context(), f)
	all, asked := m.merged(a.ID, f.Answers)
	switch {
	case student != a.Student:
		m.wants(r, "finishing another's attempt", err, records.ErrNone)
		return
	case !a.Finished.IsZero():
		m.wants(r, "finishing again", err, nil)
	case !asked:
		m.wants(r, "finishing with answers to what was not asked", err, errAny)
		return
	default:
		m.wants(r, "finishing", err, nil)
		now := m.place.clock.now()
		a.Finished, a.Right, a.Total, a.Passed = now, f.Right, f.Total, f.Passed
		m.answers[a.ID] = all
		if f.Passed {
			m.completed(records.Completion{
				Student: student, Lesson: f.Lesson, LessonEdition: "l1", Quiz: a.Quiz, QuizEdition: a.Edition,
				Attempt: a.ID, Method: f.Method, Language: "en", At: now, Year: records.SchoolYear(now),
			})
		}
	}
	m.same(r, "finished attempt", *a, got)
}

// completed adds c unless it was completed before.
func (m *model) completed(c records.Completion) {
	if !slices.ContainsFunc(m.completions, func(d records.Completion) bool {
		return c.Student == d.Student && c.Lesson == d.Lesson && c.LessonEdition == d.LessonEdition &&
			c.Year == d.Year && c.Method == d.Method
	}) {
		m.completions = append(m.completions, c)
	}
}

func (m *model) record(r *rapid.T) {
	now := m.place.clock.now()
	c := records.Completion{
		Student: someone.Draw(r, "student"), Lesson: "lesson " + someQuiz.Draw(r, "lesson"), LessonEdition: "l1",
		Method: rapid.SampledFrom([]string{records.Individual, records.Equivalent}).Draw(r, "method"),
	}
	m.must(r, m.store.AddCompletion(r.Context(), c, "t1"))
	c.At, c.Year = now, records.SchoolYear(now)
	m.completed(c)
}

func (m *model) hand(r *rapid.T) {
	student := someone.Draw(r, "student")
	if rapid.Bool().Draw(r, "lower") {
		m.must(r, m.store.LowerHand(r.Context(), student, "c1"))
		m.hands = slices.DeleteFunc(m.hands, func(s string) bool { return s == student })
		return
	}
	err := m.store.RaiseHand(r.Context(), student, "c1")
	if student == "zoe" {
		m.wants(r, "a hand in another class", err, records.ErrNone)
		return
	}
	m.must(r, err)
	if !slices.Contains(m.hands, student) {
		m.hands = append(m.hands, student)
		slices.Sort(m.hands)
	}
}

func (m *model) class(r *rapid.T) {
	class := rapid.SampledFrom([]string{"c1", "c2"}).Draw(r, "class")
	if rapid.Bool().Draw(r, "close") {
		m.must(r, m.store.CloseClass(r.Context(), class, "t1"))
		delete(m.open, class)
		if class == "c1" {
			m.hands = nil
		}
		return
	}
	until := m.place.clock.now().Add(time.Duration(rapid.IntRange(1, 90).Draw(r, "minutes")) * time.Minute)
	m.must(r, m.store.OpenClass(r.Context(), class, "t1", until))
	m.open[class] = until
}

// clock moves the clock forward; hours and days, so that classes close and years
// end. Going back is TestIDsIncreaseAfterReopening's.
func (m *model) clock(r *rapid.T) {
	m.place.clock.pass(time.Duration(rapid.IntRange(1, 100*24).Draw(r, "hours")) * time.Hour)
}

func (m *model) reopen(r *rapid.T) {
	if m.store != nil {
		m.must(r, m.store.Close())
	}
	var err error
	m.store, err = records.Open(r.Context(), m.url, m.options())
	m.must(r, err)
}

func (m *model) same(r *rapid.T, what string, want, got any) {
	if diff := cmp.Diff(want, got); diff != "" {
		r.Fatalf("%s (-model +store):\n%s", what, diff)
	}
}

// compare asks the store for everything that the model knows.
func (m *model) compare(r *rapid.T) {
	ctx, s := r.Context(), m.store
	for _, a := range m.attempts {
		got, err := s.Attempt(ctx, a.ID)
		m.must(r, err)
		m.same(r, "attempt", a, got)
		answers, err := s.Answers(ctx, a.ID)
		m.must(r, err)
		want := m.answers[a.ID]
		if len(want)+len(answers) > 0 {
			m.same(r, "answers", want, picks(answers))
		}
	}
	var completions []records.Completion
	for _, student := range []string{"maria", "omar", "wen", "zoe"} {
		all, err := s.Completions(ctx, student)
		m.must(r, err)
		for _, c := range all {
			c.ID = ""
			completions = append(completions, c)
		}
	}
	byContent := func(a, b records.Completion) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	m.same(r, "completions", slices.SortedFunc(slices.Values(m.completions), byContent),
		slices.SortedFunc(slices.Values(completions), byContent))
	hands, err := s.Hands(ctx, "c1")
	m.must(r, err)
	slices.Sort(hands)
	if len(m.hands)+len(hands) > 0 {
		m.same(r, "hands", m.hands, hands)
	}
	for _, class := range []string{"c1", "c2"} {
		got, err := s.Class(ctx, class)
		m.must(r, err)
		until := m.open[class]
		if !until.After(m.place.clock.now()) {
			until = time.Time{}
		}
		m.same(r, "open until", until, got.OpenUntil)
	}
	news, err := s.Events(ctx, m.lastEvent, 1000)
	m.must(r, err)
	if len(news) > 0 {
		m.lastEvent = news[len(news)-1].ID
	}
}
