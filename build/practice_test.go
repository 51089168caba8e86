package build

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

// A try is an answer to a question, and what the server says of it.
type try struct {
	Quiz     *curriculum.Quiz     `json:"-"`
	Question *curriculum.Question `json:"-"`
	Key      string               `json:"key"`
	Picks    string               `json:"picks"` // as a form sends them
	Right    bool                 `json:"right"`
}

// tries returns answers to every question of every built-in quiz: none, the
// key, the key but for one pick, the key and one more, and any picks at all.
func tries(t *testing.T, course *curriculum.Curriculum) (all []try) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	for _, quiz := range course.Quizzes {
		for i := range quiz.Questions {
			q := &quiz.Questions[i]
			key, can := q.Key(), possible(q)
			answers := [][]curriculum.Pick{nil, key, key[1:], slices.Delete(slices.Clone(key), random.IntN(len(key)), len(key))}
			for range 40 {
				answers = append(answers, honest(q, can, random))
			}
			for _, picks := range answers {
				form := fields(q, picks)
				read, err := curriculum.ReadAnswers(quiz, []string{q.ID}, form)
				if err != nil {
					t.Fatalf("%s of %s: %v", q.ID, quiz.Path, err)
				}
				all = append(all, try{quiz, q, fields(q, key).Encode(), form.Encode(), q.Right(read[q.ID])})
			}
		}
	}
	return all
}

// possible returns the picks that can be made in a question, by slot.
func possible(q *curriculum.Question) map[string][]string {
	can := map[string][]string{}
	slots, choices := []string{""}, []string{}
	for _, c := range q.Choices {
		choices = append(choices, c.ID)
	}
	for _, b := range q.Boxes {
		choices = append(choices, b.ID)
	}
	switch q.Kind {
	case curriculum.Order, curriculum.Sort:
		slots = nil
		for _, p := range q.Key() {
			slots = append(slots, p.Slot)
		}
	case curriculum.Fill:
		for _, b := range q.Blanks {
			for _, c := range b.Choices {
				can[b.ID] = append(can[b.ID], c.ID)
			}
		}
		return can
	}
	for _, s := range slots {
		can[s] = choices
	}
	return can
}

// honest returns an answer that a form can send: one choice or none in each
// slot, or any choices where there may be several.
func honest(q *curriculum.Question, can map[string][]string, random *rand.Rand) (picks []curriculum.Pick) {
	for _, slot := range slices.Sorted(maps.Keys(can)) {
		choices := can[slot]
		if q.Kind == curriculum.Several || q.Kind == curriculum.Spot {
			for _, c := range choices {
				if random.IntN(2) == 0 {
					picks = append(picks, curriculum.Pick{Slot: slot, Choice: c})
				}
			}
		} else if random.IntN(8) > 0 {
			picks = append(picks, curriculum.Pick{Slot: slot, Choice: choices[random.IntN(len(choices))]})
		}
	}
	return picks
}

// fields returns picks as a form sends them.
func fields(q *curriculum.Question, picks []curriculum.Pick) url.Values {
	form := url.Values{}
	for _, p := range picks {
		name := q.ID
		if p.Slot != "" {
			name += "." + p.Slot
		}
		form.Add(name, p.Choice)
	}
	return form
}

// released returns the sample district's curriculum with every quiz open for
// practice, and every question asked.
func released(t *testing.T) siteInput {
	t.Helper()
	layers := sampleDistrict(t)
	course, words, _, err := load(layers)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[curriculum.Kind]bool{}
	for _, q := range course.Quizzes {
		q.Practice = true
		for i := range q.Questions {
			kinds[q.Questions[i].Kind] = true
			q.Questions[i].Pair = "" // so that the page asks them all
		}
	}
	if len(kinds) < 7 {
		t.Fatalf("the built-in quizzes have only the kinds %v", kinds)
	}
	texts := []siteText{{Lang: "en", Words: words["en"], Course: course.Published()}}
	return siteInput{Layers: layers, Texts: texts, CacheDir: t.TempDir(), Question: practice(texts)}
}

