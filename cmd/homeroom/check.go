package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"homeroom/build"
	"homeroom/internal/diag"
)

func checkCommand(t terminal) *cobra.Command {
	var on folders
	var asJSON, strict, record bool
	c := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Say everything that is wrong in a curriculum",
		Long: `Check reads the built-in curriculum and the district's folder DIR on it, and
prints every mistake at once: the file, the line, and what to do about it.
With --strict, warnings count as mistakes, which is what a district publishes
with. Warnings of the built-in curriculum are shown only without DIR.

It writes nothing, unless --record is given: then, if there is no mistake, it
adds the ids of the pages in DIR to DIR/lessons/ids.yaml. From then on, check
reports an id that is gone and not retired.

Exit statuses: 0 no problems, 1 problems, 2 command line, 3 could not check.`,
		Example: `  homeroom check tern-hollow
  homeroom check tern-hollow --strict
  homeroom check tern-hollow --record
  homeroom check tern-hollow --json | jq '.problems[].file'`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			on.arg(args)
			if record && (on.district == "" || on.school != "") {
				return hinted{fmt.Errorf("%w: --record needs a district's folder, and that alone", errUsage), "homeroom check DIR --record"}
			}
			if err := check(t, &on, asJSON, strict); err != nil || !record {
				return err
			}
			return recordIDs(t, &on)
		},
	}
	on.flags(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print the problems as JSON")
	c.Flags().BoolVar(&record, "record", false, "write the ids of all pages to DIR/lessons/ids.yaml")
	c.Flags().BoolVar(&strict, "strict", false, "count warnings as mistakes")
	return c
}

func check(t terminal, on *folders, asJSON, strict bool) error {
	layers, err := on.stack()
	if err != nil {
		return err
	}
	problems, lessons, err := build.Check(layers)
	if err != nil {
		return err
	}
	problems = on.located(on.own(problems))
	bad := diag.Errors(problems)
	if strict {
		bad = len(problems)
	}
	if asJSON {
		err = writeJSON(t.out, problems, lessons)
	} else {
		err = report(t, problems, lessons)
	}
	if err != nil {
		return fmt.Errorf("print problems: %w", err)
	}
	if bad > 0 {
		return errProblems
	}
	return nil
}

// report prints problems for a person: the problems as errors are, to the
// error output, with a count; or one line that all is well.
func report(t terminal, problems []diag.Problem, lessons int) error {
	if len(problems) == 0 {
		_, err := fmt.Fprintf(t.out, "%s checked, no problems\n", count(lessons, "lesson"))
		return err
	}
	if err := diag.Write(t.err, problems); err != nil {
		return err
	}
	errors := diag.Errors(problems)
	_, err := fmt.Fprintf(t.err, "\n%s and %s in %s\n",
		count(errors, "problem"), count(len(problems)-errors, "warning"), count(lessons, "lesson"))
	return err
}

// writeJSON prints problems for a program. The shape is kept from version to
// version: fields may be added, none changes its meaning.
func writeJSON(w io.Writer, problems []diag.Problem, lessons int) error {
	if problems == nil {
		problems = []diag.Problem{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Lessons  int            `json:"lessons"`
		Problems []diag.Problem `json:"problems"`
	}{lessons, problems})
}

// count returns n things in English, such as "1 lesson" or "no lessons".
func count(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing + "s"
	case 1:
		return "1 " + thing
	default:
		return fmt.Sprintf("%d %ss", n, thing)
	}
}
