package translate_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"homeroom/internal/translate"
)

const header = `msgid ""
msgstr ""
"Language: es\n"
"Content-Type: text/plain; charset=UTF-8\n"
"X-Source: lessons/3-5/kind.md\n"

`

const oneEntry = `# a note
# reviewed: family liaison, 2026-10-03
#. a hint
#: lessons/3-5/kind.md:12
#, fuzzy
#| msgctxt "talk/paragraph"
#| msgid "Be \"nice\"."
msgctxt "practice/paragraph"
msgid ""
"Be kind.\n"
"A tab\there, a \\ there."
msgstr "Sé amable."
`

func catalog(t *testing.T, text string) *translate.Catalog {
	t.Helper()
	c, problems := translate.ReadCatalog("es", translate.File{Path: "kind.po", Data: []byte(text)})
	if len(problems) > 0 {
		t.Fatalf("%s: %s", problems[0].At(), problems[0].Message)
	}
	return c
}

// TestCatalogRoundTrip reads all that an entry can have, and writes it again.
func TestCatalogRoundTrip(t *testing.T) {
	c := catalog(t, header+oneEntry+"\n#~ msgctxt \"title\"\n#~ msgid \"Gone\"\n#~ msgstr \"Ido\"\n")
	want := translate.Message{
		Context: "practice/paragraph", Text: "Be kind.\nA tab\there, a \\ there.", Translation: "Sé amable.",
		State: translate.Reviewed, By: "family liaison, 2026-10-03", Fuzzy: true,
		PreviousContext: "talk/paragraph", PreviousText: `Be "nice".`,
		Notes: []string{"a note"}, Hints: []string{"a hint"}, Place: "lessons/3-5/kind.md:12",
	}
	if diff := cmp.Diff(want, c.Messages[0], cmpopts.IgnoreFields(translate.Message{}, "Line", "TopLine", "Excerpt", "Catalog")); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	if c.Source != "lessons/3-5/kind.md" || len(c.Obsolete) != 1 || c.Obsolete[0].Translation != "Ido" {
		t.Errorf("catalogue is %+v", c)
	}
	again := catalog(t, string(c.PO()))
	if diff := cmp.Diff(string(c.PO()), string(again.PO())); diff != "" {
		t.Errorf("the second writing differs:\n%s", diff)
	}
	if !strings.Contains(string(c.PO()), oneEntry) {
		t.Errorf("the entry is written differently:\n%s", c.PO())
	}
}

// TestCatalogRefused reads catalogues that are damaged. Each is refused as a
// whole, at the line that is to blame. More of them are broken cases of package
// build.
func TestCatalogRefused(t *testing.T) {
	entry := "msgctxt \"title\"\nmsgid \"A\"\nmsgstr \"B\"\n"
	for _, tt := range []struct {
		name, text string
		line       int
		want       string
	}{
		{"nothing in it", "", 1, "the catalogue has no header"},
		{"two headers", header + header, 7, "there is a second header"},
		{"a text without its keyword", header + "\"lost\"\n", 7, "this line cannot be read"},
		{"an entry without an original", header + "msgctxt \"title\"\nmsgid \"\"\nmsgstr \"B\"\n", 8, "the entry has no original"},
		{"a backslash at the end", header + "msgid \"A\"\nmsgstr \"B\\\\\\\"\n", 8, "the text ends with a single backslash"},
		{"a comment inside", header + "msgid \"A\"\n# why\nmsgstr \"B\"\n", 8, "a comment stands inside an entry"},
		{"more plural forms than a number holds", strings.Replace(header, "\"X-Source", "\"Plural-Forms: nplurals=99999999999999999999;\\n\"\n\"X-Source", 1) + entry, 5, "no language has so many plural forms"},
		{"an entry without an end", header + "msgid \"A\"\nmsgstr \"\"\n" + strings.Repeat("\"x\"\n", 3000), 7, "this entry has more than 2000 lines"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, problems := translate.ReadCatalog("es", translate.File{Path: "kind.po", Data: []byte(tt.text)})
			if c != nil || len(problems) != 1 {
				t.Fatalf("got %d problems and %v", len(problems), c)
			}
			if p := problems[0]; p.Line != tt.line || p.Message != tt.want || p.Hint == "" {
				t.Errorf("line %d: %s; want line %d: %s", p.Line, p.Message, tt.line, tt.want)
			}
		})
	}
}

// The text of a section, and what becomes of it.
var sectionTexts = []string{
	"Somebody is cruel to you online and you do not know what to do about it.",
	"Take a picture of the screen before anything else, with the names and the time.",
	"Then block the account. You need not answer.",
	"Tell an adult whom you trust, today.",
}

