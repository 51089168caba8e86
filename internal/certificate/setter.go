package certificate

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// fine is how many units of the shaper are a point. The shaper rounds sizes up
// to whole numbers, so text is shaped 64 times as large as it is drawn.
const fine = 64 * 64

// A setter shapes lines of text. It must not be shared by goroutines.
type setter struct {
	faces     map[*typeface]*font.Face
	typefaces map[*font.Font]*typeface
	segmenter shaping.Segmenter
	shaper    shaping.HarfbuzzShaper
	wrapper   shaping.LineWrapper
	family    family
	missing   []rune // characters that no font has, in order of appearance
	err       error  // a font that cannot be read
}

func newSetter() *setter {
	return &setter{faces: map[*typeface]*font.Face{}, typefaces: map[*font.Font]*typeface{}}
}

// ResolveFace returns the first font of the family that has r.
func (s *setter) ResolveFace(r rune) *font.Face {
	for _, t := range s.family {
		face := s.face(t)
		if face == nil {
			continue
		}
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return s.face(s.family[0])
}

func (s *setter) face(t *typeface) *font.Face {
	if face, ok := s.faces[t]; ok {
		return face
	}
	f, err := t.load()
	if err != nil {
		s.err = err
		return nil
	}
	face := font.NewFace(f)
	s.faces[t], s.typefaces[f] = face, t
	return face
}

// A line is shaped text, its runs from left to right. Lengths are points.
type line struct {
	runs            []shaping.Output
	size            float64
	width           float64
	ascent, descent float64 // of the ink, both positive
}

// set shapes text as one line of the size in points. rtl is its direction as a
// whole; what is written the other way inside it is turned round.
func (s *setter) set(f family, lang, text string, size float64, rtl bool) line {
	lines := s.wrap(f, lang, text, size, math.MaxInt16, rtl)
	if len(lines) == 0 {
		return line{size: size}
	}
	return lines[0]
}

// wrap shapes text and breaks it into lines no wider than width.
func (s *setter) wrap(f family, lang, text string, size, width float64, rtl bool) []line {
	runes := []rune(text)
	if len(runes) == 0 || s.err != nil {
		return nil
	}
	s.family = f
	if s.face(f[0]) == nil {
		return nil
	}
	direction := di.DirectionLTR
	if rtl {
		direction = di.DirectionRTL
	}
	input := shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: direction,
		Size: fixed.I(int(math.Round(size * 64))), Language: language.NewLanguage(lang),
	}
	var runs []shaping.Output
	for _, part := range s.segmenter.Split(input, s) {
		run := s.shaper.Shape(part)
		s.note(runes, run)
		s.evenSpaces(runes, &run)
		runs = append(runs, run)
	}
	config := shaping.WrapConfig{Direction: direction, BreakPolicy: shaping.WhenNecessary}
	wrapped, _ := s.wrapper.WrapParagraphF(config, fixed.Int26_6(width*fine), runes, shaping.NewSliceIterator(runs))
	var lines []line
	for _, w := range wrapped {
		lines = append(lines, newLine(w, size))
	}
	return lines
}

func newLine(runs shaping.Line, size float64) line {
	l := line{size: size}
	for _, run := range runs {
		run.Glyphs = slices.Clone(run.Glyphs) // the wrapper uses its own again
		l.runs = append(l.runs, run)
		l.width += float64(run.Advance) / fine
		l.ascent = max(l.ascent, float64(run.GlyphBounds.Ascent)/fine)
		l.descent = max(l.descent, -float64(run.GlyphBounds.Descent)/fine)
	}
	slices.SortStableFunc(l.runs, func(a, b shaping.Output) int { return int(a.VisualIndex) - int(b.VisualIndex) })
	return l
}

