//go:build unix && bench

package build

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/afero"

	"homeroom/internal/bundle"
	"homeroom/internal/layer"
)

// TestAgainstHugo measures all stages of a build but the index against the
// hugo command on the same rendered sources: 1,000 lessons, one language, CPU
// time of user and system, medians of runs that take turns. It asserts nothing;
// "make bench" prints it. HOMEROOM_HUGO names the command.
func TestAgainstHugo(t *testing.T) {
	hugo := os.Getenv("HOMEROOM_HUGO")
	if hugo == "" {
		t.Fatal("HOMEROOM_HUGO is not set; make bench sets it")
	}
	layers := thousandLessons(t)
	var ours, theirs, index []time.Duration
	source := hugoSource(t, layers)
	for range 5 {
		all, indexing := ourBuild(t, layers)
		ours, index = append(ours, all), append(index, indexing)
		theirs = append(theirs, hugoBuilds(t, hugo, source))
	}
	a, b := median(ours), median(theirs)
	fmt.Printf("build of 1,000 lessons, CPU: ours %v (all but the index), hugo %v, ratio %.2f (at most 1.3); index %v\n",
		a.Round(time.Millisecond), b.Round(time.Millisecond), float64(a)/float64(b), median(index).Round(time.Millisecond))
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// thousandLessons returns the built-in layer with a district of 1,000 lessons.
func thousandLessons(t *testing.T) *layer.Stack {
	t.Helper()
	builtIn, err := layer.Dir(layer.BuiltIn, "..")
	if err != nil {
		t.Fatal(err)
	}
	more := fstest.MapFS{"config.yaml": {Data: []byte("languages: [en]\n")}}
	for i := range 1000 {
		text := fmt.Sprintf("---\nid: lesson-%d\ntitle: Lesson %d\nunit: respond\nminutes: 36\nobjectives:\n  one: I can say who made a thing.\ntopics: [behavior]\n---\n\n", i, i)
		more[fmt.Sprintf("lessons/6-8/lesson-%d.md", i)] = &fstest.MapFile{Data: []byte(text + "Begin here." + lessonFiller)}
	}
	return layer.New(builtIn, layer.Layer{Name: "district", Files: more})
}

// used returns the CPU time that this process has used.
func used(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// ourBuild builds the site and writes it, and returns the CPU time of all
// stages but the index, and that of the index.
func ourBuild(t *testing.T, layers *layer.Stack) (all, index time.Duration) {
	t.Helper()
	var began time.Duration
	start := used(t)
	contents, _, err := Site(t.Context(), Input{
		Layers: layers, Version: "bench", CacheDir: t.TempDir(),
		Progress: func(s Stage) {
			switch s {
			case Index:
				began = used(t)
			case Seal:
				index = used(t) - began
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bundle.Export(filepath.Join(t.TempDir(), "dist"), contents); err != nil {
		t.Fatal(err)
	}
	return used(t) - start - index, index
}

// hugoSource writes what Hugo reads of the site to a folder of the disk.
func hugoSource(t *testing.T, layers *layer.Stack) string {
	t.Helper()
	course, words, _, err := load(layers)
	if err != nil {
		t.Fatal(err)
	}
	theme, err := fs.Sub(layers, "themes/homeroom")
	if err != nil {
		t.Fatal(err)
	}
	texts, _, err := localize(layers, course, words)
	if err != nil {
		t.Fatal(err)
	}
	in := siteInput{Layers: layers, Texts: texts, CacheDir: t.TempDir(), Question: practice(texts)}
	p := &press{files: layer.Under(siteRoot+"/theme", afero.NewMemMapFs(), theme)}
	hugo := hugoInput{Files: p.files, CacheDir: in.CacheDir}
	p.language(newDesk(in, 0), &hugo)
	p.put("assets/css/district.css", []byte(districtCSS(course.Settings.Look)))
	if _, _, err := runHugo(t.Context(), hugo); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	err = afero.Walk(p.files, siteRoot, func(name string, info fs.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := afero.ReadFile(p.files, name)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, strings.TrimPrefix(name, siteRoot))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		return os.WriteFile(to, data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "theme"), theme); err != nil {
		t.Fatal(err)
	}
	return dir
}

// hugoBuilds runs the hugo command over source and returns its CPU time.
func hugoBuilds(t *testing.T, hugo, source string) time.Duration {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	c := exec.Command(hugo, "--source", source, "--destination", out,
		"--config", "enforced.json", "--noBuildLock", "--quiet", "--cacheDir", t.TempDir())
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	pages, err := filepath.Glob(filepath.Join(out, "en", "lessons", "6-8", "*.html"))
	if err != nil || len(pages) < 1000 {
		t.Fatalf("hugo made %d lessons (%v), want at least 1,000", len(pages), err)
	}
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}
