package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"homeroom/build"
	"homeroom/internal/bundle"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

func buildCommand(t terminal) *cobra.Command {
	var on folders
	var out string
	c := &cobra.Command{
		Use:   "build [DIR]",
		Short: "Build the public website",
		Long: `Build makes the public website of the district whose folder is DIR and writes
it to a folder that any web server can serve, at any address. Answer keys,
teachers' guides and staff pages are never part of it.

If the curriculum has a mistake, nothing is written: the website that was built
before stays as it is.

Exit statuses: 0 built, 1 problems in the curriculum, 2 command line, 3 failed.`,
		Example: `  homeroom build tern-hollow
  homeroom build tern-hollow -o /srv/www
  homeroom build tern-hollow --school tern-hollow/alder-brook -o dist`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			on.arg(args)
			return buildSite(c.Context(), t, &on, out)
		},
	}
	on.flags(c)
	c.Flags().StringVarP(&out, "output", "o", "dist", "write the website to this `FOLDER`")
	return c
}

func buildSite(ctx context.Context, t terminal, on *folders, out string) error {
	layers, err := on.stack()
	if err != nil {
		return err
	}
	contents, err := compile(ctx, t, on, layers)
	if err != nil {
		return err
	}
	n, err := bundle.Export(out, contents)
	if errors.Is(err, bundle.ErrNotOurs) {
		return hinted{err, "choose an empty folder with -o, or remove what is in it"}
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s in %s\n", count(n, "file"), out)
	return err
}

// compile builds a bundle with progress and prints the curriculum's problems.
func compile(ctx context.Context, t terminal, on *folders, layers *layer.Stack) (*bundle.Contents, error) {
	cache, err := cacheFolder()
	if err != nil {
		return nil, err
	}
	show, done := progress(t)
	contents, warnings, err := build.Site(ctx, build.Input{
		Layers: layers, Version: version(), CacheDir: cache, Progress: show,
	})
	done()
	var mistake *build.Mistake
	if errors.As(err, &mistake) {
		if werr := diag.Write(t.err, on.located(mistake.Problems)); werr != nil {
			return nil, fmt.Errorf("print problems: %w", werr)
		}
		fmt.Fprintf(t.err, "\n%s; nothing was built\n", count(diag.Errors(mistake.Problems), "problem"))
	} else if own := on.own(warnings); len(own) > 0 {
		fmt.Fprintf(t.err, "%s; \"%s\" shows them\n", count(len(own), "warning"), strings.TrimSpace("homeroom check "+on.arguments()))
	}
	return contents, err
}

// progress returns functions that show a build's stages on a terminal, and
// that clear them; on anything else they do nothing.
func progress(t terminal) (show func(build.Stage), done func()) {
	f, ok := t.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	bar := progressbar.NewOptions(int(build.Done),
		progressbar.OptionSetWriter(f), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetWidth(24), progressbar.OptionSetDescription("building"),
		progressbar.OptionSetPredictTime(false))
	show = func(s build.Stage) {
		if s != build.Done {
			bar.Describe(fmt.Sprintf("building: %-9s", s))
		}
		_ = bar.Set(int(s)) // a progress bar that cannot be drawn is no reason to stop
	}
	return show, func() { _ = bar.Clear() }
}

// cacheFolder returns the folder for what can be made again.
func cacheFolder() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	dir = filepath.Join(dir, "homeroom")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make cache folder: %w", err)
	}
	return dir, nil
}