// TestScriptsGradeAlone runs the tests of the theme's pure functions, and has
// them grade answers to every built-in question: they agree with package
// curriculum.
func TestScriptsGradeAlone(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("HOMEROOM_TEST_ALL") != "" {
			t.Fatal(err)
		}
		t.Skip("node is not installed; TestPracticeAgreesWithTheServer tries the same in Chromium")
	}
	dir := t.TempDir()
	write := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range theme(t, ".js") {
		write(filepath.Base(name), []byte(text))
	}
	suites, err := fs.Glob(os.DirFS("testdata/js"), "*.test.mjs")
	if err != nil || len(suites) == 0 {
		t.Fatalf("there are no suites: %v", err)
	}
	for _, name := range suites {
		data, err := os.ReadFile(filepath.Join("testdata", "js", name))
		if err != nil {
			t.Fatal(err)
		}
		write(name, data)
	}
	cases, err := json.Marshal(tries(t, released(t).Texts[0].Course))
	if err != nil {
		t.Fatal(err)
	}
	write("cases.json", cases)
	write("package.json", []byte(`{"type": "module"}`))
	run := exec.CommandContext(t.Context(), node, append([]string{"--test"}, suites...)...)
	run.Dir, run.Env = dir, append(os.Environ(), "CASES="+filepath.Join(dir, "cases.json"))
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("node --test: %v\n%s", err, out)
	}
}

// answerAll puts each answer of the page into its question as a person would,
// checks it, and returns what the page says of it.
const answerAll = `((tries) => tries.map(({ id, picks }) => {
	const field = document.getElementById("q-" + id);
	field.querySelector("[data-again]").click();
	for (const [name, value] of new URLSearchParams(picks)) {
		const select = field.querySelector('select[name="' + name + '"]');
		if (select) {
			select.value = value;
			select.dispatchEvent(new Event("change", { bubbles: true }));
			continue;
		}
		field.querySelector('input[name="' + name + '"][value="' + value + '"]').click();
	}
	field.querySelector("[data-check]").click();
	const said = field.querySelector(".practice-said");
	return {
		state: field.querySelector(".question-verdict").dataset.state,
		text: field.querySelector(".question-verdict").textContent.trim(),
		lines: [...said.querySelectorAll("li")].map((li) => li.dataset.state || ""),
		whys: said.querySelectorAll(".quiz-why").length,
		keys: [...said.querySelectorAll("li")].filter((li) => !li.textContent.trim()).length,
	};
}))`

// TestPracticeAgreesWithTheServer answers every question of every built-in
// quiz in the browser, in many ways: the page says right when the server
// would, and never else.
func TestPracticeAgreesWithTheServer(t *testing.T) {
	in := released(t)
	site, err := renderSite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	ctx, folder := windowOn(t, site)
	watch(t, ctx)
	type said struct {
		State, Text string
		Lines       []string
		Whys, Keys  int
	}
	byQuiz := map[string][]try{}
	for _, one := range tries(t, in.Texts[0].Course) {
		byQuiz[one.Quiz.Path] = append(byQuiz[one.Quiz.Path], one)
	}
	for source, all := range byQuiz {
		var asked []map[string]string
		for _, one := range all {
			asked = append(asked, map[string]string{"id": one.Question.ID, "picks": one.Picks})
		}
		data, err := json.Marshal(asked)
		if err != nil {
			t.Fatal(err)
		}
		answers := visit[[]said](t, ctx, folder, address("en", source), 1280, answerAll+"("+string(data)+")")
		for i, got := range answers {
			one := all[i]
			if (got.State == "right") != one.Right || got.Text == "" {
				t.Errorf("%s, %s: %q is %s (%s), want right: %t", source, one.Question.ID, one.Picks, got.State, got.Text, one.Right)
			}
			if want := len(one.Question.Key()); one.Right && !slices.Equal(got.Lines, slices.Repeat([]string{"right"}, want)) {
				t.Errorf("%s, %s: %q is right, but its parts are %v", source, one.Question.ID, one.Picks, got.Lines)
			}
			if !one.Right && one.Picks != "" && one.Question.Kind == curriculum.Single && !slices.Equal(got.Lines, []string{"wrong"}) {
				t.Errorf("%s, %s: %q is wrong, but its parts are %v", source, one.Question.ID, one.Picks, got.Lines)
			}
			if got.Keys > 0 || one.Picks != "" && one.Question.Kind == curriculum.Single && got.Whys != 1 {
				t.Errorf("%s, %s: %q gets %d reasons and %d empty lines", source, one.Question.ID, one.Picks, got.Whys, got.Keys)
			}
		}
	}
}

