package relocate

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ErrMeanwhile says that a file changed between planning and moving.
var ErrMeanwhile = errors.New("a file changed in the meantime")

// A Disk is a folder that a plan is carried out in. [Root] makes one. Names
// have slashes, and none leads out of the folder.
type Disk interface {
	ReadFile(name string) ([]byte, error)
	Lstat(name string) (fs.FileInfo, error)
	Mkdir(name string) error
	Create(name string, data []byte, mode fs.FileMode) error // fs.ErrExist if it is there
	Rename(from, to string) error
	Remove(name string) error
}

// Root returns a folder of the operating system as a disk.
func Root(root *os.Root) Disk { return rooted{root} }

type rooted struct{ root *os.Root }

func (r rooted) ReadFile(name string) ([]byte, error) {
	return r.root.ReadFile(filepath.FromSlash(name))
}
func (r rooted) Lstat(name string) (fs.FileInfo, error) {
	return r.root.Lstat(filepath.FromSlash(name))
}
func (r rooted) Mkdir(name string) error  { return r.root.Mkdir(filepath.FromSlash(name), 0o755) }
func (r rooted) Remove(name string) error { return r.root.Remove(filepath.FromSlash(name)) }
func (r rooted) Rename(from, to string) error {
	return r.root.Rename(filepath.FromSlash(from), filepath.FromSlash(to))
}

func (r rooted) Create(name string, data []byte, mode fs.FileMode) error {
	f, err := r.root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, r.Remove(name))
	}
	return nil
}

// Apply carries the plan out. If anything fails, all that was done is undone
// and the folder is what it was; the error then says what failed. It is
// [ErrMeanwhile], and nothing was done, if a file is not what it was when the
// plan was made.
func (p *Plan) Apply(d Disk) error {
	if err := p.unchanged(d); err != nil {
		return err
	}
	w := &work{disk: d}
	if err := p.carryOut(w); err != nil {
		return errors.Join(err, w.undo())
	}
	return w.finish(p.Moves)
}

// unchanged returns an error unless the disk is as it was planned for.
func (p *Plan) unchanged(d Disk) error {
	for _, name := range slices.Sorted(maps.Keys(p.texts)) {
		now, err := d.ReadFile(name)
		if err != nil || !bytes.Equal(now, p.texts[name].was) {
			return fmt.Errorf("move: %w: %s", ErrMeanwhile, name)
		}
	}
	for _, m := range p.Moves {
		if _, err := d.Lstat(m.To); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("move: %w: %s", ErrMeanwhile, m.To)
		}
	}
	return nil
}

// carryOut does the work: new files first, then old ones mended in their
// place, then the old names away.
func (p *Plan) carryOut(w *work) error {
	for _, m := range p.Moves {
		if err := w.folders(path.Dir(m.To)); err != nil {
			return err
		}
		t := p.texts[m.From]
		if t == nil {
			if err := w.rename(m.From, m.To); err != nil {
				return err
			}
		} else if err := w.create(m.To, m.From, t.mended); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.texts)) {
		if _, moves := p.to[name]; moves {
			continue
		}
		if err := w.replace(name, p.texts[name]); err != nil {
			return err
		}
	}
	for _, m := range p.Moves {
		if p.texts[m.From] == nil {
			continue
		}
		old := beside(m.From, "old")
		if err := w.rename(m.From, old); err != nil {
			return err
		}
		w.spare = append(w.spare, old)
	}
	return nil
}

// A work is what has been done to a disk, and how to undo it. Undoing only
// renames and removes, so that a full disk cannot stop it.
type work struct {
	disk  Disk
	back  []func() error
	spare []string // old texts, kept until all is done
}

// undo takes back what was done, the last first. It goes on after an error.
func (w *work) undo() (err error) {
	for _, back := range slices.Backward(w.back) {
		err = errors.Join(err, back())
	}
	if err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	return nil
}

// folders makes a folder and those above it, as far as they are not there.
func (w *work) folders(name string) error {
	if name == "." {
		return nil
	}
	if _, err := w.disk.Lstat(name); err == nil {
		return nil // if it is no folder, the next step says so
	}
	if err := w.folders(path.Dir(name)); err != nil {
		return err
	}
	if err := w.disk.Mkdir(name); err != nil {
		return fmt.Errorf("make folder %s: %w", name, err)
	}
	w.back = append(w.back, func() error { return w.disk.Remove(name) })
	return nil
}

func (w *work) rename(from, to string) error {
	if err := w.disk.Rename(from, to); err != nil {
		return fmt.Errorf("move %s: %w", from, err)
	}
	w.back = append(w.back, func() error { return w.disk.Rename(to, from) })
	return nil
}

// create writes a new file with the permissions of another.
func (w *work) create(name, like string, data []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := w.disk.Lstat(like); err == nil {
		mode = info.Mode().Perm()
	}
	if err := w.disk.Create(name, data, mode); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	w.back = append(w.back, func() error {
		if err := w.disk.Remove(name); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
	return nil
}

// replace puts a new text in the place of a file, in one step. The old text is
// kept beside it until all is done.
func (w *work) replace(name string, t *text) error {
	fresh, old := beside(name, "new"), beside(name, "old")
	if err := w.create(old, name, t.was); err != nil {
		return err
	}
	if err := w.create(fresh, name, t.mended); err != nil {
		return err
	}
	if err := w.disk.Rename(fresh, name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	w.back = append(w.back, func() error { return w.disk.Rename(old, name) })
	w.spare = append(w.spare, old)
	return nil
}

// finish takes away what was kept for undoing, and folders that the moves have
// left empty.
func (w *work) finish(moves []Move) (err error) {
	for _, name := range w.spare {
		if rerr := w.disk.Remove(name); rerr != nil {
			err = errors.Join(err, fmt.Errorf("all is moved, but %s could not be removed: %w", name, rerr))
		}
	}
	for _, m := range moves {
		w.tidy(path.Dir(m.From))
	}
	return err
}

// beside returns the name of a hidden file in the folder of another.
func beside(name, kind string) string {
	return path.Join(path.Dir(name), "."+path.Base(name)+"."+kind)
}

// tidy takes folders away that the move has left empty. One that cannot be
// taken away does no harm.
func (w *work) tidy(name string) {
	for ; strings.Contains(name, "/"); name = path.Dir(name) {
		if err := w.disk.Remove(name); err != nil {
			return
		}
	}
}
