package watch

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// A stamp is by what a changed file is known. Of a folder only the rights
// count: its time changes with every file that comes and goes in it.
type stamp struct {
	size     int64
	modified int64 // nanoseconds since 1970
	mode     fs.FileMode
}

// look returns what there is below the roots, and has the system tell of each
// folder. A folder that cannot be read is there, without files.
func (w *watcher) look() map[string]stamp {
	seen := map[string]stamp{}
	for _, root := range w.Roots {
		w.lookInto(seen, root, ".")
	}
	for folder := range w.folders {
		if _, ok := seen[folder]; !ok {
			delete(w.folders, folder)
		}
	}
	return seen
}

// lookInto notes the folder below root and all that is in it.
func (w *watcher) lookInto(seen map[string]stamp, root, name string) {
	folder := filepath.Join(root, filepath.FromSlash(name))
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() {
		return
	}
	w.listen(folder, info) // before it is read, so that nothing falls between
	seen[folder] = stamp{mode: info.Mode()}
	entries, _ := os.ReadDir(folder) // as many as can be read
	for _, e := range entries {
		below := path.Join(name, e.Name())
		if w.Skip != nil && w.Skip(below) {
			continue
		}
		if e.IsDir() {
			w.lookInto(seen, root, below)
			continue
		}
		if info, err := e.Info(); err == nil {
			seen[filepath.Join(folder, e.Name())] = stamp{info.Size(), info.ModTime().UnixNano(), info.Mode()}
		}
	}
}

// listen has the system tell of a folder, once for each folder that has the
// name.
func (w *watcher) listen(folder string, info fs.FileInfo) {
	if w.system.add == nil {
		return
	}
	if before, ok := w.folders[folder]; ok && os.SameFile(before, info) {
		return
	}
	if err := w.system.add(folder); err != nil {
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			w.trouble(err)
		}
		return
	}
	w.folders[folder] = info
}

// skipped reports whether a name of the operating system is of no interest
// below any of the roots.
func (w *watcher) skipped(name string) bool {
	for _, root := range w.Roots {
		below, err := filepath.Rel(root, name)
		if err != nil || !filepath.IsLocal(below) {
			continue
		}
		if below == "." || !w.hidden(filepath.ToSlash(below)) {
			return false
		}
	}
	return true
}

// hidden reports whether a name below a root, or a folder that it is in, is
// skipped.
func (w *watcher) hidden(below string) bool {
	for name := below; w.Skip != nil && name != "."; name = path.Dir(name) {
		if w.Skip(name) {
			return true
		}
	}
	return false
}
