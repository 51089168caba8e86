package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"homeroom"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// sample is the invented district that --sample serves.
const sample = "tern-hollow"

// The names of the layers above the built-in one, as messages show them.
const (
	layerSample   = "sample district"
	layerDistrict = "district"
	layerSchool   = "school"
)

// folders says which folders are laid on the built-in layer.
type folders struct {
	district string // the DIR of the command line, "" for none
	school   string // --school, "" for none
	sample   bool   // --sample without a DIR: the invented district
}

// flags adds --school to a command.
func (f *folders) flags(c *cobra.Command) {
	c.Flags().StringVar(&f.school, "school", "", "lay this school's `FOLDER` on the district's")
}

// arg takes the DIR of the command line, if there is one.
func (f *folders) arg(args []string) {
	if len(args) > 0 {
		f.district = args[0]
	}
}

// stack opens the folders and lays them on each other.
func (f *folders) stack() (*layer.Stack, error) {
	layers, err := f.layers()
	if err != nil {
		return nil, err
	}
	return layer.New(layers...), nil
}

// layers opens the folders, the lowest first.
func (f *folders) layers() ([]layer.Layer, error) {
	layers := []layer.Layer{{Name: layer.BuiltIn, Files: homeroom.Files()}}
	if f.sample && f.district == "" {
		files, err := fs.Sub(homeroom.Samples(), path.Join("samples", sample))
		if err != nil {
			return nil, fmt.Errorf("open sample district: %w", err)
		}
		layers = append(layers, layer.Layer{Name: layerSample, Files: files})
	}
	for _, l := range []struct{ name, dir string }{{layerDistrict, f.district}, {layerSchool, f.school}} {
		if l.dir == "" {
			continue
		}
		opened, err := layer.Dir(l.name, l.dir)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, hinted{fmt.Errorf("%s: there is no such folder", l.dir), "homeroom new " + l.dir + " makes one"}
		}
		if err != nil {
			return nil, err
		}
		layers = append(layers, opened)
	}
	return layers, nil
}

// own returns the problems without warnings of the built-in layer, where a
// district's folder lies on it: what is still missing there is not theirs to
// mend.
func (f *folders) own(problems []diag.Problem) (own []diag.Problem) {
	for _, p := range problems {
		if f.district == "" || p.Severity == diag.Error || p.Layer != layer.BuiltIn {
			own = append(own, p)
		}
	}
	return own
}

// arguments returns the command line that names the folders.
func (f *folders) arguments() string {
	args := f.district
	if f.school != "" {
		args += " --school " + f.school
	}
	return strings.TrimSpace(args)
}

// located returns the problems with file names that an editor finds from the
// folder in which the command was run.
func (f *folders) located(problems []diag.Problem) []diag.Problem {
	located := make([]diag.Problem, len(problems))
	for i, p := range problems {
		switch {
		case p.Layer == layerDistrict:
			p.File = filepath.Join(f.district, filepath.FromSlash(p.File))
		case p.Layer == layerSchool:
			p.File = filepath.Join(f.school, filepath.FromSlash(p.File))
		}
		located[i] = p
	}
	return located
}

// top returns the name of the topmost layer.
func (f *folders) top() string {
	switch {
	case f.school != "":
		return layerSchool
	case f.district != "":
		return layerDistrict
	}
	return layer.BuiltIn
}
