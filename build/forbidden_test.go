package build

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// TestWhatIsRefused puts one thing into a district's folder that it must not
// have. It is named before a page is made, and nothing is built.
func TestWhatIsRefused(t *testing.T) {
	const footer = "themes/homeroom/layouts/_partials/footer.html"
	const head = "{{- /* Foot: no readFile, no os.Getenv. */ -}}\n"
	for _, tt := range []struct{ name, file, text, at, rule, message string }{
		{"a file outside", footer, head + `<p>{{ readFile "/etc/passwd" }}</p>`, footer + ":2:7", "template-refused", `must not read files: "readFile"`},
		{"a file above", footer, head + `{{ with try (os.ReadFile "../secret.txt") }}{{ .Value }}{{ end }}`, footer + ":2:14", "template-refused", `"os.ReadFile"`},
		{"the folder above", footer, head + "<ul>\n{{ range\n readDir \"..\" }}<li>{{ .Name }}</li>{{ end }}</ul>", footer + ":4:2", "template-refused", `"readDir"`},
		{"whether a file exists", footer, head + `{{ if fileExists "/etc/passwd" }}yes{{ end }}`, footer + ":2:7", "template-refused", `"fileExists"`},
		{"the environment", footer, head + `{{ with try (os.Getenv "HOME") }}{{ .Value }}{{ end }}`, footer + ":2:14", "template-refused", `must not read the environment: "os.Getenv"`},
		{"another computer, looking away", footer, head + `{{ with try (resources.GetRemote "https://example.org/") }}{{ end }}`, footer + ":2:14", "template-refused", `must not ask another computer`},
		{"a program", footer, head + `{{ (resources.Get "css/main.css" | css.TailwindCSS).Content }}`, footer + ":2:36", "template-refused", `must not run a program: "css.TailwindCSS"`},
		{"settings in TOML", "hugo.toml", "[security.exec]\nallow = ['.*']\n", "hugo.toml", "hugo-settings", "Hugo's own settings are not read"},
		{"settings under their old name", "config.toml", "[security.funcs]\ngetenv = ['.*']\n", "config.toml", "hugo-settings", "not read"},
		{"settings in a folder", "config/_default/security.yaml", "http: {urls: ['.*']}\n", "config/_default/security.yaml", "hugo-settings", "not read"},
		{"settings of the theme", "themes/homeroom/hugo.json", "{}", "themes/homeroom/hugo.json", "hugo-settings", "not read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			builtIn, err := layer.Dir(layer.BuiltIn, "..")
			if err != nil {
				t.Fatal(err)
			}
			district, err := layer.Dir("Tern Hollow", writeFiles(t, map[string]string{tt.file: tt.text}))
			if err != nil {
				t.Fatal(err)
			}
			layers := layer.New(builtIn, district)
			contents, _, err := Site(t.Context(), Input{Layers: layers, Version: "test", CacheDir: t.TempDir()})
			var mistake *Mistake
			if contents != nil || !errors.As(err, &mistake) {
				t.Fatalf("Site = %v, want a *Mistake", err)
			}
			p := mistake.Problems[slices.IndexFunc(mistake.Problems, func(p diag.Problem) bool { return p.Severity == diag.Error })]
			if p.At() != tt.at || p.Rule != tt.rule || p.Layer != "Tern Hollow" || !strings.Contains(p.Message, tt.message) {
				t.Errorf("%s: %s (%s) [%s]\nwant %s: …%s (%s)", p.At(), p.Message, p.Rule, p.Layer, tt.at, tt.message, tt.rule)
			}
			checked, _, err := Check(layers)
			if err != nil || diag.Errors(checked) != diag.Errors(mistake.Problems) {
				t.Errorf("Check finds %v (%v), want what Site found", checked, err)
			}
		})
	}
}

// TestTheBuiltInThemeIsNotRefused also sees that words in comments and in text
// are no calls.
func TestTheBuiltInThemeIsNotRefused(t *testing.T) {
	if problems := notAllowed(sampleDistrict(t)); len(problems) > 0 {
		t.Errorf("problems = %v", problems)
	}
	text := "<p>Use readFile and os.Getenv.</p>{{/* readDir */}}{{ print \"fileExists\" `getenv` }}{{ .Params.readFiles }}"
	if problems := refusedCalls("x.html", text); len(problems) > 0 {
		t.Errorf("problems = %v", problems)
	}
}
