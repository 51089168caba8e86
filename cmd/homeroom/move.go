package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"homeroom/build"
	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/relocate"
)

// moving are the arguments of "homeroom move".
type moving struct {
	from, to string
	on       folders
	alone    bool // nothing lies under the folder
	dry      bool
}

func moveCommand(t terminal) *cobra.Command {
	var m moving
	c := &cobra.Command{
		Use:   "move FROM TO [DIR]",
		Short: "Rename a page with all that belongs to it, and mend links",
		Long: `Move gives a lesson, a policy or another page of the folder DIR a new path. Its
guide, its quiz, its translations and the pictures that only it shows move with
it, and every link to and from them is mended. Ids do not change. If anything
would be wrong afterwards, nothing is moved. DIR is this folder unless given.

Exit statuses: 0 moved, 1 problems, 2 command line, 3 failed.`,
		Example: `  homeroom move lessons/3-5/kite.md lessons/6-8/kite.md tern-hollow
  homeroom move content/rules.md content/families tern-hollow --dry-run`,
		Args: usage(cobra.RangeArgs(2, 3)),
		RunE: func(_ *cobra.Command, args []string) error {
			m.on.district = here(args[2:])
			m.from, m.to = m.path(args[0]), m.path(args[1])
			return m.run(t)
		},
	}
	c.Flags().StringVar(&m.on.school, "school", "", "move in this school's `FOLDER`, which lies on DIR")
	c.Flags().BoolVar(&m.alone, "alone", false, "DIR is a whole curriculum; nothing lies under it")
	c.Flags().BoolVar(&m.dry, "dry-run", false, "say what would happen, and change nothing")
	c.MarkFlagsMutuallyExclusive("school", "alone")
	return c
}

// top returns the folder in which files move, as the command line names it.
func (m *moving) top() string {
	if m.on.school != "" {
		return m.on.school
	}
	return m.on.district
}

// path returns a path from the root of the folder. The folder's own name in
// front of it, which a shell puts there, is taken away.
func (m *moving) path(name string) string {
	name, top := filepath.ToSlash(filepath.Clean(name)), filepath.ToSlash(filepath.Clean(m.top()))
	return strings.TrimPrefix(strings.TrimPrefix(name, top+"/"), "/")
}

func (m *moving) run(t terminal) error {
	root, err := openFolder(m.top())
	if err != nil {
		return err
	}
	return errors.Join(m.within(t, root), root.Close())
}

// within plans the move, looks at what would be, and carries it out.
func (m *moving) within(t terminal, root *os.Root) error {
	below, name, err := m.below()
	if err != nil {
		return err
	}
	plan, err := relocate.New(root.FS(), layer.New(below...), m.from, m.to)
	if no, ok := errors.AsType[*relocate.Refusal](err); ok {
		return hinted{fmt.Errorf("move: %w", no), no.Hint}
	}
	if err != nil {
		return fmt.Errorf("move %s: %w", m.from, err)
	}
	now := layer.New(append(slices.Clone(below), layer.Layer{Name: name, Files: root.FS()})...)
	then := layer.New(append(below, layer.Layer{Name: name, Files: layer.Changed(root.FS(), plan.Change())})...)
	if err := m.check(t, plan, now, then); err != nil {
		return err
	}
	if !m.dry {
		if err := plan.Apply(relocate.Root(root)); errors.Is(err, relocate.ErrMeanwhile) {
			return hinted{err, "nothing was moved; run the command again"}
		} else if err != nil {
			return err
		}
	}
	return m.report(t, plan)
}

// below returns the layers under the folder, and the name of its own.
func (m *moving) below() (layers []layer.Layer, name string, err error) {
	if m.alone {
		return nil, layerDistrict, nil
	}
	under := folders{}
	name = layerDistrict
	if m.on.school != "" {
		under.district, name = m.on.district, layerSchool
	}
	layers, err = under.layers()
	return layers, name, err
}

// check holds the curriculum as it would be against what it is. It prints the
// problems that are new. No edition may change: students have signed it.
func (m *moving) check(t terminal, plan *relocate.Plan, now, then *layer.Stack) error {
	was, before, err := build.Course(now)
	if err != nil {
		return err
	}
	is, after, err := build.Course(then)
	if err != nil {
		return err
	}
	fresh := m.on.located(newProblems(plan, before, after))
	if err := diag.Write(t.err, fresh); err != nil {
		return fmt.Errorf("print problems: %w", err)
	}
	if n := diag.Errors(fresh); n > 0 {
		fmt.Fprintf(t.err, "\nthe move would make %s; nothing was moved\n", count(n, "problem"))
		return errProblems
	}
	if ids := changedEditions(was, is); len(ids) > 0 && diag.Errors(before) == 0 {
		return fmt.Errorf("move %s: it would change the text of %s; nothing was moved", m.from, strings.Join(ids, ", "))
	}
	return nil
}

// newProblems returns the problems after a move that were not there before.
func newProblems(plan *relocate.Plan, before, after []diag.Problem) (fresh []diag.Problem) {
	type same struct {
		layer, file, rule string
		line              int
	}
	moved := map[string]string{}
	for _, m := range plan.Moves {
		moved[m.From] = m.To
	}
	known := map[same]int{}
	for _, p := range before {
		if to := moved[p.File]; to != "" {
			p.File = to
		}
		known[same{p.Layer, p.File, p.Rule, p.Line}]++
	}
	for _, p := range after {
		key := same{p.Layer, p.File, p.Rule, p.Line}
		if known[key]--; known[key] < 0 {
			fresh = append(fresh, p)
		}
	}
	return fresh
}

// changedEditions returns the ids of documents whose edition is another.
func changedEditions(was, is *curriculum.Curriculum) (ids []string) {
	before := editions(was)
	for id, edition := range editions(is) {
		if old, ok := before[id]; ok && old != edition {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// editions returns the edition of each lesson, quiz and policy by its id: of
// what is kept with completions and signatures.
func editions(c *curriculum.Curriculum) map[string]string {
	all := map[string]string{}
	for _, n := range c.Lessons {
		all[n.ID] = n.Edition
	}
	for _, q := range c.Quizzes {
		all[q.ID] = q.Edition
	}
	for _, p := range c.Policies {
		all[p.ID] = p.Edition
	}
	return all
}

// report says what was moved and mended, or would be.
func (m *moving) report(t terminal, plan *relocate.Plan) error {
	moved, mended := "moved", "mended"
	if m.dry {
		moved, mended = "would move", "would mend"
	}
	var b strings.Builder
	for _, move := range plan.Moves {
		fmt.Fprintf(&b, "%s %s → %s\n", moved, diag.Tame(move.From), diag.Tame(move.To))
	}
	for _, mend := range plan.Mends {
		fmt.Fprintf(&b, "%s %s (%s)\n", mended, diag.Tame(mend.Path), count(mend.Count, "path"))
	}
	if m.dry {
		b.WriteString("nothing was changed\n")
	}
	_, err := fmt.Fprint(t.out, b.String())
	return err
}
