package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/google/go-cmp/cmp"
)

// A folder is a folder of a test, with names below it.
type folder struct {
	t    *testing.T
	root string
}

func newFolder(t *testing.T, files ...string) folder {
	t.Helper()
	f := folder{t, t.TempDir()}
	for _, name := range files {
		f.write(name, "begun")
	}
	return f
}

func (f folder) name(below string) string { return filepath.Join(f.root, filepath.FromSlash(below)) }

func (f folder) do(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f folder) write(name, text string) {
	f.t.Helper()
	f.do(os.MkdirAll(filepath.Dir(f.name(name)), 0o700))
	f.do(os.WriteFile(f.name(name), []byte(text), 0o600))
}

func (f folder) rename(from, to string) { f.t.Helper(); f.do(os.Rename(f.name(from), f.name(to))) }
func (f folder) remove(name string)     { f.t.Helper(); f.do(os.RemoveAll(f.name(name))) }

// below returns the names of a change below the folder.
func (f folder) below(c Change) (names []string) {
	for _, name := range c.Files {
		rel, err := filepath.Rel(f.root, name)
		f.do(err)
		names = append(names, filepath.ToSlash(rel))
	}
	return names
}

// skip leaves out what the tests call other, and hidden files.
func skip(name string) bool {
	return name == "other" || strings.HasPrefix(filepath.Base(name), ".")
}

func (f folder) folders() Folders {
	return Folders{Roots: []string{f.root}, Skip: skip, Quiet: 100 * time.Millisecond, Most: 500 * time.Millisecond, Sweep: 2 * time.Second}
}

// TestEvents makes the system's events by hand, on a clock of its own.
func TestEvents(t *testing.T) {
	type at struct {
		after time.Duration // since the event before
		op    fsnotify.Op
		name  string
		do    func(folder) // to the files, before the event
	}
	const ms = time.Millisecond
	write := func(f folder) { f.write("lessons/a.md", "changed") }
	for _, tt := range []struct {
		name   string
		events []at
		want   []string
		wait   time.Duration // from the first event until the change is told
	}{
		{"one write is told when it has been quiet", []at{{0, fsnotify.Write, "lessons/a.md", write}}, []string{"lessons/a.md"}, 100 * ms},
		{"a write of the same length and time is told, too", []at{{0, fsnotify.Write, "lessons/a.md", nil}}, []string{"lessons/a.md"}, 100 * ms},
		{"many writes are one change", []at{
			{0, fsnotify.Write, "lessons/a.md", write}, {50 * ms, fsnotify.Write, "lessons/a.md", nil}, {50 * ms, fsnotify.Write, "lessons/b.md", nil},
		}, []string{"lessons/a.md", "lessons/b.md"}, 200 * ms},
		{"writes without an end are told after a while", []at{
			{0, fsnotify.Write, "lessons/a.md", write}, {90 * ms, fsnotify.Write, "lessons/a.md", nil}, {90 * ms, fsnotify.Write, "lessons/a.md", nil},
			{90 * ms, fsnotify.Write, "lessons/a.md", nil}, {90 * ms, fsnotify.Write, "lessons/a.md", nil}, {90 * ms, fsnotify.Write, "lessons/a.md", nil},
		}, []string{"lessons/a.md"}, 500 * ms},
		{"a file that is there for a moment is none", []at{
			{0, fsnotify.Create, "lessons/4913", nil}, {1 * ms, fsnotify.Remove, "lessons/4913", nil},
		}, nil, 0},
		{"a hidden file is none", []at{{0, fsnotify.Write, "lessons/.a.md.swp", nil}}, nil, 0},
		{"what lies in a folder that is skipped is none", []at{{0, fsnotify.Write, "other/a.md", nil}}, nil, 0},
		{"a change of rights alone is looked into", []at{{0, fsnotify.Chmod, "lessons/a.md", nil}}, nil, 0},
		{"and told if there is one", []at{{0, fsnotify.Chmod, "lessons/a.md", func(f folder) { f.do(os.Chmod(f.name("lessons/a.md"), 0o400)) }}},
			[]string{"lessons/a.md"}, 100 * ms},
		{"a file saved by renaming another to it", []at{
			{0, fsnotify.Create, "lessons/.a.new", func(f folder) { f.write("lessons/.a.new", "saved"); f.rename("lessons/.a.new", "lessons/a.md") }},
			{1 * ms, fsnotify.Create, "lessons/a.md", nil},
		}, []string{"lessons/a.md"}, 101 * ms},
		{"a missed event is found by looking", []at{{0, 0, "", write}}, []string{"lessons/a.md"}, 2000 * ms},
		{"a deleted file is found by looking", []at{{0, 0, "", func(f folder) { f.remove("lessons/b.md") }}}, []string{"lessons/b.md"}, 2000 * ms},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFolder(t, "lessons/a.md", "lessons/b.md", "other/a.md")
			synctest.Test(t, func(t *testing.T) {
				events, out := make(chan fsnotify.Event), make(chan Change)
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				w := newWatcher(f.folders(), system{events: events})
				w.seen = w.look()
				go w.run(ctx, out)
				begun := time.Now()
				go func() {
					for _, e := range tt.events {
						time.Sleep(e.after) // on the bubble's clock
						if e.do != nil {
							e.do(f)
						}
						if e.op != 0 {
							events <- fsnotify.Event{Name: f.name(e.name), Op: e.op}
						}
					}
				}()
				select {
				case c := <-out:
					if diff := cmp.Diff(tt.want, f.below(c)); diff != "" {
						t.Errorf("change (-want +got):\n%s", diff)
					}
					if waited := time.Since(begun); waited != tt.wait {
						t.Errorf("the change was told after %v, want %v", waited, tt.wait)
					}
				case <-time.After(10 * time.Second):
					if tt.want != nil {
						t.Errorf("no change was told, want %q", tt.want)
					}
				}
			})
		})
	}
}