// TestPracticeSumsUp goes through a practice quiz: the summary counts, leads
// to what was wrong, and begins again; nothing is kept.
func TestPracticeSumsUp(t *testing.T) {
	in := released(t)
	site, err := renderSite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	ctx, folder := windowOn(t, site)
	watch(t, ctx)
	const script = `(() => {
		const summary = document.querySelector("[data-practice-summary]"), told = [];
		const tell = () => told.push([summary.checkVisibility(), summary.querySelector("[role=status]").textContent, summary.querySelectorAll("a").length].join("|"));
		tell();
		const parts = [...document.querySelectorAll("[data-practice]")];
		parts.forEach((part, i) => {
			const field = part.closest(".question");
			for (const [name, value] of new URLSearchParams(part.dataset.key)) {
				const select = field.querySelector('select[name="' + name + '"]');
				if (select) select.value = value; else field.querySelector('input[name="' + name + '"][value="' + value + '"]').click();
			}
			if (i === 0) field.querySelectorAll("input, option").forEach((e) => { e.checked = false; e.selected = false; });
			if (i === 0) [...field.querySelectorAll("input")].find((e) => !part.dataset.key.includes(e.value)).click();
			part.querySelector("[data-check]").click();
			if (i === 0) tell();
		});
		tell();
		summary.querySelector("[data-restart]").click();
		tell();
		told.push(String(document.querySelectorAll(".question :checked:not(option)").length + document.querySelectorAll("option:checked:not([value=''])").length));
		told.push(document.activeElement.id, String(localStorage.length + sessionStorage.length) + document.cookie);
		return told;
	})()`
	quiz := in.Texts[0].Course.Quizzes[0]
	n := len(quiz.Questions)
	got := visit[[]string](t, ctx, folder, address("en", quiz.Path), 1280, script)
	want := []string{
		fmt.Sprintf("true|Questions checked: 0 of %d|0", n), fmt.Sprintf("true|Questions checked: 1 of %d|0", n),
		fmt.Sprintf("true|Right: %d of %d|1", n-1, n), fmt.Sprintf("true|Questions checked: 0 of %d|0", n),
		"0", "q-" + quiz.Questions[0].ID + "-1", "0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the summary (-want +got):\n%s", diff)
	}
}

// TestOnlyPracticeHasKeys looks for what a script would check answers by in
// the pages of quizzes that are not for practice.
func TestOnlyPracticeHasKeys(t *testing.T) {
	layers := sampleDistrict(t)
	course, _, _, err := load(layers)
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]bool{}
	for _, q := range course.Quizzes {
		for _, lang := range course.Settings.Languages {
			open["site"+address(lang, q.Path)] = q.Practice
		}
	}
	with := 0
	for name, data := range buildAll(t, layers) {
		text := string(data)
		has := strings.Contains(text, "data-key=") || strings.Contains(text, "data-pick=") || strings.Contains(text, "data-when=")
		if strings.HasPrefix(name, "site/") && has != open[name] && strings.HasSuffix(name, ".html") {
			t.Errorf("%s: has what answers are checked by: %t", name, has)
		}
		if has && open[name] {
			with++
		}
	}
	if with == 0 {
		t.Error("no practice quiz can be checked by a script")
	}
}
