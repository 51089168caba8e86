// Package machine says what the computer is like: its memory, the room on its
// disks, whether its file names differ by case. It asks the operating system,
// and changes nothing that stays.
//
// It knows nothing of homeroom. What an operating system does not say is
// reported as not known.
package machine

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// Free returns how many bytes the disk of a folder has left for this process.
func Free(folder string) (bytes uint64, known bool) { return free(folder) }

// Memory returns how many bytes of memory the computer has.
func Memory() (bytes uint64, known bool) { return memory() }

// Nearest returns the folder, or else the lowest of those above it that is
// there.
func Nearest(folder string) string {
	for {
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			return folder
		}
		above := filepath.Dir(folder)
		if above == folder {
			return folder
		}
		folder = above
	}
}

// Writable returns an error unless this process can make files in a folder. It
// makes one and takes it away.
func Writable(folder string) error {
	f, err := os.CreateTemp(folder, ".homeroom-*")
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	cerr := f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return fmt.Errorf("remove file: %w", err)
	}
	return cerr
}

// FoldsCase reports whether names that differ only in capitals are one file in
// a folder. It looks for one of the folder's files under another name; in an
// empty folder it is not known.
func FoldsCase(folder string) (folds, known bool) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return false, false
	}
	for _, e := range entries {
		other := swapped(e.Name())
		if other == e.Name() || hasName(entries, other) {
			continue
		}
		one, err := os.Lstat(filepath.Join(folder, e.Name()))
		if err != nil {
			continue
		}
		two, err := os.Lstat(filepath.Join(folder, other))
		return err == nil && os.SameFile(one, two), true
	}
	return false, false
}

func hasName(entries []fs.DirEntry, name string) bool {
	for _, e := range entries {
		if e.Name() == name {
			return true
		}
	}
	return false
}

// swapped returns a name with capitals for small letters of ASCII and the
// other way round.
func swapped(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return unicode.ToUpper(r)
		case r >= 'A' && r <= 'Z':
			return unicode.ToLower(r)
		}
		return r
	}, name)
}

// Size returns how many bytes the files below a folder have, and how many
// files they are. What cannot be read counts as nothing.
func Size(folder string) (bytes int64, files int) {
	_ = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			bytes += info.Size()
			files++
		}
		return nil
	})
	return bytes, files
}
