package main

import (
	"bytes"
	"encoding/json"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"homeroom/build"
	"homeroom/curriculum"
	"homeroom/internal/layer"
)

// The guides of docs/authoring hold examples, and each is tried here as its
// reader would try it, from the top of the guide to its end. What stands after
// the three backticks says what an example is:
//
//	sh                  commands, which end with status 0
//	text printed        lines that the last command printed
//	SYNTAX PATH         a file of the district's folder, tern-hollow
//	SYNTAX added PATH   more lines of a file that is there already
//	SYNTAX refused PATH a file that no build takes; what check or build says of
//	                    it counts as printed, and the file is taken away again
//	text dist/PAGE      lines that readers see on a page of the website
//	html dist/PAGE      lines in the source of a page or of a style sheet, whose
//	                    name may have a * in place of a digest
//
// The website is built before something is looked for in it. Guides that stand
// together share one folder.
var guides = [][]string{
	{"docs/authoring/policy.md", "docs/authoring/lesson.md", "docs/authoring/quiz.md"},
	{"docs/authoring/translating.md"},
	{"docs/authoring/theming.md"},
	{"README.md"},
}

// TestGuides tries every example of every guide.
func TestGuides(t *testing.T) {
	repository, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range guides {
		t.Run(strings.TrimSuffix(filepath.Base(group[0]), ".md"), func(t *testing.T) {
			t.Chdir(t.TempDir())
			for _, name := range []string{"HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOMEROOM_DATA"} {
				t.Setenv(name, t.TempDir())
			}
			r := reader{T: t}
			for _, name := range group {
				text, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(name)))
				if err != nil {
					t.Fatal(err)
				}
				examples := examplesOf(string(text))
				if len(examples) == 0 {
					t.Errorf("%s has no examples", name)
				}
				for _, e := range examples {
					e.guide = name
					r.try(e)
				}
			}
			r.finish()
		})
	}
}

// An example is one fenced part of a guide.
type example struct {
	guide  string
	line   int
	syntax string
	how    string // printed, added, refused or ""
	path   string
	text   string
}

// fence is the line that begins an example. In a list, it stands further right.
var fence = regexp.MustCompile("^( *)```([a-z]*)(?: (printed|added|refused)\\b)? *(\\S*)$")

// examplesOf returns the examples of a guide, in order.
func examplesOf(guide string) (all []example) {
	var open *example
	indent := ""
	for i, line := range strings.Split(guide, "\n") {
		m := fence.FindStringSubmatch(line)
		switch {
		case open == nil && m != nil:
			indent, open = m[1], &example{line: i + 1, syntax: m[2], how: m[3], path: m[4]}
		case open != nil && strings.TrimSpace(line) == "```":
			all, open = append(all, *open), nil
		case open != nil:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		}
	}
	return all
}

// A reader tries the examples of a guide.
type reader struct {
	*testing.T
	printed string // by the last command
	built   bool   // dist is what the folder makes
	changed bool   // there is something to build
}

// wrong reports what is wrong with an example.
func (r *reader) wrong(e example, format string, args ...any) {
	r.Helper()
	r.Errorf("%s:%d: "+format, append([]any{e.guide, e.line}, args...)...)
}

func (r *reader) try(e example) {
	r.Helper()
	switch {
	case e.syntax == "sh":
		for line := range strings.Lines(e.text) {
			r.command(e, line)
		}
	case e.how == "printed":
		for _, want := range lacking(e, r.printed) {
			r.wrong(e, "the last command does not print %q, but\n%s", want, r.printed)
		}
	case strings.HasPrefix(e.path, "dist/"):
		r.page(e)
	case e.path == "":
		r.wrong(e, "nothing says what this example is, so nobody tries it")
	case e.how == "refused":
		r.refused(e)
	default:
		r.write(e)
	}
}

