package question_test

import (
	"fmt"
	"html/template"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"homeroom/curriculum"
	"homeroom/internal/question"
)

// update rewrites the golden files: go test ./internal/question with
// HOMEROOM_UPDATE=1.
var update = os.Getenv("HOMEROOM_UPDATE") != ""

func TestHTMLIsGolden(t *testing.T) {
	for _, q := range questions() {
		for name, v := range map[string]question.View{
			"ask":      {Question: q, Number: 3, Total: 10},
			"error":    {Question: q, Number: 3, Total: 10, Error: "Pick an answer first.", Picks: someWrong(q)[:1]},
			"practice": {Question: q, Mode: question.Practice},
			"right":    {Question: q, Mode: question.Review, Number: 3, Total: 10, Picks: q.Key()},
			"wrong":    {Question: q, Mode: question.Review, Picks: someWrong(q)},
			"missing":  {Question: q, Mode: question.Review},
		} {
			v.Seed, v.Media = "seed", func(path string) string { return "/media/" + path }
			t.Run(string(q.Kind)+"/"+name, func(t *testing.T) {
				golden(t, string(q.Kind)+"-"+name+".html", string(question.HTML(v, echo{})))
			})
		}
	}
}

func TestHTMLIsSound(t *testing.T) {
	for _, q := range questions() {
		for _, mode := range []question.Mode{question.Ask, question.Practice, question.Review} {
			t.Run(fmt.Sprint(q.Kind, "/", mode), func(t *testing.T) {
				got := question.HTML(question.View{Question: q, Mode: mode, Number: 1, Total: 2, Seed: "s", Error: "e"}, echo{})
				checkHTML(t, string(got))
			})
		}
	}
}

