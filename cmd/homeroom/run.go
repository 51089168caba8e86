package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"

	"homeroom/build"
)

// Exit statuses. Scripts rely on them; never renumber.
const (
	exitOK       = 0 // the command did what was asked
	exitProblems = 1 // the command worked and found problems in the curriculum
	exitUsage    = 2 // the command line was wrong
	exitFailed   = 3 // the command could not do what was asked
)

// A terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// errUsage marks a mistake on the command line.
var errUsage = errors.New("the command line is wrong")

// errProblems is returned after the problems of a curriculum were printed.
var errProblems = errors.New("the curriculum has problems")

// A hinted error says what to do about it.
type hinted struct {
	error
	hint string
}

// Unwrap returns the error without its hint.
func (h hinted) Unwrap() error { return h.error }

// run runs the command of args and returns its exit status.
func run(ctx context.Context, args []string, t terminal) int {
	root := command(t)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var mistake *build.Mistake
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errProblems), errors.As(err, &mistake):
		return exitProblems
	}
	fmt.Fprintf(t.err, "homeroom: %v\n", err)
	var h hinted
	if errors.As(err, &h) && h.hint != "" {
		fmt.Fprintf(t.err, "  hint: %s\n", h.hint)
	}
	if errors.Is(err, errUsage) {
		return exitUsage
	}
	return exitFailed
}

// command returns the whole command with its subcommands.
func command(t terminal) *cobra.Command {
	root := &cobra.Command{
		Use:   "homeroom",
		Short: "Build and serve a district's digital-citizenship curriculum",
		Long: `Homeroom turns lessons, quizzes and a district's own policies into a website,
and serves them in class on a kiosk that needs no internet. A district's folder
DIR holds only what differs from the built-in curriculum.

"homeroom COMMAND --help" says more about each command. Exit statuses: 0 done,
1 problems in the curriculum, 2 command line, 3 failed.`,
		Example: `  homeroom serve --sample      try it with an invented school
  homeroom new tern-hollow     begin a district's own folder`,
		SilenceErrors: true, SilenceUsage: true,
		Version: version(),
		Args:    usage(cobra.NoArgs),
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(t.in)
	root.SetOut(t.out)
	root.SetErr(t.err)
	root.SetVersionTemplate("homeroom {{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return hinted{fmt.Errorf("%w: %w", errUsage, err), "see " + c.CommandPath() + " --help"}
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	helpful(root)
	root.AddCommand(serveCommand(t), buildCommand(t), checkCommand(t), newCommand(t), translateCommand(t))
	root.AddCommand(previewCommand(t))
	root.AddCommand(configCommand(t))
	root.AddCommand(takeCommand(t))
	root.AddCommand(moveCommand(t))
	root.AddCommand(doctorCommand(t))
	return root
}

// usage makes a wrong number of arguments a mistake on the command line.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return hinted{fmt.Errorf("%w: %w", errUsage, err), "see " + c.CommandPath() + " --help"}
		}
		return nil
	}
}

// version returns the version of the program: that of its module if it was
// installed as one, or else the revision that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "revision " + s.Value[:min(12, len(s.Value))]
		}
	}
	return "development"
}
