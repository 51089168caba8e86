package homeroom_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"homeroom"
	"homeroom/internal/translate"
)

// interfaceLanguages are the languages whose words of the interface come with
// homeroom, that of the originals first.
var interfaceLanguages = []string{"en", "es", "pt-BR", "ar", "zh-Hans", "vi", "ht", "pl"}

// TestWords expects that each language has every word of the interface, with
// the placeholders and the plural forms that it needs.
func TestWords(t *testing.T) {
	names, err := fs.Glob(homeroom.Files(), "i18n/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		lang := strings.TrimSuffix(path.Base(name), ".yaml")
		if !strings.Contains(lang, ".") && !slices.Contains(interfaceLanguages, lang) {
			t.Errorf("%s is not in the list of languages", name)
		}
	}
	var english *translate.Words
	for _, lang := range interfaceLanguages {
		data, err := fs.ReadFile(homeroom.Files(), "i18n/"+lang+".yaml")
		if err != nil {
			t.Error(err)
			continue
		}
		words, problems := translate.Read(lang, []translate.File{{Path: "i18n/" + lang + ".yaml", Data: data}}, english)
		for _, p := range problems {
			t.Errorf("%s: %s", p.At(), p.Message)
		}
		if english == nil {
			english = words
		}
		for _, key := range english.Keys() {
			if !words.Has(key) {
				t.Errorf("%s lacks %s", lang, key)
				continue
			}
			checkWord(t, lang, key, english, words)
		}
		for _, key := range words.Keys() {
			if !english.Has(key) {
				t.Errorf("%s has %s, which nothing shows", lang, key)
			}
		}
		if lang != "en" && !strings.Contains(string(data[:min(len(data), 400)]), "machine-draft") {
			t.Errorf("%s does not say that no person has reviewed it", lang)
		}
	}
}

// checkWord expects that a word which counts has a form for every number.
func checkWord(t *testing.T, lang, key string, english, words *translate.Words) {
	t.Helper()
	original, _, _ := english.Entry(key)
	entry, _, _ := words.Entry(key)
	for form, text := range entry {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%s: %s has an empty text %s", lang, key, form)
		}
	}
	if len(original) < 2 {
		return
	}
	tag := language.Make(lang)
	needed := map[string]int{}
	for n := range 201 {
		if form := translate.PluralForm(tag, n); needed[form] == 0 {
			needed[form] = n + 1
		}
	}
	for form, n := range needed {
		text, ok := entry[form]
		if !ok && form != "other" {
			t.Errorf("%s: %s has no form %s, which %d needs", lang, key, form, n-1)
		}
		if ok && strings.Contains(original["other"], "{n}") && !strings.Contains(text, "{n}") && many(tag, form) {
			t.Errorf("%s: %s does not say the number in its form %s", lang, key, form)
		}
	}
	for form := range entry {
		if _, used := needed[form]; !used && form != "other" && form != "many" {
			t.Errorf("%s: %s has a form %s, which no number needs", lang, key, form)
		}
	}
	if got := words.N(key, 3); strings.Contains(got, "{n}") {
		t.Errorf("%s: %s of 3 is %q", lang, key, got)
	}
}

// many reports whether a form stands for more than one number.
func many(tag language.Tag, form string) bool {
	found := 0
	for n := range 201 {
		if translate.PluralForm(tag, n) == form {
			found++
		}
	}
	return found > 1
}
