package build

import (
	"bytes"
	"compress/zlib"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"homeroom/curriculum"
	"homeroom/internal/layer"
)

// sampleDistrict returns the built-in layer with the invented district on it.
func sampleDistrict(t *testing.T) *layer.Stack {
	t.Helper()
	return layer.New(sampleLayer(t)...)
}

// sampleLayer returns the same as layers, the lowest first.
func sampleLayer(t *testing.T) (layers []layer.Layer) {
	t.Helper()
	for _, l := range []struct{ name, dir string }{{layer.BuiltIn, ".."}, {"sample district", "../samples/tern-hollow"}} {
		opened, err := layer.Dir(l.name, l.dir)
		if err != nil {
			t.Fatal(err)
		}
		layers = append(layers, opened)
	}
	return layers
}

// buildAll builds the site and returns its files by part and name.
func buildAll(t *testing.T, layers *layer.Stack) map[string][]byte {
	t.Helper()
	contents, _, err := Site(t.Context(), Input{Layers: layers, Version: "test", CacheDir: t.TempDir()})
	if wrong, ok := errors.AsType[*Mistake](err); ok {
		t.Fatal(wrong.Problems)
	}
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for f, err := range contents.Files {
		if err != nil {
			t.Fatal(err)
		}
		files[string(f.Part)+"/"+f.Name] = f.Data
	}
	return files
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// readable returns the text of a file as a person could find it: unpacked,
// without tags, in single spaces.
func readable(data []byte) string {
	if z, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
		if unpacked, err := io.ReadAll(z); err == nil {
			data = unpacked
		}
	}
	text := html.UnescapeString(anyTag.ReplaceAllString(string(data), " "))
	return strings.Join(strings.Fields(strings.ReplaceAll(text, `\u0026`, "&")), " ")
}

// TestThePublicSiteHoldsNoKeys looks through every public file for each reason
// of each quiz whose author has not released the answers, and for what staff
// alone may read.
func TestThePublicSiteHoldsNoKeys(t *testing.T) {
	layers := sampleDistrict(t)
	course, words, _, err := load(layers)
	if err != nil {
		t.Fatal(err)
	}
	texts, _, err := localize(layers, course, words)
	if err != nil {
		t.Fatal(err)
	}
	secrets := map[string]string{}  // text → where it is from
	released := map[string]string{} // the same, of quizzes that may be practiced in public
	for _, in := range texts {
		for _, q := range in.Course.Quizzes {
			if q.Practice {
				reasons(q, released)
			} else {
				reasons(q, secrets)
			}
		}
		for _, l := range in.Course.Lessons {
			if l.Guide != nil {
				for _, line := range strings.Split(string(l.Guide.Body), "\n") {
					if text := curriculum.Prose(line).Plain(); len(text) > 60 && !strings.HasPrefix(line, "|") {
						secrets[normal(text)] = l.Guide.Path
					}
				}
			}
		}
	}
	if len(secrets) < 60 {
		t.Fatalf("only %d texts to look for; the test would prove nothing", len(secrets))
	}
	public, found := 0, 0
	for name, data := range buildAll(t, layers) {
		if !strings.HasPrefix(name, "site/") {
			continue
		}
		public++
		text := readable(data)
		for secret, from := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows %q of %s", name, secret, from)
			}
		}
		for reason := range released {
			if strings.Contains(text, reason) {
				found++
			}
		}
		if bytes.Contains(data, []byte(`"right":true`)) {
			t.Errorf("%s holds a key", name)
		}
	}
	if found < len(released)/2 {
		t.Errorf("only %d of %d released reasons were found; the test is blind", found, len(released))
	}
	if public < 100 {
		t.Errorf("only %d public files were looked through", public)
	}
}

// reasons adds each why of a quiz that is long enough to be told from others.
func reasons(q *curriculum.Quiz, secrets map[string]string) {
	add := func(why curriculum.Prose) {
		if text := normal(why.Plain()); len(text) > 25 {
			secrets[text] = q.Path
		}
	}
	for _, question := range q.Questions {
		add(question.Why)
		for _, c := range question.Choices {
			add(c.Why)
		}
		for _, b := range question.Boxes {
			for _, c := range b.Items {
				add(c.Why)
			}
		}
		for _, b := range question.Blanks {
			for _, c := range b.Choices {
				add(c.Why)
			}
		}
	}
}

func normal(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestStaffPagesAreApart looks where each kind of file went.
func TestStaffPagesAreApart(t *testing.T) {
	files := buildAll(t, sampleDistrict(t))
	for _, name := range []string{
		"site/index.html", "site/en/lessons/6-8/save-it-block-it-report-it.html", "site/es/index.html",
		"staff/en/staff/guides/6-8/save-it-block-it-report-it.html", "staff/en/staff/index.html",
		"keys/en/course.json", "keys/en/frame.html", "keys/en/fragments/lessons/annual/6.md.html", "site/search/en/m.json",
	} {
		if files[name] == nil {
			t.Errorf("%s is not there", name)
		}
	}
	for name := range files {
		if strings.HasPrefix(name, "site/") && (strings.Contains(name, "/staff/") || strings.Contains(name, "fragment") || strings.HasSuffix(name, "frame.html")) {
			t.Errorf("%s is public", name)
		}
	}
}
