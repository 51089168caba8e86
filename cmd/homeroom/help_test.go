package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// TestHelpFitsAScreen runs --help of every command: it fits a terminal of 80
// by 24, and ends with an example of the command.
func TestHelpFitsAScreen(t *testing.T) {
	root := command(terminal{strings.NewReader(""), io.Discard, io.Discard})
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		if !c.Hidden {
			t.Run(c.CommandPath(), func(t *testing.T) { checkHelp(t, c) })
		}
		for _, below := range c.Commands() {
			each(below)
		}
	}
	each(root)
}

func checkHelp(t *testing.T, c *cobra.Command) {
	var out bytes.Buffer
	args := append(strings.Fields(c.CommandPath())[1:], "--help")
	if status := run(t.Context(), args, terminal{strings.NewReader(""), &out, &out}); status != exitOK {
		t.Fatalf("--help exits with status %d:\n%s", status, out.String())
	}
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	if len(lines) > helpLines {
		t.Errorf("help has %d lines, want at most %d:\n%s", len(lines), helpLines, out.String())
	}
	for _, line := range lines {
		if n := utf8.RuneCountInString(line); n > helpColumns || strings.Contains(line, "\t") {
			t.Errorf("line has %d characters, want at most %d and no tab: %s", n, helpColumns, line)
		}
	}
	example := strings.TrimRight(c.Example, "\n")
	if !strings.HasSuffix(strings.Join(lines, "\n"), "Examples:\n"+example) || !strings.Contains(example, "  "+c.CommandPath()) {
		t.Errorf("help does not end with an example of %s:\n%s", c.CommandPath(), out.String())
	}
}
