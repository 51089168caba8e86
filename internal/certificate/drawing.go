package certificate

import (
	"image/color"
	"math"

	"github.com/fogleman/gg"
	"github.com/go-text/typesetting/font/opentype"
)

// A drawing is a page on its way. Lengths are points, from the top left.
type drawing struct {
	c             Certificate
	page          *gg.Context
	scale         float64 // pixels in a point
	width, height float64
	text          *setter
	ink, color    color.RGBA
	accent        color.RGBA
}

func newDrawing(c Certificate, dpi int) *drawing {
	d := &drawing{c: c, scale: float64(dpi) / 72, text: newSetter(), ink: color.RGBA{0x1f, 0x21, 0x24, 0xff}}
	d.width, d.height = c.Paper.size()
	d.page = gg.NewContext(int(math.Round(d.width*d.scale)), int(math.Round(d.height*d.scale)))
	d.page.SetColor(color.White)
	d.page.Clear()
	d.color = darkened(c.Color, 7)
	d.accent = darkened(c.Accent, 4.5)
	return d
}

// draw draws everything. The name comes first, because it may be refused.
func (d *drawing) draw() error {
	name, err := d.name()
	if err != nil {
		return err
	}
	d.frame()
	middle := d.width / 2
	d.center(bold, d.c.District, middle, 104, 15, d.color, d.width-260)
	d.center(regular, d.c.School, middle, 124, 12.5, d.ink, d.width-260)
	d.rule(middle, 144)
	d.center(bold, d.c.Title, middle, 196, 36, d.color, d.width-190)
	d.center(regular, d.c.Presented, middle, 238, 15, d.ink, d.width-220)
	d.place(name, middle)
	d.stroke(d.ink, 0.8, func() { d.move(middle-210, 336); d.to(middle+210, 336) })
	d.center(regular, d.c.For, middle, 366, 15, d.ink, d.width-220)
	d.center(bold, d.c.Lesson, middle, 400, 23, d.ink, d.width-190)
	d.foot()
	return d.text.err
}

// name sets the student's name. It returns no lines for a blank.
func (d *drawing) name() ([]line, error) {
	name := Clean(d.c.Name)
	var refused *MissingGlyphs
	if missing := Missing(name); len(missing) > 0 {
		refused = &MissingGlyphs{missing}
	}
	lines, ok := d.text.fit(d.c.Lang, cut(name), 470)
	if refused == nil && (!ok || cut(name) != name) {
		refused = &MissingGlyphs{}
	}
	if d.text.err != nil {
		return nil, d.text.err
	}
	if refused == nil {
		return lines, nil
	}
	if d.c.AllowBlank {
		return nil, nil
	}
	return nil, refused
}

// place draws the lines of a name above its rule.
func (d *drawing) place(lines []line, middle float64) {
	baseline := 320.0
	if len(lines) == 1 {
		// Tall letters that reach below stay off the rule.
		baseline -= max(0, lines[0].descent-13)
	}
	for i := len(lines) - 1; i >= 0; i-- {
		d.glyphs(lines[i], middle-lines[i].width/2, baseline, d.ink)
		baseline -= lines[i].size * 1.2
	}
}

// foot draws the date, the seal, and the line for a signature; mirrored on a
// page from right to left.
func (d *drawing) foot() {
	date, sign := 200.0, d.width-200
	if d.c.Dir == "rtl" {
		date, sign = sign, date
	}
	y := d.height - 126
	for _, at := range []float64{date, sign} {
		d.stroke(d.ink, 0.8, func() { d.move(at-95, y); d.to(at+95, y) })
	}
	d.center(regular, d.c.Date, date, y-8, 14, d.ink, 190)
	if d.c.Signature != "" {
		d.center(bold, d.c.Signature, sign, y+17, 12, d.ink, 190)
		d.center(regular, d.c.SignatureRole, sign, y+32, 11, d.ink, 190)
	} else {
		d.center(regular, d.c.SignatureRole, sign, y+17, 11, d.ink, 190)
	}
	d.seal(d.width/2, d.height-128)
	d.center(regular, d.c.Number, d.width/2, d.height-53, 7.5, d.ink, 300)
}

// center draws a text around x in the page's direction, smaller if it would be
// wider than width.
func (d *drawing) center(f family, text string, x, baseline, size float64, c color.RGBA, width float64) {
	l := d.text.set(f, d.c.Lang, text, size, d.c.Dir == "rtl")
	if l.width > width {
		l = d.text.set(f, d.c.Lang, text, size*width/l.width, d.c.Dir == "rtl")
	}
	d.glyphs(l, x-l.width/2, baseline, c)
}

// glyphs fills the outlines of a line whose left end is at x.
func (d *drawing) glyphs(l line, x, baseline float64, c color.RGBA) {
	d.page.SetColor(c)
	d.text.outlines(l, func(segments []opentype.Segment, gx, gy, unit float64) {
		at := func(p opentype.SegmentPoint) (float64, float64) {
			return (x + gx + float64(p.X)*unit) * d.scale, (baseline + gy - float64(p.Y)*unit) * d.scale
		}
		for _, s := range segments {
			x1, y1 := at(s.Args[0])
			switch s.Op {
			case opentype.SegmentOpMoveTo:
				d.page.ClosePath()
				d.page.MoveTo(x1, y1)
			case opentype.SegmentOpLineTo:
				d.page.LineTo(x1, y1)
			case opentype.SegmentOpQuadTo:
				x2, y2 := at(s.Args[1])
				d.page.QuadraticTo(x1, y1, x2, y2)
			case opentype.SegmentOpCubeTo:
				x2, y2 := at(s.Args[1])
				x3, y3 := at(s.Args[2])
				d.page.CubicTo(x1, y1, x2, y2, x3, y3)
			}
		}
		d.page.ClosePath()
		d.page.Fill()
	})
}

func (d *drawing) move(x, y float64) { d.page.MoveTo(x*d.scale, y*d.scale) }
func (d *drawing) to(x, y float64)   { d.page.LineTo(x*d.scale, y*d.scale) }
func (d *drawing) curve(x1, y1, x2, y2, x, y float64) {
	d.page.CubicTo(x1*d.scale, y1*d.scale, x2*d.scale, y2*d.scale, x*d.scale, y*d.scale)
}

// stroke draws the path of outline as a line.
func (d *drawing) stroke(c color.RGBA, width float64, outline func()) {
	d.page.SetColor(c)
	d.page.SetLineWidth(width * d.scale)
	outline()
	d.page.Stroke()
}

// fill fills the path of outline.
func (d *drawing) fill(c color.RGBA, outline func()) {
	d.page.SetColor(c)
	outline()
	d.page.Fill()
}