// edits are what authors do to a text.
var edits = []struct {
	name    string
	section string // "" for where the paragraphs were
	texts   []string
	current []int // of the old paragraphs, those whose translation is still shown
	stale   int
}{
	{"nothing", "", sectionTexts, []int{0, 1, 2, 3}, 0},
	{"insert", "", slices.Insert(slices.Clone(sectionTexts), 1, "A new sentence that nobody has seen."), []int{0, 1, 2, 3}, 0},
	{"move", "", []string{sectionTexts[3], sectionTexts[0], sectionTexts[2], sectionTexts[1]}, []int{0, 1, 2, 3}, 0},
	{"edit", "", []string{sectionTexts[0], "Take a picture of the screen before anything else, with all the names and the time.", sectionTexts[2], sectionTexts[3]}, []int{0, 2, 3}, 1},
	{"split", "", []string{sectionTexts[0], "Take a picture of the screen before anything else.", "With the names and the time.", sectionTexts[2], sectionTexts[3]}, []int{0, 2, 3}, 1},
	{"join", "", []string{sectionTexts[0], sectionTexts[1] + " " + sectionTexts[2], sectionTexts[3]}, []int{0, 3}, 1},
	{"remove", "", sectionTexts[:3], []int{0, 1, 2}, 0},
	{"move to another section", "talk", sectionTexts, []int{0, 1, 2, 3}, 0},
}

func originalsOf(section string, texts []string) (list []translate.Original) {
	for i, text := range texts {
		list = append(list, translate.Original{Context: section + "/paragraph", Text: text, Place: fmt.Sprintf("kind.md:%d", 10+2*i)})
	}
	return list
}

// TestUpdate edits a section and expects that exactly what was touched is
// stale. The whole catalogue is compared with a golden file.
func TestUpdate(t *testing.T) {
	for _, tt := range edits {
		t.Run(tt.name, func(t *testing.T) {
			before := translated(t, "learn")
			after := before.Update(originalsOf(orElse(tt.section, "learn"), tt.texts))
			memory := translate.NewMemory(after)
			for i, text := range sectionTexts {
				found := memory.Find(orElse(tt.section, "learn")+"/paragraph", text)
				if want := slices.Contains(tt.current, i); (found != nil) != want {
					t.Errorf("%q is shown: %v, want %v", text, found != nil, want)
				}
			}
			if n := after.Count(); n.Stale != tt.stale || n.Current() != len(tt.current) {
				t.Errorf("count is %+v, want %d current and %d stale", n, len(tt.current), tt.stale)
			}
			golden(t, "testdata/update/"+strings.ReplaceAll(tt.name, " ", "-")+".po", after.PO())
			if again := after.Update(originalsOf(orElse(tt.section, "learn"), tt.texts)); !bytes.Equal(again.PO(), after.PO()) {
				t.Errorf("a second update changes the catalogue:\n%s", again.PO())
			}
			back := after.Update(originalsOf("learn", sectionTexts))
			if n := back.Count(); n.Current() != 4 {
				t.Errorf("after the edit is undone, %+v, want all current", n)
			}
		})
	}
}

// translated returns a catalogue in which all paragraphs are translated.
func translated(t *testing.T, section string) *translate.Catalog {
	t.Helper()
	c := (&translate.Catalog{Lang: "es", Source: "kind.md"}).Update(originalsOf(section, sectionTexts))
	for i := range c.Messages {
		c.Messages[i].Translation = fmt.Sprintf("Frase %d.", i+1)
	}
	return c
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// TestGettextAgrees gives the same edits to GNU gettext: msgmerge must show
// the same translations as current, and msgfmt must accept every catalogue.
func TestGettextAgrees(t *testing.T) {
	needed(t, "msgmerge", "msgfmt", "msgcat")
	for _, tt := range edits {
		if tt.section != "" {
			continue // msgmerge takes what moved to another context for fuzzy; we know that it is the same text
		}
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			before, template := translated(t, "learn"), &translate.Catalog{Lang: "es", Source: "kind.md"}
			put(t, dir, "before.po", before.PO())
			put(t, dir, "now.pot", template.Update(originalsOf("learn", tt.texts)).PO())
			merged := gettext(t, dir, "msgmerge", "--quiet", "--previous", "--no-wrap", "before.po", "now.pot", "-o", "-")
			theirs, ours := catalog(t, merged), before.Update(originalsOf("learn", tt.texts))
			if diff := cmp.Diff(current(theirs), current(ours)); diff != "" {
				t.Errorf("what is current (-msgmerge +ours):\n%s", diff)
			}
			put(t, dir, "ours.po", ours.PO())
			gettext(t, dir, "msgfmt", "--check-format", "--check-domain", "-o", "ours.mo", "ours.po")
			through := catalog(t, gettext(t, dir, "msgcat", "--no-wrap", "ours.po"))
			if diff := cmp.Diff(string(ours.PO()), string(through.PO())); diff != "" {
				t.Errorf("msgcat loses something (-before +after):\n%s", diff)
			}
		})
	}
}

// needed skips the test if one of GNU gettext's tools is not installed.
func needed(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("HOMEROOM_TEST_ALL") != "" {
				t.Fatal(err)
			}
			t.Skipf("%s is not installed; it is in Debian's package gettext", tool)
		}
	}
}

