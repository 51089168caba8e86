package build

import (
	"cmp"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"homeroom/curriculum"
	"homeroom/internal/layer"
	"homeroom/internal/translate"
)

// sampleSite returns a small invented district in English, Spanish and Arabic.
// Nobody has translated its pages; only the Spanish rules page is in Spanish.
func sampleSite(t testing.TB) siteInput {
	t.Helper()
	in := siteInput{Layers: sampleLayers(), CacheDir: t.TempDir(), Question: sampleQuestion}
	english := themeWords(t, "en", nil)
	for _, lang := range []string{"en", "es", "ar"} {
		words := english
		switch lang {
		case "es":
			words = themeWords(t, lang, english)
		case "ar":
			words = arabicWords(t, english)
		}
		course := sampleCourse()
		course.Lang = lang
		if lang != "en" {
			untranslated(course, lang)
		}
		in.Texts = append(in.Texts, siteText{Lang: lang, Words: words, Course: course})
	}
	return in
}

// untranslated says of each page of a course that nobody has translated it,
// but of the Spanish rules page.
func untranslated(c *curriculum.Curriculum, lang string) {
	say := func(p *curriculum.Document) {
		p.Rendition = &curriculum.Rendition{Texts: 2}
		if lang == "es" && p.Path == "content/policies/use.md" {
			p.Rendition.Translated, p.Rendition.State = 2, curriculum.Reviewed
		}
	}
	for _, l := range c.Lessons {
		say(&l.Document)
		if l.Guide != nil {
			say(l.Guide)
		}
	}
	for _, p := range c.Policies {
		say(&p.Document)
	}
	for _, f := range c.FAQs {
		say(&f.Document)
	}
	for _, p := range c.Pages {
		say(&p.Document)
	}
	for _, q := range c.Quizzes {
		q.Rendition = &curriculum.Rendition{Texts: 2}
	}
}

