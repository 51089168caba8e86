package build

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// theme reads all files of the theme with one of the endings.
func theme(t *testing.T, endings ...string) map[string]string {
	t.Helper()
	files := map[string]string{}
	root := os.DirFS("../themes/homeroom")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		for _, ending := range endings {
			if err == nil && !d.IsDir() && strings.HasSuffix(name, ending) {
				data, err := fs.ReadFile(root, name)
				files[name] = string(data)
				return err
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// inLines calls each with every line of text, from 1.
func inLines(text string, each func(n int, line string)) {
	for i, line := range strings.Split(text, "\n") {
		each(i+1, line)
	}
}

// physical is a word of CSS that means another side to readers of Arabic.
var physical = regexp.MustCompile(`(?:^|[\s{;(])((?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)|(?:left|right|top|bottom)\s*:|(?:min-|max-)?(?:width|height)\s*:|(?:float|clear|text-align)\s*:\s*(?:left|right))`)

// fourSides is a shorthand that names all four sides one by one.
var fourSides = regexp.MustCompile(`(?:padding|margin|inset|border-width): ([^\s;]+) ([^\s;]+) ([^\s;]+) ([^\s;]+);`)

// TestStyleHasNoLeftAndRight keeps the pages right in languages that are
// written from right to left.
func TestStyleHasNoLeftAndRight(t *testing.T) {
	media := regexp.MustCompile(`\((?:min|max)-width:`)
	for name, css := range theme(t, ".css") {
		inLines(css, func(n int, line string) {
			if m := physical.FindString(media.ReplaceAllString(line, "(")); m != "" {
				t.Errorf("%s:%d: %q; write the logical property", name, n, strings.TrimSpace(m))
			}
			if m := fourSides.FindStringSubmatch(line); m != nil && m[2] != m[4] {
				t.Errorf("%s:%d: %q gives its sides different values; write -block and -inline", name, n, strings.TrimSpace(line))
			}
			if strings.Contains(line, "!important") {
				t.Errorf("%s:%d: !important; use a layer", name, n)
			}
		})
	}
}

// TestTemplatesHaveNoStyleOrScript keeps the templates within the content
// security policy.
func TestTemplatesHaveNoStyleOrScript(t *testing.T) {
	bad := regexp.MustCompile(`(?i)\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script>|javascript:|https?://`)
	for name, text := range theme(t, ".html", ".svg") {
		inLines(strings.ReplaceAll(text, `xmlns="http://www.w3.org/2000/svg"`, ""), func(n int, line string) {
			if m := bad.FindString(line); m != "" {
				t.Errorf("%s:%d: %q", name, n, m)
			}
		})
	}
}

// TestTemplatesSayWhatTheyShow wants a comment on the first line of each.
func TestTemplatesSayWhatTheyShow(t *testing.T) {
	for name, text := range theme(t, ".html") {
		if !strings.HasPrefix(text, "{{- /* ") {
			t.Errorf("%s does not begin with a comment that says what it shows", name)
		}
	}
}

// TestTemplatesHaveTheirWords finds every key that a template or this package
// asks for in the words of both languages.
func TestTemplatesHaveTheirWords(t *testing.T) {
	english := themeWords(t, "en", nil)
	spanish := themeWords(t, "es", english)
	asked := map[string]string{}
	for name, text := range theme(t, ".html") {
		for _, m := range regexp.MustCompile(`i18n "([^"]+)"`).FindAllStringSubmatch(text, -1) {
			asked[m[1]] = name
		}
	}
	files, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`words\.[TN]\("([a-z0-9-]*[a-z0-9])"[,)]`).FindAllStringSubmatch(string(data), -1) {
			asked[m[1]] = name
		}
	}
	for key, where := range asked {
		if !english.Has(key) {
			t.Errorf("%s asks for %q, which English lacks", where, key)
		} else if !spanish.Has(key) {
			t.Errorf("%s asks for %q, which Spanish lacks", where, key)
		}
	}
	if len(asked) < 100 {
		t.Errorf("only %d keys were found", len(asked))
	}
}

// TestPicturesStandAlone keeps the pictures free of scripts and of requests,
// and sees that each is named in the credits.
func TestPicturesStandAlone(t *testing.T) {
	credits := theme(t, "pictures/credit.yaml")["static/pictures/credit.yaml"]
	n := 0
	for name, svg := range theme(t, ".svg") {
		for _, bad := range []string{"<script", "href=", "<foreignObject", "<image", "<style", "font-family"} {
			if strings.Contains(svg, bad) {
				t.Errorf("%s has %s", name, bad)
			}
		}
		if file, ok := strings.CutPrefix(name, "static/pictures/"); ok {
			n++
			if !strings.Contains(credits, "name: "+file+",") {
				t.Errorf("credit.yaml does not name %s", file)
			}
		}
	}
	if n < 24 {
		t.Errorf("there are %d pictures to sign in with, want 24 or more", n)
	}
}

// TestColoursCanBeRead computes the contrast of the theme's colours in light
// and in dark.
func TestColoursCanBeRead(t *testing.T) {
	css := theme(t, "tokens.css")["assets/css/tokens.css"]
	light, dark, ok := strings.Cut(css, "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("tokens.css has no dark colours")
	}
	schemes := map[string]map[string]color{"light": tokens(light), "dark": tokens(light)}
	for name, c := range tokens(dark) {
		schemes["dark"][name] = c
	}
	if schemes["light"]["paper"] != lightPaper || schemes["dark"]["paper"] != darkPaper {
		t.Error("look.go has other papers than tokens.css")
	}
	for scheme, colors := range schemes {
		for _, tt := range []struct {
			on, text string
			ratio    float64
		}{
			{"paper", "ink", 7}, {"wash", "ink", 7}, {"desk", "ink", 7}, {"paper", "ink-soft", 7}, {"wash", "ink-soft", 7}, {"desk", "ink-soft", 7},
			{"paper", "brand", 7}, {"wash", "brand", 7}, {"brand", "brand-ink", 7}, {"board", "board-ink", 7}, {"paper", "edge", 3}, {"paper", "accent", 3},
			{"right-wash", "right", 4.5}, {"wrong-wash", "wrong", 4.5}, {"note-wash", "note", 4.5}, {"warn-wash", "warn", 4.5},
			{"right-wash", "ink", 7}, {"wrong-wash", "ink", 7}, {"note-wash", "ink", 7}, {"warn-wash", "ink", 7},
			{"paper", "right", 7}, {"paper", "wrong", 7},
		} {
			if got := contrast(colors[tt.on], colors[tt.text]); got < tt.ratio {
				t.Errorf("%s: %s on %s has contrast %.2f, want %.1f or more", scheme, tt.text, tt.on, got, tt.ratio)
			}
		}
	}
}

// tokens returns the colours that a style sheet names.
func tokens(css string) map[string]color {
	found := map[string]color{}
	for _, m := range regexp.MustCompile(`--room-([a-z-]+):\s*(#[0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
		c, _ := parseColor(m[2])
		found[m[1]] = c
	}
	return found
}

// TestContrastInComments sees that the numbers behind the colours are true.
func TestContrastInComments(t *testing.T) {
	css := theme(t, "tokens.css")["assets/css/tokens.css"]
	light, dark, _ := strings.Cut(css, "prefers-color-scheme: dark")
	for _, part := range []string{light, dark} {
		colors := tokens(part)
		for _, m := range regexp.MustCompile(`--room-(ink|ink-soft|brand|accent|edge|right|wrong|note|warn):\s*#[0-9a-f]{6};\s*/\*.*?(\d+\.\d)`).FindAllStringSubmatch(part, -1) {
			if got := fmt.Sprintf("%.1f", contrast(colors["paper"], colors[m[1]])); got != m[2] {
				t.Errorf("tokens.css says that %s has contrast %s on paper; it has %s", m[1], m[2], got)
			}
		}
	}
}
