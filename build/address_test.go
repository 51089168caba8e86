package build

import (
	"testing"

	"homeroom/curriculum"
)

func TestAddress(t *testing.T) {
	for _, tt := range []struct{ source, want string }{
		{"content/_index.md", "/en/index.html"},
		{"content/help.md", "/en/help.html"},
		{"content/policies/_index.md", "/en/policies/index.html"},
		{"content/policies/responsible-use.md", "/en/policies/responsible-use.html"},
		{"content/families/faq/_index.md", "/en/families/faq/index.html"},
		{"content/families/faq/x.md", "/en/families/faq/x.html"},
		{"content/staff/first-day.md", "/en/staff/first-day.html"},
		{"lessons/_index.md", "/en/lessons/index.html"},
		{"lessons/6-8/x.md", "/en/lessons/6-8/x.html"},
		{"lessons/6-8/x.guide.md", "/en/staff/guides/6-8/x.html"},
		{"lessons/annual/6.md", "/en/lessons/annual/6.html"},
		{"quizzes/6-8/x.md", "/en/quizzes/6-8/x.html"},
		{unitSource("respond"), "/en/units/respond.html"},
		{searchSource, "/en/search.html"},
		{azSource, "/en/a-z.html"},
		{creditsSource, "/en/credits.html"},
		{frameSource, "/en/frame.html"},
	} {
		if got := address("en", tt.source); got != tt.want {
			t.Errorf("address(en, %s) = %s, want %s", tt.source, got, tt.want)
		}
	}
}

func TestPrivate(t *testing.T) {
	for at, want := range map[string]bool{
		"/en/staff/index.html": true, "/en/staff/guides/6-8/x.html": true, "/en/frame.html": true, "/es/lessons/6-8/x.fragment.html": true,
		"/en/index.html": false, "/en/lessons/6-8/x.html": false, "/en/families/staff/x.html": false, "/index.html": false, "/404.html": false,
	} {
		if got := private(at); got != want {
			t.Errorf("private(%s) = %v, want %v", at, got, want)
		}
	}
}

func TestContentFileHasNoMeaningToHugo(t *testing.T) {
	for source, want := range map[string]string{
		"content/_index.md":        "content/content/=_index.en.md",
		"content/families/en.md":   "content/content/families/en.en.md",
		"content/index.md":         "content/content/=index.en.md",
		"lessons/6-8/x.guide.md":   "content/lessons/6-8/x=guide.en.md",
		"content/what.is.it.md":    "content/content/what=is=it.en.md",
		"content/x/_content.md":    "content/content/x/=_content.en.md",
		"content/policies/_use.md": "content/content/policies/_use.en.md",
	} {
		if got := contentFile("en", source); got != want {
			t.Errorf("contentFile(en, %s) = %s, want %s", source, got, want)
		}
	}
}

func TestLinked(t *testing.T) {
	doc := written(curriculum.Document{}, "See [a](content/policies/use.md#kind), [b](https://example.org/), [c](#here)\nand ![d](content/my tablet.svg).\n\n- Be *kind*. {#kind}\n- Ask.\n")
	got := (&desk{lang: "es"}).linked(&doc)
	want := "See [a](/es/policies/use.html#kind), [b](https://example.org/), [c](#here)\nand ![d](/media/content/my%20tablet.svg).\n\n- Be *kind*.[](place:kind)\n- Ask.\n"
	if got != want {
		t.Errorf("linked:\n%s\nwant:\n%s", got, want)
	}
}
