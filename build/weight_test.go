package build

import (
	"fmt"
	"strings"
	"testing"

	"homeroom/curriculum"
)

func TestTheHeaviestPageIsNamed(t *testing.T) {
	in := oneLanguage(t, nil)
	for i, source := range []string{helpSource, "content/families/talk.md"} {
		page := pageAt(t, in, source)
		page.Body = curriculum.Prose(strings.Repeat("A long page about very little.\n\n", 8000+i))
	}
	site, err := renderSite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(site.Warnings) != 1 {
		t.Fatalf("warnings = %v, want one", site.Warnings)
	}
	w := site.Warnings[0]
	if w.File != "content/families/talk.md" || w.Rule != "page-weight" || !strings.HasSuffix(w.Message, "(and 1 more)") {
		t.Errorf("%s: %s", w.At(), w.Message)
	}
}

func TestAHeavyThemeIsNamed(t *testing.T) {
	var long strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&long, ".a-class-that-nobody-uses-%d { margin-block: %dpx }\n", i, i)
	}
	site, err := renderSite(t.Context(), oneLanguage(t, map[string]string{"themes/homeroom/assets/css/quiz.css": long.String()}))
	if err != nil {
		t.Fatal(err)
	}
	if len(site.Warnings) != 1 || site.Warnings[0].File != "themes/homeroom/assets" {
		t.Errorf("warnings = %v, want one of the theme", site.Warnings)
	}
}
