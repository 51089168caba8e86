//go:build unix && bench

package build

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestAgainstHugo compares a whole build, all stages with the index, with the
// hugo command on the same rendered sources: CPU time of user and system,
// medians of runs that take turns, each in a process of its own. It asserts
// nothing; "make bench" prints it. HOMEROOM_HUGO names the command. The sizes
// may be set: HOMEROOM_BENCH_PAGES (1000,10000), HOMEROOM_BENCH_LANGUAGES
// (1,8), HOMEROOM_BENCH_RUNS (1), HOMEROOM_BENCH_TRANSLATED (percent of the
// pages that have catalogues; 50).
func TestAgainstHugo(t *testing.T) {
	hugo := os.Getenv("HOMEROOM_HUGO")
	if hugo == "" {
		t.Fatal("HOMEROOM_HUGO is not set; make bench sets it")
	}
	runs := setting(t, "HOMEROOM_BENCH_RUNS", "1")[0]
	for _, languages := range setting(t, "HOMEROOM_BENCH_LANGUAGES", "1,8") {
		tiny := (&comparison{site: site(t, 10, languages)}).run(t, hugo, 1)
		var before *comparison
		for _, pages := range setting(t, "HOMEROOM_BENCH_PAGES", "1000,10000") {
			c := &comparison{site: site(t, pages, languages)}
			times := runs
			if c.site.pages() > 30_000 {
				times = 1 // minutes each, in which little is left to chance
			}
			c.limit(before)
			c.run(t, hugo, times).print(tiny, before)
			before = c
		}
	}
}

// TestCheckManyPages measures a check of the largest site in one language.
func TestCheckManyPages(t *testing.T) {
	pages := setting(t, "HOMEROOM_BENCH_PAGES", "1000,10000")
	b := site(t, pages[len(pages)-1], 1)
	dir := t.TempDir()
	b.write(t, dir)
	var took []cost
	for range setting(t, "HOMEROOM_BENCH_RUNS", "1")[0] {
		took = append(took, run(t, task{Do: "check", Site: dir}, 0))
	}
	m := middle(took)
	fmt.Printf("check of %s pages, median of %d: %v, CPU %v, %s MB at most\n", grouped(b.Pages), len(took), rounded(m.Wall), rounded(m.CPU), grouped(int(m.Memory>>20)))
}

// setting returns the numbers of an environment variable.
func setting(t *testing.T, name, otherwise string) (numbers []int) {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		text = otherwise
	}
	for _, s := range strings.Split(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		numbers = append(numbers, n)
	}
	return numbers
}

func site(t *testing.T, pages, languages int) benchSite {
	t.Helper()
	return benchSite{Pages: pages, Languages: languages, Translated: setting(t, "HOMEROOM_BENCH_TRANSLATED", "50")[0]}
}

// A comparison is what homeroom and Hugo took for one site.
type comparison struct {
	site         benchSite
	memory       int64 // megabytes that each may use, 0 if as many as it likes
	ours, theirs []cost
}

// limit gives a site that would fill the machine a limit for both, which Go's
// garbage collector keeps. before is the same site, smaller.
func (c *comparison) limit(before *comparison) {
	free := freeMemory()
	if before == nil || free == 0 {
		return
	}
	if most := middle(before.ours).Memory >> 20; most*int64(c.site.Pages/before.site.Pages) > free/2 {
		c.memory = free / 2
	}
}

// freeMemory returns how many megabytes the machine can give, 0 if it does
// not say.
func freeMemory() (megabytes int64) {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if _, err := fmt.Sscanf(line, "MemAvailable: %d kB", &megabytes); err == nil {
			return megabytes >> 10
		}
	}
	return 0
}