// TestAskTellsNothing draws a question, changes its key in every way it can
// be changed, and demands the same HTML.
func TestAskTellsNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, q := range questions() {
		t.Run(string(q.Kind), func(t *testing.T) {
			want := question.HTML(question.View{Question: q, Number: 1, Total: 2, Seed: "s"}, echo{})
			if strings.Contains(string(want), "WHY") {
				t.Errorf("Ask shows why:\n%s", want)
			}
			for range 200 {
				other := rekeyed(q, random)
				got := question.HTML(question.View{Question: other, Number: 1, Total: 2, Seed: "s"}, echo{})
				if q.Kind == curriculum.Order {
					got, want = sortedOptions(got), sortedOptions(want)
				}
				if diff := cmp.Diff(string(want), string(got)); diff != "" {
					t.Fatalf("the key shows in the question (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestStepsAreNeverShownInTheRightOrder(t *testing.T) {
	for _, q := range questions() {
		if q.Kind != curriculum.Order {
			continue
		}
		for i := range 200 {
			got := question.HTML(question.View{Question: q, Seed: fmt.Sprint(i)}, echo{})
			first := regexp.MustCompile(`<select.*?</select>`).FindString(string(got))
			var shown, right []string
			for _, m := range regexp.MustCompile(`value="([^"]+)"`).FindAllStringSubmatch(first, -1) {
				shown = append(shown, m[1])
			}
			for _, c := range q.Choices {
				right = append(right, c.ID)
			}
			if slices.Equal(shown, right) {
				t.Fatalf("seed %d shows the steps in the right order", i)
			}
		}
	}
}

func TestTheSameSeedShowsTheSameOrder(t *testing.T) {
	for _, q := range questions() {
		a := question.HTML(question.View{Question: q, Seed: "attempt"}, echo{})
		b := question.HTML(question.View{Question: q, Seed: "attempt"}, echo{})
		if a != b {
			t.Errorf("%s: two drawings with one seed differ", q.Kind)
		}
	}
}

// TestFormIsReadBack posts the picks that are checked in the HTML and demands
// the picks that were shown.
func TestFormIsReadBack(t *testing.T) {
	for _, q := range questions() {
		t.Run(string(q.Kind), func(t *testing.T) {
			got := question.HTML(question.View{Question: q, Seed: "s", Picks: q.Key()}, echo{})
			quiz := &curriculum.Quiz{Questions: []curriculum.Question{*q}}
			answers, err := curriculum.ReadAnswers(quiz, []string{q.ID}, posted(t, string(got)))
			if err != nil {
				t.Fatal(err)
			}
			if !q.Right(answers[q.ID]) {
				t.Errorf("the form gives %v, want the key %v", answers[q.ID], q.Key())
			}
		})
	}
}

func TestHostileTextStaysText(t *testing.T) {
	const hostile = `"><script>alert(1)</script>&'{{.}}`
	q := &curriculum.Question{ID: "q", Kind: curriculum.Fill, Title: "T", Body: "a ___ b", Blanks: []curriculum.Blank{
		{ID: "1", Title: hostile, Choices: []curriculum.Choice{{ID: "a", Text: hostile, Right: true}}},
	}}
	for _, mode := range []question.Mode{question.Ask, question.Practice, question.Review} {
		got := string(question.HTML(question.View{Question: q, Mode: mode, Error: hostile}, echo{}))
		if strings.Contains(got, "<script") {
			t.Errorf("mode %d lets a script through:\n%s", mode, got)
		}
	}
}

func TestWhysAreOfThePicksOnly(t *testing.T) {
	for _, q := range questions() {
		got := string(question.Whys(question.View{Question: q, Picks: someWrong(q)}))
		for _, c := range q.Choices {
			picked := slices.Contains(someWrong(q), curriculum.Pick{Choice: c.ID})
			if c.Why != "" && picked != strings.Contains(got, string(c.Why)) {
				t.Errorf("%s: picked %s is %t, but its why shows: %t", q.Kind, c.ID, picked, !picked)
			}
		}
	}
}

// echo shows keys and values instead of words, so that the golden files do
// not depend on how a sentence is put.
type echo struct{}

func (echo) T(key string, pairs ...any) string {
	if len(pairs) == 0 {
		return "‹" + key + "›"
	}
	return "‹" + key + " " + strings.Trim(fmt.Sprintf("%v", pairs), "[]") + "›"
}

// questions returns one question of each kind. Every why begins with WHY.
func questions() []*curriculum.Question {
	choices := []curriculum.Choice{
		{ID: "reply", Text: "Reply *now*", Why: "WHY reply"},
		{ID: "save", Text: "Save & keep it", Right: true, Why: "WHY save", Picture: "quizzes/k-2/save.svg"},
		{ID: "delete", Text: "Delete it", Why: "WHY delete"},
	}
	several := slices.Clone(choices)
	several[2].Right = true
	steps := []curriculum.Choice{{ID: "s1", Text: "Stop"}, {ID: "s2", Text: "Save *it*"}, {ID: "s3", Text: "Tell"}}
	return []*curriculum.Question{
		{ID: "first", Kind: curriculum.Single, Title: "What *first*?", Body: "Maya sees a picture.\n\nIt is cruel.", Picture: "quizzes/6-8/chat.svg", Choices: choices},
		{ID: "all", Kind: curriculum.Several, Title: "Which help?", Choices: several},
		{ID: "find", Kind: curriculum.Spot, Title: "Find the clues", Choices: several},
		{ID: "true", Kind: curriculum.TrueFalse, Title: "Posts vanish.", Choices: []curriculum.Choice{
			{ID: "yes", Text: "True", Why: "WHY yes"}, {ID: "no", Text: "False", Right: true, Why: "WHY no"},
		}},
		{ID: "steps", Kind: curriculum.Order, Title: "Put in order", Why: "WHY order", Choices: steps},
		{ID: "sort", Kind: curriculum.Sort, Title: "Evidence or gossip?", Boxes: []curriculum.Box{
			{ID: "evidence", Title: "Evidence", Items: []curriculum.Choice{{ID: "shot", Text: "A *screenshot*", Why: "WHY shot"}, {ID: "date", Text: "The date"}}},
			{ID: "gossip", Title: "Gossip", Items: []curriculum.Choice{{ID: "hearsay", Text: "“He said”", Why: "WHY hearsay"}}},
		}},
		{ID: "tasl", Kind: curriculum.Fill, Title: "Build the line", Body: "The photo is \"___\", by ___ & co.", Blanks: []curriculum.Blank{
			{ID: "1", Title: "Title", Choices: []curriculum.Choice{{ID: "lake", Text: "*Lake at Dawn*", Right: true, Why: "WHY lake"}, {ID: "file", Text: "IMG_2041", Why: "WHY file"}}},
			{ID: "2", Choices: []curriculum.Choice{{ID: "ana", Text: "Ana"}, {ID: "bo", Text: "Bo", Right: true}}},
			{ID: "3", Title: "Licence", Choices: []curriculum.Choice{{ID: "by", Text: "CC BY", Right: true}, {ID: "none", Text: "none"}}},
		}},
	}
}

// someWrong returns picks that are possible and not right; the first of them
// is wrong, or one of several that are needed.
func someWrong(q *curriculum.Question) []curriculum.Pick {
	switch q.Kind {
	case curriculum.Order:
		return []curriculum.Pick{{Slot: "1", Choice: "s2"}, {Slot: "2", Choice: "s2"}}
	case curriculum.Sort:
		return []curriculum.Pick{{Slot: "shot", Choice: "gossip"}, {Slot: "hearsay", Choice: "gossip"}}
	case curriculum.Fill:
		return []curriculum.Pick{{Slot: "1", Choice: "file"}, {Slot: "2", Choice: "bo"}}
	case curriculum.TrueFalse:
		return []curriculum.Pick{{Choice: "yes"}}
	case curriculum.Single:
		return []curriculum.Pick{{Choice: "reply"}}
	}
	return []curriculum.Pick{{Choice: "reply"}, {Choice: "save"}}
}

// rekeyed returns q with another key, and everything that a student may see
// the same.
func rekeyed(q *curriculum.Question, random *rand.Rand) *curriculum.Question {
	out := *q
	out.Why = "WHY not"
	out.Choices = slices.Clone(q.Choices)
	for i := range out.Choices {
		out.Choices[i].Right, out.Choices[i].Why = random.IntN(2) == 0, "WHY not"
	}
	if q.Kind == curriculum.Order {
		random.Shuffle(len(out.Choices), func(i, j int) { out.Choices[i], out.Choices[j] = out.Choices[j], out.Choices[i] })
	}
	out.Blanks = slices.Clone(q.Blanks)
	for i := range out.Blanks {
		out.Blanks[i].Choices = slices.Clone(q.Blanks[i].Choices)
		for j := range out.Blanks[i].Choices {
			out.Blanks[i].Choices[j].Right, out.Blanks[i].Choices[j].Why = random.IntN(2) == 0, "WHY not"
		}
	}
	var all []curriculum.Choice
	out.Boxes = slices.Clone(q.Boxes)
	for i := range out.Boxes {
		all, out.Boxes[i].Items = append(all, out.Boxes[i].Items...), nil
	}
	for _, it := range all {
		it.Why = "WHY not"
		box := &out.Boxes[random.IntN(len(out.Boxes))]
		box.Items = append(box.Items, it)
	}
	return &out
}

// sortedOptions puts the options of each select into the order of their text.
func sortedOptions(h template.HTML) template.HTML {
	return template.HTML(regexp.MustCompile(`(<option value="[^"]+">[^<]*</option>)+`).ReplaceAllStringFunc(string(h), func(s string) string {
		options := strings.SplitAfter(s, "</option>")
		slices.Sort(options)
		return strings.Join(options, "")
	}))
}

// posted returns what a browser would send for the controls in src.
func posted(t *testing.T, src string) map[string][]string {
	t.Helper()
	form := map[string][]string{}
	for n := range nodes(t, src) {
		a := attributes(n)
		_, checked := a["checked"]
		switch {
		case n.Data == "input" && checked:
			form[a["name"]] = append(form[a["name"]], a["value"])
		case n.Data == "select":
			for o := n.FirstChild; o != nil; o = o.NextSibling {
				if oa := attributes(o); o.Data == "option" {
					if _, selected := oa["selected"]; selected {
						form[a["name"]] = append(form[a["name"]], oa["value"])
					}
				}
			}
		}
	}
	return form
}

// checkHTML checks what must hold of every drawing: each tag is closed, ids
// are unique, every id that is named exists, nothing is inline.
func checkHTML(t *testing.T, src string) {
	t.Helper()
	ids, named := map[string]int{}, map[string]bool{}
	for n := range nodes(t, src) {
		for key, value := range attributes(n) {
			switch {
			case key == "id":
				ids[value]++
			case key == "for" || key == "aria-describedby" || key == "aria-labelledby":
				for _, id := range strings.Fields(value) {
					named[id] = true
				}
			case key == "style" || strings.HasPrefix(key, "on"):
				t.Errorf("inline %s=%q", key, value)
			}
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%d elements have the id %q", n, id)
		}
	}
	for id := range named {
		if ids[id] == 0 {
			t.Errorf("no element has the id %q", id)
		}
	}
	for _, tag := range []string{"fieldset", "label", "select", "ul", "li", "section", "details", "div", "p", "dl", "span"} {
		open := len(regexp.MustCompile(`<`+tag+`[ >]`).FindAllString(src, -1))
		if shut := strings.Count(src, "</"+tag+">"); open != shut {
			t.Errorf("%d <%s> are opened and %d closed", open, tag, shut)
		}
	}
}

func nodes(t *testing.T, src string) func(yield func(*html.Node) bool) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<!doctype html><body>" + src))
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(*html.Node) bool) {
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode && !yield(n) {
				return
			}
		}
	}
}

func attributes(n *html.Node) map[string]string {
	out := map[string]string{}
	for _, a := range n.Attr {
		out[a.Key] = a.Val
	}
	return maps.Clone(out)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	got += "\n"
	if update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
