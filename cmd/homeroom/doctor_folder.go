package main

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"homeroom"
	"homeroom/build"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/taken"
)

// copies says which files of a layer are copies of files below it, and what
// has become of both.
func (d *doctor) copies(l layer.Layer, below *layer.Stack, files []string) {
	remembered, err := taken.Read(l.Files)
	if err != nil {
		d.trouble(l.Name, `mend it; any "homeroom take" says in which line`, "%s cannot be read", taken.File)
		remembered = map[string]taken.Copy{}
	}
	current := 0
	for _, name := range files {
		if name == taken.File || isMerged(name) != "" {
			continue
		}
		original, err := fs.ReadFile(below, name)
		if err != nil {
			continue // the layer's own
		}
		text, err := fs.ReadFile(l.Files, name)
		if err != nil {
			sentence, _ := d.shown(name)
			d.trouble(l.Name, "see that you may read it", "%s cannot be read", sentence)
			continue
		}
		c, known := remembered[name]
		current += d.copied(l.Name, name, c, known, text, original)
	}
	d.lost(l, below, remembered)
	if current > 0 {
		d.ok(l.Name, "%s of today's edition and changed here", plural(current, "copy is", "copies are"))
	}
}

// copied reports on one copy. It returns 1 for one that is in order.
func (d *doctor) copied(about, name string, c taken.Copy, known bool, text, original []byte) int {
	_, lacks, own := taken.Diff("", original, "", text)
	state := c.Compare(text, original)
	name, path := d.shown(name)
	compare := fmt.Sprintf(`compare them ("homeroom take %s DIR --diff"), then run that with --seen in place of --diff`, path)
	from := "homeroom " + diag.Tame(c.Version)
	switch {
	case lacks+own == 0:
		d.note(about, "change it, or delete it to get every new edition", "%s is the same as the file that it takes the place of", name)
	case !known:
		d.note(about, compare, `%s takes the place of another file, but was not made by "homeroom take"; it lacks %s of that and has %d of its own`,
			name, count(lacks, "line"), own)
	case state == taken.Older:
		d.note(about, "delete it to get the new one", "%s is of an older edition, of %s, and you have not changed it; the new one lacks %s of it and has %d of its own",
			name, from, count(own, "line"), lacks)
	case state == taken.Both:
		d.note(about, compare, "%s is of an older edition, of %s, and both you and we have changed it since; it lacks %s of the new one and has %d of its own",
			name, from, count(lacks, "line"), own)
	default:
		return 1
	}
	return 0
}

// shown returns how a report names a file, in a sentence and in a command. A
// path of homeroom's own says nothing of anybody; any other may.
func (d *doctor) shown(name string) (sentence, command string) {
	if _, err := fs.Stat(homeroom.Files(), name); err == nil || d.names {
		return diag.Tame(name), diag.Tame(name)
	}
	return "a file of the district's", "PATH"
}

// lost reports what is remembered of files that are no longer copies.
func (d *doctor) lost(l layer.Layer, below *layer.Stack, remembered map[string]taken.Copy) {
	gone, alone := 0, 0
	for name, c := range remembered {
		_, here := fs.Stat(l.Files, name)
		_, there := fs.Stat(below, name)
		switch {
		case here != nil:
			gone++
		case there != nil && (c.From == layer.BuiltIn || l.Name != layerDistrict):
			alone++
		}
	}
	if gone > 0 {
		d.note(l.Name, "take their entries away, if you like", "%s names %s no longer here", taken.File, plural(gone, "file that is", "files that are"))
	}
	if alone > 0 {
		d.note(l.Name, "keep them if your pages need them", "%s no longer comes with homeroom", plural(alone, "copy is of a file that", "copies are each of a file that"))
	}
}

