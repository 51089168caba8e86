package build

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/afero"

	"homeroom/internal/diag"
)

// mostWeight is how many bytes a page may weigh with its style sheet and
// script, as they are on the disk: what thirty tablets that open it at once
// get over a line of 20 megabits in three seconds. Pictures come on top.
const mostWeight = 250_000

// weigh returns a warning for the heaviest page if it weighs more than
// mostWeight, with the number of others that do.
func (p *press) weigh(out afero.Fs) ([]diag.Problem, error) {
	assets, err := afero.ReadDir(out, "/assets")
	if err != nil {
		return nil, fmt.Errorf("weigh style sheet: %w", err)
	}
	var shared int64
	for _, a := range assets {
		if name := a.Name(); strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".js") {
			shared += a.Size()
		}
	}
	type weight struct {
		page  *sheet
		bytes int64
	}
	var heavy []weight
	for i := range p.sheets {
		s := &p.sheets[i]
		if slices.Contains(listKinds, s.Kind) {
			continue
		}
		info, err := out.Stat(s.URL)
		if err != nil {
			return nil, fmt.Errorf("weigh page of %s: %w", s.Source, err)
		}
		if info.Size()+shared > mostWeight {
			heavy = append(heavy, weight{s, info.Size() + shared})
		}
	}
	if len(heavy) == 0 {
		return nil, nil
	}
	first := slices.MaxFunc(heavy, func(a, b weight) int {
		return cmp.Or(cmp.Compare(a.bytes, b.bytes), strings.Compare(b.page.URL, a.page.URL))
	})
	w := diag.Problem{Severity: diag.Warning, Rule: "page-weight", File: first.page.Source, Hint: "make two pages of it",
		Message: fmt.Sprintf("this page weighs %d kB with its style sheet and script, more than %d kB", first.bytes/1000, mostWeight/1000)}
	if more := len(heavy) - 1; more > 0 {
		w.Message += fmt.Sprintf(" (and %d more)", more)
	}
	if shared > mostWeight*2/3 {
		w.File, w.Hint = "themes/homeroom/assets", "take out of the style sheet and the script what no page needs"
	}
	return []diag.Problem{w}, nil
}

// listKinds are the kinds of pages that only list others. Nobody wrote them,
// and nobody can make them shorter.
var listKinds = []string{"a-z", "search", "frame", "missing", "lessons", "policies", "faqs", "credits"}
