package certificate_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/internal/certificate"
)

func sample() certificate.Certificate {
	return certificate.Certificate{
		Lang: "en", Dir: "ltr",
		Title: "Certificate of Completion", Presented: "This certifies that", Name: "Maria Barros",
		For: "has completed", Lesson: "Pause, Protect, Report", District: "Tern Hollow Public Schools",
		School: "Alder Brook Middle School", Date: "November 21, 2026", Signature: "R. Okafor", SignatureRole: "Principal",
		Number: "019a9c1e-7b7a-7c3f-9d52-0c6f2f8f9a11",
		Color:  color.RGBA{0x0f, 0x52, 0x57, 0xff}, Accent: color.RGBA{0x9a, 0x3b, 0x2e, 0xff},
	}
}

func draw(t *testing.T, c certificate.Certificate, dpi int) image.Image {
	t.Helper()
	var out bytes.Buffer
	if err := c.PNG(&out, dpi); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("HOMEROOM_KEEP_PICTURES"); dir != "" {
		name := strings.ReplaceAll(t.Name(), "/", "-") + ".png"
		if err := os.WriteFile(filepath.Join(dir, name), out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page, err := png.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// names are ones that a certificate must be able to carry, each with the mark
// that its writing is difficult in.
var names = map[string]string{
	"English":               "Maria Barros",
	"Spanish":               "José Ángel Núñez",
	"long Spanish":          "María de los Ángeles Guadalupe Fernández-Villanueva y Ortiz de Montellano",
	"Vietnamese":            "Nguyễn Thị Ánh Tuyết",
	"decomposed Vietnamese": "Nguye\u0302\u0303n Thi\u0323 Anh",
	"Polish":                "Łucja Wiśniewska-Żak",
	"Haitian":               "Wòlf-Jeannò Béllevi",
	"Portuguese":            "João Conceição",
	"Arabic":                "محمد عبد الرحمن العلي",
	"Arabic with vowels":    "مُحَمَّد",
	"Persian":               "نیلوفر می‌خواهد",
	"Chinese":               "陈小雨",
	"traditional Chinese":   "張靜宜",
	"Greek":                 "Ελένη Παπαδοπούλου",
	"Ukrainian":             "Оксана Ґудзенко",
	"two scripts":           "Sara محمد Lee",
	"hyphen":                "Anne-Charlotte O’Neill",
}

func TestNamesAreSet(t *testing.T) {
	for language, name := range names {
		t.Run(language, func(t *testing.T) {
			if missing := certificate.Missing(name); len(missing) > 0 {
				t.Errorf("Missing(%q) = %q, want none", name, string(missing))
			}
			c := sample()
			c.Name = name
			inked(t, draw(t, c, 100), 0.01, 0.07)
		})
	}
}

func TestPagesOfOtherLanguages(t *testing.T) {
	for _, tt := range []struct {
		lang, dir, title, presented, name, done, lesson, date string
	}{
		{"es", "ltr", "Certificado de finalización", "Se certifica que", "Lucía Peña", "ha completado", "Pausa, protege, avisa", "21 de noviembre de 2026"},
		{"ar", "rtl", "شهادة إتمام", "نشهد بأن", "ليلى حداد", "قد أتمّت", "توقّف، احمِ، أبلِغ", "٢١ نوفمبر ٢٠٢٦"},
		{"zh-Hans", "ltr", "结业证书", "兹证明", "陈小雨", "已完成", "停一停、保护、报告", "2026年11月21日"},
	} {
		t.Run(tt.lang, func(t *testing.T) {
			c := sample()
			c.Lang, c.Dir, c.Title, c.Presented, c.Name = tt.lang, tt.dir, tt.title, tt.presented, tt.name
			c.For, c.Lesson, c.Date, c.Paper = tt.done, tt.lesson, tt.date, certificate.A4
			for _, text := range []string{tt.title, tt.presented, tt.name, tt.done, tt.lesson, tt.date} {
				if missing := certificate.Missing(text); len(missing) > 0 {
					t.Errorf("no font has %q of %q", string(missing), text)
				}
			}
			inked(t, draw(t, c, 100), 0.01, 0.07)
		})
	}
}

// inked fails unless the share of the page that is not white lies between low
// and high, and its margin of a quarter inch is white.
func inked(t *testing.T, page image.Image, low, high float64) {
	t.Helper()
	b := page.Bounds()
	ink, margin := 0.0, b.Dx()/44
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, _ := page.At(x, y).RGBA()
			dark := 1 - float64(r+g+bl)/(3*0xffff)
			ink += dark
			if dark > 0 && (x < margin || y < margin || x >= b.Max.X-margin || y >= b.Max.Y-margin) {
				t.Fatalf("there is ink at %d,%d, in the margin that printers cut", x, y)
			}
		}
	}
	if share := ink / float64(b.Dx()*b.Dy()); share < low || share > high {
		t.Errorf("%.1f%% of the page is ink, want %.0f%% to %.0f%%", share*100, low*100, high*100)
	}
}

func TestNamesThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		missing    []rune
	}{
		{"emoji only", "🌟🚀", []rune("🌟🚀")},
		{"a script without a font", "ሰላም Abebe", []rune("ሰላም")},
		{"an unassigned character", "Ann\U000e1000", []rune{0xe1000}},
		{"nothing", "", nil},
		{"only spaces and marks", " \t\u202e\u200f ", nil},
		{"three hundred letters", strings.Repeat("abcdefghi ", 30), nil},
		{"one word of two hundred letters", strings.Repeat("w", 200), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := sample()
			c.Name = tt.text
			var out bytes.Buffer
			err := c.PNG(&out, 100)
			refused, ok := errors.AsType[*certificate.MissingGlyphs](err)
			if !ok {
				t.Fatalf("PNG = %v, want *MissingGlyphs", err)
			}
			if diff := cmp.Diff(string(tt.missing), string(refused.Runes)); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
			if out.Len() > 0 {
				t.Error("a refused certificate was written")
			}
			c.AllowBlank = true
			inked(t, draw(t, c, 100), 0.01, 0.07)
		})
	}
}

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"spaces and line ends", " Ada \n\t Lovelace ", "Ada Lovelace"},
		{"controls", "A\x00d\x1ba", "Ada"},
		{"marks of direction", "\u202eadA\u202c", "adA"},
		{"composed", "Jose\u0301", "José"},
		{"joiners stay", "می\u200cخواهد", "می\u200cخواهد"},
		{"invalid bytes", "Ad\xffa", "Ada"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := certificate.Clean(tt.text); got != tt.want {
				t.Errorf("Clean = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheSameCertificateGivesTheSameBytes(t *testing.T) {
	var all [8][]byte
	var together sync.WaitGroup
	for i := range all {
		together.Go(func() {
			var out bytes.Buffer
			if err := sample().PNG(&out, 150); err != nil {
				t.Error(err)
			}
			all[i] = out.Bytes()
		})
	}
	together.Wait()
	for _, other := range all[1:] {
		if !bytes.Equal(all[0], other) {
			t.Fatal("two pictures of one certificate differ")
		}
	}
}

func TestResolution(t *testing.T) {
	for dpi, want := range map[int]int{72: 792, 150: 1650, 300: 3300} {
		if got := draw(t, sample(), dpi).Bounds().Dx(); got != want {
			t.Errorf("at %d dpi the page is %d pixels wide, want %d", dpi, got, want)
		}
	}
	for _, dpi := range []int{-1, 0, 71, 401} {
		if err := sample().PNG(new(bytes.Buffer), dpi); !errors.Is(err, certificate.ErrResolution) {
			t.Errorf("PNG at %d dpi = %v, want ErrResolution", dpi, err)
		}
	}
}

// TestPaleColorsAreDarkened draws with the palest colors and looks for text
// that can be read: pixels of at least 7 to 1.
func TestPaleColorsAreDarkened(t *testing.T) {
	c := sample()
	c.Color, c.Accent = color.RGBA{0xff, 0xff, 0xee, 0xff}, color.RGBA{0xee, 0xff, 0xff, 0xff}
	page := draw(t, c, 100)
	dark := 0
	for y := 235; y < 280; y++ { // the title
		for x := page.Bounds().Min.X + 200; x < page.Bounds().Max.X-200; x++ {
			if r, g, b, _ := page.At(x, y).RGBA(); (r+g+b)/3 < 0x6800 {
				dark++
			}
		}
	}
	if dark < 500 {
		t.Errorf("the title has %d dark pixels, want a title that can be read", dark)
	}
}

func TestFontsAreThoseOfSources(t *testing.T) {
	data, err := os.ReadFile("fonts/SOURCES.json")
	if err != nil {
		t.Fatal(err)
	}
	var sources struct {
		Fonts []struct {
			File, SHA256 string
			Bytes        int
		}
	}
	if err := json.Unmarshal(data, &sources); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range sources.Fonts {
		font, err := os.ReadFile(filepath.Join("fonts", f.File))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(font); hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s is not the file that build.sh made", f.File)
		}
		total += len(font)
	}
	if files, err := filepath.Glob("fonts/*.gz"); err != nil || len(files) != len(sources.Fonts) {
		t.Errorf("%d fonts for %d sources (%v)", len(files), len(sources.Fonts), err)
	}
	if total > 4<<20 {
		t.Errorf("the fonts take %d bytes, want at most 4 MB", total)
	}
}

func BenchmarkPNG(b *testing.B) {
	for _, dpi := range []int{150, 300} {
		b.Run(map[int]string{150: "150dpi", 300: "300dpi"}[dpi], func(b *testing.B) {
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				if err := sample().PNG(&out, dpi); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(out.Len()), "bytes")
		})
	}
}
