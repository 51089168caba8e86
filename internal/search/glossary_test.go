package search

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadGlossary(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       Glossary
	}{
		{"nothing", "", nil},
		{"only a comment", "# nothing yet\n", nil},
		{"an empty list", "[]\n", nil},
		{"groups, with comments", "# passwords\n- [password, passphrase] # both\n", Glossary{{"password", "passphrase"}}},
		{"a group of lines", "- - own phone\n  - BYOD\n", Glossary{{"own phone", "BYOD"}}},
		{"several words, spaces kept single", "- [own   phone, ' bring your own  device ']\n", Glossary{{"own phone", "bring your own device"}}},
		{"numbers and words that YAML takes for others", "- [911, emergency]\n- [no, null, 2.0]\n", Glossary{{"911", "emergency"}, {"no", "null", "2.0"}}},
		{"two documents", "- [a, b]\n---\n- [c, d]\n", Glossary{{"a", "b"}, {"c", "d"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadGlossary(strings.NewReader(tt.text))
			if err != nil {
				t.Fatalf("ReadGlossary: %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ReadGlossary (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadGlossaryErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no list", "password: passphrase\n", "line 1: not a list of groups"},
		{"a term without a group", "- [a, b]\n- password\n", "line 2: not a group"},
		{"a group of one", "- [password]\n", "line 1: a group of 1 terms"},
		{"a group of many", "- [" + strings.Repeat("a, ", 30) + "b]\n", "a group of 31 terms"},
		{"a list in a group", "- [a, [b, c]]\n", "line 1: not a word"},
		{"an alias", "- [&a b, c]\n- [*a, d]\n", "line 1: not a word"},
		{"an empty term", "- [a, '']\n", "a term of 0 characters"},
		{"a long term", "- [a, " + strings.Repeat("b", 101) + "]\n", "a term of 101 characters"},
		{"too many groups", strings.Repeat("- [a, b]\n", 1001), "line 1001: more than 1000 groups"},
		{"too long", strings.Repeat("#\n", 200<<10), "more than 262144 bytes"},
		{"no YAML", "- [a, b\n", "read glossary: "},
		{"no text", "- [a, \xff]\n", "not UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := ReadGlossary(strings.NewReader(tt.text))
			if err == nil || !strings.HasPrefix(err.Error(), "read glossary: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ReadGlossary = %v, %v, want %q", g, err, tt.want)
			}
		})
	}
}

// TestGlossaries checks the glossaries that come with homeroom.
func TestGlossaries(t *testing.T) {
	for _, lang := range []string{"en", "es"} {
		t.Run(lang, func(t *testing.T) {
			f, err := os.Open("../../i18n/glossary." + lang + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			g, err := ReadGlossary(f)
			if err != nil {
				t.Fatal(err)
			}
			if len(g) < 30 {
				t.Errorf("%d groups, want at least 30", len(g))
			}
			c := newCollection(mustLanguage(t, lang), g)
			groups := make(map[string]int)
			for i, terms := range c.terms.groups {
				if len(terms) != len(g[i]) {
					t.Errorf("%q has a term of nothing but stop words", g[i])
				}
				for _, term := range terms {
					key := stemNames(term)
					if other, known := groups[key]; known && other != i {
						t.Errorf("%q and %q share a term", g[other], g[i])
					}
					groups[key] = i
				}
			}
		})
	}
}

func stemNames(t glossaryTerm) string {
	var names []string
	for _, s := range t.stems {
		names = append(names, s.name)
	}
	return strings.Join(names, " ")
}

func FuzzReadGlossary(f *testing.F) {
	for _, s := range []string{"- [a, b]", "- &a [b]\n- *a", "[[[[", "? a\n: b", "- |\n  a\n- [!!x b, c]", "%YAML 1.2\n---\n- [a, b]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := ReadGlossary(strings.NewReader(text))
		if err != nil && g != nil {
			t.Errorf("ReadGlossary = %v, %v", g, err)
		}
	})
}
