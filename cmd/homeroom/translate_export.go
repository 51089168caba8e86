package main

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"homeroom/build"
	"homeroom/curriculum"
	"homeroom/internal/translate"
)

func translateExportCommand(t terminal) *cobra.Command {
	var w translating
	var out string
	var open bool
	c := &cobra.Command{
		Use:   "export LANG [DIR] -o FILE",
		Short: "Give texts to translators and reviewers",
		Long: `Export writes the texts of all pages with their translations. The name after -o
says in which form:

  NAME.xlsx  a sheet for reviewers, which import reads again
  NAME.html  originals and translations side by side, for reading on paper
  NAME.po    the catalogue of one page (with --only)
  NAME       a folder of catalogues for translators' programs`,
		Example: `  homeroom translate export es tern-hollow -o for-review.xlsx
  homeroom translate export es tern-hollow -o es.html --only content/policies
  homeroom translate export vi tern-hollow -o vi-catalogues --open`,
		Args: usage(cobra.RangeArgs(1, 2)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := w.language(args[0]); err != nil {
				return err
			}
			w.on.arg(args[1:])
			return w.export(t, out, open)
		},
	}
	w.flags(c)
	c.Flags().StringVarP(&out, "output", "o", "", "write to this `FILE` or folder")
	c.Flags().BoolVar(&open, "open", false, "only what is missing, stale or not reviewed")
	return c
}

func (w *translating) export(t terminal, out string, open bool) error {
	if out == "" {
		return hinted{fmt.Errorf("%w: -o is missing", errUsage), "say where, such as -o for-review.xlsx"}
	}
	sheets, err := w.sheets(t)
	if err != nil {
		return err
	}
	if w.on.district != "" && len(w.only) == 0 {
		sheets = w.own(sheets)
	}
	if open {
		for i := range sheets {
			sheets[i].Catalog = sheets[i].Catalog.Open()
		}
	}
	n := 0
	for _, s := range sheets {
		n += len(s.Catalog.Messages)
	}
	var data bytes.Buffer
	switch ext := filepath.Ext(out); ext {
	case ".xlsx":
		err = translate.WriteSheet(&data, direction(w.lang), sheetRows(sheets))
	case ".html":
		err = translate.WriteProof(&data, w.proof(sheets, n))
	case ".po":
		if len(sheets) != 1 {
			return hinted{fmt.Errorf("%w: a .po file has the texts of one page, and there are %d", errUsage, len(sheets)), "choose one with --only, or a folder with -o"}
		}
		data.Write(sheets[0].Catalog.PO())
	case "":
		return w.exportFolder(t, out, sheets, n)
	default:
		return hinted{fmt.Errorf("%w: %s is no form of ours", errUsage, ext), "use .xlsx, .html, .po, or a folder"}
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, data.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write texts: %w", err)
	}
	_, err = fmt.Fprintf(t.out, "%s in %s\n", count(n, "text"), out)
	return err
}

// exportFolder writes a tree of catalogues into a new folder.
func (w *translating) exportFolder(t terminal, out string, sheets []build.Sheet, n int) error {
	if entries, err := os.ReadDir(out); err == nil && len(entries) > 0 {
		return hinted{fmt.Errorf("%s is not empty", out), "choose a name that is not taken yet"}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write catalogues: %w", err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("write catalogues: %w", err)
	}
	files := map[string][]byte{}
	for _, s := range sheets {
		if len(s.Catalog.Messages) > 0 {
			files[strings.TrimPrefix(s.Catalog.Path, "i18n/"+w.lang+"/")] = s.Catalog.PO()
		}
	}
	if err := writeTogether(out, files); err != nil {
		return fmt.Errorf("write catalogues: %w", err)
	}
	_, err := fmt.Fprintf(t.out, "%s of %s in %s\n", count(n, "text"), count(len(files), "page"), out)
	return err
}

// sheetRows returns the texts as rows for reviewers.
func sheetRows(sheets []build.Sheet) (rows []translate.Row) {
	for _, s := range sheets {
		for _, m := range s.Catalog.Messages {
			row := translate.Row{Source: s.Source, Context: m.Context, Original: m.Text, Translation: m.Translation, State: m.State, By: m.By, Terms: strings.Join(m.Hints, "\n")}
			if m.Fuzzy {
				row.State, row.Earlier = translate.Stale, m.PreviousText
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// proof returns the texts side by side.
func (w *translating) proof(sheets []build.Sheet, n int) translate.Proof {
	name := display.English.Languages().Name(language.Make(w.lang))
	p := translate.Proof{
		Title: "Proof: " + name, About: fmt.Sprintf("%s on %s. What stands between angle quotes is filled in by the school.", count(n, "text"), count(len(sheets), "page")),
		From: "English", FromLang: "en", FromDir: "ltr", To: name, ToLang: w.lang, ToDir: direction(w.lang),
	}
	for i, s := range sheets {
		page := translate.ProofPage{Source: s.Source}
		markdown := map[string]bool{}
		for _, t := range s.Texts {
			markdown[t.Context] = t.Markdown
		}
		for j, m := range s.Catalog.Messages {
			x := translate.ProofText{
				Anchor: fmt.Sprintf("t%d-%d", i+1, j+1), Place: m.Context, State: "missing", By: m.By,
				Original: shown(m.Text, markdown[m.Context]), Translation: shown(m.Translation, markdown[m.Context]),
			}
			switch {
			case m.Fuzzy:
				x.State, x.Earlier = "stale", m.PreviousText
			case m.Translation != "":
				x.State = string(m.State)
			}
			page.Texts = append(page.Texts, x)
		}
		p.Pages = append(p.Pages, page)
	}
	return p
}

// shown returns a text as readers see it, with the names of local facts in
// place of their values.
func shown(text string, markdown bool) template.HTML {
	text = strings.NewReplacer("{{< ", "‹", " >}}", "›").Replace(text)
	if !markdown {
		return template.HTML(template.HTMLEscapeString(text))
	}
	return curriculum.Prose(text).Blocks()
}

// direction returns ltr or rtl.
func direction(lang string) string {
	words, err := translate.NewWords(lang, nil, nil)
	if err != nil {
		return "ltr"
	}
	return words.Dir()
}
