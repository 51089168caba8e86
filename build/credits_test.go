package build

import (
	"encoding/json"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

// TestEveryPictureIsCredited follows each picture of the sample district's
// pages to its credit, in each language.
func TestEveryPictureIsCredited(t *testing.T) {
	files, pictures := buildAll(t, sampleDistrict(t)), 0
	for name, data := range files {
		if !strings.HasPrefix(name, "site/") || !strings.HasSuffix(name, ".html") {
			continue
		}
		page, lang := string(data), strings.Split(name, "/")[1]
		tags(t, page, func(tag string, attrs map[string]string) {
			at := path.Join("/", path.Dir(name), attrs["src"])
			asset, ok := strings.CutPrefix(at, "/site/media/")
			if tag != "img" || !ok {
				return
			}
			pictures++
			if !strings.Contains(page, `/credits.html#`+creditID(asset)+`"`) {
				t.Errorf("%s shows %s without its credit", name, asset)
			}
			if credits := string(files["site/"+lang+"/credits.html"]); !strings.Contains(credits, `id="`+creditID(asset)+`"`) {
				t.Errorf("the credits in %s lack %s", lang, asset)
			}
		})
	}
	if pictures < 10 {
		t.Errorf("only %d pictures were looked at", pictures)
	}
}

// TestFontsAreCredited wants each font that the program is shipped with in the
// credits.
func TestFontsAreCredited(t *testing.T) {
	data, err := os.ReadFile("../internal/certificate/fonts/SOURCES.json")
	if err != nil {
		t.Fatal(err)
	}
	var sources struct{ Fonts []struct{ Package string } }
	if err := json.Unmarshal(data, &sources); err != nil {
		t.Fatal(err)
	}
	page := strings.ToLower(file(t, renderedSample(t), "/en/credits.html"))
	for _, f := range sources.Fonts {
		name := strings.ReplaceAll(path.Base(f.Package), "-", " ")
		if !strings.Contains(page, "<cite>"+name+"</cite>") {
			t.Errorf("the credits do not name %s", name)
		}
	}
	if len(sources.Fonts) < 3 {
		t.Error("there are too few fonts to look for")
	}
}

func TestSources(t *testing.T) {
	d := &desk{course: sampleCourse()}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"none", "Nothing [here](content/help.md), nor [there](mailto:a@b.example).", nil},
		{"a link", "See [the law](https://example.org/law).", []string{"https://example.org/law"}},
		{"each once, in order", "[b](https://b.example/) [a](https://a.example/) [b](https://b.example/)", []string{"https://b.example/", "https://a.example/"}},
		{"with a title", `[a](https://a.example/x "X")`, []string{"https://a.example/x"}},
		{"with brackets of its own", "[a](https://a.example/x_(y)).", []string{"https://a.example/x_(y)"}},
		{"in angle brackets", "<https://a.example/> and [b](<https://b.example/c>)", []string{"https://a.example/", "https://b.example/c"}},
		{"below the text", "See [the law].\n\n[the law]: https://a.example/law\n", []string{"https://a.example/law"}},
		{"in code it is no link", "`[a](https://a.example/)`\n\n```\n[b](https://b.example/)\n```\n", nil},
	} {
		var got []string
		for _, s := range d.sources(tt.text) {
			got = append(got, s.URL)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	known := d.sources("[x](https://example.org/law#part)")
	want := []source{{URL: "https://example.org/law#part", Title: "How the law protects children", Publisher: "Law House", Author: "Ana Ruiz", Checked: date("2026-05-12")}}
	if len(known) != 1 || known[0] != want[0] {
		t.Errorf("sources = %v, want %v", known, want)
	}
}

// TestLinksThatLeaveSaySo looks at links to other sites that the theme's
// templates did not make.
func TestLinksThatLeaveSaySo(t *testing.T) {
	d := &desk{words: themeWords(t, "es", themeWords(t, "en", nil))}
	got := string(d.outward(curriculum.Prose("[a](https://a.example/) and [b](mailto:b@c.example)").Blocks()))
	if strings.Count(got, `<span class="unseen" lang="es">, lleva a otro sitio web</span></a>`) != 1 {
		t.Errorf("outward = %s", got)
	}
}