// sampleLayers returns homeroom's own files with a district's pictures on them.
func sampleLayers() fs.FS {
	return layer.New(
		layer.Layer{Name: layer.BuiltIn, Files: os.DirFS("..")},
		layer.Layer{Name: "Tern Hollow", Files: fstest.MapFS{
			"content/families/tablet.svg": &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
			"content/logo.svg":            &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>`)},
		}},
	)
}

// themeWords reads the interface's words, as far as they are this package's
// concern.
func themeWords(t testing.TB, lang string, below *translate.Words) *translate.Words {
	t.Helper()
	var files []translate.File
	for _, name := range []string{"../i18n/" + lang + ".yaml", "../i18n/parts/theme." + lang + ".yaml"} {
		if data, err := os.ReadFile(name); err == nil {
			files = append(files, translate.File{Path: name, Data: data})
		}
	}
	words, problems := translate.Read(lang, files, below)
	for _, p := range problems {
		t.Errorf("%s: %s", p.At(), p.Message)
	}
	return words
}

// arabicWords returns a few words of a language that is written from right to
// left; the others are the English ones.
func arabicWords(t testing.TB, english *translate.Words) *translate.Words {
	t.Helper()
	words, err := translate.NewWords("ar", map[string]translate.Entry{
		"language-name":  {"other": "العربية"},
		"skip":           {"other": "انتقل إلى الجزء الرئيسي"},
		"nav-home":       {"other": "البداية"},
		"nav-lessons":    {"other": "الدروس"},
		"nav-policies":   {"other": "القواعد"},
		"nav-families":   {"other": "العائلات"},
		"nav-help":       {"other": "مساعدة"},
		"search":         {"other": "بحث"},
		"print":          {"other": "طباعة"},
		"goals":          {"other": "ما سوف تتعلمه"},
		"words":          {"other": "كلمات مهمة"},
		"not-translated": {"other": "لم تترجم هذه الصفحة بعد. تراها بهذه اللغة: {name}."},
		"minute-count":   {"one": "دقيقة", "two": "دقيقتان", "few": "{n} دقائق", "many": "{n} دقيقة", "other": "{n} دقيقة"},
	}, english)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// sampleQuestion stands for package internal/question.
func sampleQuestion(_ string, quiz *curriculum.Quiz) (drawn []template.HTML) {
	for i, q := range quiz.Questions {
		var b strings.Builder
		fmt.Fprintf(&b, "<fieldset class=\"question\" id=\"q-%s\"><legend class=\"question-legend\">%d. %s</legend>", q.ID, i+1, q.Title.Inline())
		if quiz.Practice {
			fmt.Fprintf(&b, "<details class=\"question-answer\"><summary>Answer</summary>%s</details>", q.Why.Inline())
		}
		b.WriteString("</fieldset>")
		drawn = append(drawn, template.HTML(b.String()))
	}
	return drawn
}

// written finds links and marks in a body, as package curriculum does when it
// reads a file.
func written(doc curriculum.Document, body string, pages ...string) curriculum.Document {
	doc.Body, doc.SourceLine = curriculum.Prose(body), 12
	doc.Edition = "0123456789abcdef0123456789abcdef"
	for _, m := range regexp.MustCompile(`\]\(([^)]*)\)`).FindAllStringSubmatchIndex(body, -1) {
		page, fragment, _ := strings.Cut(body[m[2]:m[3]], "#")
		l := curriculum.Link{Start: m[2], End: m[3], Fragment: fragment}
		if strings.HasSuffix(page, ".md") {
			l.Page = page
		} else if !strings.Contains(page, ":") {
			l.Asset = page
		}
		doc.Links = append(doc.Links, l)
	}
	for _, m := range regexp.MustCompile(`(?m)^(\d+\.|-) .*?( \{#([a-z-]+)\})$`).FindAllStringSubmatchIndex(body, -1) {
		doc.Marks = append(doc.Marks, curriculum.Mark{Start: m[4], End: m[5], Item: m[3] + 1, ID: body[m[6]:m[7]]})
	}
	for _, m := range regexp.MustCompile(`(?m)^(##+) (.*?) \{#([a-z-]+)(?: minutes=(\d+))?[^}]*\}$`).FindAllStringSubmatch(body, -1) {
		s := curriculum.Section{ID: m[3], Title: m[2], Level: len(m[1])}
		_, _ = fmt.Sscan(m[4], &s.Minutes)
		doc.Sections = append(doc.Sections, s)
	}
	for _, para := range strings.Split(body, "\n\n") {
		if !strings.HasPrefix(para, "#") {
			doc.Summary = cmp.Or(doc.Summary, curriculum.Prose(para).Plain())
		}
	}
	return doc
}

func date(s string) curriculum.Date {
	d, err := curriculum.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func passMark(n int) curriculum.PassMark {
	m, err := curriculum.NewPassMark(n)
	if err != nil {
		panic(err)
	}
	return m
}

// sampleCourse returns one of everything that has a page.
func sampleCourse() *curriculum.Curriculum {
	c := &curriculum.Curriculum{Settings: sampleSettings(), Plan: samplePlan(), Legal: []curriculum.Legal{
		{ID: "cipa", Citation: "47 U.S.C. 254(h)", Title: "Children’s Internet Protection Act", Status: "current", Checked: date("2026-06-01")},
		{ID: "old", Citation: "20 U.S.C. 6777", Title: "No Child Left Behind, Title II D", Status: "superseded", Checked: date("2026-06-01")},
	}, Assets: []curriculum.Asset{
		{Path: "content/families/tablet.svg", Title: "A tablet on a table", Author: "R. Ibarra", Source: "https://example.org/tablet", Licence: "CC BY 4.0",
			LicenceURL: "https://creativecommons.org/licenses/by/4.0/", Changed: "cropped"},
		{Path: "content/logo.svg", Title: "The district’s tern", Author: "students of 2024", Source: "drawn for this site", Licence: "all rights reserved, used with permission"},
	}, Citations: []curriculum.Citation{
		{URL: "https://example.org/law", Title: "How the law protects children", Publisher: "Law House", Author: "Ana Ruiz", Checked: date("2026-05-12")},
	}}
	sampleLessons(c)
	samplePages(c)
	return c
}

func sampleSettings() curriculum.Settings {
	return curriculum.Settings{
		District: curriculum.District{Name: "Tern Hollow Public Schools", Short: "Tern Hollow", Mission: "Every child known, every child ready.",
			Address: "12 Ferry Road, Tern Hollow", Phone: "555-0142", Email: "office@ternhollow.example"},
		School:      curriculum.School{Name: "Alder Brook Middle School", Principal: "Dana Whitlock", Address: "3 Mill Lane, Tern Hollow", Phone: "555-0177"},
		Languages:   []string{"en", "es", "ar"},
		PolicyBands: []curriculum.PolicyBand{{ID: "k-2", Name: "Grades K–2"}, {ID: "3-12", Name: "Grades 3–12"}},
		QuickLinks: []curriculum.QuickLink{{Title: "Our rules", Page: "content/policies/use.md"},
			{Title: "School calendar", URL: "https://calendar.ternhollow.example/"}, {Title: "Not here", Page: "content/none.md"}},
		Look: curriculum.Look{Logo: "content/logo.svg"},
		Quiz: curriculum.QuizSettings{Pass: passMark(80)},
	}
}

func samplePlan() curriculum.Plan {
	return curriculum.Plan{
		Units: []curriculum.Unit{
			{ID: "respond", Number: 1, Name: "Respond to Cruelty", Summary: "What to do, and whom to tell, when somebody is cruel online.", Topics: []string{"bullying"}},
			{ID: "credit", Number: 2, Name: "Give Credit", Summary: "Use other people’s work honestly."},
		},
		Bands:  []curriculum.BandPlan{{ID: "k-2", Name: "Grades K–2"}, {ID: "3-5", Name: "Grades 3–5"}, {ID: "6-8", Name: "Grades 6–8"}, {ID: "9-12", Name: "Grades 9–12"}},
		Topics: []curriculum.Topic{{ID: "bullying", Name: "Cyberbullying awareness and response", Law: "cipa"}},
		Annual: []curriculum.AnnualRow{{Grade: "6", Lesson: "annual-6", Module: "Safe and kind", Minutes: 30}},
	}
}

func sampleLessons(c *curriculum.Curriculum) {
	save := &curriculum.Lesson{
		Document: written(curriculum.Document{ID: "respond-6-8", Path: "lessons/6-8/save-it.md", Title: "Save It, Block It, Report It"}, lessonText),
		Band:     "6-8", Unit: "respond", Minutes: 40, Topics: []string{"bullying"}, Rules: []string{"kind-conduct", "etiquette", "not-here"},
		Objectives: []curriculum.Objective{{ID: "evidence", Text: "I can save evidence before it disappears."}, {ID: "path", Text: "I can walk our school’s reporting path, step by step."}},
		Standards:  []string{"ISTE 1.2.b"}, Quiz: "respond-6-8-quiz", Materials: []string{"One card for each pair"},
		Words:     []curriculum.Word{{Term: "evidence", Meaning: "something that shows what happened"}, {Term: "retaliation", Meaning: "hurting someone because they reported"}},
		Sensitive: "A student is left out and mocked.",
	}
	guide := written(curriculum.Document{ID: "respond-6-8-guide", Path: "lessons/6-8/save-it.guide.md", Title: "Save It, Block It, Report It"},
		"## Prepare {#prepare}\n\nRead [the lesson](lessons/6-8/save-it.md).\n\n## Script {#script}\n\nSay it calmly.\n\n## Watch for {#watch}\n\nStudents who go silent.\n")
	save.Guide = &guide
	kind := &curriculum.Lesson{
		Document: written(curriculum.Document{ID: "respond-k-2", Path: "lessons/k-2/kind.md", Title: "Kind Words, Kind Screens"}, "Words can hurt.\n\n## Warm-up {#warm-up minutes=3}\n\nWave to a friend.\n"),
		Band:     "k-2", Unit: "respond", Minutes: 20, Objectives: []curriculum.Objective{{ID: "tell", Text: "I can tell an adult."}}, Rules: []string{"kind-conduct"},
	}
	annual := &curriculum.Lesson{
		Document: written(curriculum.Document{ID: "annual-6", Path: "lessons/annual/6.md", Title: "Safe and Kind: Grade 6"}, "Every year begins with this page.\n\n## Rules first {#rules-first minutes=5}\n\nRead [the rules](content/policies/use.md#rules).\n"),
		Band:     "6-8", Grade: "6", Minutes: 30, Objectives: []curriculum.Objective{{ID: "rules", Text: "I can say our rules in my own words."}},
	}
	c.Lessons = []*curriculum.Lesson{kind, save, annual}
	c.Quizzes = []*curriculum.Quiz{
		{ID: "respond-6-8-quiz", Path: "quizzes/6-8/save-it.md", Lesson: "respond-6-8", Title: "Save It, Block It, Report It", Pass: passMark(80), Practice: true, Edition: "q", Questions: sampleQuestions()},
		{ID: "closed-quiz", Path: "quizzes/annual/6.md", Lesson: "annual-6", Title: "Safe and Kind: Grade 6", Pass: passMark(80), Edition: "q", Questions: sampleQuestions()},
	}
}

func sampleQuestions() []curriculum.Question {
	return []curriculum.Question{{ID: "first", Kind: curriculum.Single, Title: "What should Maya do *first*?", Why: "Proof first: posts vanish."}}
}

func samplePages(c *curriculum.Curriculum) {
	plain := written(curriculum.Document{ID: "use-plain", Path: "content/policies/use-plain.md", Title: "Our Rules in Plain Words"}, "Be kind. Ask first. Tell an adult.\n")
	use := written(curriculum.Document{ID: "use", Path: "content/policies/use.md", Title: "Responsible Use of Technology"}, policyText)
	c.Policies = []*curriculum.Policy{
		{Document: plain, Kind: "notice", Official: "content/policies/use.md", Reviewed: date("2026-05-12")},
		{Document: use, Kind: "guideline", Number: "6141", Owner: "Technology Services", Adopted: date("2025-06-10"), Reviewed: date("2026-05-12"),
			NextReview: date("2027-05-01"), ApprovedBy: "Superintendent", Legal: []string{"cipa", "old"}, Audience: []string{"students", "staff", "families"},
			Plain: "content/policies/use-plain.md", Rules: []curriculum.Rule{
				{ID: "learning", Number: 1, Text: "Use school technology for learning and school work."},
				{ID: "kind-conduct", Number: 2, Text: "Treat people online as you would *face to face*.", SameAs: []string{"etiquette"}},
			}, Agreement: &curriculum.Agreement{Default: "denied", Signers: []string{"student", "guardian"}, On: []string{"entry", "grade 3", "grade 6"}, Witness: []string{"k-2"}}},
	}
	stolen := written(curriculum.Document{ID: "stolen", Path: "content/families/faq/stolen.md", Title: "What if a device is stolen?"},
		"Tell the school office the same day. See [the rules](content/policies/use.md#kind-conduct).\n\nThen write down what was on it.\n")
	c.FAQs = []*curriculum.FAQ{{Document: stolen, Topic: "devices", Rules: []string{"kind-conduct"},
		Answer: "Tell the school office the same day. See [the rules](content/policies/use.md#kind-conduct)."}}
	home := written(curriculum.Document{ID: "home", Path: homeSource, Title: "Tern Hollow learns online life together"}, "Lessons, rules and help for everybody in our schools.\n")
	talk := written(curriculum.Document{ID: "talk", Path: "content/families/talk.md", Title: "Talk about screens at home"}, pageText)
	help := written(curriculum.Document{ID: "help", Path: helpSource, Title: "Help"}, "Ask at the front office.\n")
	staff := written(curriculum.Document{ID: "first-day", Path: "content/staff/first-day.md", Title: "The first day"}, "Start the kiosk.\n")
	c.Pages = []*curriculum.Page{{Document: home, Index: true}, {Document: talk, Section: "families"}, {Document: help}, {Document: staff, Section: "staff", Staff: true}}
	slices.SortFunc(c.Pages, func(a, b *curriculum.Page) int { return strings.Compare(a.Path, b.Path) })
}

const lessonText = `When somebody is cruel online, three calm steps work better than one angry reply.

## Warm-up {#warm-up minutes=5}

Think of a time when waiting helped. *Nobody has to share.*

## Learn {#learn minutes=10}

### The group chat {#scene-group-chat}

Maya opens her class chat and sees an edited photo of Leo. See [our rule](content/policies/use.md#kind-conduct).

> “I felt sick,” says Maya. “And I wanted to shout.”

| Step | Why |
|---|---|
| Save it | Posts vanish. |
| Block it | You need quiet. |

## Practice {#practice minutes=12 objectives="evidence path"}

1. Take a picture of the screen.
2. Write the date and the names.
3. Walk it to an adult.

- [ ] I did it
- [x] We did it together
`

const policyText = `These guidelines hold wherever school technology is used.

## Rules {#rules}

1. Use school technology for learning and school work. {#learning}
2. Treat people online as you would *face to face*. {#kind-conduct}

## What happens if {#consequences}

A first mistake is a talk. See [the plain words](content/policies/use-plain.md).

## Privacy {#privacy}

The network is not private.
`

const pageText = `Ten minutes are enough.

![A tablet on a kitchen table](content/families/tablet.svg)

## Ask {#ask}

“What did you see today?”

## Listen {#listen}

Write to [the office](mailto:office@ternhollow.example), or read [how we protect children](https://example.org/law).

## Agree {#agree}

Put it on the fridge.
`