// note remembers the characters of a run that its font lacks.
func (s *setter) note(runes []rune, run shaping.Output) {
	for _, g := range run.Glyphs {
		if g.GlyphID != 0 {
			continue
		}
		for _, r := range runes[g.TextIndex() : g.TextIndex()+g.RunesCount()] {
			if _, has := run.Face.NominalGlyph(r); !has && !invisible(r) && !slices.Contains(s.missing, r) {
				s.missing = append(s.missing, r)
			}
		}
	}
}

// invisible reports whether a font need have nothing for r.
func invisible(r rune) bool {
	const joiner = 0x34f
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || unicode.IsControl(r) || r == joiner
}

// evenSpaces gives every space the width of the family's first font. A space
// is set in the font of what stands before it, and some are far too wide.
func (s *setter) evenSpaces(runes []rune, run *shaping.Output) {
	first := s.face(s.family[0])
	space, _ := first.NominalGlyph(' ')
	for i := range run.Glyphs {
		if g := &run.Glyphs[i]; g.RunesCount() == 1 && runes[g.TextIndex()] == ' ' {
			g.Advance = fixed.Int26_6(first.HorizontalAdvance(space) * float32(run.Size) / float32(first.Upem()))
		}
	}
	run.RecomputeAdvance()
}

// Sizes of a name, in points.
const (
	nameLargest  = 46
	nameOneLine  = 30 // smaller, and two lines read better
	nameSmallest = 15
)

// fit sets a name within width on one line, or on two if it is long. ok is
// false if it does not fit even so.
func (s *setter) fit(lang, name string, width float64) (lines []line, ok bool) {
	rtl := rightToLeft(name)
	one := s.set(bold, lang, name, nameLargest, rtl)
	if one.width == 0 {
		return nil, false
	}
	size := nameLargest * min(1, width/one.width)
	if size >= nameOneLine {
		return []line{s.set(bold, lang, name, size, rtl)}, true
	}
	first, second := s.halves(lang, name, rtl)
	if second == "" {
		return []line{s.set(bold, lang, name, max(size, nameSmallest), rtl)}, size >= nameSmallest
	}
	a, b := s.set(bold, lang, first, nameOneLine, rtl), s.set(bold, lang, second, nameOneLine, rtl)
	size = nameOneLine * min(1, width/max(a.width, b.width))
	if size < nameSmallest {
		return nil, false
	}
	return []line{s.set(bold, lang, first, size, rtl), s.set(bold, lang, second, size, rtl)}, true
}

// halves breaks a name at the space or hyphen that leaves the shortest longer
// half. A hyphen is the poorer place.
func (s *setter) halves(lang, name string, rtl bool) (first, second string) {
	best := math.Inf(1)
	for i, r := range name {
		if i == 0 || r != ' ' && r != '-' {
			continue
		}
		a, b := strings.TrimSpace(name[:i+1]), strings.TrimSpace(name[i+1:])
		if b == "" {
			continue
		}
		longer := max(s.set(bold, lang, a, nameOneLine, rtl).width, s.set(bold, lang, b, nameOneLine, rtl).width)
		if r == '-' {
			longer *= 1.25
		}
		if longer < best {
			best, first, second = longer, a, b
		}
	}
	return first, second
}

// rightToLeft reports whether the first letter with a direction is written
// from right to left, as UAX #9 rules P2 and P3 have it.
func rightToLeft(text string) bool {
	for _, r := range text {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// outlines calls draw for each glyph of a line with its outline, in units of
// the font, the place of its origin relative to the line's left end, and how
// many points a unit is.
func (s *setter) outlines(l line, draw func(segments []opentype.Segment, x, y, scale float64)) {
	x := 0.0
	for _, run := range l.runs {
		scale := float64(run.Size) / fine / float64(run.Face.Upem())
		t := s.typefaces[run.Face.Font]
		for _, g := range run.Glyphs {
			draw(t.outline(run.Face, g.GlyphID), x+float64(g.XOffset)/fine, -float64(g.YOffset)/fine, scale)
			x += float64(g.Advance) / fine
		}
	}
}