// command runs one line of an example.
func (r *reader) command(e example, line string) {
	r.Helper()
	line, _, _ = strings.Cut(line, " # ")
	words := shellWords(line)
	if len(words) == 0 || strings.HasPrefix(words[0], "#") {
		return
	}
	if name := strings.TrimPrefix(words[0], "./"); name != "homeroom" {
		if e.guide != "README.md" {
			r.wrong(e, "%s is no command of ours", name)
		}
		return // README also says how homeroom itself is made
	}
	if words[1] == "serve" || words[1] == "preview" {
		r.serving(e, words[1:])
		return
	}
	status, most := r.run(words[1:]...), exitOK
	if words[1] == "doctor" {
		most = exitProblems // what is odd about this computer is not the guide's fault
	}
	if status > most {
		r.wrong(e, "%s ends with status %d:\n%s", strings.TrimSpace(line), status, r.printed)
	}
	r.built = r.built && words[1] != "translate" && words[1] != "take" && words[1] != "new"
}

// run runs homeroom and keeps what it prints.
func (r *reader) run(args ...string) (status int) {
	var out bytes.Buffer
	status = run(r.Context(), args, terminal{strings.NewReader(""), &out, &out})
	r.printed = out.String()
	return status
}

// serving looks at the command line of a command that goes on for ever, which
// is tried elsewhere.
func (r *reader) serving(e example, args []string) {
	r.Helper()
	var none bytes.Buffer
	c, rest, err := command(terminal{&none, &none, &none}).Find(args)
	if err == nil {
		err = c.ParseFlags(rest)
	}
	if err == nil {
		err = c.ValidateArgs(c.Flags().Args())
	}
	if err == nil && c.Args == nil {
		err = cobra.NoArgs(c, c.Flags().Args())
	}
	if err != nil {
		r.wrong(e, "%s: %v", strings.Join(args, " "), err)
	}
}

// shellWords splits a line as a shell does, as far as guides need it: at
// blanks that are not between quotation marks.
func shellWords(line string) (words []string) {
	for _, m := range regexp.MustCompile(`"([^"]*)"|'([^']*)'|(\S+)`).FindAllStringSubmatch(line, -1) {
		words = append(words, m[1]+m[2]+m[3])
	}
	return words
}

