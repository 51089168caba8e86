package build

import (
	"strings"
	"testing"

	"homeroom/curriculum"
)

func TestReadable(t *testing.T) {
	for _, tt := range []struct {
		name, color string
		paper       color
		ratio       float64
		want        string
	}{
		{"dark enough already", "#14532d", lightPaper, 7, "#14532d"},
		{"a light yellow becomes brown", "#ffd400", lightPaper, 7, "#685600"},
		{"white on white becomes grey", "#ffffff", lightPaper, 7, "#585858"},
		{"a dark green on dark paper becomes light", "#14532d", darkPaper, 7, "#91ae9d"},
		{"black on dark paper becomes light", "#000000", darkPaper, 7, "#a7a7a7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, ok := parseColor(tt.color)
			if !ok {
				t.Fatalf("parseColor(%q) failed", tt.color)
			}
			got := c.readable(tt.paper, tt.ratio)
			if got.String() != tt.want {
				t.Errorf("readable = %s, want %s", got, tt.want)
			}
			if has := contrast(got, tt.paper); has < tt.ratio {
				t.Errorf("contrast of %s = %.2f, want %.1f or more", got, has, tt.ratio)
			}
		})
	}
}

func TestContrast(t *testing.T) {
	if got := contrast(white, black); got != 21 {
		t.Errorf("contrast of black on white = %v, want 21", got)
	}
	if got := contrast(darkPaper, darkPaper); got != 1 {
		t.Errorf("contrast of a colour on itself = %v, want 1", got)
	}
}

func TestParseColorRefuses(t *testing.T) {
	for _, s := range []string{"", "red", "#fff", "#12345g", "123456", "#1234567", "#+12345"} {
		if c, ok := parseColor(s); ok {
			t.Errorf("parseColor(%q) = %s, want nothing", s, c)
		}
	}
}

func TestDistrictCSS(t *testing.T) {
	if got := districtCSS(curriculum.Look{Color: "red; } body { display: none"}); got != "@layer district {}\n" {
		t.Errorf("a colour that is none was written: %s", got)
	}
	got := districtCSS(curriculum.Look{Color: "#0f5257", Accent: "#9a3b2e"})
	for _, want := range []string{"--room-brand: #0f5257;", "--room-board: #0f5257;", "--room-board-ink: #ffffff;", "--room-accent: #9a3b2e;", "prefers-color-scheme: dark"} {
		if !strings.Contains(got, want) {
			t.Errorf("districtCSS lacks %s:\n%s", want, got)
		}
	}
}
