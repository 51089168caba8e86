package build

import (
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"homeroom/internal/layer"
)

// allLanguages are the languages that homeroom has words for.
var allLanguages = []string{"en", "es", "pt-BR", "ar", "zh-Hans", "vi", "ht", "pl"}

// inAllLanguages is the sample district with all of them.
func inAllLanguages(t *testing.T) *layer.Stack {
	t.Helper()
	sample := sampleLayer(t)
	config := fstest.MapFS{"config.yaml": {Data: []byte("languages: [" + strings.Join(allLanguages, ", ") + "]\n")}}
	return layer.New(append(sample, layer.Layer{Name: "school", Files: config})...)
}

// TestEveryLanguage builds the sample district in all languages. Each page is
// there in each, says which language it is in, and has no word that is missing.
func TestEveryLanguage(t *testing.T) {
	site := buildAll(t, inAllLanguages(t))
	pages := 0
	for name := range site {
		rest, ok := strings.CutPrefix(name, "site/en/")
		if !ok || path.Ext(name) != ".html" {
			continue
		}
		pages++
		for _, lang := range allLanguages {
			page := string(site["site/"+lang+"/"+rest])
			dir := "ltr"
			if lang == "ar" {
				dir = "rtl"
			}
			if !strings.Contains(page, `<html lang="`+lang+`" dir="`+dir+`">`) {
				t.Errorf("%s does not say that it is in %s", rest, lang)
			}
			if _, word, missing := strings.Cut(page, "‹"); missing {
				t.Errorf("%s/%s lacks a word: %.40s", lang, rest, word)
			}
		}
	}
	if pages < 60 {
		t.Errorf("only %d pages were looked at", pages)
	}
}

// TestEveryLanguageOnASmallTelephone opens one page of each kind in each
// language, from a folder.
func TestEveryLanguageOnASmallTelephone(t *testing.T) {
	course, words, _, err := load(inAllLanguages(t))
	if err != nil {
		t.Fatal(err)
	}
	texts, problems, err := localize(inAllLanguages(t), course, words)
	if err != nil {
		t.Fatal(err, problems)
	}
	site, err := renderSite(t.Context(), siteInput{Layers: inAllLanguages(t), Texts: texts, CacheDir: t.TempDir(), Question: practice(texts)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, folder := windowOn(t, site)
	for _, lang := range allLanguages {
		seen := map[string]bool{}
		for _, p := range site.Pages {
			if p.Lang != lang || seen[p.Kind] || p.Kind == "frame" || p.Kind == "missing" {
				continue
			}
			seen[p.Kind] = true
			for _, wrong := range visit[[]string](t, ctx, folder, p.URL, 320, narrow) {
				t.Errorf("%s: %s", p.URL, wrong)
			}
		}
		if len(seen) < 10 {
			t.Errorf("%s: only %d kinds of pages", lang, len(seen))
		}
	}
}

// TestSpanishIsComplete expects that nothing of the built-in curriculum or of
// the sample district waits for its Spanish.
func TestSpanishIsComplete(t *testing.T) {
	sheets, problems, err := Translations(sampleDistrict(t), "es")
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	texts := 0
	for _, s := range sheets {
		n := s.Catalog.Count()
		if texts += n.Texts; n.Current() != n.Texts && s.Whole == "" {
			t.Errorf("%s: %d of %d texts are missing and %d stale; run \"homeroom translate update es\" for its folder", s.Source, n.Missing, n.Texts, n.Stale)
		}
	}
	if texts < 2000 {
		t.Errorf("only %d texts were counted", texts)
	}
}
