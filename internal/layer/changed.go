package layer

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A Change is what would be done to the files of a layer. A path is in at most
// one of the two.
type Change struct {
	Moved   map[string]string // new path → the path that the file has now
	Written map[string][]byte // path → text; of a new file or in place of the old one
	Removed []string          // files that are taken away, beside those that are moved
}

// Changed returns files as they would be after a change, without changing
// them. Folders that the change would leave empty are still there.
func Changed(files fs.FS, change Change) fs.FS {
	c := &changed{files: files, change: change, gone: map[string]bool{}, made: map[string]bool{}}
	for _, name := range change.Removed {
		c.gone[name] = true
	}
	for to, from := range change.Moved {
		c.gone[from] = true
		c.make(to)
	}
	for to := range change.Written {
		c.make(to)
	}
	return c
}

// changed shows files after a change.
type changed struct {
	files  fs.FS
	change Change
	gone   map[string]bool // files that are no longer where they were
	made   map[string]bool // new files and all folders on the way to them
}

// make notes a new file and its folders.
func (c *changed) make(name string) {
	for ; name != "."; name = path.Dir(name) {
		c.made[name] = true
	}
}

// Open opens a file or folder as it would be.
func (c *changed) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if data, ok := c.change.Written[name]; ok {
		return &written{Reader: bytes.NewReader(data), info: writtenInfo{path.Base(name), int64(len(data)), 0o444}}, nil
	}
	if from, ok := c.change.Moved[name]; ok {
		f, err := c.files.Open(from)
		if err != nil {
			return nil, err
		}
		return &movedFile{f, path.Base(name)}, nil
	}
	if c.gone[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := c.files.Open(name)
	if errors.Is(err, fs.ErrNotExist) && c.made[name] {
		return &folder{of: c, name: name, info: writtenInfo{path.Base(name), 0, fs.ModeDir | 0o555}}, nil
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || !info.IsDir() {
		return f, err
	}
	return &folder{of: c, name: name, info: info}, f.Close()
}

// ReadDir returns the entries of a folder as they would be, by name.
func (c *changed) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(c.files, name)
	if err != nil && (!errors.Is(err, fs.ErrNotExist) || !c.made[name] && name != ".") {
		return nil, err
	}
	entries = slices.DeleteFunc(slices.Clone(entries), func(e fs.DirEntry) bool {
		at := path.Join(name, e.Name())
		return c.gone[at] || c.made[at]
	})
	for at := range c.made {
		if path.Dir(at) != name {
			continue
		}
		info, err := fs.Stat(c, at)
		if err != nil {
			return nil, err
		}
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// A written is an open file that is in memory.
type written struct {
	*bytes.Reader
	info writtenInfo
}

// Stat describes the file.
func (w *written) Stat() (fs.FileInfo, error) { return w.info, nil }

// Close does nothing.
func (w *written) Close() error { return nil }

// writtenInfo describes a file or folder that is not on the disk yet.
type writtenInfo struct {
	name string
	size int64
	mode fs.FileMode
}

func (i writtenInfo) Name() string       { return i.name }
func (i writtenInfo) Size() int64        { return i.size }
func (i writtenInfo) Mode() fs.FileMode  { return i.mode }
func (i writtenInfo) ModTime() time.Time { return time.Time{} }
func (i writtenInfo) IsDir() bool        { return i.mode.IsDir() }
func (i writtenInfo) Sys() any           { return nil }

// A movedFile is an open file under its new name.
type movedFile struct {
	fs.File
	name string
}

// Stat describes the file under its new name.
func (m *movedFile) Stat() (fs.FileInfo, error) {
	info, err := m.File.Stat()
	if err != nil {
		return nil, err
	}
	return movedInfo{info, m.name}, nil
}

type movedInfo struct {
	fs.FileInfo
	name string
}

func (i movedInfo) Name() string { return i.name }
