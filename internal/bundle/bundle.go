// Package bundle is the folder that a build writes and a kiosk opens: the
// public site, the pages for staff, and what never leaves the server.
//
//	site/                       all that may be public
//	staff/                      pages for signed-in staff, below <lang>/staff/
//	keys/<lang>/course.json     the curriculum with its answer keys
//	keys/<lang>/words.json      the words of the interface
//	keys/<lang>/addresses.json  source path → address
//	keys/<lang>/frame.html      the page that the kiosk's own pages are poured into
//	keys/<lang>/fragments/…     a lesson's article alone
//	manifest.json               version, languages, and the SHA-256 of each file
//
// A bundle is written beside its place and moved there in one step, so that
// there is a whole bundle or none. It knows nothing of how pages are made and
// nothing of students.
package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"

	"homeroom/internal/search"
	"homeroom/internal/translate"

	"homeroom/curriculum"
)

// Format is the number of the layout described above. A bundle of another
// format is built anew.
const Format = 1

// A Part is who may see a file of a bundle.
type Part string

// The parts of a bundle.
const (
	Site  Part = "site"  // everybody
	Staff Part = "staff" // signed-in staff
	Keys  Part = "keys"  // nobody: the server alone
)

// A File is one file of a bundle. Name is slash-separated, below its part.
type File struct {
	Part Part
	Name string
	Data []byte
}

// Contents are what a build made. Files yields each file once, in an order
// that is the same for the same input.
type Contents struct {
	Version   string   // of the program that built it
	Sources   string   // digest of all that it was built from
	Languages []string // the first is the language of the originals
	Files     iter.Seq2[File, error]
}

// A manifest is manifest.json.
type manifest struct {
	Format    int               `json:"format"`
	Version   string            `json:"version"`
	Sources   string            `json:"sources"`
	Languages []string          `json:"languages"`
	Files     map[string]string `json:"files"` // part/name → SHA-256 in hexadecimal
}

// ErrDamaged is returned by Open for a folder that is no whole bundle.
var ErrDamaged = errors.New("bundle is damaged")

// A Bundle is an open bundle. It never changes, and any number of goroutines
// may share it.
type Bundle struct {
	dir       string
	manifest  manifest
	courses   map[string]*curriculum.Curriculum
	words     map[string]*translate.Words
	addresses map[string]map[string]string
	frames    map[string][]byte
	indexes   map[string]*search.Index
}

// Open opens the bundle in the folder dir and compares each file with the
// manifest. The error is ErrDamaged if a file is missing, changed or unreadable.
func Open(dir string) (*Bundle, error) {
	b := &Bundle{
		dir: dir, courses: map[string]*curriculum.Curriculum{}, words: map[string]*translate.Words{},
		addresses: map[string]map[string]string{}, frames: map[string][]byte{}, indexes: map[string]*search.Index{},
	}
	if err := b.readJSON("manifest.json", &b.manifest); err != nil {
		return nil, err
	}
	if b.manifest.Format != Format {
		return nil, fmt.Errorf("%w: its format is %d, not %d", ErrDamaged, b.manifest.Format, Format)
	}
	if len(b.manifest.Languages) == 0 {
		return nil, fmt.Errorf("%w: it has no language", ErrDamaged)
	}
	if err := b.verify(); err != nil {
		return nil, err
	}
	for _, lang := range b.manifest.Languages {
		if err := b.openLanguage(lang); err != nil {
			return nil, err
		}
	}
	first := b.words[b.manifest.Languages[0]]
	for _, lang := range b.manifest.Languages[1:] {
		b.words[lang] = b.words[lang].Over(first)
	}
	return b, nil
}

func (b *Bundle) openLanguage(lang string) (err error) {
	course, words, addresses := new(curriculum.Curriculum), new(translate.Words), map[string]string{}
	for name, into := range map[string]any{"course.json": course, "words.json": words, "addresses.json": &addresses} {
		if err := b.readJSON(path.Join("keys", lang, name), into); err != nil {
			return err
		}
	}
	b.courses[lang], b.words[lang], b.addresses[lang] = course, words, addresses
	if b.frames[lang], err = os.ReadFile(filepath.Join(b.dir, "keys", lang, "frame.html")); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	files, err := fs.Sub(b.Site(), path.Join("search", lang))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if b.indexes[lang], err = search.Open(files); err != nil {
		return fmt.Errorf("%w: open search of %s: %w", ErrDamaged, lang, err)
	}
	return nil
}

func (b *Bundle) readJSON(name string, into any) error {
	data, err := os.ReadFile(filepath.Join(b.dir, filepath.FromSlash(name)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%w: read %s: %w", ErrDamaged, name, err)
	}
	return nil
}

// verify compares the files in the folder with the manifest.
func (b *Bundle) verify() error {
	left := len(b.manifest.Files)
	root := os.DirFS(b.dir)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "manifest.json" {
			return err
		}
		want, ok := b.manifest.Files[name]
		if !ok {
			return fmt.Errorf("%s does not belong to it", name)
		}
		got, err := digest(root, name)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%s was changed", name)
		}
		left--
		return nil
	})
	if err == nil && left > 0 {
		err = fmt.Errorf("%d of its files are missing", left)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

func digest(root fs.FS, name string) (string, error) {
	f, err := root.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Version returns the version of the program that built the bundle.
func (b *Bundle) Version() string { return b.manifest.Version }

// Digest returns the digest of all that the bundle was built from.
func (b *Bundle) Digest() string { return b.manifest.Sources }

// Languages returns the languages as BCP 47 tags; the first is that of the
// originals.
func (b *Bundle) Languages() []string { return slices.Clone(b.manifest.Languages) }

// Site returns all that may be public.
func (b *Bundle) Site() fs.FS { return os.DirFS(filepath.Join(b.dir, string(Site))) }

// Staff returns the pages for signed-in staff.
func (b *Bundle) Staff() fs.FS { return os.DirFS(filepath.Join(b.dir, string(Staff))) }

// Course returns the curriculum in a language of the bundle, nil for another.
func (b *Bundle) Course(lang string) *curriculum.Curriculum { return b.courses[lang] }

// Words returns the words of the interface in a language of the bundle, nil
// for another.
func (b *Bundle) Words(lang string) *translate.Words { return b.words[lang] }

// Frame returns the page that the kiosk's pages are poured into.
func (b *Bundle) Frame(lang string) []byte { return b.frames[lang] }

// Search returns the search index of a language of the bundle, nil for another.
func (b *Bundle) Search(lang string) *search.Index { return b.indexes[lang] }

// Address returns where the page of a source file is, such as
// "/en/lessons/6-8/save-it.html".
func (b *Bundle) Address(lang, source string) (string, bool) {
	address, ok := b.addresses[lang][source]
	return address, ok
}

// Fragment returns the article of a lesson alone.
func (b *Bundle) Fragment(lang, source string) ([]byte, bool) {
	if !slices.Contains(b.manifest.Languages, lang) || !fs.ValidPath(source) {
		return nil, false
	}
	data, err := os.ReadFile(filepath.Join(b.dir, "keys", lang, "fragments", filepath.FromSlash(source)+".html"))
	return data, err == nil
}
