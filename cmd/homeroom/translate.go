package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"homeroom/build"
	"homeroom/internal/diag"
	"homeroom/internal/translate"
)

func translateCommand(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "translate",
		Short: "Keep translations beside their originals",
		Long: `Translate keeps one catalogue (a PO file) for each page and language, under
i18n/LANG/ with the page's own path. A paragraph is the smallest part: when one
is changed, its translation is shown no more, and all others are.

A translation is a machine-draft until a person has reviewed it; readers are
told. A whole page may also be written as page.LANG.md beside page.md.`,
		Example: `  homeroom translate new pl tern-hollow
  homeroom translate status tern-hollow
  homeroom translate update es tern-hollow
  homeroom translate export es tern-hollow -o for-review.xlsx
  homeroom translate import es for-review.xlsx tern-hollow`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(translateStatusCommand(t), translateUpdateCommand(t), translateNewCommand(t),
		translateExportCommand(t), translateImportCommand(t))
	return c
}

// A translating is what the subcommands of translate share.
type translating struct {
	on   folders
	lang string
	only []string // beginnings of the paths to take; all if empty
}

// flags adds --school and --only to a command.
func (w *translating) flags(c *cobra.Command) {
	w.on.flags(c)
	c.Flags().StringArrayVar(&w.only, "only", nil, "take only files whose path begins with `PATH`; may be repeated")
}

// language takes the language of the command line.
func (w *translating) language(tag string) error {
	canonical, err := translate.Canonical(tag)
	if err != nil {
		return hinted{fmt.Errorf("%w: %q is no language", errUsage, tag), "write a BCP 47 code, such as es, pt-BR or zh-Hans"}
	}
	w.lang = canonical
	return nil
}

// sheets returns the files to translate. Catalogues with mistakes are shown,
// and are an error.
func (w *translating) sheets(t terminal) ([]build.Sheet, error) {
	layers, err := w.on.stack()
	if err != nil {
		return nil, err
	}
	sheets, problems, err := build.Translations(layers, w.lang)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		if err := diag.Write(t.err, w.on.located(problems)); err != nil {
			return nil, fmt.Errorf("print problems: %w", err)
		}
		return nil, errProblems
	}
	sheets = slices.DeleteFunc(sheets, func(s build.Sheet) bool {
		return len(w.only) > 0 && !slices.ContainsFunc(w.only, func(p string) bool {
			return strings.HasPrefix(s.Source, filepath.ToSlash(p))
		})
	})
	return sheets, nil
}

// own returns the sheets of the topmost folder: those whose originals it has,
// and those for which it has a catalogue already.
func (w *translating) own(sheets []build.Sheet) []build.Sheet {
	layer := w.on.top()
	return slices.DeleteFunc(slices.Clone(sheets), func(s build.Sheet) bool { return s.Layer != layer && s.Before == nil })
}

// folder returns the topmost folder, which is written to.
func (w *translating) folder() (string, error) {
	switch {
	case w.on.school != "":
		return w.on.school, nil
	case w.on.district != "":
		return w.on.district, nil
	}
	return "", hinted{fmt.Errorf("%w: a folder is needed, because catalogues are written to it", errUsage), "name the district's folder, such as tern-hollow"}
}

func translateStatusCommand(t terminal) *cobra.Command {
	var w translating
	var lang string
	var asJSON, all bool
	c := &cobra.Command{
		Use:   "status [DIR]",
		Short: "Say what is translated, stale or missing",
		Long: `Status counts the texts of each page by the state of their translation: missing,
stale (the original has changed since), machine-draft, reviewed, certified.
Pages that are complete are counted and not listed, unless --all is given.`,
		Example: `  homeroom translate status tern-hollow
  homeroom translate status tern-hollow --lang es --all`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			w.on.arg(args)
			return w.status(t, lang, asJSON, all)
		},
	}
	w.flags(c)
	c.Flags().StringVar(&lang, "lang", "", "show one `LANGUAGE`; else all of config.yaml")
	c.Flags().BoolVar(&asJSON, "json", false, "print the numbers as JSON")
	c.Flags().BoolVar(&all, "all", false, "list complete pages too")
	return c
}

// A pageStatus is the state of one page in one language.
type pageStatus struct {
	Lang  string `json:"lang"`
	Page  string `json:"page"`
	Layer string `json:"layer"`
	Whole string `json:"whole,omitempty"` // the file that is the whole page in the language
	translate.Count
}

func (w *translating) status(t terminal, lang string, asJSON, all bool) error {
	languages, err := w.languages(lang)
	if err != nil {
		return err
	}
	rows := []pageStatus{}
	for _, l := range languages {
		w.lang = l
		sheets, err := w.sheets(t)
		if err != nil {
			return err
		}
		for _, s := range sheets {
			rows = append(rows, pageStatus{l, s.Source, s.Layer, s.Whole, s.Catalog.Count()})
		}
	}
	if asJSON {
		e := json.NewEncoder(t.out)
		e.SetIndent("", "  ")
		return e.Encode(rows)
	}
	return printStatus(t, rows, all)
}

// languages returns the one language that was asked for, or all but the first
// of config.yaml.
func (w *translating) languages(lang string) ([]string, error) {
	if lang != "" {
		if err := w.language(lang); err != nil {
			return nil, err
		}
		return []string{w.lang}, nil
	}
	layers, err := w.on.stack()
	if err != nil {
		return nil, err
	}
	languages, err := build.Languages(layers)
	if err != nil || len(languages) == 0 {
		return nil, err
	}
	return languages[1:], nil
}