// run builds the site with homeroom and with Hugo in turn.
func (c *comparison) run(t *testing.T, hugo string, runs int) *comparison {
	t.Helper()
	b, dir := c.site, t.TempDir()
	district, source, out := filepath.Join(dir, "district"), filepath.Join(dir, "source"), filepath.Join(dir, "out")
	b.write(t, district)
	run(t, task{Do: "source", Site: district, Out: source}, c.memory)
	for range runs {
		c.ours = append(c.ours, run(t, task{Do: "build", Site: district, Out: out}, c.memory))
		atLeast(t, out, b.pages())
		c.theirs = append(c.theirs, measured(t, exec.Command(hugo, "--source", source, "--destination", out,
			"--config", "enforced.json", "--noBuildLock", "--quiet", "--cacheDir", filepath.Join(dir, "cache")), c.memory))
		atLeast(t, out, b.pages())
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return c
}

// atLeast fails if there are not as many pages in a folder, and takes it away.
func atLeast(t *testing.T, dir string, pages int) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".html") {
			found++
		}
		return err
	})
	if err != nil || found < pages {
		t.Fatalf("there are %d pages, want %d or more (%v)", found, pages, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
}

// print prints a comparison: CPU and its ratio, the CPU of our stages, memory
// for each page above that of a tiny site, and how CPU grows from the site
// before.
func (c *comparison) print(tiny, before *comparison) {
	ours, theirs := middle(c.ours), middle(c.theirs)
	fmt.Printf("build of %v languages, median of %d, CPU: ours %v, hugo %v, ratio %.2f; without the index %.2f\n", c.site, len(c.ours),
		rounded(ours.CPU), rounded(theirs.CPU), ratio(ours.CPU, theirs.CPU), ratio(ours.CPU-ours.Stages["index"], theirs.CPU))
	var stages []string
	for _, s := range []string{"start", "load", "localize", "render", "index", "seal", "done", "write"} {
		if d := ours.Stages[s]; d > 10*time.Millisecond {
			stages = append(stages, fmt.Sprintf("%s %v", s, rounded(d)))
		}
	}
	fmt.Printf("build of %v languages, CPU of our stages: %s\n", c.site, strings.Join(stages, ", "))
	if c.memory > 0 {
		fmt.Printf("build of %v languages: both were told to stay below %s MB, half of what was free\n", c.site, grouped(int(c.memory)))
	}
	fmt.Printf("build of %v languages, memory: ours %s KB a page, hugo %s KB a page; at most %s MB and %s MB\n", c.site,
		perPage(c.site, tiny.site, ours, middle(tiny.ours)), perPage(c.site, tiny.site, theirs, middle(tiny.theirs)),
		grouped(int(ours.Memory>>20)), grouped(int(theirs.Memory>>20)))
	if before != nil {
		fmt.Printf("build of %v languages, growth from %s pages: ours pages^%.2f, hugo pages^%.2f\n", c.site, grouped(before.site.Pages),
			growth(before.site, c.site, middle(before.ours), ours), growth(before.site, c.site, middle(before.theirs), theirs))
	}
}

// middle returns the median by CPU, with the median of memory.
func middle(all []cost) cost {
	byCPU := slices.SortedFunc(slices.Values(all), func(a, b cost) int { return int(a.CPU - b.CPU) })
	byMemory := slices.SortedFunc(slices.Values(all), func(a, b cost) int { return int(a.Memory - b.Memory) })
	m := byCPU[len(all)/2]
	m.Memory = byMemory[len(all)/2].Memory
	return m
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func rounded(d time.Duration) time.Duration { return d.Round(10 * time.Millisecond) }

// perPage returns the kilobytes that each page took more than in a tiny site.
func perPage(b, tiny benchSite, took, least cost) string {
	return fmt.Sprintf("%.0f", float64(took.Memory-least.Memory)/1024/float64(b.pages()-tiny.pages()))
}

// growth returns the exponent by which CPU grows with pages.
func growth(a, b benchSite, first, second cost) float64 {
	return math.Log(ratio(second.CPU, first.CPU)) / math.Log(float64(b.pages())/float64(a.pages()))
}
