package curriculum_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"homeroom/curriculum"
)

// good loads testdata/good.
func good(t testing.TB) *curriculum.Curriculum {
	t.Helper()
	course, problems, err := curriculum.Load(folder(t, "testdata/good"))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return course
}

// documents returns all documents of a curriculum.
func documents(c *curriculum.Curriculum) (docs []*curriculum.Document) {
	for _, n := range c.Lessons {
		docs = append(docs, &n.Document)
		if n.Guide != nil {
			docs = append(docs, n.Guide)
		}
	}
	for _, p := range c.Policies {
		docs = append(docs, &p.Document)
	}
	for _, f := range c.FAQs {
		docs = append(docs, &f.Document)
	}
	for _, p := range c.Pages {
		docs = append(docs, &p.Document)
	}
	return docs
}

// checkOffsets checks that all places in a curriculum's texts are what they
// say they are.
func checkOffsets(t testing.TB, c *curriculum.Curriculum) {
	t.Helper()
	for _, d := range documents(c) {
		body, last := string(d.Body), 0
		for _, l := range d.Links {
			if l.Start < last || l.End <= l.Start || l.End > len(body) {
				t.Fatalf("%s: link %+v is out of place", d.Path, l)
			}
			last = l.End
			written := body[l.Start:l.End]
			if l.Fragment != "" && !strings.HasSuffix(written, "#"+l.Fragment) {
				t.Errorf("%s: the link %q has the fragment %q", d.Path, written, l.Fragment)
			}
		}
		last = 0
		for _, m := range d.Marks {
			if m.Start < last || m.End <= m.Start || m.End > len(body) || m.Item > m.Start || m.Item < 0 {
				t.Fatalf("%s: mark %+v is out of place", d.Path, m)
			}
			last = m.End
			if written := strings.TrimLeft(body[m.Start:m.End], " \t"); !strings.HasPrefix(written, "{") || !strings.HasSuffix(written, "}") || !strings.Contains(written, "#"+m.ID) {
				t.Errorf("%s: the mark %s is %q", d.Path, m.ID, body[m.Start:m.End])
			}
		}
		last = 0
		for _, in := range d.Includes {
			if in.Start < last || in.End <= in.Start || in.End > len(body) {
				t.Fatalf("%s: include %+v is out of place", d.Path, in)
			}
			last = in.End
		}
		for _, s := range d.Sections {
			if s.ID == "" || !strings.Contains(body, "#"+s.ID) {
				t.Errorf("%s: the section %+v is not in the text", d.Path, s)
			}
		}
	}
}

func TestOffsets(t *testing.T) { checkOffsets(t, good(t)) }

func TestFind(t *testing.T) {
	c := good(t)
	if n, ok := c.Lesson("respond-6-8"); !ok || n.Title != "Save It, Block It, Report It" {
		t.Errorf("Lesson is %v, %v", n, ok)
	}
	if n, ok := c.LessonAt("lessons/annual/6.md"); !ok || n.Grade != "6" || !n.Annual() {
		t.Errorf("LessonAt is %v, %v", n, ok)
	}
	if q, ok := c.Quiz("annual-6-quiz"); !ok || q.Lesson != "annual-6" {
		t.Errorf("Quiz is %v, %v", q, ok)
	}
	if p, ok := c.Policy("agree"); !ok || p.Agreement == nil {
		t.Errorf("Policy is %v, %v", p, ok)
	}
	if f, ok := c.FAQ("faq-stolen"); !ok || f.Weight != 5 {
		t.Errorf("FAQ is %v, %v", f, ok)
	}
	if u, ok := c.Unit("respond"); !ok || u.Number != 2 {
		t.Errorf("Unit is %v, %v", u, ok)
	}
	for _, id := range []string{"r3", "etiquette", "ask-first"} {
		if found := c.Rules(id); len(found) != 1 || found[0].Policy.ID != "responsible-use" || found[0].Rule.Number != 3 {
			t.Errorf("Rules(%s) is %v, want the third rule of responsible-use alone", id, found)
		}
	}
	if _, ok := c.Lesson("dragons"); ok {
		t.Error("there is a lesson on dragons")
	}
	if len(c.Rules("dragons")) > 0 {
		t.Error("there is a rule on dragons")
	}
	byHand := &curriculum.Curriculum{Lessons: c.Lessons}
	if _, ok := byHand.Lesson("respond-6-8"); !ok {
		t.Error("a curriculum that was put together by hand finds nothing")
	}
}