// plural returns a number with the word for it.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// strays reports what is in a layer's folder and is not read. Names of such
// files may be private, and are counted by their kind unless asked for.
func (d *doctor) strays(l layer.Layer) {
	var links, ignored, unreadable, future []string
	err := fs.WalkDir(l.Files, ".", func(name string, e fs.DirEntry, err error) error {
		root, _, _ := strings.Cut(name, "/")
		switch {
		case err != nil:
			unreadable = append(unreadable, name)
			return fs.SkipDir
		case name != "." && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.Type()&fs.ModeSymlink != 0:
			links = append(links, name)
		case e.IsDir():
			return nil
		case !e.Type().IsRegular() || !slices.Contains(authored, root) && !beside(name) || name == root && !isFileOfOurs(name):
			ignored = append(ignored, name)
		case d.isFuture(e):
			future = append(future, name)
		}
		return nil
	})
	if err != nil {
		d.trouble(l.Name, "see that you may read all folders in it", "the folder cannot be read")
	}
	if len(unreadable) > 0 {
		d.trouble(l.Name, "see that you may read them", "%s cannot be read%s", plural(len(unreadable), "folder", "folders"), d.named(unreadable))
	}
	if len(links) > 0 {
		d.note(l.Name, "put the files themselves there", "%s not followed out of the folder%s", plural(len(links), "symbolic link is", "symbolic links are"), d.named(links))
	}
	if len(ignored) > 0 {
		d.note(l.Name, "nothing, if they are not meant for the site", "homeroom does not read %s%s", plural(len(ignored), "file", "files"), d.named(ignored))
	}
	if len(future) > 0 {
		d.note("clock", "set the clock, if it is behind", "%s dated after now", plural(len(future), "file is", "files are"))
	}
}

// isFileOfOurs reports whether a file at the top is one that homeroom reads.
func isFileOfOurs(name string) bool {
	return name == "config.yaml" || name == taken.File || beside(name)
}

// beside reports whether a file at the top is one that people put beside what
// homeroom reads.
func beside(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	return slices.Contains([]string{"README", "LICENSE", "CHANGELOG", "Makefile"}, stem)
}

// isFuture reports whether a file is dated a day or more after now.
func (d *doctor) isFuture(e fs.DirEntry) bool {
	info, err := e.Info()
	return err == nil && info.ModTime().After(d.now.Add(24*time.Hour))
}

// named returns the names of files if they are asked for, and else how many
// there are of each kind.
func (d *doctor) named(names []string) string {
	if d.names {
		return ": " + diag.Tame(strings.Join(names, ", "))
	}
	kinds := map[string]int{}
	for _, name := range names {
		extension := strings.ToLower(path.Ext(name))
		if !slices.Contains(plainKinds, extension) {
			extension = "other"
		}
		kinds[extension]++
	}
	var parts []string
	for _, kind := range append(slices.Clone(plainKinds), "other") {
		if n := kinds[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	return " (" + strings.Join(parts, ", ") + "; --names names them)"
}

// plainKinds are the kinds of files that are named in a report: any other
// ending may be part of somebody's name.
var plainKinds = []string{".csv", ".doc", ".docx", ".gif", ".html", ".jpg", ".json", ".md", ".odt", ".pdf", ".png", ".po", ".svg", ".txt", ".xlsx", ".yaml", ".zip"}

// curriculum reports on the check and on the languages.
func (d *doctor) curriculum(layers *layer.Stack) error {
	course, problems, err := build.Course(layers)
	if err != nil {
		d.trouble("check", "see that you may read all files in the folder", "the curriculum cannot be read")
		return nil
	}
	problems = d.on.own(problems)
	errors := diag.Errors(problems)
	switch warnings := len(problems) - errors; {
	case errors > 0:
		d.trouble("check", `"homeroom check DIR" shows each with its line`, "the curriculum has %s and %s", count(errors, "problem"), count(warnings, "warning"))
	case warnings > 0 && d.on.district != "":
		d.note("check", `"homeroom check DIR" shows each with its line`, "the curriculum has %s", count(warnings, "warning"))
	default:
		d.ok("check", "the curriculum has no problems")
	}
	for i, lang := range course.Settings.Languages {
		if len(layers.Versions("i18n/"+lang+".yaml", 1<<30)) == 0 {
			d.trouble("languages", "take it out of languages: in config.yaml, or add its words", "there are no words of the interface in %s", lang)
			continue
		}
		if i == 0 {
			continue
		}
		catalogues := 0
		err := fs.WalkDir(layers, "i18n/"+lang, func(name string, _ fs.DirEntry, err error) error {
			if err == nil && path.Ext(name) == ".po" {
				catalogues++
			}
			return nil
		})
		if err != nil || catalogues == 0 {
			d.note("languages", "have them translated, or take the language out of config.yaml", "no page is translated into %s", lang)
		} else {
			d.ok("languages", "%s: %s of translations", lang, plural(catalogues, "catalogue", "catalogues"))
		}
	}
	return nil
}
