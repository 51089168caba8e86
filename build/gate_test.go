package build

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"homeroom/internal/layer"
)

// TestTheThemeReachesForNothing lays one bad part of a theme on homeroom's at
// a time. The build is refused, and the file, the line and the address named.
func TestTheThemeReachesForNothing(t *testing.T) {
	const (
		footer  = "themes/homeroom/layouts/_partials/footer.html"
		faq     = "themes/homeroom/layouts/faq.html"
		quizzes = "themes/homeroom/assets/css/quiz.css"
	)
	for _, tt := range []struct {
		name, file, text string
		at, message      string
	}{
		{"a font of another site", footer, "{{- /* Foot. */ -}}\n<footer>\n<link rel=\"stylesheet\" href=\"https://fonts.example/a.css\">\n</footer>",
			footer + ":3:30", `ask another computer: <link href> to "https://fonts.example/a.css"`},
		{"a picture that counts readers", footer, `<footer><img src="//spy.example/p.gif" alt=""></footer>`, footer + ":1:19", `"//spy.example/p.gif"`},
		{"an address that a template puts together", footer, `<footer><img src="https://spy.example/{{ .Language.Lang }}.gif" alt=""></footer>`,
			"themes/homeroom/layouts/baseof.html", `"https://spy.example/en.gif"`},
		{"an address on the pages of one template", faq, `{{ define "main" }}<p>{{ .Title }}</p><img src="https://spy.example/{{ .Params.kind }}.gif" alt="">{{ end }}`,
			"content/families/faq/stolen.md", `this page asks another computer`},
		{"a form for another site", footer, `<footer><form action="https://forms.example/send"><button>Go</button></form></footer>`, footer + ":1:23", `<form action>`},
		{"an inline script", footer, `<footer><script>alert(1)</script></footer>`, footer + ":1:9", `have what browsers refuse: an element <script> in the page itself`},
		{"a handler", footer, `<footer><button onclick="go()">Go</button></footer>`, footer + ":1:26", `a handler onclick, "go()"`},
		{"a style in a tag", footer, `<footer style="color: red"></footer>`, footer + ":1:16", `an attribute style`},
		{"a frame", footer, `<footer><iframe src="/en/help.html"></iframe></footer>`, footer + ":1:9", `an element <iframe>`},
		{"another first page", footer, `<footer><meta http-equiv="refresh" content="9; url=https://other.example/"></footer>`, footer + ":1:52", `<meta http-equiv=refresh>`},
		{"a picture of a style sheet", quizzes, "@layer quiz {\n  .question { background: url(https://cdn.example/q.png) }\n}\n", quizzes + ":2:31", `url() of a style sheet to "https://cdn.example/q.png"`},
		{"a style sheet of another site", quizzes, "@import url(\"https://cdn.example/all.css\");\n", quizzes + ":1:14", `"https://cdn.example/all.css"`},
		{"a static style sheet", "themes/homeroom/static/extra.css", "@import '//cdn.example/x.css';", "themes/homeroom/static/extra.css:1:10", `/extra.css asks another computer`},
		{"a static page", "themes/homeroom/static/extra.html", "<p>\n<img src=https://cdn.example/x.png>", "themes/homeroom/static/extra.html:2:10", `https://cdn.example/x.png`},
		{"a picture of the theme that does something", "themes/homeroom/static/hero.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`, "themes/homeroom/static/hero.svg:1:49", `a handler onload`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := renderSite(t.Context(), oneLanguage(t, map[string]string{tt.file: tt.text}))
			var refused *RenderError
			if !errors.As(err, &refused) {
				t.Fatalf("renderSite = %v, want a *RenderError", err)
			}
			first := refused.Problems[0]
			if first.At() != tt.at || !strings.Contains(first.Message, tt.message) {
				t.Errorf("%s: %s\nwant %s: …%s", first.At(), first.Message, tt.at, tt.message)
			}
		})
	}
}

// TestNothingIsBuiltFromAReachingTheme sees that the whole build stops, and
// that the message names the layer.
func TestNothingIsBuiltFromAReachingTheme(t *testing.T) {
	district, err := layer.Dir("Tern Hollow", writeFiles(t, map[string]string{
		"themes/homeroom/layouts/_partials/mark.html": "{{- /* Mark. */ -}}<img src=\"https://cdn.example/mark.png\" alt=\"\">\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	builtIn, err := layer.Dir(layer.BuiltIn, "..")
	if err != nil {
		t.Fatal(err)
	}
	contents, _, err := Site(t.Context(), Input{Layers: layer.New(builtIn, district), Version: "test", CacheDir: t.TempDir()})
	var mistake *Mistake
	if contents != nil || !errors.As(err, &mistake) || len(mistake.Problems) != 1 {
		t.Fatalf("Site = %v, %v, want one mistake and nothing else", contents, err)
	}
	if p := mistake.Problems[0]; p.Layer != "Tern Hollow" || p.Rule != "outside" || p.Line != 1 || p.Text == "" {
		t.Errorf("problem = %+v", p)
	}
}

// TestAFloodOfReachesIsCutShort has another address on every page.
func TestAFloodOfReachesIsCutShort(t *testing.T) {
	in := thousand(t)
	in.Layers = oneLanguage(t, map[string]string{
		"themes/homeroom/layouts/lesson.html": `{{ define "main" }}<article><img src="https://cdn.example/{{ .Params.id }}.png" alt=""></article>{{ end }}`,
	}).Layers
	_, err := renderSite(t.Context(), in)
	var refused *RenderError
	if !errors.As(err, &refused) || len(refused.Problems) != mostReaches {
		t.Fatalf("renderSite = %v, want %d problems", err, mostReaches)
	}
	if p := refused.Problems[0]; !strings.HasPrefix(p.File, "lessons/6-8/lesson-") {
		t.Errorf("problem = %+v, want a lesson's file", p)
	}
}

// writeFiles writes files into a folder of their own.
func writeFiles(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
