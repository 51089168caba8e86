package layer

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// Without returns the stack without the files that hidden reports by the last
// part of their names.
func (s *Stack) Without(hidden func(base string) bool) *Stack {
	var layers []Layer
	for _, l := range s.layers {
		layers = append(layers, Layer{Name: l.Name, Files: without{l.Files, hidden}})
	}
	return New(layers...)
}

// without is a file system whose folders do not list what is hidden.
type without struct {
	fs.FS
	hidden func(base string) bool
}

// ReadDir returns the entries of a folder that are not hidden.
func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && w.hidden(e.Name()) }), err
}

// Stat describes a file, as the file system itself does.
func (w without) Stat(name string) (fs.FileInfo, error) { return fs.Stat(w.FS, name) }

// ReadFile reads a file, as the file system itself does.
func (w without) ReadFile(name string) ([]byte, error) { return fs.ReadFile(w.FS, name) }

// A Refusal is a file that a layer has under a path, and why it is not read.
type Refusal struct {
	Layer string
	Err   error
}

// ErrLong is the error of a file that is longer than it may be.
var ErrLong = errors.New("file is too long")

// Refused returns what Versions leaves out although it is there: the layers
// whose file called name is above limit bytes, is no file, or cannot be read.
func (s *Stack) Refused(name string, limit int64) (refused []Refusal) {
	for _, l := range s.layers {
		err := refusal(l.Files, name, limit)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			refused = append(refused, Refusal{l.Name, err})
		}
	}
	return refused
}

func refusal(files fs.FS, name string, limit int64) error {
	info, err := fs.Stat(files, name)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("open %s: %w", name, fs.ErrInvalid)
	case info.Size() > limit:
		return ErrLong
	}
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	return f.Close()
}