// printStatus prints a table for each language.
func printStatus(t terminal, rows []pageStatus, all bool) error {
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	lang, complete := "", 0
	var total translate.Count
	end := func() {
		if lang != "" {
			fmt.Fprintf(table, "%d complete pages\t\n", complete)
			fmt.Fprintf(table, "total\t%s\n\n", countLine(total))
		}
		total, complete = translate.Count{}, 0
	}
	for _, r := range rows {
		if r.Lang != lang {
			end()
			lang = r.Lang
			fmt.Fprintf(table, "%s\ttexts\tmissing\tstale\tmachine-draft\treviewed\tcertified\n", lang)
		}
		if r.Whole != "" {
			r.Count = translate.Count{Texts: r.Texts, Certified: r.Texts}
		}
		total.Add(r.Count)
		if r.Current() == r.Texts {
			complete++
			if !all {
				continue
			}
		}
		fmt.Fprintf(table, "%s\t%s\n", r.Page, countLine(r.Count))
	}
	end()
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print status: %w", err)
	}
	return nil
}

func countLine(n translate.Count) string {
	return fmt.Sprintf("%d\t%d\t%d\t%d\t%d\t%d", n.Texts, n.Missing, n.Stale, n.Draft, n.Reviewed, n.Certified)
}

func translateUpdateCommand(t terminal) *cobra.Command {
	var w translating
	var everything bool
	c := &cobra.Command{
		Use:   "update LANG DIR",
		Short: "Bring the catalogues up to the originals",
		Long: `Update writes the catalogues of DIR anew, in the order of the originals as they
are now. A translation stays with its text, wherever that moved. A reworded
text keeps its old translation as fuzzy, with the wording that it was made of;
readers see the original until somebody has looked at it. What is gone is kept
at the end of the file, for the day on which it comes back.`,
		Example: `  homeroom translate update es tern-hollow
  homeroom translate update es tern-hollow --everything`,
		Args: usage(cobra.ExactArgs(2)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := w.language(args[0]); err != nil {
				return err
			}
			w.on.arg(args[1:])
			return w.update(t, everything)
		},
	}
	w.flags(c)
	c.Flags().BoolVar(&everything, "everything", false, "write catalogues for built-in pages too")
	return c
}

func (w *translating) update(t terminal, everything bool) error {
	folder, err := w.folder()
	if err != nil {
		return err
	}
	sheets, err := w.sheets(t)
	if err != nil {
		return err
	}
	if !everything {
		sheets = w.own(sheets)
	}
	files := map[string][]byte{}
	var total translate.Count
	for _, s := range sheets {
		total.Add(s.Catalog.Count())
		if po := s.Own(s.Catalog).PO(); string(po) != string(s.Before) && s.Whole == "" {
			files[s.Catalog.Path] = po
		}
	}
	if err := writeTogether(folder, files); err != nil {
		return fmt.Errorf("write catalogues: %w", err)
	}
	if total.Texts == 0 {
		_, err = fmt.Fprintf(t.out, "%s has no texts of its own to translate; --everything takes the built-in ones\n", folder)
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s written; %d of %s translated, %d stale, %d missing\n",
		count(len(files), "catalogue"), total.Current(), count(total.Texts, "text"), total.Stale, total.Missing)
	return err
}

func translateNewCommand(t terminal) *cobra.Command {
	var w translating
	var everything bool
	c := &cobra.Command{
		Use:   "new LANG DIR",
		Short: "Begin a new language",
		Long: `New writes empty catalogues of a language for the pages of DIR, and its words of
the interface in i18n/LANG.yaml if homeroom does not have them. What is there
stays as it is.`,
		Example: `  homeroom translate new so tern-hollow
  homeroom translate new pl tern-hollow --everything`,
		Args: usage(cobra.ExactArgs(2)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := w.language(args[0]); err != nil {
				return err
			}
			w.on.arg(args[1:])
			return w.begin(t, everything)
		},
	}
	w.flags(c)
	c.Flags().BoolVar(&everything, "everything", false, "write catalogues for built-in pages too")
	return c
}

// begin writes what a new language needs.
func (w *translating) begin(t terminal, everything bool) error {
	folder, err := w.folder()
	if err != nil {
		return err
	}
	layers, err := w.on.stack()
	if err != nil {
		return err
	}
	if name := "i18n/" + w.lang + ".yaml"; layers.Layer(name) == "" {
		english, err := fs.ReadFile(layers, "i18n/en.yaml")
		if err != nil {
			return fmt.Errorf("read words of the interface: %w", err)
		}
		words := map[string][]byte{name: translate.Blank(w.lang, english)}
		if err := writeTogether(folder, words); err != nil {
			return fmt.Errorf("write words of the interface: %w", err)
		}
		fmt.Fprintf(t.out, "made %s: translate its lines, and take away the #: before each that is done\n", filepath.Join(folder, filepath.FromSlash(name)))
	}
	if err := w.update(t, everything); err != nil {
		return err
	}
	languages, err := build.Languages(layers)
	if err == nil && !slices.Contains(languages, w.lang) {
		_, err = fmt.Fprintf(t.out, "\nReaders see it when config.yaml has:\n  languages: [%s]\n", strings.Join(append(languages, w.lang), ", "))
	}
	return err
}

// writeTogether writes files below a folder: all of them, or none.
func writeTogether(folder string, files map[string][]byte) (err error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	var made []string
	defer func() {
		for _, name := range made {
			_ = root.Remove(name + ".new") // gone if all went well
		}
	}()
	for name, data := range files {
		if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		made = append(made, name)
		if err := root.WriteFile(name+".new", data, 0o644); err != nil {
			return err
		}
	}
	for _, name := range made {
		if err := root.Rename(name+".new", name); err != nil {
			return err
		}
	}
	return nil
}
