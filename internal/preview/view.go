package preview

import (
	"cmp"
	"slices"

	"homeroom/internal/diag"
)

// most is the number of mistakes that are shown.
const most = 20

// A view is what the templates are told.
type view struct {
	Words
	Version  string
	Mark     string
	Notes    []string // what readers will not see of the page
	File     string   // where the page is written
	Lost     string   // why there is no page
	Site     *Site
	Mistakes []mistake
	More     int // mistakes that are not shown
	Warnings []mistake
	Pages    []Page
}

// A mistake is a problem as the command prints it.
type mistake struct {
	At, Layer, Message string
	Line, Carets       string
	Hint               string
}

// view returns what the templates are told of the page at an address.
func (s *Server) view(now showing, address string) view {
	v := view{Words: s.words, Version: now.version, Mark: now.mark, Site: now.site}
	errors := slices.DeleteFunc(slices.Clone(now.mistakes), func(p diag.Problem) bool { return p.Severity != diag.Error })
	v.More = max(0, len(errors)-most)
	v.Mistakes = mistakes(errors[:len(errors)-v.More])
	if now.site == nil {
		return v
	}
	v.Warnings = mistakes(now.site.Warnings)
	v.Pages = slices.SortedFunc(slices.Values(now.site.Pages), func(a, b Page) int { return cmp.Compare(a.Address, b.Address) })
	p := now.site.page(address)
	v.File = p.File
	for _, note := range []struct {
		holds bool
		key   string
	}{{p.Draft, "preview-draft"}, {p.Staff, "preview-staff"}, {p.Answers, "preview-answers"}} {
		if note.holds {
			v.Notes = append(v.Notes, s.words.T(note.key))
		}
	}
	return v
}

func mistakes(problems []diag.Problem) (list []mistake) {
	for _, p := range problems {
		m := mistake{At: p.At(), Layer: p.Layer, Message: p.Message, Hint: p.Hint}
		m.Line, m.Carets = p.Excerpt()
		list = append(list, m)
	}
	return list
}

// Count returns how many mistakes there are.
func (v view) Count() int { return len(v.Mistakes) + v.More }
