package build

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeroom/curriculum"
	"homeroom/internal/translate"
)

// hashes are the digests in the names of the style sheet and the script.
var hashes = regexp.MustCompile(`\.[0-9a-f]{32,64}\.`)

// tags calls each with every start tag of a page.
func tags(t *testing.T, page string, each func(tag string, attrs map[string]string)) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			attrs := map[string]string{}
			for _, a := range token.Attr {
				if _, twice := attrs[a.Key]; twice {
					t.Errorf("<%s> has %s twice", token.Data, a.Key)
				}
				attrs[a.Key] = a.Val
			}
			each(token.Data, attrs)
		}
	}
}

// pagesOf returns the names of a site's pages.
func pagesOf(all map[string]string) (names []string) {
	for name := range all {
		if strings.HasSuffix(name, ".html") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// leadsOut reports whether a link is one of those that a district itself
// wrote to another site or that a credit needs, or begins a letter or a call.
func leadsOut(to string) bool {
	for _, licence := range []string{"https://creativecommons.org/licenses/", "https://www.apache.org/licenses/", "https://openfontlicense.org/", "https://github.com/notofonts/"} {
		if strings.HasPrefix(to, licence) {
			return true
		}
	}
	return strings.HasPrefix(to, "mailto:") || strings.HasPrefix(to, "tel:") ||
		to == "https://calendar.ternhollow.example/" || strings.HasPrefix(to, "https://example.org/")
}

// TestAddresses follows every address in every page: it leads to a file of the
// site and to a place in it, it is relative, and it names the file, so that
// the site can be opened from a folder.
func TestAddresses(t *testing.T) {
	all := allFiles(t, renderedSample(t))
	ids := map[string][]string{}
	for _, name := range pagesOf(all) {
		tags(t, all[name], func(_ string, attrs map[string]string) {
			if id, ok := attrs["id"]; ok {
				if slices.Contains(ids[name], id) {
					t.Errorf("%s: the id %q is there twice", name, id)
				}
				ids[name] = append(ids[name], id)
			}
		})
	}
	for _, name := range pagesOf(all) {
		tags(t, all[name], func(tag string, attrs map[string]string) {
			for _, key := range []string{"href", "src", "action", "srcset", "poster", "data", "formaction"} {
				to, ok := attrs[key]
				if !ok || leadsOut(to) && tag == "a" {
					continue
				}
				if problem := follow(name, to, all, ids); problem != "" {
					t.Errorf("%s: <%s %s=%q> %s", name, tag, key, to, problem)
				}
			}
			for _, key := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls"} {
				for _, id := range strings.Fields(attrs[key]) {
					if !slices.Contains(ids[name], id) {
						t.Errorf("%s: <%s %s=%q> names nothing", name, tag, key, id)
					}
				}
			}
		})
	}
}

// follow returns what is wrong with an address in a page, "" if nothing is.
func follow(name, to string, all map[string]string, ids map[string][]string) string {
	u, err := url.Parse(to)
	switch {
	case err != nil:
		return err.Error()
	case u.IsAbs() || u.Host != "":
		return "leads out of the site"
	case strings.HasPrefix(to, "/") && name != "404.html":
		return "is not relative"
	}
	target := name
	if u.Path != "" {
		target = strings.TrimPrefix(path.Join("/", path.Dir(name), u.Path), "/")
		if strings.HasPrefix(u.Path, "/") {
			target = strings.TrimPrefix(u.Path, "/")
		}
	}
	if _, ok := all[target]; !ok {
		return "leads to no file: " + target
	}
	if u.Fragment != "" && !slices.Contains(ids[target], u.Fragment) {
		return "leads to no place in " + target
	}
	return ""
}

// TestPagesObeyThePolicy looks for what the content security policy forbids,
// and for what would ask another computer.
func TestPagesObeyThePolicy(t *testing.T) {
	all := allFiles(t, renderedSample(t))
	for _, name := range pagesOf(all) {
		tags(t, all[name], func(tag string, attrs map[string]string) {
			for key, value := range attrs {
				switch {
				case key == "style" || strings.HasPrefix(key, "on"):
					t.Errorf("%s: <%s> has the attribute %s", name, tag, key)
				case key == "integrity":
					t.Errorf("%s: <%s> has integrity, which is blocked in a folder", name, tag)
				case strings.Contains(value, "ZgotmplZ"), strings.HasPrefix(value, "data:"), strings.HasPrefix(value, "javascript:"):
					t.Errorf("%s: <%s %s=%q>", name, tag, key, value)
				}
			}
			_, external := attrs["src"]
			if tag == "style" || tag == "script" && !external || tag == "iframe" || tag == "object" || tag == "embed" {
				t.Errorf("%s: there is a <%s>", name, tag)
			}
		})
	}
	for name, text := range all {
		if !strings.HasSuffix(name, ".css") && !strings.HasSuffix(name, ".js") {
			continue
		}
		for _, bad := range []string{"http://", "https://", "//cdn", "data:", "url(", "innerHTML", "eval("} {
			if strings.Contains(text, bad) {
				t.Errorf("%s has %q", name, bad)
			}
		}
	}
}

// TestPublicPagesLeadToNoPrivateOne looks for links from the public site to
// the pages of staff and of the kiosk.
func TestPublicPagesLeadToNoPrivateOne(t *testing.T) {
	all := allFiles(t, renderedSample(t))
	for _, name := range pagesOf(all) {
		if private("/" + name) {
			continue
		}
		tags(t, all[name], func(tag string, attrs map[string]string) {
			to := attrs["href"]
			if to == "" || leadsOut(to) {
				return
			}
			if at := path.Join("/", path.Dir(name), to); private(at) {
				t.Errorf("%s leads to %s", name, at)
			}
		})
	}
}

// TestAnswersStayIn looks for the reasons of a quiz whose author does not
// allow answers on the public site.
func TestAnswersStayIn(t *testing.T) {
	site := renderedSample(t)
	if page := file(t, site, "/en/quizzes/6-8/save-it.html"); !strings.Contains(page, "Proof first") {
		t.Error("a practice quiz has no answers")
	}
	if page := file(t, site, "/en/quizzes/annual/6.html"); strings.Contains(page, "Proof first") {
		t.Error("a quiz that is no practice has its answers in the page")
	}
}

// TestFrame has what the kiosk looks for, each once.
func TestFrame(t *testing.T) {
	page := file(t, renderedSample(t), "/en/frame.html")
	title, rest, _ := strings.Cut(page, "</title>")
	if strings.Count(title, "HOMEROOM-TITLE") != 1 || strings.Count(rest, "HOMEROOM-TITLE") != 0 {
		t.Error("HOMEROOM-TITLE is not once in the title")
	}
	if !regexp.MustCompile(`<main id="main"[^>]*>\s*HOMEROOM-MAIN\s*</main>`).MatchString(page) {
		t.Error("HOMEROOM-MAIN is not alone in <main>")
	}
	header, _, _ := strings.Cut(page, "</header>")
	if strings.Count(header, "HOMEROOM-SESSION") != 1 || strings.Count(page, "HOMEROOM-") != 3 {
		t.Error("HOMEROOM-SESSION is not once in the header")
	}
}

// TestTextInAnotherLanguage says so, in the reader's language, and marks the
// text for those who hear the page.
func TestTextInAnotherLanguage(t *testing.T) {
	site := renderedSample(t)
	for _, tt := range []struct{ at, want string }{
		{"/es/lessons/6-8/save-it.html", `<h1 lang="en" dir="ltr">Save It, Block It, Report It</h1>`},
		{"/es/lessons/6-8/save-it.html", `<div class="prose ruled" lang="en" dir="ltr">`},
		{"/es/lessons/6-8/save-it.html", "todavía no está en español"},
		{"/ar/lessons/6-8/save-it.html", `<html lang="ar" dir="rtl">`},
		{"/ar/lessons/6-8/save-it.html", "تراها بهذه اللغة: الإنجليزية"},
		{"/ar/lessons/6-8/save-it.html", `<h1 lang="en" dir="ltr">`},
		{"/es/policies/use.html", "<h1>Responsible Use of Technology</h1>"},
		{"/es/lessons/index.html", "<h1>Lecciones</h1>"},
	} {
		if page := file(t, site, tt.at); !strings.Contains(page, tt.want) {
			t.Errorf("%s lacks %s", tt.at, tt.want)
		}
	}
	for _, at := range []string{"/es/policies/use.html", "/es/lessons/index.html", "/en/help.html"} {
		if page := file(t, site, at); strings.Contains(page, "Esta página todavía no") || strings.Contains(page, `<h1 lang=`) {
			t.Errorf("%s says that it is not translated", at)
		}
	}
}

// TestOnePageInEachLanguage sees that the language switch keeps the page.
func TestOnePageInEachLanguage(t *testing.T) {
	page := file(t, renderedSample(t), "/en/policies/use.html")
	for _, want := range []string{
		`<a href="../../es/policies/use.html" hreflang="es" lang="es" dir="ltr">Español</a>`,
		`<a href="../../ar/policies/use.html" hreflang="ar" lang="ar" dir="rtl">العربية</a>`,
		`<a href="../../en/policies/use.html" hreflang="en" lang="en" dir="ltr" aria-current="true">English</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the language switch lacks %s", want)
		}
	}
}

// TestLanguagesWithScriptsAndRegions renders languages whose tags have more
// than one part, and a page that one of them lacks.
func TestLanguagesWithScriptsAndRegions(t *testing.T) {
	in := sampleSite(t)
	in.Texts = in.Texts[:2]
	for i, lang := range []string{"pt-BR", "zh-Hans"} {
		words, err := translate.NewWords(lang, map[string]translate.Entry{"language-name": {"other": lang}}, in.Texts[0].Words)
		if err != nil {
			t.Fatal(err)
		}
		in.Texts[i].Lang, in.Texts[i].Words, in.Texts[i].Course = lang, words, sampleCourse()
	}
	second := in.Texts[1].Course
	second.Pages = slices.DeleteFunc(second.Pages, func(p *curriculum.Page) bool { return p.Path == helpSource })
	site, err := renderSite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if page := file(t, site, "/zh-Hans/index.html"); !strings.Contains(page, `<html lang="zh-Hans" dir="ltr">`) {
		t.Error("the page of zh-Hans does not say so")
	}
	if page := file(t, site, "/zh-Hans/policies/use.html"); !strings.Contains(page, "Looked after by") {
		t.Error("zh-Hans has not the words below its own")
	}
	page := file(t, site, "/pt-BR/help.html")
	if !strings.Contains(page, `<a href="./../zh-Hans/index.html" hreflang="zh-Hans"`) && !strings.Contains(page, `<a href="../zh-Hans/index.html" hreflang="zh-Hans"`) {
		t.Error("a page that zh-Hans lacks does not lead to its first page")
	}
	if strings.Contains(page, `rel="alternate"`) {
		t.Error("a page that zh-Hans lacks has it as an alternate")
	}
	all := allFiles(t, site)
	if _, ok := all["zh-Hans/help.html"]; ok {
		t.Error("zh-Hans has a page that its curriculum has not")
	}
}