// TestJSON wants a curriculum back, letter for letter, and its methods too.
func TestJSON(t *testing.T) {
	c := good(t)
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back curriculum.Curriculum
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, &back,
		cmpopts.IgnoreUnexported(curriculum.Curriculum{}),
		cmpopts.IgnoreFields(curriculum.Document{}, "Source", "SourceLine"),
		cmp.AllowUnexported(curriculum.PassMark{}, curriculum.Date{})); diff != "" {
		t.Errorf("after JSON (-want +got):\n%s", diff)
	}
	if _, ok := back.Lesson("respond-6-8"); !ok {
		t.Error("after JSON, no lesson is found")
	}
	again, err := json.Marshal(&back)
	if err != nil || string(again) != string(data) {
		t.Errorf("the second JSON differs: %v", err)
	}
}

func TestSource(t *testing.T) {
	n, _ := good(t).Lesson("respond-6-8")
	if n.SourceLine != 20 || !strings.HasPrefix(n.Source, "\nWhen somebody is cruel") || !strings.Contains(n.Source, "{{< report-person >}}") {
		t.Errorf("the source begins at line %d: %.60q", n.SourceLine, n.Source)
	}
}

// TestEdition says which changes make a new edition.
func TestEdition(t *testing.T) {
	const lesson, quiz = "lessons/6-8/save.md", "quizzes/6-8/save.md"
	editions := func(t *testing.T, change func(files fstest.MapFS)) (string, string) {
		t.Helper()
		files := folder(t, "testdata/base")
		change(files)
		c, _, err := curriculum.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := c.Lesson("respond-6-8")
		q, _ := c.Quiz("respond-6-8-quiz")
		return n.Edition, q.Edition
	}
	base := func(files fstest.MapFS) {
		replace(t, files, lesson, "Do it.", "Ask {{< report-person >}}, and {{< include \"/content/policies/use.md#kind-conduct\" >}}")
	}
	oldLesson, oldQuiz := editions(t, base)
	if len(oldLesson) != 32 || len(oldQuiz) != 32 {
		t.Fatalf("editions are %q and %q", oldLesson, oldQuiz)
	}
	for _, tt := range []struct {
		name           string
		file, from, to string
		lesson, quiz   bool // whether there is a new edition
	}{
		{"a note", lesson, "unit: respond", "unit: respond # a note", false, false},
		{"another order of keys", lesson, "title: Save It\nunit: respond", "unit: respond\ntitle: Save It", false, false},
		{"blanks at the end of a line", lesson, "angry reply.", "angry reply.  ", false, false},
		{"lines at the end", lesson, "Ask {{< report", "\n\nAsk {{< report", true, false},
		{"a topic", lesson, "topics: [response]\n", "", false, false},
		{"the title", lesson, "title: Save It", "title: Save it", true, true},
		{"a word", lesson, "Three calm", "Four calm", true, false},
		{"an objective", lesson, "I can save evidence.", "I can save proof.", true, false},
		{"a fact", "config.yaml", "a teacher", "the nurse", true, false},
		{"an included rule", "content/policies/use.md", "Be kind.", "Be very kind.", true, false},
		{"another rule", "content/policies/use.md", "for learning.", "for work.", false, false},
		{"a choice", quiz, "A reply", "An answer", false, true},
		{"a reason", quiz, "Posts vanish.", "Posts go.", false, true},
		{"the id of a choice", quiz, "{#reply}", "{#answer}", false, true},
		{"the right choice", quiz, "- [ ] A reply {#reply}\n  > It feeds the pile-on.\n- [x]", "- [x] A reply {#reply}\n  > It feeds the pile-on.\n- [ ]", false, true},
		{"the pass mark", quiz, "lesson: respond-6-8", "lesson: respond-6-8\npass: 90", false, true},
		{"whether it is for practice", quiz, "lesson: respond-6-8", "lesson: respond-6-8\npractice: true", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			newLesson, newQuiz := editions(t, func(files fstest.MapFS) {
				base(files)
				replace(t, files, tt.file, tt.from, tt.to)
			})
			if (newLesson != oldLesson) != tt.lesson || (newQuiz != oldQuiz) != tt.quiz {
				t.Errorf("a new edition of the lesson: %v, of the quiz: %v; want %v, %v", newLesson != oldLesson, newQuiz != oldQuiz, tt.lesson, tt.quiz)
			}
		})
	}
	t.Run("another path and composed letters", func(t *testing.T) {
		edition := func(name, letters string) string {
			c, _, err := curriculum.Load(fstest.MapFS{name: text("---\r\nid: x\r\ntitle: " + letters + "\r\n---\r\n\r\n" + letters + "\r\n")})
			if err != nil {
				t.Fatal(err)
			}
			return c.Pages[0].Edition
		}
		if a, b := edition("content/a.md", "Mu\u00f1oz"), edition("content/more/b.md", "Mun\u0303oz"); a != b {
			t.Errorf("editions %s and %s differ", a, b)
		}
	})
}
