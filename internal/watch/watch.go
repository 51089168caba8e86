// Package watch says when the files below some folders have changed.
//
// It listens to the operating system and, because that may miss something,
// also looks for itself every few seconds: at names, sizes, times and rights.
// What happens together is told as one change. The package knows nothing of
// what the files mean, opens none of them, and never writes.
package watch

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Folders are what is watched, and how.
type Folders struct {
	Roots []string // folders of the operating system; one may be missing for a while

	// Skip reports what is not looked at, by its slash-separated name below
	// its root. Nothing below a folder that is skipped is looked at. Nil skips
	// nothing.
	Skip func(name string) bool

	Quiet time.Duration // a change is told when nothing has happened for so long,
	Most  time.Duration // or when it began so long ago
	Sweep time.Duration // how often the package looks for itself

	// Trouble is called, once, if the operating system refuses to tell of
	// changes. They are then found by looking. It may be nil.
	Trouble func(error)
}

// A Change is what has happened since the change before.
type Change struct {
	Files []string  // names of files and folders of the operating system, sorted
	Since time.Time // when the first of it was noticed
}

// Start begins to watch. Everything that happens after it has returned is told
// on the channel, which is closed when ctx ends. Changes that nobody receives
// are told later, as one.
func Start(ctx context.Context, f Folders) <-chan Change {
	out := make(chan Change)
	w := newWatcher(f, system{})
	from, err := fsnotify.NewWatcher()
	if err != nil {
		w.trouble(err)
	} else {
		w.system = system{events: from.Events, errors: from.Errors, add: from.Add}
	}
	w.seen = w.look()
	go func() {
		defer close(out)
		w.run(ctx, out)
		if from != nil {
			_ = from.Close() // nobody listens to it any more
		}
	}()
	return out
}

// A system is what tells of events in the folders that were added to it. The
// zero system never does.
type system struct {
	events <-chan fsnotify.Event
	errors <-chan error
	add    func(folder string) error
}

// A watcher gathers events to changes.
type watcher struct {
	Folders
	system  system
	trouble func(error)
	seen    map[string]stamp       // files and folders by name, as of the last look
	folders map[string]fs.FileInfo // folders that the system tells of
}

func newWatcher(f Folders, s system) *watcher {
	w := &watcher{Folders: f, system: s, folders: map[string]fs.FileInfo{}}
	w.Roots = nil
	for _, root := range f.Roots {
		w.Roots = append(w.Roots, filepath.Clean(root))
	}
	var once sync.Once
	w.trouble = func(err error) {
		if f.Trouble != nil {
			once.Do(func() { f.Trouble(err) })
		}
	}
	return w
}

// A batch is events that are about to become one change.
type batch struct {
	files map[string]bool
	since time.Time // of the first event; zero if there is none
}

// run gathers events until ctx ends.
func (w *watcher) run(ctx context.Context, out chan<- Change) {
	sweep := time.NewTicker(w.Sweep)
	defer sweep.Stop()
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	defer quiet.Stop()
	var gathering batch
	var ready Change
	for {
		var to chan<- Change
		if len(ready.Files) > 0 {
			to = out
		}
		select {
		case <-ctx.Done():
			return
		case e := <-w.system.events:
			if w.gather(&gathering, e) {
				quiet.Reset(w.pause(gathering))
			}
		case err := <-w.system.errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				w.trouble(err)
			}
			gathering.begin()
			quiet.Reset(w.pause(gathering))
		case <-quiet.C:
			ready.join(w.settle(gathering))
			gathering = batch{}
		case <-sweep.C:
			if gathering.since.IsZero() {
				ready.join(w.settle(batch{}))
			}
		case to <- ready:
			ready = Change{}
		}
	}
}

// pause returns how long to wait for the next event of a batch.
func (w *watcher) pause(b batch) time.Duration {
	return max(0, min(w.Quiet, w.Most-time.Since(b.since)))
}

// gather adds an event to the batch, or reports that it is of no interest. An
// event that is only about rights or times is looked into but not believed:
// some systems have many of them.
func (w *watcher) gather(b *batch, e fsnotify.Event) bool {
	name := filepath.Clean(e.Name)
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		delete(w.folders, name) // the system no longer tells of it
	}
	if w.skipped(name) {
		return false
	}
	b.begin()
	if e.Op != fsnotify.Chmod {
		b.files[name] = true
	}
	return true
}

// begin notes when the first event of a batch came.
func (b *batch) begin() {
	if b.since.IsZero() {
		b.since, b.files = time.Now(), map[string]bool{}
	}
}

// settle looks at the folders and returns what has changed: what looks other
// than before, and the files of the batch, even if they look the same, because
// a file may be written twice within one tick of its clock. What was there for
// a moment only, such as an editor's file beside the one that it saves, is no
// change.
func (w *watcher) settle(b batch) Change {
	before, now := w.seen, w.look()
	w.seen = now
	c := Change{Since: b.since}
	if c.Since.IsZero() {
		c.Since = time.Now()
	}
	for name := range b.files {
		if _, ok := now[name]; ok {
			c.Files = append(c.Files, name)
		}
	}
	for name, s := range now {
		if old, ok := before[name]; (!ok || old != s) && !b.files[name] {
			c.Files = append(c.Files, name)
		}
	}
	for name := range before {
		if _, ok := now[name]; !ok {
			c.Files = append(c.Files, name)
		}
	}
	slices.Sort(c.Files)
	return c
}

// join adds a later change to c.
func (c *Change) join(later Change) {
	if len(later.Files) == 0 {
		return
	}
	if len(c.Files) == 0 {
		*c = later
		return
	}
	c.Files = append(c.Files, later.Files...)
	slices.Sort(c.Files)
	c.Files = slices.Compact(c.Files)
}
