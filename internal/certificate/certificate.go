// Package certificate draws the certificate that a student keeps: one page as
// a PNG picture, with the name in any of the scripts that its fonts have.
//
// Text is shaped with go-text and filled as outlines with gg, because drawing
// letter by letter breaks Arabic, Vietnamese and most other scripts. A name
// that cannot be set whole is refused, never drawn with boxes. The same
// certificate gives the same bytes. The package knows nothing of students or
// lessons: it draws the words that it is given.
package certificate

import (
	"errors"
	"fmt"
	"image/color"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Paper is the size of the page, held sideways.
type Paper int

// The papers.
const (
	Letter Paper = iota // 11 × 8.5 inches
	A4                  // 297 × 210 mm
)

// size returns the width and height in points.
func (p Paper) size() (width, height float64) {
	if p == A4 {
		return 841.89, 595.28
	}
	return 792, 612
}

// A Certificate is what stands on the page. All texts are in the student's
// language already; an empty one leaves its place empty.
type Certificate struct {
	Lang string // BCP 47
	Dir  string // "rtl" for a page that is laid out from right to left

	Title     string // "Certificate of Completion"
	Presented string // "This certifies that"
	Name      string // on a line of its own, in its own direction
	For       string // "has completed"
	Lesson    string

	District, School         string
	Date                     string
	Signature, SignatureRole string // name under the line for signing, and what that person is
	Number                   string // for finding the record again

	// Color is for the title and the lines, Accent for the seal. A color on
	// which text would be hard to read is darkened.
	Color, Accent color.RGBA

	// AllowBlank leaves the line of the name empty for handwriting if the
	// name cannot be set.
	AllowBlank bool

	Paper Paper
}

// MissingGlyphs is returned for a name with characters that no font has, or
// that does not fit.
type MissingGlyphs struct {
	Runes []rune // none if the name is too long, or empty
}

// Error names the characters.
func (e *MissingGlyphs) Error() string {
	if len(e.Runes) == 0 {
		return "the name does not fit on a certificate"
	}
	return fmt.Sprintf("no font has %q", string(e.Runes))
}

// ErrResolution is returned for a resolution outside 72–400 dots per inch.
var ErrResolution = errors.New("resolution is outside 72–400 dots per inch")

// longestName is the number of characters above which a name is not tried.
const longestName = 120

// PNG writes the certificate as a picture of dpi dots per inch, 72 to 400. It
// returns a *[MissingGlyphs] for a name that it cannot set, unless AllowBlank
// is set, and then writes nothing.
func (c Certificate) PNG(w io.Writer, dpi int) error {
	if dpi < 72 || dpi > 400 {
		return fmt.Errorf("draw certificate: %d: %w", dpi, ErrResolution)
	}
	d := newDrawing(c, dpi)
	if err := d.draw(); err != nil {
		return fmt.Errorf("draw certificate: %w", err)
	}
	if err := d.encode(w); err != nil {
		return fmt.Errorf("write certificate: %w", err)
	}
	return nil
}

// Missing returns the characters of a name that no font has, in order. A name
// with none of them can be set, unless it is too long or has no letters.
func Missing(name string) []rune {
	s := newSetter()
	s.set(bold, "und", cut(Clean(name)), nameOneLine, false)
	return s.missing
}

// cut returns at most longestName characters of name.
func cut(name string) string {
	if runes := []rune(name); len(runes) > longestName {
		return string(runes[:longestName])
	}
	return name
}

// Clean returns a name as it is set: composed (NFC), in one line with single
// spaces, without control characters and without marks that change the
// direction of text. Joiners, which belong to the spelling of some scripts,
// stay.
func Clean(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, ""))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), slices.Contains(directionMarks, r):
			return -1
		}
		return r
	}, name)
	return strings.Join(strings.Fields(name), " ")
}

// directionMarks change the direction of text, or are a byte order mark.
var directionMarks = []rune{
	0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff,
}
