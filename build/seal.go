package build

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"strings"

	"github.com/spf13/afero"

	"homeroom/internal/bundle"
)

// seal sorts all files of a site into those for everybody, those for staff,
// and those that never leave the server, and adds the curriculum with its
// answer keys to the last.
func seal(in Input, texts []siteText, site *renderedSite, indexes []bundle.File) (*bundle.Contents, error) {
	sources, err := Digest(in.Layers, in.Version)
	if err != nil {
		return nil, err
	}
	kept := indexes
	var languages []string
	for _, t := range texts {
		languages = append(languages, t.Lang)
		files, err := keys(t, site.Pages)
		if err != nil {
			return nil, err
		}
		kept = append(kept, files...)
	}
	return &bundle.Contents{
		Version: in.Version, Sources: sources, Languages: languages,
		Files: func(yield func(bundle.File, error) bool) {
			for f, err := range rendered(site.Files) {
				if !yield(f, err) {
					return
				}
			}
			for _, f := range kept {
				if !yield(f, nil) {
					return
				}
			}
		},
	}, nil
}

// rendered yields the files that Hugo made, each with the part of the bundle
// that it belongs to.
func rendered(files afero.Fs) iter.Seq2[bundle.File, error] {
	return func(yield func(bundle.File, error) bool) {
		tree := afero.NewIOFS(afero.NewBasePathFs(files, "/"))
		err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := tree.ReadFile(name)
			if err != nil {
				return err
			}
			part, name := belongs(name)
			if !yield(bundle.File{Part: part, Name: name, Data: data}, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(bundle.File{}, fmt.Errorf("read rendered pages: %w", err))
		}
	}
}

// belongs returns the part of the bundle that a rendered file belongs to, and
// its name there.
//
//	en/staff/guides/6-8/x.html          staff
//	en/frame.html                       keys, en/frame.html
//	en/lessons/6-8/x.fragment.html      keys, en/fragments/lessons/6-8/x.md.html
//	anything else                       site
func belongs(name string) (bundle.Part, string) {
	lang, rest, _ := strings.Cut(name, "/")
	switch {
	case !private("/" + name):
		return bundle.Site, name
	case rest == "frame.html":
		return bundle.Keys, name
	case strings.HasSuffix(name, ".fragment.html"):
		source := strings.TrimSuffix(rest, ".fragment.html") + ".md"
		return bundle.Keys, path.Join(lang, "fragments", source+".html")
	default:
		return bundle.Staff, name
	}
}

// keys returns what the kiosk needs of one language.
func keys(t siteText, pages []renderedPage) ([]bundle.File, error) {
	addresses := map[string]string{}
	for _, p := range pages {
		if p.Lang == t.Lang {
			addresses[p.Source] = p.URL
		}
	}
	var files []bundle.File
	for _, f := range []struct {
		name  string
		value any
	}{{"course.json", t.Course}, {"words.json", t.Words}, {"addresses.json", addresses}} {
		data, err := json.Marshal(f.value)
		if err != nil {
			return nil, fmt.Errorf("write %s of %s: %w", f.name, t.Lang, err)
		}
		files = append(files, bundle.File{Part: bundle.Keys, Name: path.Join(t.Lang, f.name), Data: data})
	}
	return files, nil
}
