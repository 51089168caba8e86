package build

import (
	"strings"
	"testing"

	"homeroom/curriculum"
)

// TestIncludedSectionLeadsToItsPage wants a line below each section that is
// from another page, and none below a rule or a section of a page that has no
// address.
func TestIncludedSectionLeadsToItsPage(t *testing.T) {
	in := sampleSite(t)
	for i := range in.Texts {
		var talk *curriculum.Page
		for _, p := range in.Texts[i].Course.Pages {
			if p.ID == "talk" {
				talk = p
			}
		}
		const rule, section, quoted = "1. Be kind.", "First line.\n\nLast line.", "> Said so.\n> \n> And so."
		body := rule + "\n\n" + section + "\n\nBetween.\n\n" + quoted + "\n\nThe end.\n"
		at := func(text string, of curriculum.Include) curriculum.Include {
			of.Start = strings.Index(body, text)
			of.End = of.Start + len(text)
			return of
		}
		talk.Body, talk.Links, talk.Marks, talk.Sections = curriculum.Prose(body), nil, nil, nil
		talk.Includes = []curriculum.Include{
			at(rule, curriculum.Include{Page: "content/policies/use.md", Fragment: "kind-conduct"}),
			at(section, curriculum.Include{Page: "content/policies/use.md", Fragment: "privacy", Section: true}),
			at(quoted, curriculum.Include{Page: "content/policies/use-plain.md", Fragment: "kind", Section: true, Lead: "> "}),
			at("The end.", curriculum.Include{Page: "content/policies/gone.md", Fragment: "x", Section: true}),
		}
	}
	site, err := renderSite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ at, want string }{
		{"/en/families/talk.html", `<p>Last line.</p>
<p><bdi class="from" data-plain="no" lang="en">From: <a href="../../en/policies/use.html#privacy"><bdi lang="en">Responsible Use of Technology</bdi></a></bdi></p>
<p>Between.</p>`},
		{"/en/families/talk.html", `<p>And so.</p>
<p><bdi class="from" data-plain="no" lang="en">From: <a href="../../en/policies/use-plain.html#kind"><bdi lang="en">Our Rules in Plain Words</bdi></a></bdi></p>
</blockquote>`},
		{"/es/families/talk.html", `<bdi class="from" data-plain="no" lang="es">Tomado de: <a href="../../es/policies/use.html#privacy"><bdi lang="es">Responsible Use of Technology</bdi></a></bdi>`},
		{"/es/families/talk.html", `<a href="../../es/policies/use-plain.html#kind"><bdi lang="en">Our Rules in Plain Words</bdi></a>`},
	} {
		if page := file(t, site, tt.at); !strings.Contains(page, tt.want) {
			_, main, _ := strings.Cut(page, "<main")
			t.Errorf("%s lacks\n%s\nit has\n%s", tt.at, tt.want, main)
		}
	}
	if n := strings.Count(file(t, site, "/en/families/talk.html"), `class="from"`); n != 2 {
		t.Errorf("the page says %d times where a text is from, want 2", n)
	}
	pages, err := site.plain()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		for _, s := range p.Plain {
			if strings.Contains(s.Text, "From:") {
				t.Errorf("the index of %s has %q", p.URL, s.Text)
			}
		}
	}
}

// TestTitleInMarkdown wants a title with marks of Markdown to be shown letter
// for letter.
func TestTitleInMarkdown(t *testing.T) {
	const title = "A *plain* [title] <b> `c` & d \\ _e_"
	if got := curriculum.Prose("[" + markdownMarks.Replace(title) + "](https://example.org)").Plain(); got != title {
		t.Errorf("the title is shown as %q", got)
	}
}

// TestGuideNamesTheLaw wants the guide to say after which law a lesson's words
// are, if the district has not written other ones.
func TestGuideNamesTheLaw(t *testing.T) {
	const words = "aggressive behavior (of one side) that is not wanted"
	for _, tt := range []struct {
		name     string
		lesson   string
		state    string
		replaced bool
		want     bool
	}{
		{"a lesson with the words of the state", "Bullying means " + `aggressive behavior \(of one side\) that is not wanted.`, "pf", false, true},
		{"a lesson without them", "Be kind.", "pf", false, false},
		{"words that the district wrote itself", "Bullying means " + `aggressive behavior \(of one side\) that is not wanted.`, "pf", true, false},
		{"a district without a state", "Bullying means " + `aggressive behavior \(of one side\) that is not wanted.`, "", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := sampleSite(t)
			in.Texts = in.Texts[:1]
			c := in.Texts[0].Course
			c.Settings.State, c.Settings.Facts = tt.state, map[string]string{"bullying-definition": words}
			c.States = []*curriculum.StatePack{{ID: "pf", Name: "Pine Ford", Facts: []curriculum.StateFact{
				{Name: "bullying-definition", Text: words, Source: "cipa", Checked: date("2026-10-01"), Replaced: tt.replaced},
			}}}
			for _, l := range c.Lessons {
				if l.Guide != nil {
					l.Body, l.Links, l.Marks = curriculum.Prose(tt.lesson), nil, nil
				}
			}
			site, err := renderSite(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			const want = `<dt>Our words for state law</dt><dd><ul><li>“<span>aggressive behavior (of one side) that is not wanted</span>” ` +
				`<small>Children’s Internet Protection Act, 47 U.S.C. 254(h). Checked on <time datetime="2026-10-01">October 1, 2026</time>.</small></li></ul></dd>`
			if page := file(t, site, "/en/staff/guides/6-8/save-it.html"); strings.Contains(page, want) != tt.want {
				_, main, _ := strings.Cut(page, "<main")
				t.Errorf("the guide has the law: %v, want %v:\n%s", !tt.want, tt.want, main)
			}
		})
	}
}
