package certificate

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

//go:embed fonts/*.ttf.gz
var fontFiles embed.FS

// A family is the fonts of one weight; the first that has a character sets it.
type family []*typeface

var (
	latinRegular  = &typeface{name: "latin-regular"}
	latinBold     = &typeface{name: "latin-bold"}
	arabicRegular = &typeface{name: "arabic-regular"}
	arabicBold    = &typeface{name: "arabic-bold"}
	hanRegular    = &typeface{name: "han-regular"}

	regular = family{latinRegular, arabicRegular, hanRegular}
	bold    = family{latinBold, arabicBold, hanRegular}
)

// A typeface is one embedded font. It is unpacked when it is first needed, and
// may be shared.
type typeface struct {
	name string
	once sync.Once
	font *font.Font
	err  error

	mu       sync.Mutex
	outlines map[font.GID][]opentype.Segment
}

// load returns the font, unpacked.
func (t *typeface) load() (*font.Font, error) {
	t.once.Do(func() {
		t.outlines = map[font.GID][]opentype.Segment{}
		t.font, t.err = unpack(t.name)
	})
	return t.font, t.err
}

func unpack(name string) (*font.Font, error) {
	packed, err := fontFiles.Open("fonts/" + name + ".ttf.gz")
	if err != nil {
		return nil, fmt.Errorf("open font: %w", err)
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		return nil, fmt.Errorf("unpack font %s: %w", name, err)
	}
	data, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, fmt.Errorf("unpack font %s: %w", name, err)
	}
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read font %s: %w", name, err)
	}
	return face.Font, nil
}

// outline returns the outline of a glyph, in units of the font.
func (t *typeface) outline(face *font.Face, glyph font.GID) []opentype.Segment {
	t.mu.Lock()
	defer t.mu.Unlock()
	segments, known := t.outlines[glyph]
	if !known {
		if o, ok := face.GlyphData(glyph).(font.GlyphOutline); ok {
			segments = o.Segments
		}
		t.outlines[glyph] = segments
	}
	return segments
}
