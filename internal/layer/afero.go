package layer

import (
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/bep/overlayfs"
	"github.com/spf13/afero"
)

// Under returns files as a read-only afero file system that shows them below
// the absolute path root and has nothing else, with generated in front of
// them. All writes go to generated.
func Under(root string, generated afero.Fs, files fs.FS) afero.Fs {
	return overlayfs.New(overlayfs.Options{FirstWritable: true, Fss: []afero.Fs{
		generated, &rooted{root: path.Clean(root), files: files},
	}})
}

// rooted shows an fs.FS below an absolute path.
type rooted struct {
	root  string
	files fs.FS
}

// rel returns the name in files of an absolute name.
func (r *rooted) rel(op, name string) (string, error) {
	clean := path.Clean("/" + filepath.ToSlash(name))
	if clean == r.root {
		return ".", nil
	}
	if rest, ok := strings.CutPrefix(clean, r.root+"/"); ok {
		return rest, nil
	}
	return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// Open opens a file or folder for reading.
func (r *rooted) Open(name string) (afero.File, error) {
	rel, err := r.rel("open", name)
	if err != nil {
		return nil, err
	}
	f, err := r.files.Open(rel)
	if err != nil {
		return nil, err
	}
	// Hugo joins a file's name with the names of its entries, so the name must
	// be the one that it was opened by.
	return &rootedFile{File: f, name: filepath.Clean(name)}, nil
}

// OpenFile opens a file for reading; it refuses to write.
func (r *rooted) OpenFile(name string, flag int, _ os.FileMode) (afero.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_TRUNC) != 0 {
		return nil, readOnly("open", name)
	}
	return r.Open(name)
}

// Stat describes a file or folder.
func (r *rooted) Stat(name string) (os.FileInfo, error) {
	rel, err := r.rel("stat", name)
	if err != nil {
		return nil, err
	}
	return fs.Stat(r.files, rel)
}

// LstatIfPossible is Stat: links have been followed or refused already.
func (r *rooted) LstatIfPossible(name string) (os.FileInfo, bool, error) {
	info, err := r.Stat(name)
	return info, false, err
}

// Name names the kind of file system.
func (r *rooted) Name() string { return "layers" }

func readOnly(op, name string) error { return &fs.PathError{Op: op, Path: name, Err: fs.ErrPermission} }

// The rest of afero.Fs would write, and is refused.

func (r *rooted) Create(name string) (afero.File, error)    { return nil, readOnly("create", name) }
func (r *rooted) Mkdir(name string, _ os.FileMode) error    { return readOnly("mkdir", name) }
func (r *rooted) MkdirAll(name string, _ os.FileMode) error { return readOnly("mkdir", name) }
func (r *rooted) Remove(name string) error                  { return readOnly("remove", name) }
func (r *rooted) RemoveAll(name string) error               { return readOnly("remove", name) }
func (r *rooted) Rename(name, _ string) error               { return readOnly("rename", name) }
func (r *rooted) Chmod(name string, _ os.FileMode) error    { return readOnly("chmod", name) }
func (r *rooted) Chown(name string, _, _ int) error         { return readOnly("chown", name) }
func (r *rooted) Chtimes(name string, _ time.Time, _ time.Time) error {
	return readOnly("chtimes", name)
}

// rootedFile makes an fs.File an afero.File.
type rootedFile struct {
	fs.File
	name string
}

// Name returns the name that the file was opened by.
func (f *rootedFile) Name() string { return f.name }

// ReadDir returns the next n entries, or all that are left if n <= 0.
func (f *rootedFile) ReadDir(n int) ([]fs.DirEntry, error) {
	if d, ok := f.File.(fs.ReadDirFile); ok {
		return d.ReadDir(n)
	}
	return nil, &fs.PathError{Op: "readdir", Path: f.name, Err: fs.ErrInvalid}
}

// Readdir is ReadDir with descriptions.
func (f *rootedFile) Readdir(n int) (infos []os.FileInfo, err error) {
	entries, err := f.ReadDir(n)
	for _, e := range entries {
		info, ierr := e.Info()
		if ierr != nil {
			return infos, ierr
		}
		infos = append(infos, info)
	}
	return infos, err
}

// Readdirnames is ReadDir with names.
func (f *rootedFile) Readdirnames(n int) (names []string, err error) {
	entries, err := f.ReadDir(n)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

// Seek moves in a file whose layer can.
func (f *rootedFile) Seek(offset int64, whence int) (int64, error) {
	if s, ok := f.File.(io.Seeker); ok {
		return s.Seek(offset, whence)
	}
	return 0, &fs.PathError{Op: "seek", Path: f.name, Err: fs.ErrInvalid}
}

// ReadAt reads from a place in a file whose layer can.
func (f *rootedFile) ReadAt(p []byte, off int64) (int, error) {
	if r, ok := f.File.(io.ReaderAt); ok {
		return r.ReadAt(p, off)
	}
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrInvalid}
}

// The rest of afero.File would write, and is refused.

func (f *rootedFile) Write([]byte) (int, error)          { return 0, readOnly("write", f.name) }
func (f *rootedFile) WriteAt([]byte, int64) (int, error) { return 0, readOnly("write", f.name) }
func (f *rootedFile) WriteString(string) (int, error)    { return 0, readOnly("write", f.name) }
func (f *rootedFile) Truncate(int64) error               { return readOnly("truncate", f.name) }
func (f *rootedFile) Sync() error                        { return nil }
