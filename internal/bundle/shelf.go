package bundle

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A Shelf is the folder in which a kiosk keeps its bundles, one folder each
// named for the digest of its sources, and the name of the current one.
type Shelf struct{ dir string }

// NewShelf returns the shelf in the folder dir, which is made if need be.
func NewShelf(dir string) (*Shelf, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open bundles: %w", err)
	}
	return &Shelf{dir}, nil
}

// name is how the digest of a bundle's sources looks.
var name = regexp.MustCompile(`^[0-9a-f]{16,64}$`)

// Find opens the bundle that was built from the sources of that digest. The
// error is fs.ErrNotExist if there is none, or ErrDamaged.
func (s *Shelf) Find(sources string) (*Bundle, error) {
	if !name.MatchString(sources) {
		return nil, fmt.Errorf("open bundle %q: %w", sources, fs.ErrNotExist)
	}
	dir := filepath.Join(s.dir, sources)
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	return Open(dir)
}

// Put writes a bundle to the shelf, in place of a damaged one if there is one,
// and makes it the current one.
func (s *Shelf) Put(c *Contents) (*Bundle, error) {
	if !name.MatchString(c.Sources) {
		return nil, fmt.Errorf("write bundle: %q is no digest", c.Sources)
	}
	dir := filepath.Join(s.dir, c.Sources)
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("write bundle: %w", err)
	}
	if err := Write(dir, c); err != nil {
		return nil, err
	}
	b, err := Open(dir)
	if err != nil {
		return nil, err
	}
	return b, s.Choose(b)
}

// current is the file that names the current bundle.
const current = "current.json"

// Choose makes b the current bundle, in one step.
func (s *Shelf) Choose(b *Bundle) error {
	data, err := json.Marshal(map[string]string{"bundle": b.Digest()})
	if err != nil {
		return fmt.Errorf("choose bundle: %w", err)
	}
	next := filepath.Join(s.dir, current+".new")
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("choose bundle: %w", err)
	}
	if err := put(next, data, 0o600, true); err != nil {
		return fmt.Errorf("choose bundle: %w", err)
	}
	if err := os.Rename(next, filepath.Join(s.dir, current)); err != nil {
		return fmt.Errorf("choose bundle: %w", err)
	}
	return syncFolder(s.dir)
}

// Current opens the current bundle, or fs.ErrNotExist if there never was one.
func (s *Shelf) Current() (*Bundle, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, current))
	if err != nil {
		return nil, fmt.Errorf("open current bundle: %w", err)
	}
	var at struct {
		Bundle string `json:"bundle"`
	}
	if err := json.Unmarshal(data, &at); err != nil {
		return nil, fmt.Errorf("%w: read %s: %w", ErrDamaged, current, err)
	}
	return s.Find(at.Bundle)
}

// Tidy removes all bundles but the current one and keep more, the newest
// first, and what a build that was cut off left behind.
func (s *Shelf) Tidy(b *Bundle, keep int) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("tidy bundles: %w", err)
	}
	var old []fs.FileInfo
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".bundle-") {
			err = errors.Join(err, os.RemoveAll(filepath.Join(s.dir, e.Name())))
		}
		if info, ierr := e.Info(); ierr == nil && e.IsDir() && name.MatchString(e.Name()) && e.Name() != b.Digest() {
			old = append(old, info)
		}
	}
	slices.SortFunc(old, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, info := range old[min(keep, len(old)):] {
		err = errors.Join(err, os.RemoveAll(filepath.Join(s.dir, info.Name())))
	}
	return err
}
