package kiosk_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"homeroom/curriculum"
	"homeroom/kiosk"
)

// In Go every text in quotes that looks like this is the key of a word; in
// templates it may also be the name of a class, unless T stands before it.
var (
	keyInGo       = regexp.MustCompile(`"((?:kiosk|refusal|question|search)-[a-z0-9-]*[a-z0-9])"`)
	keyInTemplate = regexp.MustCompile(`\bT "([a-z0-9-]*[a-z0-9])"`)
	refused       = regexp.MustCompile(`refusal\{[^,}]+, "([a-z-]+)"\}`)
)

// TestWords looks for the text of every key, in every language.
func TestWords(t *testing.T) {
	keys := map[string]bool{}
	for _, id := range append(kiosk.PictureIDs(), kiosk.Animals()...) {
		keys["kiosk-picture-"+id] = true
	}
	for _, kind := range []curriculum.Kind{curriculum.Single, curriculum.Several, curriculum.TrueFalse, curriculum.Spot, curriculum.Order, curriculum.Sort, curriculum.Fill} {
		keys["kiosk-pick-"+string(kind)], keys["question-hint-"+string(kind)] = true, true
	}
	for prefix, rest := range map[string]string{
		"kiosk-state-": "new started done", "kiosk-secret-": "pin passphrase", "kiosk-secret-wrong-": "pictures pin passphrase",
		"kiosk-staff-note-": "opened closed lowered let-in", "kiosk-search-kind-": "annual lesson unit quiz policy faq page",
		"kiosk-month-": "1 2 3 4 5 6 7 8 9 10 11 12", "question-verdict-": "right wrong missing", "question-mark-": "right wrong missing", "question-slot-": "right wrong missing",
	} {
		for _, end := range strings.Fields(rest) {
			keys[prefix+end] = true
		}
	}
	for _, src := range sources(t, "*.go", "../internal/question/*.go") {
		for _, m := range keyInGo.FindAllStringSubmatch(src, -1) {
			keys[m[1]] = true
		}
		for _, m := range refused.FindAllStringSubmatch(src, -1) {
			keys["refusal-"+m[1]], keys["refusal-"+m[1]+"-do"] = true, true
		}
	}
	for _, src := range sources(t, "templates/*.html") {
		for _, m := range keyInTemplate.FindAllStringSubmatch(src, -1) {
			keys[m[1]] = true
		}
	}
	for lang, words := range readWords(t) {
		for key := range keys {
			if !words.Has(key) {
				t.Errorf("%s has no text for %s", lang, key)
			}
		}
	}
	if len(keys) < 250 {
		t.Errorf("only %d keys were found", len(keys))
	}
}

// sources returns the texts of the files that match, tests aside.
func sources(t *testing.T, patterns ...string) (texts []string) {
	t.Helper()
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(data))
		}
	}
	return texts
}
