// Package relocate gives a page of a folder another path, together with all
// that belongs to it: a lesson's guide and quiz, translations, and pictures
// that nothing else shows. It mends every path in the folder that leads to
// them or from them. Ids are never touched.
//
// It knows nothing of what makes a curriculum right: [New] only plans, and
// whoever called it looks at the folder as it would be, [Plan.Change], before
// [Plan.Apply] touches the disk. What Apply cannot finish it undoes.
package relocate

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// A Refusal says why a file cannot be moved, and what to do about it.
type Refusal struct{ Message, Hint string }

// Error returns the message.
func (r *Refusal) Error() string { return r.Message }

func refuse(hint, format string, args ...any) error {
	return &Refusal{fmt.Sprintf(format, args...), hint}
}

// A Move is one file that gets another path.
type Move struct{ From, To string }

// A Mend is a file in which paths are written anew.
type Mend struct {
	Path  string // as it is before the move
	Count int    // of paths
}

// A Plan is what a move would do. New makes one; it changes nothing.
type Plan struct {
	Moves []Move // the page itself, and then the others in the order of their paths
	Mends []Mend // by path

	to    map[string]string // path → new path of each file that moves
	texts map[string]*text  // of files that are mended, by their path before
	files fs.FS             // the folder
	below fs.FS             // what it is laid on
}

