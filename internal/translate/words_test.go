package translate_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/internal/diag"
	"homeroom/internal/translate"
)

func read(t *testing.T, lang string, below *translate.Words, data ...string) (*translate.Words, []diag.Problem) {
	t.Helper()
	var files []translate.File
	for _, d := range data {
		files = append(files, translate.File{Path: "i18n/" + lang + ".yaml", Data: []byte(d)})
	}
	return translate.Read(lang, files, below)
}

const english = `
# Shown to a child who has signed in.
hello: "Hello, {name}!"
left: {one: "{n} question left", other: "{n} questions left"}
next: Next
language-name: English
`

func TestWords(t *testing.T) {
	en, problems := read(t, "en", nil, english)
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	pl, problems := read(t, "pl", en, `left: {one: "Zostało {n} pytanie", few: "Zostały {n} pytania", many: "Zostało {n} pytań", other: "Zostało {n} pytania"}`, `language-name: Polski`)
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	ar, _ := read(t, "ar", en, `next: التالي`)
	for _, tt := range []struct{ name, got, want string }{
		{"a placeholder is filled", en.T("hello", "name", "Ada"), "Hello, Ada!"},
		{"a value with braces is not looked into", en.T("hello", "name", "{n}"), "Hello, {n}!"},
		{"one", en.N("left", 1), "1 question left"},
		{"several", en.N("left", 3), "3 questions left"},
		{"n as a pair chooses the form", en.T("left", "n", 1), "1 question left"},
		{"Polish few", pl.N("left", 3), "Zostały 3 pytania"},
		{"Polish many", pl.N("left", 12), "Zostało 12 pytań"},
		{"a missing key comes from below, in its plural rules", ar.N("left", 2), "2 questions left"},
		{"an unknown key is shown as one", en.T("dragon"), "‹dragon›"},
		{"right to left", ar.Dir(), "rtl"},
		{"left to right", pl.Dir(), "ltr"},
		{"own name", pl.Name(), "Polski"},
		{"a language without a name shows its tag", ar.Name(), "ar"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
}

func TestReadRefusesWhatIsNoLanguage(t *testing.T) {
	if words, problems := read(t, "not a tag!", nil, ""); words != nil || len(problems) != 1 {
		t.Errorf("a wrong tag: %v, %v; want one problem", words, problems)
	}
}

func TestWordsSurviveJSON(t *testing.T) {
	en, _ := read(t, "en", nil, english)
	data, err := json.Marshal(en)
	if err != nil {
		t.Fatal(err)
	}
	var back translate.Words
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(en.YAML()), string(back.YAML())); diff != "" {
		t.Errorf("after JSON (-want +got):\n%s", diff)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(english))
	f.Add([]byte("a: &x [*x]\n"))
	f.Add([]byte("a: {one: 1}\n? b\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		words, _ := translate.Read("en", []translate.File{{Path: "i18n/en.yaml", Data: data}}, nil)
		for _, k := range words.Keys() {
			words.N(k, 1)
		}
	})
}