// TestALostQueue overflows the system's queue: nobody knows what happened, so
// the watcher looks.
func TestALostQueue(t *testing.T) {
	f := newFolder(t, "lessons/a.md")
	synctest.Test(t, func(t *testing.T) {
		errs, out := make(chan error), make(chan Change)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		on := f.folders()
		on.Trouble = func(err error) { t.Errorf("a full queue was reported as trouble: %v", err) }
		w := newWatcher(on, system{errors: errs})
		w.seen = w.look()
		go w.run(ctx, out)
		f.write("lessons/a.md", "changed")
		errs <- fsnotify.ErrEventOverflow
		if diff := cmp.Diff([]string{"lessons/a.md"}, f.below(<-out)); diff != "" {
			t.Errorf("change (-want +got):\n%s", diff)
		}
	})
}

// TestNobodyReceives lets two changes come while the receiver is busy. They
// are told as one, with the time of the first.
func TestNobodyReceives(t *testing.T) {
	f := newFolder(t, "a.md", "b.md")
	synctest.Test(t, func(t *testing.T) {
		events, out := make(chan fsnotify.Event), make(chan Change)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		w := newWatcher(f.folders(), system{events: events})
		w.seen = w.look()
		go w.run(ctx, out)
		begun := time.Now()
		events <- fsnotify.Event{Name: f.name("b.md"), Op: fsnotify.Write}
		time.Sleep(time.Second)
		events <- fsnotify.Event{Name: f.name("a.md"), Op: fsnotify.Write}
		time.Sleep(time.Second)
		c := <-out
		if diff := cmp.Diff([]string{"a.md", "b.md"}, f.below(c)); diff != "" {
			t.Errorf("change (-want +got):\n%s", diff)
		}
		if !c.Since.Equal(begun) {
			t.Errorf("the change is since %v, want %v", c.Since, begun)
		}
	})
}

// TestARefusal lets the system refuse to tell of anything. It is said once,
// and changes are still found.
func TestARefusal(t *testing.T) {
	f := newFolder(t, "lessons/a.md", "quizzes/a.md")
	synctest.Test(t, func(t *testing.T) {
		var refused []error
		on := f.folders()
		on.Trouble = func(err error) { refused = append(refused, err) }
		no := errors.New("no space left on device")
		w := newWatcher(on, system{add: func(string) error { return no }})
		w.seen = w.look()
		out := make(chan Change)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go w.run(ctx, out)
		f.write("lessons/a.md", "changed")
		if diff := cmp.Diff([]string{"lessons/a.md"}, f.below(<-out)); diff != "" {
			t.Errorf("change (-want +got):\n%s", diff)
		}
		if len(refused) != 1 || refused[0] != no {
			t.Errorf("trouble was reported as %v, want once %v", refused, no)
		}
	})
}

