package build

import (
	"fmt"
	"math"
	"strconv"

	"homeroom/curriculum"
)

// districtCSS returns the style sheet that puts a district's two colours in
// place of the theme's. Each is moved toward black on light paper, and toward
// white on dark paper, until text in it can be read. On paper that a printer
// prints, they have no part.
//
// A colour that is not written #rrggbb is left out.
func districtCSS(look curriculum.Look) string {
	light, dark := "", ""
	if c, ok := parseColor(look.Color); ok {
		board := c.readable(lightPaper, 7)
		light += property("brand", board) + property("brand-ink", white) + property("board", board) + property("board-ink", white)
		dark += property("brand", c.readable(darkPaper, 7)) + property("brand-ink", darkPaper) +
			property("board", board.mix(black, 0.25)) + property("board-ink", white)
	}
	if c, ok := parseColor(look.Accent); ok {
		light += property("accent", c.readable(lightPaper, 3))
		dark += property("accent", c.readable(darkPaper, 3))
	}
	if light == "" {
		return "@layer district {}\n"
	}
	return fmt.Sprintf("@layer district {\n@media screen {\n:root {\n%s}\n}\n@media screen and (prefers-color-scheme: dark) {\n:root {\n%s}\n}\n}\n", light, dark)
}

func property(name string, c color) string { return fmt.Sprintf("--room-%s: %s;\n", name, c) }

// A color is red, green and blue from 0 to 255.
type color [3]uint8

// The papers of the theme (see tokens.css), on which text must be readable.
var (
	white      = color{255, 255, 255}
	black      = color{0, 0, 0}
	lightPaper = color{255, 255, 255}
	darkPaper  = color{0x12, 0x1b, 0x1a}
)

// parseColor reads a colour written as #rrggbb.
func parseColor(s string) (c color, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 24)
	return color{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err == nil
}

// String returns the colour as #rrggbb.
func (c color) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// readable returns the colour nearest to c, toward black or white, whose
// contrast on paper is at least the ratio. Every paper of the theme allows 7.
func (c color) readable(paper color, ratio float64) color {
	end := black
	if luminance(paper) < 0.18 {
		end = white
	}
	for step := 0; step <= 32; step++ {
		if mixed := c.mix(end, float64(step)/32); contrast(mixed, paper) >= ratio {
			return mixed
		}
	}
	return end
}

// mix returns the colour that is the share of the way from c to other.
func (c color) mix(other color, share float64) (m color) {
	for i := range c {
		m[i] = uint8(math.Round(float64(c[i])*(1-share) + float64(other[i])*share))
	}
	return m
}

// contrast returns the contrast ratio between two colours, from 1 (the same
// luminance) to 21 (black on white). Text needs at least 4.5 to meet WCAG 2.2
// level AA, and 7 for AAA. The order of the colours does not matter.
//
// Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrast(a, b color) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// luminance returns the relative luminance of a colour, from 0 to 1.
//
// Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
func luminance(c color) float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c[0]) + 0.7152*channel(c[1]) + 0.0722*channel(c[2])
}