// TestGettextAcceptsAllCatalogues gives every catalogue that homeroom brings
// to msgfmt.
func TestGettextAcceptsAllCatalogues(t *testing.T) {
	needed(t, "msgfmt")
	found := 0
	for _, root := range []string{"../../i18n", "../../samples"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".po" {
				return err
			}
			found++
			gettext(t, ".", "msgfmt", "--check-format", "--check-domain", "-o", os.DevNull, name)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 40 {
		t.Errorf("only %d catalogues were found", found)
	}
}

// current returns the texts whose translation is shown.
func current(c *translate.Catalog) (list []string) {
	for _, m := range c.Messages {
		if m.Done() {
			list = append(list, m.Text+" = "+m.Translation)
		}
	}
	return list
}

func put(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func gettext(t *testing.T, dir, tool string, args ...string) string {
	t.Helper()
	c := exec.Command(tool, args...)
	c.Dir, c.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", tool, args, err, stderr.String())
	}
	return string(out)
}

// TestSheetRoundTrip writes rows for reviewers and reads them again.
func TestSheetRoundTrip(t *testing.T) {
	rows := []translate.Row{
		{Source: "kind.md", Context: "learn/paragraph", Original: "Be kind.", Translation: "=Sé amable", State: translate.MachineDraft, Line: 2},
		{Source: "kind.md", Context: "learn/list", Original: "- a\n- b", Translation: "- á\n- é", State: translate.Reviewed, By: "liaison, 2026-10-03", Line: 3},
		{Source: "kind.md", Context: "talk/paragraph", Original: "Ask.", Line: 4, Earlier: "Tell."},
	}
	for _, dir := range []string{"ltr", "rtl"} {
		var b bytes.Buffer
		if err := translate.WriteSheet(&b, dir, rows); err != nil {
			t.Fatal(err)
		}
		got, err := translate.ReadSheet(&b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rows, got, cmpopts.IgnoreFields(translate.Row{}, "Earlier")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", dir, diff)
		}
	}
	for _, bad := range []string{"", "PK\x03\x04", "not a sheet"} {
		if _, err := translate.ReadSheet(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read as a sheet", bad)
		}
	}
}

// FuzzCatalog reads anything. What is read must be written and read the same.
func FuzzCatalog(f *testing.F) {
	f.Add(header + oneEntry)
	f.Add(header + "#~| msgid \"x\"\n#~ msgid \"a\"\n#~ msgstr \"b\"\n")
	f.Add("\"loose\"\n\"lines\"")
	f.Fuzz(func(t *testing.T, text string) {
		c, problems := translate.ReadCatalog("es", translate.File{Path: "x.po", Data: []byte(text)})
		if (c == nil) == (len(problems) == 0) {
			t.Fatalf("catalogue %v and problems %v", c, problems)
		}
		if c == nil {
			return
		}
		again, problems := translate.ReadCatalog("es", translate.File{Path: "x.po", Data: c.PO()})
		if again == nil {
			t.Fatalf("what was written is refused: %v\n%s", problems, c.PO())
		}
		if !bytes.Equal(c.PO(), again.PO()) {
			t.Errorf("written twice:\n%s\n%s", c.PO(), again.PO())
		}
	})
}

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file, or writes the file if -update is given.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestTerms warns of a translation that does not say an agreed word, and of
// nothing else.
func TestTerms(t *testing.T) {
	terms, problems := translate.ReadTerms([]translate.File{
		{Path: "i18n/terms.es.yaml", Layer: "built-in", Data: []byte("quiz: prueba\nbullying: {use: acoso, forms: [acos], note: nunca bullying}\n")},
		{Path: "i18n/terms.es.yaml", Layer: "district", Data: []byte("quiz: cuestionario\n")},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, tt := range []struct{ text, translation, want string }{
		{"Take the quiz.", "Haz el cuestionario.", ""},
		{"Two quizzes.", "Dos cuestionarios.", ""},
		{"A quizzical look.", "Una mirada.", ""},
		{"Take the quiz.", "Haz la prueba.", `"quiz" is said in another way than agreed`},
		{"They were bullying him.", "Lo estaban acosando.", ""},
		{"Bullying hurts.", "El bullying duele.", `"bullying" is said in another way than agreed`},
	} {
		c := &translate.Catalog{Lang: "es", Path: "x.po", Messages: []translate.Message{{Text: tt.text, Translation: tt.translation, Line: 7}}}
		got := ""
		for _, p := range terms.Check(c) {
			got += p.Message
			if p.Line != 7 || p.Hint == "" {
				t.Errorf("%q: problem is %+v", tt.text, p)
			}
		}
		if got != tt.want {
			t.Errorf("%q = %q: got %q, want %q", tt.text, tt.translation, got, tt.want)
		}
	}
	if hints := terms.Hints("No bullying in this quiz"); !slices.Equal(hints, []string{"bullying = acoso (nunca bullying)", "quiz = cuestionario"}) {
		t.Errorf("hints are %q", hints)
	}
}
