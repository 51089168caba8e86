// Package layer lays folders on each other: a school's on its district's, and
// that on the built-in one. Where two have a file of the same path, the upper
// one is seen; folders show the files of all.
//
// It knows nothing of what the files mean, and never writes. A folder of the
// operating system is read through [os.Root], so that no symbolic link leads
// out of it.
package layer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
)

// BuiltIn is the name of the layer that is embedded in the program.
const BuiltIn = "built-in"

// A Layer is one folder with a name that messages show, such as "built-in" or
// "Tern Hollow".
type Layer struct {
	Name  string
	Files fs.FS
}

// Dir returns the folder dir of the operating system as a layer with the name.
func Dir(name, dir string) (Layer, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Layer{}, fmt.Errorf("open folder: %w", err)
	}
	return Layer{Name: name, Files: root.FS()}, nil
}

// A Stack is layers on each other. It is a read-only file system; any number
// of goroutines may share one if they may share its layers.
type Stack struct{ layers []Layer } // lowest first

// New returns the layers as one stack, the lowest first.
func New(layers ...Layer) *Stack { return &Stack{slices.Clone(layers)} }

// Names returns the names of the layers, the lowest first.
func (s *Stack) Names() (names []string) {
	for _, l := range s.layers {
		names = append(names, l.Name)
	}
	return names
}

// Layer returns the name of the layer that the file name is seen from, or ""
// if there is no such file.
func (s *Stack) Layer(name string) string {
	if l, _, err := s.find("stat", name); err == nil {
		return l.Name
	}
	return ""
}

// A Version is what one layer has under a path.
type Version struct {
	Layer string
	Data  []byte
}

// Versions returns what each layer has under name, the lowest layer first, for
// files that are merged and not replaced. A file above limit bytes is left
// out: whoever reads it says so.
func (s *Stack) Versions(name string, limit int64) (versions []Version) {
	for _, l := range s.layers {
		info, err := fs.Stat(l.Files, name)
		if err != nil || !info.Mode().IsRegular() || info.Size() > limit {
			continue
		}
		if data, err := fs.ReadFile(l.Files, name); err == nil {
			versions = append(versions, Version{l.Name, data})
		}
	}
	return versions
}

// Open opens the uppermost file of that name, or the folder of all layers.
func (s *Stack) Open(name string) (fs.File, error) {
	l, info, err := s.find("open", name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return l.Files.Open(name)
	}
	return &folder{of: s, name: name, info: info}, nil
}

// Stat describes the uppermost file of that name.
func (s *Stack) Stat(name string) (fs.FileInfo, error) {
	_, info, err := s.find("stat", name)
	return info, err
}

// ReadDir returns the entries of the folder name of all layers, in order of
// their names. A file in an upper layer hides a folder of its name below.
func (s *Stack) ReadDir(name string) ([]fs.DirEntry, error) {
	_, info, err := s.find("readdir", name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("not a directory")}
	}
	seen := map[string]fs.DirEntry{}
	for _, l := range slices.Backward(s.layers) {
		info, err := fs.Stat(l.Files, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			break // hides what is below
		}
		entries, err := fs.ReadDir(l.Files, name)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if _, hidden := seen[e.Name()]; !hidden {
				seen[e.Name()] = e
			}
		}
	}
	return slices.SortedFunc(maps.Values(seen), func(a, b fs.DirEntry) int {
		return strings.Compare(a.Name(), b.Name())
	}), nil
}

// find returns the uppermost layer that has name, and what it is there.
func (s *Stack) find(op, name string) (Layer, fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return Layer{}, nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	for _, l := range slices.Backward(s.layers) {
		info, err := fs.Stat(l.Files, name)
		if err == nil {
			return l, info, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return Layer{}, nil, err
		}
		if s.hidden(l, name) {
			break
		}
	}
	return Layer{}, nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// hidden reports whether a parent of name is a file in l, so that nothing
// below it is seen from the layers underneath.
func (s *Stack) hidden(l Layer, name string) bool {
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		if info, err := fs.Stat(l.Files, name[:i]); err == nil {
			return !info.IsDir()
		}
	}
	return false
}

// A folder is an open directory of a file system that knows its entries.
type folder struct {
	of interface {
		ReadDir(name string) ([]fs.DirEntry, error)
	}
	name    string
	info    fs.FileInfo
	entries []fs.DirEntry
	read    bool
}

// Stat describes the folder; that of a stack is the uppermost layer's.
func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close does nothing.
func (f *folder) Close() error { return nil }

// Read always fails, as for any directory.
func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: errors.New("is a directory")}
}

// ReadDir returns the next n entries, or all that are left if n <= 0.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if !f.read {
		entries, err := f.of.ReadDir(f.name)
		if err != nil {
			return nil, err
		}
		f.entries, f.read = entries, true
	}
	if n <= 0 {
		n = len(f.entries)
	} else if len(f.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.entries))
	out := f.entries[:n]
	f.entries = f.entries[n:]
	return out, nil
}
