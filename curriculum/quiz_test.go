package curriculum_test

import (
	"errors"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"homeroom/curriculum"
)

// everyKind returns the quiz of testdata/good that has all kinds of questions.
func everyKind(t testing.TB) *curriculum.Quiz {
	t.Helper()
	course, problems, err := curriculum.Load(folder(t, "testdata/good"))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	quiz, ok := course.Quiz("respond-6-8-quiz")
	if !ok {
		t.Fatal("the quiz is gone")
	}
	return quiz
}

// all returns the ids of all questions of a quiz.
func all(q *curriculum.Quiz) (ids []string) {
	for _, x := range q.Questions {
		ids = append(ids, x.ID)
	}
	return ids
}

// posted returns the form that a browser sends for answers.
func posted(answers curriculum.Answers) url.Values {
	form := url.Values{}
	for id, picks := range answers {
		for _, p := range picks {
			name := id
			if p.Slot != "" {
				name += "." + p.Slot
			}
			form.Add(name, p.Choice)
		}
	}
	return form
}

func TestKeyAnswersItsQuestion(t *testing.T) {
	quiz := everyKind(t)
	key := curriculum.Answers{}
	for i := range quiz.Questions {
		q := &quiz.Questions[i]
		key[q.ID] = q.Key()
		if !q.Knows(q.Key()) || !q.Right(q.Key()) || q.Right(nil) {
			t.Errorf("the key %v does not answer %s", q.Key(), q.ID)
		}
	}
	answers, err := curriculum.ReadAnswers(quiz, all(quiz), posted(key))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(key, answers); diff != "" {
		t.Errorf("answers read from the form (-want +got):\n%s", diff)
	}
	if right := quiz.Grade(all(quiz), answers); right != len(quiz.Questions) {
		t.Errorf("the key gets %d of %d right", right, len(quiz.Questions))
	}
}

func TestReadAnswers(t *testing.T) {
	quiz := everyKind(t)
	for _, tt := range []struct {
		name string
		form string
		want curriculum.Answers // nil if the form is foreign
	}{
		{"an empty form", "", curriculum.Answers{}},
		{"one choice", "first=reply", curriculum.Answers{"first": {{Choice: "reply"}}}},
		{"no choice", "first=&steps.1=", curriculum.Answers{}},
		{"several, in any order", "which=shot&which=date", curriculum.Answers{"which": {{Choice: "date"}, {Choice: "shot"}}}},
		{"the same choice twice", "which=shot&which=shot", curriculum.Answers{"which": {{Choice: "shot"}}}},
		{"a step in two places", "steps.1=save&steps.2=save", curriculum.Answers{"steps": {{Slot: "1", Choice: "save"}, {Slot: "2", Choice: "save"}}}},
		{"an item in a wrong box", "sort.shot=is-gossip", curriculum.Answers{"sort": {{Slot: "shot", Choice: "is-gossip"}}}},
		{"a question that was not asked", "first-leo=save", nil},
		{"a question of another quiz", "dragons=a", nil},
		{"a choice of another question", "first=shot", nil},
		{"two choices where one can be picked", "first=reply&first=delete", nil},
		{"more than all choices", "which=shot&which=shot&which=shot&which=shot", nil},
		{"a slot where there is none", "first.1=reply", nil},
		{"no slot where there are some", "steps=save", nil},
		{"a slot that is not there", "steps.9=save", nil},
		{"an empty slot that is not there", "steps.9=", nil},
		{"a blank that is not there", "tasl.3=title-lake", nil},
		{"a choice of another blank", "tasl.1=author-ruiz", nil},
		{"somebody else's field", "score=100", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			form, err := url.ParseQuery(tt.form)
			if err != nil {
				t.Fatal(err)
			}
			asked := slices.DeleteFunc(all(quiz), func(id string) bool { return id == "first-leo" })
			got, err := curriculum.ReadAnswers(quiz, asked, form)
			if (tt.want == nil) != errors.Is(err, curriculum.ErrForeign) {
				t.Errorf("ReadAnswers(%q) is the error %v", tt.form, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ReadAnswers(%q) (-want +got):\n%s", tt.form, diff)
			}
		})
	}
}

