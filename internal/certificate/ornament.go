package certificate

import (
	"image/color"
	"math"
)

// frame draws the border: two fine lines with a sprig in each corner.
func (d *drawing) frame() {
	for _, b := range []struct{ inset, width float64 }{{30, 2.2}, {36, 0.7}} {
		d.stroke(d.color, b.width, func() {
			d.page.DrawRectangle(b.inset*d.scale, b.inset*d.scale,
				(d.width-2*b.inset)*d.scale, (d.height-2*b.inset)*d.scale)
		})
	}
	for _, corner := range []struct{ x, y, sx, sy float64 }{
		{30, 30, 1, 1}, {d.width - 30, 30, -1, 1}, {30, d.height - 30, 1, -1}, {d.width - 30, d.height - 30, -1, -1},
	} {
		d.corner(corner.x, corner.y, corner.sx, corner.sy)
	}
}

// corner draws a sprig of leaves that grows from a corner along both sides.
func (d *drawing) corner(x, y, sx, sy float64) {
	d.fill(color.RGBA{0xff, 0xff, 0xff, 0xff}, func() {
		d.page.DrawRectangle((x-4*sx)*d.scale, (y-4*sy)*d.scale, 42*sx*d.scale, 42*sy*d.scale)
	})
	at := func(u, v float64) (float64, float64) { return x + u*sx, y + v*sy }
	stem := func(swap bool) func() {
		return func() {
			p := func(u, v float64) (float64, float64) {
				if swap {
					u, v = v, u
				}
				return at(u, v)
			}
			x0, y0 := p(8, 8)
			x1, y1 := p(30, 2)
			x2, y2 := p(52, 16)
			x3, y3 := p(86, 12)
			d.move(x0, y0)
			d.curve(x1, y1, x2, y2, x3, y3)
		}
	}
	d.stroke(d.color, 1.4, stem(false))
	d.stroke(d.color, 1.4, stem(true))
	for _, leaf := range []struct{ u, v, angle, long float64 }{
		{24, 9, 38, 15}, {40, 10.5, -32, 14}, {54, 12.5, 40, 13}, {69, 13.5, -28, 11}, {86, 12, -4, 10},
	} {
		for _, swap := range []bool{false, true} {
			u, v, angle := leaf.u, leaf.v, leaf.angle
			if swap {
				u, v, angle = v, u, 90-angle
			}
			lx, ly := at(u, v)
			d.leaf(lx, ly, angle, sx, sy, leaf.long)
		}
	}
	cx, cy := at(9, 9)
	d.fill(d.accent, func() { d.page.DrawCircle(cx*d.scale, cy*d.scale, 3.6*d.scale) })
}

// leaf fills a leaf that points away from its stalk at an angle in degrees.
func (d *drawing) leaf(x, y, angle, sx, sy, long float64) {
	sin, cos := math.Sincos(angle * math.Pi / 180)
	at := func(u, v float64) (float64, float64) {
		return x + (u*cos-v*sin)*sx, y + (u*sin+v*cos)*sy
	}
	x1, y1 := at(long*0.35, -long*0.32)
	x2, y2 := at(long*0.75, -long*0.28)
	x3, y3 := at(long, 0)
	x4, y4 := at(long*0.75, long*0.28)
	x5, y5 := at(long*0.35, long*0.32)
	d.fill(d.color, func() {
		d.move(x, y)
		d.curve(x1, y1, x2, y2, x3, y3)
		d.curve(x4, y4, x5, y5, x, y)
	})
}

// rule draws a short line with a diamond in its middle.
func (d *drawing) rule(x, y float64) {
	d.stroke(d.accent, 1, func() { d.move(x-70, y); d.to(x-9, y) })
	d.stroke(d.accent, 1, func() { d.move(x+9, y); d.to(x+70, y) })
	d.fill(d.accent, func() {
		d.move(x, y-4)
		d.to(x+5, y)
		d.to(x, y+4)
		d.to(x-5, y)
		d.page.ClosePath()
	})
}

// seal draws a rosette with two ribbons, and in it a house with an open door.
func (d *drawing) seal(x, y float64) {
	for _, side := range []float64{-1, 1} {
		d.fill(d.color, func() {
			d.move(x+side*7, y+26)
			d.to(x+side*17, y+67)
			d.to(x+side*23, y+58)
			d.to(x+side*34, y+62)
			d.to(x+side*25, y+24)
			d.page.ClosePath()
		})
	}
	d.fill(d.accent, func() {
		const points = 28
		for i := range 2 * points {
			radius := 42.0
			if i%2 == 1 {
				radius = 37.5
			}
			sin, cos := math.Sincos(math.Pi * float64(i) / points)
			if i == 0 {
				d.move(x+radius*cos, y+radius*sin)
			} else {
				d.to(x+radius*cos, y+radius*sin)
			}
		}
		d.page.ClosePath()
	})
	d.fill(color.RGBA{0xff, 0xff, 0xff, 0xff}, func() { d.page.DrawCircle(x*d.scale, y*d.scale, 32*d.scale) })
	d.stroke(d.accent, 1.2, func() { d.page.DrawCircle(x*d.scale, y*d.scale, 28.5*d.scale) })
	d.house(x, y)
}

func (d *drawing) house(x, y float64) {
	d.fill(d.color, func() { // roof
		d.move(x, y-18)
		d.to(x+19, y-2)
		d.to(x+15.5, y+2)
		d.to(x, y-11)
		d.to(x-15.5, y+2)
		d.to(x-19, y-2)
		d.page.ClosePath()
	})
	d.stroke(d.color, 2.6, func() { // walls
		d.move(x-12, y+1)
		d.to(x-12, y+15)
		d.to(x+12, y+15)
		d.to(x+12, y+1)
	})
	d.fill(d.accent, func() { // door
		d.move(x-4.5, y+15)
		d.to(x-4.5, y+6)
		d.curve(x-4.5, y, x+4.5, y, x+4.5, y+6)
		d.to(x+4.5, y+15)
		d.page.ClosePath()
	})
}

// darkened returns c, made darker until white paper contrasts with it by at
// least ratio. The zero color gives black.
func darkened(c color.RGBA, ratio float64) color.RGBA {
	c.A = 0xff
	for contrast(c) < ratio {
		c.R, c.G, c.B = c.R-c.R/16-min(1, c.R), c.G-c.G/16-min(1, c.G), c.B-c.B/16-min(1, c.B)
	}
	return c
}

// contrast returns the contrast of c with white paper, 1 to 21.
//
// Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrast(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B) + 0.05)
}