// write writes a file of the folder, or adds to it.
func (r *reader) write(e example) {
	r.Helper()
	name := filepath.Join("tern-hollow", filepath.FromSlash(e.path))
	before, err := os.ReadFile(name)
	text := e.text
	switch {
	case e.how == "added" && err != nil:
		r.wrong(e, "nothing is there to add to: %v", err)
	case e.how == "added":
		text = withLines(string(before), e.text)
	}
	r.put(name, text)
	if picture, ok := strings.CutSuffix(name, ".credit.yaml"); ok {
		r.put(picture, `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	}
	r.built, r.changed = false, true
}

func (r *reader) put(name, text string) {
	r.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		r.Fatal(err)
	}
}

// yamlKey is a line of a YAML file under which others stand.
var yamlKey = regexp.MustCompile(`^[a-z-]+:\n$`)

// withLines returns a text with more lines: at its end, or, if a key stands
// above them that the text has too, under that.
func withLines(text, more string) string {
	at := len(text)
	for line := range strings.Lines(more) {
		if i := strings.Index("\n"+text, "\n"+line); i >= 0 && yamlKey.MatchString(line) {
			at = i + len(line)
			continue
		}
		text = text[:at] + line + text[at:]
		at += len(line)
	}
	return text
}

// refused puts a file into the folder that no build takes, and takes it away.
func (r *reader) refused(e example) {
	r.Helper()
	name := filepath.Join("tern-hollow", filepath.FromSlash(e.path))
	before, err := os.ReadFile(name)
	r.put(name, e.text)
	status := r.run("check", "tern-hollow")
	if status == exitOK {
		status = r.run("build", "tern-hollow", "-o", "refused")
	}
	if status != exitProblems {
		r.wrong(e, "this is not refused, but ends with status %d:\n%s", status, r.printed)
	}
	if err != nil {
		err = os.Remove(name)
	} else {
		err = os.WriteFile(name, before, 0o644)
	}
	if err != nil {
		r.Fatal(err)
	}
}

// page looks for the lines of an example in a page of the website.
func (r *reader) page(e example) {
	r.Helper()
	r.build(e)
	names, err := filepath.Glob(filepath.FromSlash(e.path))
	if err != nil || len(names) != 1 {
		r.wrong(e, "%d files are %s (%v)", len(names), e.path, err)
		return
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		r.Fatal(err)
	}
	text := string(data)
	if e.syntax == "text" {
		text = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, ""))
	}
	for _, want := range lacking(e, text) {
		r.wrong(e, "the page lacks %q", want)
	}
}

// lacking returns the lines of an example that a text does not have. Blanks do
// not count, and a line may stop with an ellipsis.
func lacking(e example, text string) (lines []string) {
	blank := " "
	if e.syntax == "css" {
		blank = "" // style sheets are written without
	}
	text = strings.Join(strings.Fields(text), blank)
	for line := range strings.Lines(e.text) {
		want := strings.Join(strings.Fields(strings.TrimSuffix(strings.TrimSpace(line), "…")), blank)
		if !strings.Contains(text, want) {
			lines = append(lines, want)
		}
	}
	return lines
}

// build checks and builds the folder, unless that was done.
func (r *reader) build(e example) {
	r.Helper()
	if r.built {
		return
	}
	for _, args := range [][]string{{"check", "tern-hollow"}, {"build", "tern-hollow", "-o", "dist"}} {
		if status := r.run(args...); status != exitOK {
			r.wrong(e, "homeroom %s ends with status %d:\n%s", strings.Join(args, " "), status, r.printed)
		}
	}
	r.built = true
}

// unwritten are the rules for what homeroom's own curriculum does not have yet,
// and so neither has a district that takes its plan.
var unwritten = []string{"empty-band", "missing-form", "untaught-topic"}

// finish sees that what the guides made of the folder is in order.
func (r *reader) finish() {
	r.Helper()
	if !r.changed {
		return
	}
	r.build(example{guide: "the end"})
	r.run("check", "tern-hollow", "--json")
	var checked struct {
		Problems []struct{ File, Message, Rule string }
	}
	if err := json.Unmarshal([]byte(r.printed), &checked); err != nil {
		r.Fatal(err)
	}
	for _, p := range checked.Problems {
		if !slices.Contains(unwritten, p.Rule) {
			r.Errorf("the examples have a problem: %s: %s", p.File, p.Message)
		}
	}
	if _, err := fs.Stat(os.DirFS("."), "tern-hollow/quizzes"); err == nil {
		r.kinds()
	}
}

// kinds sees that the guides show every kind of question.
func (r *reader) kinds() {
	r.Helper()
	district, err := layer.Dir(layerDistrict, "tern-hollow")
	if err != nil {
		r.Fatal(err)
	}
	on := folders{}
	layers, err := on.layers()
	if err != nil {
		r.Fatal(err)
	}
	course, _, err := build.Course(layer.New(append(layers, district)...))
	if err != nil {
		r.Fatal(err)
	}
	var kinds []curriculum.Kind
	for _, q := range course.Quizzes {
		if _, err := os.Stat(filepath.Join("tern-hollow", filepath.FromSlash(q.Path))); err == nil {
			for _, x := range q.Questions {
				kinds = append(kinds, x.Kind)
			}
		}
	}
	for _, kind := range []curriculum.Kind{
		curriculum.Single, curriculum.Several, curriculum.TrueFalse, curriculum.Spot,
		curriculum.Order, curriculum.Sort, curriculum.Fill,
	} {
		if !slices.Contains(kinds, kind) {
			r.Errorf("no example shows the kind %s", kind)
		}
	}
}
