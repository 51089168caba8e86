package build

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSections(t *testing.T) {
	page := `<html><head><title>Not this</title></head><body><header>nor this</header><main id="main">
<nav>skipped</nav><h1>Rules</h1><p class="notice" data-plain="no">not <b>this</b> either</p>
<p>Be kind<br>and ask.</p><script>x()</script><svg><text>no</text></svg>
<h2 id="our-rules">Our <em>rules</em> <span data-plain="no">5 min</span></h2><p>These hold everywhere.</p>
<ol><li>Learn.<a class="place" id="learning" href="#learning"></a></li><li><p>Treat people well.<a class="place" id="kind" href="#kind"></a></p></li></ol>
<h3 id="more">More</h3><img src="x" alt="A picture"><p>Ask &amp; tell.</p><h2>Without an id</h2><p>Last.</p>
</main><footer>and not this</footer></body></html>`
	want := []section{
		{Text: "Rules Be kind and ask."},
		{ID: "our-rules", Heading: "Our rules", Text: "These hold everywhere."},
		{ID: "learning", Heading: "Our rules", Text: "Learn."},
		{ID: "kind", Heading: "Our rules", Text: "Treat people well."},
		{ID: "more", Heading: "More", Text: "A picture Ask & tell. Without an id Last."},
	}
	if diff := cmp.Diff(want, sections([]byte(page), "en")); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
}

func TestEveryPageIsIndexedOnce(t *testing.T) {
	seen := map[string]bool{}
	pages, err := renderedSample(t).plain()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if seen[p.URL] {
			t.Errorf("%s is there twice", p.URL)
		}
		seen[p.URL] = true
		if p.Title == "" || p.Kind == "" || p.ID == "" || p.Source == "" {
			t.Errorf("%s lacks a title, a kind, an id or a source: %+v", p.URL, p)
		}
		if private(p.URL) && p.Listed {
			t.Errorf("%s is private and listed", p.URL)
		}
	}
	for _, want := range []string{"/en/policies/use.html", "/ar/lessons/annual/6.html", "/es/staff/guides/6-8/save-it.html"} {
		if !seen[want] {
			t.Errorf("%s is not there", want)
		}
	}
}
