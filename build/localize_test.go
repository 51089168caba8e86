package build

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"homeroom/internal/layer"
)

// districtOn returns the built-in layer with a district's files on it.
func districtOn(files map[string]string) *layer.Stack {
	district := fstest.MapFS{}
	for name, text := range files {
		district[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return layer.New(layer.Layer{Name: layer.BuiltIn, Files: os.DirFS("..")}, layer.Layer{Name: "district", Files: district})
}

func po(lang, source string, entries ...string) string {
	var b strings.Builder
	b.WriteString("msgid \"\"\nmsgstr \"\"\n\"Language: " + lang + "\\n\"\n\"X-Source: " + source + "\\n\"\n")
	for i := 0; i+2 < len(entries); i += 3 {
		b.WriteString("\nmsgctxt \"" + entries[i] + "\"\nmsgid \"" + entries[i+1] + "\"\nmsgstr \"" + entries[i+2] + "\"\n")
	}
	return b.String()
}

const visitPolicy = `---
id: visit
title: Visitors
kind: agreement
---

Everybody signs in.

## Rules {#visit-rules}

1. Wear a badge. {#badge}
2. See [the help page](/content/help.md). {#see-help}
`

// TestFallbackInPlace builds a policy of which some is translated, into a
// language that is written from right to left.
func TestFallbackInPlace(t *testing.T) {
	site := buildAll(t, districtOn(map[string]string{
		"config.yaml":               "languages: [en, ar]\n",
		"i18n/ar.yaml":              "language-name: العربية\n",
		"content/policies/visit.md": visitPolicy,
		"i18n/ar/content/policies/visit.po": po("ar", "content/policies/visit.md",
			"title", "Visitors", "الزوار", "badge/item", "Wear a badge.", "ضع شارة."),
	}))
	page := string(site["site/ar/policies/visit.html"])
	for _, want := range []string{
		`<html lang="ar" dir="rtl">`, "<h1>الزوار</h1>", `<p lang="en" dir="ltr">Everybody signs in.</p>`,
		`<h2 id="visit-rules" lang="en" dir="ltr">Rules`, "<li>ضع شارة.", `<li><span lang="en" dir="ltr">See <a href="../../ar/help.html">the help page</a>.</span>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if help := string(site["site/ar/help.html"]); !strings.Contains(help, `<h1 lang="en" dir="ltr">`) {
		t.Error("a page that nobody has translated does not say so")
	}
	if list := string(site["site/ar/policies/index.html"]); !strings.Contains(list, ">الزوار</a>") || strings.Contains(list, "Everybody signs in") {
		t.Error("the list of policies has not the translated title, or a summary in another language beside it")
	}
}

// TestPagesOfOneLanguage builds a page that there is in Spanish only, and one
// whose Spanish text is a file of its own.
func TestPagesOfOneLanguage(t *testing.T) {
	site := buildAll(t, districtOn(map[string]string{
		"content/families/taller.es.md": "---\nid: taller\ntitle: Taller para familias\n---\n\nEl jueves. Vea [la ayuda](/content/help.md).\n",
		"content/families/visit.md":     "---\nid: visit\ntitle: Visit us\n---\n\n## When {#when}\n\nOn Thursday.\n",
		"content/families/visit.es.md":  "---\ntitle: Visítenos\n---\n\n## Cuándo {#when}\n\nEl jueves. Antes, [el taller](taller.md).\n",
	}))
	if _, there := site["site/en/families/taller.html"]; there {
		t.Error("the Spanish page is in the English site")
	}
	for at, want := range map[string]string{
		"es/families/taller.html": `href="../../en/index.html" hreflang="en"`,
		"es/families/visit.html":  `<a href="../../es/families/taller.html">el taller</a>`,
		"es/families/index.html":  "Taller para familias",
		"en/families/visit.html":  `hreflang="es" lang="es" dir="ltr">Español</a>`,
	} {
		if !strings.Contains(string(site["site/"+at]), want) {
			t.Errorf("%s lacks %s", at, want)
		}
	}
	if page := string(site["site/es/families/visit.html"]); strings.Contains(page, `class="rendition"`) || strings.Contains(page, `lang="en" dir="ltr">On`) {
		t.Error("a page that somebody wrote in Spanish is shown as a translation")
	}
}

// TestUpperCatalogues lays a district's catalogue on the built-in one: what it
// says wins, text by text, and what it does not say stays.
func TestUpperCatalogues(t *testing.T) {
	below := layer.Layer{Name: layer.BuiltIn, Files: os.DirFS("..")}
	middle := layer.Layer{Name: "district", Files: fstest.MapFS{
		"content/families/visit.md":         {Data: []byte("---\nid: visit\ntitle: Visit us\n---\n\nOn Thursday.\n\nBring a pen.\n")},
		"i18n/es/content/families/visit.po": {Data: []byte(po("es", "content/families/visit.md", "title", "Visit us", "Visítenos", "paragraph", "On Thursday.", "El jueves.", "paragraph", "Bring a pen.", "Traiga un lápiz."))},
	}}
	top := layer.Layer{Name: "school", Files: fstest.MapFS{
		"content/families/visit.md":         {Data: []byte("---\nid: visit\ntitle: Visit us\n---\n\nOn Friday.\n\nBring a pen.\n")},
		"i18n/es/content/families/visit.po": {Data: []byte(po("es", "content/families/visit.md", "paragraph", "On Friday.", "El viernes.", "paragraph", "Bring a pen.", "Traiga una pluma."))},
	}}
	page := string(buildAll(t, layer.New(below, middle, top))["site/es/families/visit.html"])
	for _, want := range []string{"<h1>Visítenos</h1>", "<p>El viernes.</p>", "<p>Traiga una pluma.</p>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestUpperGlossaries lays a district's glossary on the built-in one: its
// groups are added.
func TestUpperGlossaries(t *testing.T) {
	builtIn, err := readGlossary(districtOn(nil), "es")
	if err != nil || len(builtIn) == 0 {
		t.Fatal(builtIn, err)
	}
	both, err := readGlossary(districtOn(map[string]string{"i18n/glossary.es.yaml": "- [candado, cadena]\n"}), "es")
	if err != nil || len(both) != len(builtIn)+1 || both[len(builtIn)][0] != "candado" {
		t.Errorf("%d groups with a district's one on %d (%v)", len(both), len(builtIn), err)
	}
	if _, err := readGlossary(districtOn(map[string]string{"i18n/glossary.es.yaml": "- candado\n"}), "es"); err == nil || !strings.Contains(err.Error(), "of district: ") {
		t.Errorf("a mistake in a district's glossary is %v", err)
	}
}
