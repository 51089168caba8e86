package translate

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Stale is what a sheet says in place of a state, where the original has
// changed since it was translated.
const Stale State = "stale"

// A Row is one text in a sheet for reviewers.
type Row struct {
	Source      string // file of the originals
	Context     string
	Original    string
	Translation string
	State       State
	By          string // who reviewed it and when
	Earlier     string // the wording that a stale translation was made of
	Terms       string // agreed words in the original
	Line        int    // of the row in the sheet, from 1; for reading
}

// The columns of a sheet, in their order, with their widths in characters.
var columns = []struct {
	name  string
	width float64
}{{"File", 18}, {"Place", 18}, {"Original", 55}, {"Translation", 55}, {"State", 16}, {"Reviewed by (role, date)", 24}, {"Earlier wording of the original", 40}, {"Agreed words", 30}}

// tableName is the name of the sheet that has the texts.
const tableName = "Texts"

// howTo is what stands on the second sheet.
var howTo = []string{
	"How to review",
	"Read each original beside its translation. Correct the translation in its own cell.",
	"When a text is right, choose reviewed in the column State, and write your role and today's date beside it, such as: family liaison, 2026-10-03. Names of people are not needed.",
	"The district's own office may choose certified.",
	"Where it says stale, the original has changed. Bring the translation up to the original, and choose reviewed. A stale row that you leave alone stays stale.",
	"Keep what stands between {{< and >}}, and addresses in parentheses, exactly as they are.",
	"Leave the columns File, Place and Original alone: they lead each translation back to its page.",
	"Send the file back. It is read with: homeroom translate import",
}

// WriteSheet writes texts as a sheet that opens in any spreadsheet program.
// dir is the direction of the translations, ltr or rtl.
func WriteSheet(w io.Writer, dir string, rows []Row) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := writeSheet(f, dir, rows); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	return nil
}

func writeSheet(f *excelize.File, dir string, rows []Row) error {
	if err := f.SetSheetName("Sheet1", tableName); err != nil {
		return err
	}
	wrap, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	order := uint64(1)
	if dir == "rtl" {
		order = 2
	}
	own, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top", ReadingOrder: order}})
	if err != nil {
		return err
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E4ECE8"}}})
	if err != nil {
		return err
	}
	stream, err := f.NewStreamWriter(tableName)
	if err != nil {
		return err
	}
	for i, c := range columns {
		if err := stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	line := make([]any, len(columns))
	for i, c := range columns {
		line[i] = excelize.Cell{StyleID: head, Value: c.name}
	}
	if err := stream.SetRow("A1", line); err != nil {
		return err
	}
	for i, r := range rows {
		cell := func(style int, v string) excelize.Cell { return excelize.Cell{StyleID: style, Value: v} }
		err := stream.SetRow(fmt.Sprintf("A%d", i+2), []any{
			cell(wrap, r.Source), cell(wrap, r.Context), cell(wrap, r.Original), cell(own, r.Translation),
			cell(wrap, string(r.State)), cell(wrap, r.By), cell(wrap, r.Earlier), cell(wrap, r.Terms),
		})
		if err != nil {
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	return finishSheet(f, len(rows), wrap)
}

// finishSheet adds the list of states, the filter and the second sheet.
func finishSheet(f *excelize.File, rows, wrap int) error {
	choice := excelize.NewDataValidation(true)
	choice.SetSqref(fmt.Sprintf("E2:E%d", max(2, rows+1)))
	if err := choice.SetDropList([]string{string(MachineDraft), string(Reviewed), string(Certified)}); err != nil {
		return err
	}
	if err := f.AddDataValidation(tableName, choice); err != nil {
		return err
	}
	if err := f.AutoFilter(tableName, fmt.Sprintf("A1:H%d", rows+1), nil); err != nil {
		return err
	}
	if _, err := f.NewSheet("How to review"); err != nil {
		return err
	}
	if err := f.SetColWidth("How to review", "A", "A", 100); err != nil {
		return err
	}
	for i, text := range howTo {
		cell := fmt.Sprintf("A%d", i+1)
		if err := f.SetCellStr("How to review", cell, text); err != nil {
			return err
		}
		if err := f.SetCellStyle("How to review", cell, cell, wrap); err != nil {
			return err
		}
	}
	return nil
}

// MaxSheet is how large a sheet may be when it is unpacked, in bytes.
const MaxSheet = 64 << 20

// ReadSheet reads a sheet that [WriteSheet] wrote and somebody has worked in.
// Columns are found by their names; rows without an original are left out.
func ReadSheet(r io.Reader) (rows []Row, err error) {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: MaxSheet, UnzipXMLSizeLimit: MaxSheet})
	if err != nil {
		return nil, fmt.Errorf("open sheet: %w", err)
	}
	defer f.Close()
	lines, err := f.GetRows(tableName, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("read sheet %s: %w", tableName, err)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("read sheet %s: it is empty", tableName)
	}
	at := map[string]int{}
	for i, name := range lines[0] {
		at[strings.TrimSpace(name)] = i
	}
	for _, c := range columns[:6] {
		if _, ok := at[c.name]; !ok {
			return nil, fmt.Errorf("read sheet %s: the column %q is missing", tableName, c.name)
		}
	}
	for i, line := range lines[1:] {
		cell := func(n int) string {
			if j := at[columns[n].name]; j < len(line) {
				return strings.ReplaceAll(line[j], "\r\n", "\n")
			}
			return ""
		}
		row := Row{Source: cell(0), Context: cell(1), Original: cell(2), Translation: strings.TrimSpace(cell(3)),
			State: State(strings.ToLower(strings.TrimSpace(cell(4)))), By: strings.TrimSpace(cell(5)), Line: i + 2}
		if strings.TrimSpace(row.Original) != "" {
			rows = append(rows, row)
		}
	}
	return rows, nil
}
