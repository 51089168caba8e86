package build

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"homeroom/internal/diag"
)

// notAllowed returns what layers have that homeroom does not let them: settings
// of Hugo, and templates that would leave the site. Hugo would refuse most of
// it itself, or show it an empty computer; but a template can look away from
// that, and its author shall know.
func notAllowed(layers fs.FS) (problems []diag.Problem) {
	for _, name := range hugoSettings(layers) {
		problems = append(problems, diag.Problem{File: name, Rule: "hugo-settings",
			Message: "Hugo's own settings are not read", Hint: "take the file away, and write what a district may set into config.yaml"})
	}
	_ = fs.WalkDir(layers, "themes/homeroom/layouts", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // what cannot be read is reported by whoever needs it
		}
		if data, err := fs.ReadFile(layers, name); err == nil {
			problems = append(problems, refusedCalls(name, string(data))...)
		}
		return nil
	})
	return problems
}

// hugoSettings returns the files in which Hugo's command would look for its
// configuration.
func hugoSettings(layers fs.FS) (found []string) {
	add := func(dir string, stems ...string) {
		entries, err := fs.ReadDir(layers, dir)
		if err != nil {
			return // there is no such folder
		}
		for _, e := range entries {
			ext := path.Ext(e.Name())
			stem := strings.TrimSuffix(e.Name(), ext)
			if slices.Contains([]string{".toml", ".yaml", ".yml", ".json"}, ext) && slices.Contains(stems, stem) && path.Join(dir, e.Name()) != "config.yaml" {
				found = append(found, path.Join(dir, e.Name()))
			}
		}
	}
	parts := []string{"hugo", "config", "security", "module", "params", "markup", "languages", "menus", "build", "outputs", "server"}
	for _, root := range []string{".", "themes/homeroom"} {
		add(root, "hugo", "config", "theme")
		for _, environment := range []string{"_default", "production", "development"} {
			add(path.Join(root, "config", environment), parts...)
		}
	}
	return found
}

// A forbidden is a function of Hugo that no template may use.
type forbidden struct {
	call    *regexp.Regexp
	message string
	hint    string
}

var forbiddenCalls = []forbidden{
	{regexp.MustCompile(`\b(?:os\.(?:ReadFile|ReadDir|FileExists|Stat)|readFile|readDir|fileExists)\b`),
		"a template must not read files", "keep pictures, styles and scripts in assets/ of the theme, and get them with resources.Get"},
	{regexp.MustCompile(`\b(?:os\.Getenv|getenv)\b`),
		"a template must not read the environment", "write what the page needs into config.yaml"},
	{regexp.MustCompile(`\b(?:resources\.GetRemote|getJSON|getCSV)\b`),
		"a template must not ask another computer", "keep the file in assets/ of the theme, and get it with resources.Get"},
	{regexp.MustCompile(`\b(?:css\.(?:PostCSS|TailwindCSS|Sass)|js\.Babel|resources\.(?:PostCSS|Babel|ToCSS)|postCSS|babel|toCSS)\b`),
		"a template must not run a program", "write plain CSS and JavaScript"},
}

var (
	templateAction = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	templateSilent = regexp.MustCompile("(?s)/\\*.*?\\*/|\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`")
)

// refusedCalls returns a problem for each forbidden call in a template.
func refusedCalls(name, text string) (problems []diag.Problem) {
	for _, at := range templateAction.FindAllStringIndex(text, -1) {
		action := templateSilent.ReplaceAllStringFunc(text[at[0]:at[1]], func(s string) string { return strings.Repeat(" ", len(s)) })
		for _, f := range forbiddenCalls {
			for _, call := range f.call.FindAllStringIndex(action, -1) {
				p := diag.Problem{Rule: "template-refused", Message: f.message + ": " + fmt.Sprintf("%q", action[call[0]:call[1]]), Hint: f.hint}
				place(&p, name, text, at[0]+call[0], call[1]-call[0])
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// place sets the place of a problem to a part of a file's text.
func place(p *diag.Problem, name, text string, offset, length int) {
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	marked, _, _ := strings.Cut(text[offset:offset+length], "\n")
	p.File, p.Line, p.Column = name, 1+strings.Count(text[:offset], "\n"), 1+len([]rune(text[start:offset]))
	p.Text, p.Width = strings.TrimRight(line, "\r"), len([]rune(marked))
}