// New plans to move the file from to the path to, both from the root of the
// folder files, which is laid on the files below it. If it must not be done,
// the error is a *[Refusal].
func New(files, below fs.FS, from, to string) (*Plan, error) {
	p := &Plan{to: map[string]string{}, texts: map[string]*text{}, files: files, below: below}
	to, err := p.target(from, to)
	if err != nil {
		return nil, err
	}
	names, err := p.survey()
	if err != nil {
		return nil, fmt.Errorf("read folder: %w", err)
	}
	p.gather(from, to, names)
	if err := p.pictures(names); err != nil {
		return nil, fmt.Errorf("find pictures: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(p.to)) {
		if there, where := p.exists(p.to[name]); there {
			return nil, refuse("choose another name, or move that file first", "%s is there already%s", p.to[name], where)
		}
		if name != from {
			p.Moves = append(p.Moves, Move{name, p.to[name]})
		}
	}
	p.Moves = slices.Insert(p.Moves, 0, Move{from, to})
	if err := p.mend(names); err != nil {
		return nil, fmt.Errorf("mend links: %w", err)
	}
	return p, nil
}

// target returns the path that a file gets, if it may get one.
func (p *Plan) target(from, to string) (string, error) {
	if !fs.ValidPath(from) || !fs.ValidPath(to) {
		return "", refuse("write paths from the root of the folder, such as lessons/3-5/kite.md", "this is no path in the folder")
	}
	info, err := fs.Stat(p.files, from)
	_, belowErr := fs.Stat(p.below, from)
	switch {
	case errors.Is(err, fs.ErrNotExist) && belowErr == nil:
		return "", refuse("homeroom take "+from+" copies it into the folder", "%s is not in this folder, but in one below it", from)
	case errors.Is(err, fs.ErrNotExist):
		return "", refuse(p.like(from), "there is no file %s in this folder", from)
	case err != nil:
		return "", fmt.Errorf("look at %s: %w", from, err)
	case info.IsDir():
		return "", refuse("move its pages one by one", "%s is a folder", from)
	case !info.Mode().IsRegular():
		return "", refuse("put the file itself there", "%s is not an ordinary file", from)
	case belowErr == nil:
		return "", refuse("leave it there; a file in the place of another one must have its path",
			"%s takes the place of the file below it, which would come back with the same id", from)
	}
	if original := strings.TrimSuffix(from, dotted(from)) + ".md"; original != from && dotted(from) != ".guide.md" && path.Ext(from) == ".md" {
		if there, _ := p.exists(original); there {
			return "", refuse("move "+original, "%s moves with its original", from)
		}
	}
	for _, files := range []fs.FS{p.files, p.below} {
		if info, err := fs.Stat(files, to); err == nil && info.IsDir() {
			to = path.Join(to, path.Base(from))
			break
		}
	}
	if from == to {
		return "", refuse("name another path", "%s is there already", to)
	}
	return to, fits(from, to)
}

// like returns a hint for a path that is not in the folder.
func (p *Plan) like(name string) string {
	names, err := p.survey()
	if like := diag.Nearest(name, slices.Values(names)); err == nil && like != "" {
		return "did you mean " + like
	}
	return "write its path from the root of the folder, such as lessons/3-5/kite.md"
}

// exists reports whether there is a file or folder at a path, and where.
func (p *Plan) exists(name string) (there bool, where string) {
	if _, err := fs.Stat(p.files, name); !errors.Is(err, fs.ErrNotExist) {
		return true, ""
	}
	if _, err := fs.Stat(p.below, name); !errors.Is(err, fs.ErrNotExist) {
		return true, " in a folder below"
	}
	return false, ""
}

// survey returns the files of the folder that a curriculum reads, by path.
func (p *Plan) survey() (names []string, err error) {
	err = fs.WalkDir(p.files, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && d.IsDir() && (hidden(name) || !authored(name)):
			return fs.SkipDir
		case d.Type().IsRegular() && !hidden(name) && (authored(name) || name == "config.yaml"):
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

func hidden(name string) bool { return strings.HasPrefix(path.Base(name), ".") }

// authored reports whether a path is in one of the folders that authors fill.
func authored(name string) bool {
	root, _, _ := strings.Cut(name, "/")
	return slices.Contains([]string{"content", "lessons", "quizzes", "i18n"}, root)
}

// gather notes the new paths of a page and of the pages that belong to it.
func (p *Plan) gather(from, to string, names []string) {
	p.to[from] = to
	if path.Ext(from) != ".md" {
		if credit := from + ".credit.yaml"; slices.Contains(names, credit) {
			p.to[credit] = to + ".credit.yaml"
		}
		return
	}
	stems := map[string]string{strings.TrimSuffix(from, ".md"): strings.TrimSuffix(to, ".md")}
	if old, ok := strings.CutPrefix(from, "lessons/"); ok {
		stems["quizzes/"+strings.TrimSuffix(old, ".md")] = strings.TrimSuffix(strings.Replace(to, "lessons/", "quizzes/", 1), ".md")
	}
	for _, name := range names {
		root, rest, _ := strings.Cut(name, "/")
		if root == "i18n" { // i18n/<language>/<path>.po
			lang, below, _ := strings.Cut(rest, "/")
			for old, new := range stems {
				if kind, ok := variant(below, old, ".po"); ok {
					p.to[name] = path.Join("i18n", lang, new+kind+".po")
				}
			}
			continue
		}
		for old, new := range stems {
			if kind, ok := variant(name, old, ".md"); ok {
				p.to[name] = new + kind + ".md"
			}
		}
	}
}

// variant returns what a name has between a stem and an extension, such as
// ".guide" or ".es", and whether that makes it a file of the same page.
func variant(name, stem, extension string) (kind string, ok bool) {
	rest, ok := strings.CutPrefix(name, stem)
	kind, has := strings.CutSuffix(rest, extension)
	if !ok || !has || kind == "" {
		return "", ok && has
	}
	if kind[0] != '.' || strings.Contains(kind, "/") {
		return "", false
	}
	for _, part := range strings.Split(kind[1:], ".") {
		if _, err := language.Parse(part); err != nil && part != "guide" {
			return "", false
		}
	}
	return kind, true
}

// pictures notes the new paths of the files that stand beside a page that
// moves to another folder and that no page that stays leads to, and of their
// credits.
func (p *Plan) pictures(names []string) error {
	wanted := map[string]string{} // picture → new path
	stay := map[string]bool{}
	for _, name := range names {
		to, moves := p.to[name]
		refs, err := p.references(p.files, name)
		if err != nil {
			return err
		}
		for _, r := range refs {
			switch beside := path.Dir(r.Path) == path.Dir(source(name)); {
			case path.Ext(r.Path) == ".md":
			case !moves:
				stay[r.Path] = true
			case beside && path.Dir(source(to)) != path.Dir(r.Path) && slices.Contains(names, r.Path):
				wanted[r.Path] = path.Join(path.Dir(source(to)), path.Base(r.Path))
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	if err := p.usedBelow(stay); err != nil {
		return err
	}
	for picture, to := range wanted {
		if _, err := fs.Stat(p.below, picture); err == nil || stay[picture] {
			continue
		}
		p.to[picture] = to
		if credit := picture + ".credit.yaml"; slices.Contains(names, credit) {
			p.to[credit] = to + ".credit.yaml"
		}
	}
	return nil
}

// usedBelow notes what the files below lead to.
func (p *Plan) usedBelow(used map[string]bool) error {
	return fs.WalkDir(p.below, ".", func(name string, d fs.DirEntry, err error) error {
		if name == "." && errors.Is(err, fs.ErrNotExist) {
			return nil // there are no files below
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		refs, err := p.references(p.below, name)
		for _, r := range refs {
			used[r.Path] = true
		}
		return err
	})
}

// Change returns what the plan does, for [layer.Changed].
func (p *Plan) Change() layer.Change {
	c := layer.Change{Moved: map[string]string{}, Written: map[string][]byte{}}
	for from, to := range p.to {
		if t := p.texts[from]; t != nil {
			c.Written[to] = t.mended
			c.Removed = append(c.Removed, from)
		} else {
			c.Moved[to] = from
		}
	}
	for name, t := range p.texts {
		if _, moves := p.to[name]; !moves {
			c.Written[name] = t.mended
		}
	}
	return c
}

// source returns the path of the page that a file of translations is for, or
// the path itself.
func source(name string) string {
	rest, ok := strings.CutPrefix(name, "i18n/")
	if !ok || path.Ext(name) != ".po" {
		return name
	}
	_, rest, _ = strings.Cut(rest, "/")
	return strings.TrimSuffix(rest, ".po") + ".md"
}

// references returns the references in a file.
func (p *Plan) references(files fs.FS, name string) ([]curriculum.Reference, error) {
	if !refers(name) {
		return nil, nil
	}
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	var refs []curriculum.Reference
	gather := func(s string) string {
		refs = append(refs, curriculum.References(source(name), s)...)
		return s
	}
	if path.Ext(name) == ".po" {
		catalogue(string(data), gather)
	} else {
		plain, _ := normal(string(data))
		gather(plain)
	}
	return refs, nil
}

// refers reports whether files of this name may lead to others.
func refers(name string) bool {
	return name == "config.yaml" || path.Ext(name) == ".md" || path.Ext(name) == ".po"
}
