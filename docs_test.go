package homeroom_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	fencedText = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	codeText   = regexp.MustCompile("`[^`\n]*`")
	docsLink   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	docsTitle  = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// TestDocsLinks follows each link between the documents for people who work on
// homeroom: its file is there, and so is the heading that it names.
func TestDocsLinks(t *testing.T) {
	root := os.DirFS(".")
	names := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	err := fs.WalkDir(root, "docs", func(name string, d fs.DirEntry, err error) error {
		if err == nil && path.Ext(name) == ".md" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for _, name := range names {
		for _, m := range docsLink.FindAllStringSubmatch(codeText.ReplaceAllString(prose(t, root, name), ""), -1) {
			if strings.Contains(m[1], ":") {
				continue // of another site
			}
			links++
			file, heading, _ := strings.Cut(m[1], "#")
			to := name
			if file != "" {
				to = path.Join(path.Dir(name), file)
			}
			switch info, err := fs.Stat(root, to); {
			case err != nil:
				t.Errorf("%s leads to %s, which is not there", name, m[1])
			case heading != "" && !info.IsDir() && !headings(prose(t, root, to))[heading]:
				t.Errorf("%s leads to %s, and there is no such heading", name, m[1])
			}
		}
	}
	if links < 50 {
		t.Errorf("only %d links were found", links)
	}
}

// prose returns a document without its examples.
func prose(t *testing.T, root fs.FS, name string) string {
	t.Helper()
	text, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	return fencedText.ReplaceAllString(string(text), "")
}

// headings returns the names by which Git hosts lead to a document's headings.
func headings(text string) map[string]bool {
	found := map[string]bool{}
	for _, m := range docsTitle.FindAllStringSubmatch(text, -1) {
		found[strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, m[1])] = true
	}
	return found
}
