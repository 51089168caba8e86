package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"homeroom/internal/layer"
	"homeroom/records"
)

func doctorCommand(t terminal) *cobra.Command {
	d := doctor{serving: newServing(), now: time.Now()}
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor [DIR]",
		Short: "Say what is odd or missing here, in a report to send",
		Long: `Doctor looks at the district's folder DIR and at this computer: copies of an
older edition, files that homeroom does not read, disks, clock, records. The
report can be sent to anybody: it has no names of students or of people, no
secrets, and no paths but those of homeroom's own files. It changes nothing.

Exit statuses: 0 no trouble, 1 trouble, 2 command line, 3 failed.`,
		Example: `  homeroom doctor tern-hollow
  homeroom doctor tern-hollow --data /var/lib/homeroom --json`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			d.on.arg(args)
			return d.run(c.Context(), t, asJSON)
		},
	}
	d.on.flags(c)
	d.flags(c)
	c.Flags().BoolVar(&d.names, "names", false, "name also files that are not ours; not for sending")
	c.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	return c
}

// A doctor examines a folder and the computer.
type doctor struct {
	*serving
	names  bool // name files that are not homeroom's: their names may be private
	now    time.Time
	report diagnosis
}

// A diagnosis is what a doctor found. Its shape as JSON is kept from version
// to version: fields may be added, none changes its meaning.
type diagnosis struct {
	Versions []versionOf  `json:"versions"`
	System   string       `json:"system"`
	Layers   []layerCount `json:"layers"`
	Findings []finding    `json:"findings"`
}

// A versionOf is the version of a part of the program.
type versionOf struct {
	Part    string `json:"part"`
	Version string `json:"version"`
}

// A layerCount says how many files a layer gives.
type layerCount struct {
	Layer string `json:"layer"`
	Files int    `json:"files"`
}

// The levels of a finding.
const (
	levelOK      = "ok"
	levelNote    = "note"
	levelTrouble = "trouble"
)

// A finding is one thing that the doctor looked at. No text of it may hold a
// name of a person, a secret, or a path that is not of a file of homeroom's.
type finding struct {
	Level string `json:"level"`
	About string `json:"about"`
	Text  string `json:"text"`
	Do    string `json:"do,omitempty"`
}

func (d *doctor) ok(about, format string, args ...any) {
	d.find(levelOK, about, "", format, args...)
}
func (d *doctor) note(about, do, format string, args ...any) {
	d.find(levelNote, about, do, format, args...)
}
func (d *doctor) trouble(about, do, format string, args ...any) {
	d.find(levelTrouble, about, do, format, args...)
}

func (d *doctor) find(level, about, do, format string, args ...any) {
	d.report.Findings = append(d.report.Findings, finding{level, about, fmt.Sprintf(format, args...), do})
}

// run looks at everything and prints the report.
func (d *doctor) run(ctx context.Context, t terminal, asJSON bool) error {
	layers, err := d.on.layers()
	if err != nil {
		return err
	}
	d.versions()
	stack := layer.New(layers...)
	for i, l := range layers {
		files := authoredFiles(l.Files)
		d.report.Layers = append(d.report.Layers, layerCount{l.Name, len(files)})
		if i > 0 {
			d.copies(l, layer.New(layers[:i]...), files)
			d.strays(l)
		}
	}
	if err := d.curriculum(stack); err != nil {
		return err
	}
	d.machine()
	d.kiosk(ctx)
	if asJSON {
		e := json.NewEncoder(t.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		err = e.Encode(d.report)
	} else {
		_, err = fmt.Fprint(t.out, d.report.text())
	}
	if err != nil {
		return fmt.Errorf("print report: %w", err)
	}
	if d.report.count(levelTrouble) > 0 {
		return errProblems
	}
	return nil
}

// versions notes what the program is made of.
func (d *doctor) versions() {
	modules := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			modules[m.Path] = m.Version
		}
	}
	part := func(name, version string) {
		if version == "" {
			version = "unknown"
		}
		d.report.Versions = append(d.report.Versions, versionOf{name, version})
	}
	part("homeroom", version())
	part("Go", strings.TrimPrefix(runtime.Version(), "go"))
	part("Hugo", modules["github.com/gohugoio/hugo"])
	part("bleve", modules["github.com/blevesearch/bleve/v2"])
	part("SQLite", records.SQLiteVersion)
	d.report.System = runtime.GOOS + "/" + runtime.GOARCH
}

// authoredFiles returns the files of a layer that homeroom reads, by path, as
// far as they can be read.
func authoredFiles(files fs.FS) (names []string) {
	for _, root := range authored {
		_ = fs.WalkDir(files, root, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil && d != nil && d.IsDir():
				return fs.SkipDir
			case err == nil && d.Type().IsRegular() && !strings.HasPrefix(d.Name(), "."):
				names = append(names, name)
			}
			return nil
		})
	}
	return names
}

func (r *diagnosis) count(level string) (n int) {
	for _, f := range r.Findings {
		if f.Level == level {
			n++
		}
	}
	return n
}

// text returns the report for people: what is in use, then trouble, notes, and
// what is well.
func (r *diagnosis) text() string {
	var b strings.Builder
	for _, v := range r.Versions {
		fmt.Fprintf(&b, "%s %s, ", v.Part, v.Version)
	}
	fmt.Fprintf(&b, "%s\n", r.System)
	for i, l := range r.Layers {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s layer: %s", l.Layer, count(l.Files, "file"))
	}
	b.WriteString("\n\n")
	for _, level := range []string{levelTrouble, levelNote, levelOK} {
		for _, f := range r.Findings {
			if f.Level != level {
				continue
			}
			fmt.Fprintf(&b, "%-8s %s: %s\n", f.Level, f.About, f.Text)
			if f.Do != "" {
				fmt.Fprintf(&b, "         do: %s\n", f.Do)
			}
		}
	}
	troubles := count(r.count(levelTrouble), "trouble")
	if slices.ContainsFunc(r.Findings, func(f finding) bool { return f.Level == levelNote }) {
		troubles += ", " + count(r.count(levelNote), "note")
	}
	return b.String() + "\n" + troubles + "\n"
}
