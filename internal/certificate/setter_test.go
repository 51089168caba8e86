package certificate

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestShapingIsThatOfHarfBuzz compares the glyphs of many names with those
// that HarfBuzz 6.0 (hb-shape) chose from the same fonts. A shaper that misreads
// a font sets Arabic as separate letters without any error; this test sees it.
func TestShapingIsThatOfHarfBuzz(t *testing.T) {
	data, err := os.ReadFile("testdata/shaping.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden []struct {
		Font, Text string
		Glyphs     []int
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	if len(golden) < 150 {
		t.Fatalf("%d names, want at least 150", len(golden))
	}
	families := map[string]family{
		"latin-regular": {latinRegular}, "latin-bold": {latinBold},
		"arabic-regular": {arabicRegular}, "arabic-bold": {arabicBold}, "han-regular": {hanRegular},
	}
	for _, g := range golden {
		s := newSetter()
		l := s.set(families[g.Font], "und", g.Text, 20, rightToLeft(g.Text))
		if s.err != nil {
			t.Fatal(s.err)
		}
		var got []int
		for _, run := range l.runs {
			for _, glyph := range run.Glyphs {
				got = append(got, int(glyph.GlyphID))
			}
		}
		if diff := cmp.Diff(g.Glyphs, got); diff != "" {
			t.Errorf("%s in %s (-HarfBuzz +ours):\n%s", g.Text, g.Font, diff)
		}
	}
}

func TestNamesFitTheirLine(t *testing.T) {
	const width = 470
	s := newSetter()
	for _, name := range []string{
		"Al", "Maria Barros", "Bartholomew Featherstonehaugh-Cholmondeley",
		"María de los Ángeles Guadalupe Fernández-Villanueva y Ortiz de Montellano",
		"محمد عبد الرحمن بن عبد العزيز بن محمد العلي الهاشمي", "Wwwwwwwwwwwwwwwwwwwwwwwwww",
	} {
		lines, ok := s.fit("en", name, width)
		if !ok || len(lines) > 2 {
			t.Errorf("%s: fits %v, on %d lines; want one or two", name, ok, len(lines))
		}
		for _, l := range lines {
			if l.width > width+0.5 || l.size < nameSmallest {
				t.Errorf("%s: a line is %.0f wide at %.0f points, want at most %d at %d or more", name, l.width, l.size, width, nameSmallest)
			}
		}
	}
}
