//go:build unix && bench

package build

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/afero"

	"homeroom/internal/bundle"
	"homeroom/internal/layer"
)

// A task is what a child process does, so that its memory and its time are
// those of one thing.
type task struct {
	Do   string `json:"do"`            // build, source or check
	Site string `json:"site"`          // folder of the district
	Out  string `json:"out,omitempty"` // folder to write to
}

// A cost is what a process took.
type cost struct {
	CPU    time.Duration            // of user and system
	Wall   time.Duration            // from beginning to end
	Memory int64                    // bytes, at most, of real memory
	Stages map[string]time.Duration // CPU of each stage of a build
}

// childTask is the environment variable that makes the test a child.
const childTask = "HOMEROOM_BENCH_TASK"

// TestBenchChild does one task, if this process is a child.
func TestBenchChild(t *testing.T) {
	var do task
	if text := os.Getenv(childTask); text == "" {
		t.Skip("this is no child of a comparison")
	} else if err := json.Unmarshal([]byte(text), &do); err != nil {
		t.Fatal(err)
	}
	layers := benchLayers(t, do.Site)
	switch do.Do {
	case "build":
		buildSite(t, layers, do.Out)
	case "source":
		writeSource(t, layers, do.Out)
	case "check":
		problems, lessons, err := Check(layers)
		if err != nil || lessons == 0 {
			t.Fatal(err, lessons)
		}
		for _, p := range problems {
			if p.Severity == 0 {
				t.Fatalf("%s: %s", p.At(), p.Message)
			}
		}
	default:
		t.Fatalf("nobody can %q", do.Do)
	}
}

// benchLayers returns the built-in layer with a district on it.
func benchLayers(t *testing.T, dir string) *layer.Stack {
	t.Helper()
	builtIn, err := layer.Dir(layer.BuiltIn, "..")
	if err != nil {
		t.Fatal(err)
	}
	district, err := layer.Dir("district", dir)
	if err != nil {
		t.Fatal(err)
	}
	return layer.New(builtIn, district)
}

// run does a task in a child process and returns what it took. limit is how
// many megabytes it may use, 0 for any.
func run(t *testing.T, do task, limit int64) cost {
	t.Helper()
	text, err := json.Marshal(do)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0], "-test.run=^TestBenchChild$", "-test.timeout=15m")
	c.Env = append(os.Environ(), childTask+"="+string(text))
	took := measured(t, c, limit)
	if do.Do == "build" {
		data, err := os.ReadFile(do.Out + ".stages.json")
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &took.Stages); err != nil {
			t.Fatal(err)
		}
	}
	return took
}

// measured runs a command, which is a program in Go, and returns what it took.
func measured(t *testing.T, c *exec.Cmd, limit int64) cost {
	t.Helper()
	if limit > 0 {
		c.Env = append(c.Environ(), fmt.Sprintf("GOMEMLIMIT=%dMiB", limit))
	}
	start := time.Now()
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	took := cost{Wall: time.Since(start), CPU: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	took.Memory = c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS != "darwin" {
		took.Memory <<= 10
	}
	return took
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

// buildSite builds the site with all stages and writes it to out, and beside
// it the CPU time of each stage.
func buildSite(t *testing.T, layers *layer.Stack, out string) {
	t.Helper()
	stages := map[string]time.Duration{}
	last, began := "start", time.Duration(0)
	step := func(next string) {
		now := used(t)
		stages[last], last, began = now-began, next, now
	}
	contents, _, err := Site(t.Context(), Input{
		Layers: layers, Version: "bench", CacheDir: t.TempDir(), Progress: func(s Stage) { step(s.String()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	step("write")
	if _, err := bundle.Export(out, contents); err != nil {
		t.Fatal(err)
	}
	step("end")
	data, err := json.Marshal(stages)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(out+".stages.json", data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// writeSource writes what Hugo reads of the site to a folder.
func writeSource(t *testing.T, layers *layer.Stack, out string) {
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
	for _, d := range newDesks(in) {
		p.language(d, &hugo)
	}
	p.put("assets/css/district.css", []byte(districtCSS(course.Settings.Look)))
	enforced, err := json.Marshal(hugo.config())
	if err != nil || p.err != nil {
		t.Fatal(err, p.err)
	}
	p.put("enforced.json", enforced)
	err = afero.Walk(p.files, siteRoot, func(name string, info fs.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := afero.ReadFile(p.files, name)
		if err != nil {
			return err
		}
		to := filepath.Join(out, strings.TrimPrefix(name, siteRoot))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		return os.WriteFile(to, data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(out, "theme"), theme); err != nil {
		t.Fatal(err)
	}
}
