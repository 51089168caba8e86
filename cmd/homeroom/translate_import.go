package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"homeroom/build"
	"homeroom/internal/diag"
	"homeroom/internal/translate"
)

func translateImportCommand(t terminal) *cobra.Command {
	var w translating
	var reviewed string
	c := &cobra.Command{
		Use:   "import LANG FILE DIR",
		Short: "Take translations back",
		Long: `Import reads a sheet (.xlsx), a catalogue (.po) or a folder of catalogues, and
puts the translations into the catalogues of DIR. If anything in it cannot be
used (a text whose original has changed since, a local fact or a link that was
lost) all of that is shown, and nothing is written.

--reviewed says that a person has compared all of it with the originals.`,
		Example: `  homeroom translate import es for-review.xlsx tern-hollow
  homeroom translate import es es-done tern-hollow \
      --reviewed "family liaison, 2026-10-03"`,
		Args: usage(cobra.ExactArgs(3)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := w.language(args[0]); err != nil {
				return err
			}
			w.on.arg(args[2:])
			return w.importFrom(t, args[1], reviewed)
		},
	}
	w.on.flags(c)
	c.Flags().StringVar(&reviewed, "reviewed", "", "mark all of it as reviewed by `WHOM` (a role and a date)")
	return c
}

// An importing is an import on its way.
type importing struct {
	sheets   map[string]*build.Sheet // by source
	catalogs map[string]*translate.Catalog
	problems []diag.Problem
	reviewed string
	taken    int
}

func (w *translating) importFrom(t terminal, name, reviewed string) error {
	folder, err := w.folder()
	if err != nil {
		return err
	}
	sheets, err := w.sheets(t)
	if err != nil {
		return err
	}
	in := &importing{sheets: map[string]*build.Sheet{}, catalogs: map[string]*translate.Catalog{}, reviewed: reviewed}
	for i := range sheets {
		in.sheets[sheets[i].Source] = &sheets[i]
	}
	if err := in.read(w.lang, name); err != nil {
		return err
	}
	if len(in.problems) > 0 {
		diag.Sort(in.problems)
		if err := diag.Write(t.err, in.problems); err != nil {
			return fmt.Errorf("print problems: %w", err)
		}
		fmt.Fprintf(t.err, "\n%s; nothing was imported\n", count(len(in.problems), "problem"))
		return errProblems
	}
	files := map[string][]byte{}
	for source, c := range in.catalogs {
		files[c.Path] = in.sheets[source].Own(c).PO()
	}
	if err := writeTogether(folder, files); err != nil {
		return fmt.Errorf("write catalogues: %w", err)
	}
	_, err = fmt.Fprintf(t.out, "%s taken into %s\n", count(in.taken, "text"), count(len(files), "catalogue"))
	return err
}

// read reads a sheet, a catalogue or a folder of catalogues.
func (in *importing) read(lang, name string) error {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return hinted{fmt.Errorf("%s: there is no such file", name), "write the name of the sheet or the catalogue"}
	}
	switch {
	case err != nil:
		return fmt.Errorf("read translations: %w", err)
	case info.IsDir():
		return filepath.WalkDir(name, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(file) != ".po" {
				return err
			}
			return in.readCatalog(lang, file)
		})
	case filepath.Ext(name) == ".po":
		return in.readCatalog(lang, name)
	case filepath.Ext(name) == ".xlsx":
		return in.readSheet(name)
	}
	return hinted{fmt.Errorf("%w: %s is neither a sheet nor a catalogue", errUsage, name), "its name must end in .xlsx or .po"}
}

func (in *importing) readCatalog(lang, name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read catalogue: %w", err)
	}
	c, problems := translate.ReadCatalog(lang, translate.File{Path: name, Data: data})
	if len(problems) > 0 {
		in.problems = append(in.problems, problems...)
		return nil
	}
	for _, m := range c.Messages {
		if m.Done() {
			at := diag.Problem{File: name, Line: m.Line, Text: m.Excerpt}
			in.take(at, translate.Row{Source: c.Source, Context: m.Context, Original: m.Text, Translation: m.Translation, State: m.State, By: m.By})
		}
	}
	return nil
}

func (in *importing) readSheet(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read sheet: %w", err)
	}
	rows, err := translate.ReadSheet(bytes.NewReader(data))
	if err != nil {
		return hinted{err, "save it again as .xlsx, with the columns that export wrote"}
	}
	for _, row := range rows {
		if row.Translation != "" {
			in.take(diag.Problem{File: name, Line: row.Line}, row)
		}
	}
	return nil
}

// take puts one translation into its catalogue, or reports at its place why it
// cannot.
func (in *importing) take(at diag.Problem, row translate.Row) {
	wrong := func(rule, hint, format string, args ...any) {
		at.Rule, at.Hint, at.Message = rule, hint, fmt.Sprintf(format, args...)
		in.problems = append(in.problems, at)
	}
	s := in.sheets[row.Source]
	if s == nil {
		wrong("import-page", "export again, and move the translation over", "there is no page %s any more", row.Source)
		return
	}
	c := in.catalogs[row.Source]
	if c == nil {
		c = s.Catalog.Clone()
	}
	i := find(c, row)
	if i < 0 {
		wrong("import-edition", "export again: the page was changed since", "%s has no such text any more: %q", row.Source, short(row.Original))
		return
	}
	m := &c.Messages[i]
	if row.State == translate.Stale && row.Translation == m.Translation {
		return // nobody has looked at it
	}
	if err := s.Texts[i].Fits(row.Translation); err != nil {
		wrong("translation", "keep what stands between braces and parentheses as it is, and the form of the text", "%s", err)
		return
	}
	state, by, hint, err := in.standing(row)
	if err != nil {
		wrong("import-state", hint, "%s", err)
		return
	}
	if m.Translation == row.Translation && m.State == state && m.By == by && !m.Fuzzy {
		return
	}
	m.Translation, m.State, m.By, m.Fuzzy, m.PreviousText, m.PreviousContext = row.Translation, state, by, false, "", ""
	in.catalogs[row.Source] = c
	in.taken++
}

// standing returns who stands behind the translation of a row, or what is wrong
// with what it says of that, and a hint.
func (in *importing) standing(row translate.Row) (state translate.State, by, hint string, err error) {
	if in.reviewed != "" && row.State != translate.Certified {
		return translate.Reviewed, in.reviewed, "", nil
	}
	switch row.State {
	case "", translate.MachineDraft, translate.Stale:
		return translate.MachineDraft, "", "", nil
	case translate.Reviewed, translate.Certified:
		if row.By == "" {
			return "", "", "write a role and a date, such as: family liaison, 2026-10-03", fmt.Errorf("nothing says who stands behind %s", row.State)
		}
		return row.State, row.By, "", nil
	}
	return "", "", "write machine-draft, reviewed or certified", fmt.Errorf("%q is no state of a translation", string(row.State))
}

// find returns the index of a row's text in a catalogue, -1 if it is not there.
func find(c *translate.Catalog, row translate.Row) int {
	at := -1
	for i, m := range c.Messages {
		if m.Text != row.Original {
			continue
		}
		if m.Context == row.Context {
			return i
		}
		at = i
	}
	return at
}

// short returns the beginning of a text.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return s
}