// TestRealFiles changes files as editors do, one way after the other, and
// waits for each on the stream of changes.
func TestRealFiles(t *testing.T) {
	f := newFolder(t, "lessons/6-8/a.md", "config.yaml")
	on := f.folders()
	on.Quiet, on.Sweep = 20*time.Millisecond, time.Hour // the system alone
	on.Trouble = func(err error) { t.Error(err) }
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	changes := Start(ctx, on)
	for _, tt := range []struct {
		name string
		do   func()
		want string // one of the files of the change
	}{
		{"written in place", func() { f.write("lessons/6-8/a.md", "one") }, "lessons/6-8/a.md"},
		{"saved by renaming", func() {
			f.write("lessons/6-8/.a.md.new", "two")
			f.rename("lessons/6-8/.a.md.new", "lessons/6-8/a.md")
		}, "lessons/6-8/a.md"},
		{"written again after that", func() { f.write("lessons/6-8/a.md", "three") }, "lessons/6-8/a.md"},
		{"moved aside and written anew", func() {
			f.rename("lessons/6-8/a.md", "lessons/6-8/.a.md.old")
			f.write("lessons/6-8/a.md", "four")
		}, "lessons/6-8/a.md"},
		{"a new file", func() { f.write("lessons/6-8/b.md", "one") }, "lessons/6-8/b.md"},
		{"a file in new folders", func() { f.write("quizzes/6-8/a.md", "one") }, "quizzes/6-8/a.md"},
		{"written in a new folder", func() { f.write("quizzes/6-8/a.md", "two") }, "quizzes/6-8/a.md"},
		{"a folder with another name", func() { f.rename("quizzes/6-8", "quizzes/3-5") }, "quizzes/3-5/a.md"},
		{"written in that", func() { f.write("quizzes/3-5/a.md", "three") }, "quizzes/3-5/a.md"},
		{"a deleted folder", func() { f.remove("quizzes") }, "quizzes/3-5/a.md"},
		{"the same folder again", func() { f.write("quizzes/3-5/a.md", "four") }, "quizzes/3-5/a.md"},
		{"at the top", func() { f.write("config.yaml", "two") }, "config.yaml"},
	} {
		tt.do()
		for {
			c, ok := <-changes
			if !ok {
				t.Fatalf("%s: no change of %s was told: %v", tt.name, tt.want, ctx.Err())
			}
			if slices.Contains(f.below(c), tt.want) {
				break
			}
		}
	}
}

// TestTheRootComesAndGoes deletes the whole folder and makes it anew, which
// only looking finds.
func TestTheRootComesAndGoes(t *testing.T) {
	f := newFolder(t, "district/lessons/a.md")
	on := f.folders()
	on.Roots = []string{f.name("district")}
	on.Quiet, on.Sweep = 20*time.Millisecond, 50*time.Millisecond
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	changes := Start(ctx, on)
	told := func(want string) {
		t.Helper()
		for c := range changes {
			if slices.Contains(f.below(c), want) {
				return
			}
		}
		t.Fatalf("no change of %s was told: %v", want, ctx.Err())
	}
	f.remove("district")
	told("district")
	f.write("district/lessons/a.md", "again")
	told("district/lessons/a.md")
	f.write("district/lessons/a.md", "and again")
	told("district/lessons/a.md")
}

// TestTheEnd ends the watch; its channel is closed.
func TestTheEnd(t *testing.T) {
	f := newFolder(t, "a.md")
	ctx, stop := context.WithCancel(t.Context())
	changes := Start(ctx, f.folders())
	stop()
	for c := range changes {
		t.Errorf("after the end, a change is told: %v", c)
	}
}

// TestStamps looks at what is left out.
func TestStamps(t *testing.T) {
	f := newFolder(t, "lessons/a.md", "lessons/.a.md.swp", ".git/config", "other/a.md")
	w := newWatcher(f.folders(), system{})
	var got []string
	for name := range w.look() {
		got = append(got, f.below(Change{Files: []string{name}})...)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{".", "lessons", "lessons/a.md"}, got); diff != "" {
		t.Errorf("look (-want +got):\n%s", diff)
	}
	if s := w.look()[f.name("lessons")]; s.mode&fs.ModeDir == 0 || s.modified != 0 {
		t.Errorf("the stamp of a folder is %v, want its rights alone", s)
	}
}
