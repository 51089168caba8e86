package diag_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/internal/diag"
)

func TestWrite(t *testing.T) {
	for _, tt := range []struct {
		name    string
		problem diag.Problem
		want    string
	}{
		{"a place in a line, with a hint",
			diag.Problem{File: "lessons/3-5/passwords.md", Line: 5, Column: 7, Width: 4, Message: "pass mark 120% is outside 1–100%", Hint: "write a whole percentage, such as 80%", Text: "pass: 120%"},
			"lessons/3-5/passwords.md:5:7: pass mark 120% is outside 1–100%\n  5 | pass: 120%\n    |       ^^^^\n  hint: write a whole percentage, such as 80%\n"},
		{"a line of two digits",
			diag.Problem{File: "a.md", Line: 12, Column: 1, Width: 1, Message: "no", Text: "abc"},
			"a.md:12:1: no\n  12 | abc\n     | ^\n"},
		{"a whole line", diag.Problem{File: "a.md", Line: 3, Message: "no", Text: "abc"}, "a.md:3: no\n  3 | abc\n"},
		{"an empty line", diag.Problem{File: "a.md", Line: 3, Column: 1, Message: "no"}, "a.md:3:1: no\n"},
		{"a whole file", diag.Problem{File: "a.md", Message: "no", Text: "abc"}, "a.md: no\n"},
		{"a warning", diag.Problem{File: "a.md", Severity: diag.Warning, Message: "hm"}, "a.md: warning: hm\n"},
		{"a layer", diag.Problem{File: "a.md", Message: "no", Layer: "Pine Ford"}, "a.md: no [Pine Ford]\n"},
		{"a width of nothing is one", diag.Problem{File: "a.md", Line: 1, Column: 2, Message: "no", Text: "abc"}, "a.md:1:2: no\n  1 | abc\n    |  ^\n"},
		{"a width beyond the line", diag.Problem{File: "a.md", Line: 1, Column: 2, Width: 99, Message: "no", Text: "abc"}, "a.md:1:2: no\n  1 | abc\n    |  ^^\n"},
		{"a column beyond the line", diag.Problem{File: "a.md", Line: 1, Column: 99, Width: 3, Message: "no", Text: "abc"}, "a.md:1:99: no\n  1 | abc\n    |    ^\n"},
		{"tabs stay tabs", diag.Problem{File: "a.md", Line: 1, Column: 3, Width: 1, Message: "no", Text: "\ta\tb"}, "a.md:1:3: no\n  1 | \ta\tb\n    | \t ^\n"},
		{"letters of several bytes", diag.Problem{File: "a.md", Line: 1, Column: 4, Width: 2, Message: "no", Text: "¿ñu añ"}, "a.md:1:4: no\n  1 | ¿ñu añ\n    |    ^^\n"},
		{"wide letters", diag.Problem{File: "a.md", Line: 1, Column: 3, Width: 1, Message: "no", Text: "密码長"}, "a.md:1:3: no\n  1 | 密码長\n    |     ^^\n"},
		{"accents of their own", diag.Problem{File: "a.md", Line: 1, Column: 4, Width: 1, Message: "no", Text: "n\u0303ab"}, "a.md:1:4: no\n  1 | n\u0303ab\n    |   ^\n"},
		{"what would drive a terminal", diag.Problem{File: "a\x1b[2J.md", Line: 1, Column: 1, Width: 1, Message: "no \u202eevil", Hint: "do\rit", Layer: "x\ny", Text: "\x1b]0;evil\x07"},
			"a\ufffd[2J.md:1:1: no \ufffdevil [x\ufffdy]\n  1 | \ufffd]0;evil\ufffd\n    | ^\n  hint: do\ufffdit\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			if err := diag.Write(&b, []diag.Problem{tt.problem}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestWriteLongLine wants the mistake to be seen in a line that is too long.
func TestWriteLongLine(t *testing.T) {
	var b strings.Builder
	p := diag.Problem{File: "a.md", Line: 1, Column: 1001, Width: 5, Message: "no", Text: strings.Repeat("a", 1000) + "WRONG" + strings.Repeat("b", 1000)}
	if err := diag.Write(&b, []diag.Problem{p}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines[1]) > 200 || strings.Index(lines[1], "WRONG") != strings.Index(lines[2], "^^^^^") || strings.Index(lines[1], "WRONG") < 0 {
		t.Errorf("the mistake is not marked:\n%s", b.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteSaysThatItCouldNot(t *testing.T) {
	if err := diag.Write(full{}, make([]diag.Problem, 1)); err == nil {
		t.Error("no error")
	}
}

func TestSort(t *testing.T) {
	problems := []diag.Problem{
		{File: "b", Line: 1}, {File: "a", Line: 10}, {File: "a", Line: 2, Column: 3, Message: "y"},
		{File: "a", Line: 2, Column: 3, Message: "x"}, {File: "a", Line: 2}, {File: "a"},
	}
	diag.Sort(problems)
	var got []string
	for _, p := range problems {
		got = append(got, p.At()+p.Message)
	}
	if diff := cmp.Diff([]string{"a", "a:2", "a:2:3x", "a:2:3y", "a:10", "b:1"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestErrors(t *testing.T) {
	if n := diag.Errors([]diag.Problem{{}, {Severity: diag.Warning}, {}}); n != 2 {
		t.Errorf("Errors counts %d, want 2", n)
	}
}

func TestJSON(t *testing.T) {
	got, err := json.Marshal(diag.Problem{File: "a.md", Line: 1, Column: 2, Width: 3, Severity: diag.Warning, Rule: "no-quiz", Message: "no"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"file":"a.md","line":1,"column":2,"width":3,"severity":"warning","rule":"no-quiz","message":"no"}`
	if string(got) != want {
		t.Errorf("JSON is %s\nwant    %s", got, want)
	}
}

func TestExcerpt(t *testing.T) {
	for _, tt := range []struct {
		name       string
		p          diag.Problem
		line, mark string
	}{
		{"with a place in a line", diag.Problem{Line: 5, Column: 12, Width: 4, Text: "pass_mark: 120%"}, "  5 | pass_mark: 120%", "    |            ^^^^"},
		{"with a whole line", diag.Problem{Line: 5, Text: "pass_mark: 120%"}, "  5 | pass_mark: 120%", ""},
		{"with a whole file", diag.Problem{}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if line, mark := tt.p.Excerpt(); line != tt.line || mark != tt.mark {
				t.Errorf("Excerpt =\n%q\n%q\nwant\n%q\n%q", line, mark, tt.line, tt.mark)
			}
		})
	}
}