// TestReadAnswersIsHonest reads forms of any picks that the quiz knows, and
// wants them back.
func TestReadAnswersIsHonest(t *testing.T) {
	quiz := everyKind(t)
	rapid.Check(t, func(t *rapid.T) {
		answers := curriculum.Answers{}
		for i := range quiz.Questions {
			q := &quiz.Questions[i]
			var picks []curriculum.Pick
			for _, right := range q.Key() {
				if rapid.Bool().Draw(t, "pick") {
					picks = append(picks, right)
				}
			}
			if len(picks) > 0 {
				answers[q.ID] = picks
			}
		}
		got, err := curriculum.ReadAnswers(quiz, all(quiz), posted(answers))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(answers, got); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}

func TestQuizAsk(t *testing.T) {
	quiz := &curriculum.Quiz{Questions: []curriculum.Question{
		{ID: "a"}, {ID: "b1", Pair: "b"}, {ID: "c1", Pair: "c"}, {ID: "b2", Pair: "b"}, {ID: "c2", Pair: "c"}, {ID: "c3", Pair: "c"},
	}}
	for try, want := range [][]string{{"a", "b1", "c1"}, {"a", "b2", "c2"}, {"a", "b1", "c3"}, {"a", "c1", "b2"}} {
		if diff := cmp.Diff(want, quiz.Ask(try)); diff != "" {
			t.Errorf("Ask(%d) (-want +got):\n%s", try, diff)
		}
	}
}

func TestQuizGrade(t *testing.T) {
	quiz := everyKind(t)
	asked := []string{"first", "which", "steps"}
	pick := func(ids ...string) (picks []curriculum.Pick) {
		for _, id := range ids {
			picks = append(picks, curriculum.Pick{Choice: id})
		}
		return picks
	}
	steps := func(ids ...string) (picks []curriculum.Pick) {
		for i, id := range ids {
			picks = append(picks, curriculum.Pick{Slot: string(rune('1' + i)), Choice: id})
		}
		return picks
	}
	for _, tt := range []struct {
		name    string
		answers curriculum.Answers
		want    int
	}{
		{"nothing answered", nil, 0},
		{"all right, in any order", curriculum.Answers{"first": pick("screenshot"), "which": pick("shot", "date"), "steps": steps("save", "block", "report")}, 3},
		{"one of two right choices is not enough", curriculum.Answers{"which": pick("shot")}, 0},
		{"a wrong choice besides the right ones", curriculum.Answers{"which": pick("shot", "date", "rumor")}, 0},
		{"the same choice sent twice", curriculum.Answers{"first": pick("screenshot", "screenshot")}, 1},
		{"steps in another order", curriculum.Answers{"steps": steps("block", "save", "report")}, 0},
		{"a step missing", curriculum.Answers{"steps": steps("save", "block")}, 0},
		{"a question that was not asked", curriculum.Answers{"truth": pick("false")}, 0},
		{"a question from another quiz", curriculum.Answers{"dragons": pick("a")}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := quiz.Grade(asked, tt.answers); got != tt.want {
				t.Errorf("Grade(%v) = %d, want %d", tt.answers, got, tt.want)
			}
		})
	}
}

func TestPassMark(t *testing.T) {
	for _, tt := range []struct {
		text           string
		percent        int // 0 if it cannot be parsed
		correct, total int
		met            bool
	}{
		{"80", 80, 8, 10, true},
		{"80%", 80, 7, 10, false},
		{"67%", 67, 4, 6, false},
		{"66", 66, 4, 6, true},
		{"1", 1, 0, 5, false},
		{"100", 100, 0, 0, false},
		{" 80 ", 80, 5, 5, true},
		{text: "0"}, {text: "101"}, {text: "120%"}, {text: "8.5"}, {text: ""}, {text: "%"}, {text: "most"}, {text: "-5"},
	} {
		m, err := curriculum.ParsePassMark(tt.text)
		if (err == nil) != (tt.percent > 0) || m.Percent() != tt.percent {
			t.Errorf("ParsePassMark(%q) = %d, %v", tt.text, m.Percent(), err)
		}
		if err == nil && m.Met(tt.correct, tt.total) != tt.met {
			t.Errorf("%d%% met with %d of %d is %v", tt.percent, tt.correct, tt.total, !tt.met)
		}
	}
}

func TestDate(t *testing.T) {
	for _, bad := range []string{"", "2026", "2026-13-01", "2026-02-30", "06/10/2025", "2026-5-1", "2026-05-12T00:00:00Z"} {
		if d, err := curriculum.ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) = %v", bad, d)
		}
	}
	a, b := day(t, "2026-05-12"), day(t, "2026-11-02")
	if !a.Before(b) || b.Before(a) || a.Before(a) || a.IsZero() || !(curriculum.Date{}).IsZero() {
		t.Error("dates are not in their order")
	}
}

// day parses a date.
func day(t *testing.T, s string) curriculum.Date {
	t.Helper()
	d, err := curriculum.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
