package certificate

import (
	"image"
	"image/color"
	"image/png"
	"io"
)

// encode writes the page with a palette of at most 256 colors: each of the
// page's few inks in steps to white. Antialiased edges lie on such steps, so
// nothing is lost that an eye would see, and the file is a quarter as large.
func (d *drawing) encode(w io.Writer) error {
	inks := []color.RGBA{d.ink, d.color, d.accent}
	palette := color.Palette{color.RGBA{0xff, 0xff, 0xff, 0xff}}
	const steps = 84
	for _, ink := range inks {
		for i := 1; i <= steps; i++ {
			palette = append(palette, mixed(ink, i, steps))
		}
	}
	from := d.page.Image().(*image.RGBA)
	page := image.NewPaletted(from.Rect, palette)
	nearest := map[[3]uint8]uint8{{0xff, 0xff, 0xff}: 0}
	for i := 0; i < len(from.Pix); i += 4 {
		pixel := [3]uint8(from.Pix[i : i+3])
		index, known := nearest[pixel]
		if !known {
			index = uint8(palette.Index(color.RGBA{pixel[0], pixel[1], pixel[2], 0xff}))
			nearest[pixel] = index
		}
		page.Pix[i/4] = index
	}
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	return encoder.Encode(w, page)
}

// mixed returns i of n parts of ink on white.
func mixed(ink color.RGBA, i, n int) color.RGBA {
	part := func(v uint8) uint8 { return uint8(255 - (255-int(v))*i/n) }
	return color.RGBA{part(ink.R), part(ink.G), part(ink.B), 0xff}
}
