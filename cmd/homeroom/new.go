package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// start is what "homeroom new" writes: only what a district must say itself.
//
//go:embed all:start
var start embed.FS

func newCommand(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "new DIR",
		Short: "Begin a district's own folder",
		Long: `New makes the folder DIR with what a district must say itself: its name, who to
tell, and a first policy to write in. Everything else comes from the built-in
curriculum until DIR has a file of the same path. Nothing is overwritten.

Exit statuses: 0 made, 2 command line, 3 failed.`,
		Example: `  homeroom new tern-hollow
  homeroom check tern-hollow`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return newFolder(t, args[0]) },
	}
}

func newFolder(t terminal, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make district folder: %w", err)
	}
	if len(entries) > 0 {
		return hinted{fmt.Errorf("make district folder: %s is not empty", dir), "choose a name that is not taken yet"}
	}
	var made []string
	err = fs.WalkDir(start, "start", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.FromSlash(strings.TrimPrefix(strings.TrimPrefix(name, "start"), "/"))
		target := filepath.Join(dir, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		data, err := start.ReadFile(name)
		if err != nil {
			return err
		}
		made = append(made, target)
		return os.WriteFile(target, data, 0o644)
	})
	if err != nil {
		return fmt.Errorf("make district folder: %w", err)
	}
	for _, name := range made {
		fmt.Fprintf(t.out, "made %s\n", name)
	}
	_, err = fmt.Fprintf(t.out, "\nNow write your district's name in %s, and run:\n  homeroom check %s\n",
		filepath.Join(dir, "config.yaml"), dir)
	return err
}
