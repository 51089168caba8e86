package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A command's help fits a terminal of this size, so that nothing scrolls away.
const (
	helpLines   = 24
	helpColumns = 80
)

// helpForm is how help is laid out: what the command does, its subcommands or
// flags, and examples last, where the eye is when the text has run by.
const helpForm = `{{.Long | trim}}
{{if .HasAvailableSubCommands}}
Commands:
{{range .Commands}}{{if .IsAvailableCommand}}  {{rpad .Name .NamePadding}}  {{.Short}}
{{end}}{{end}}{{else}}
Usage: {{.UseLine}}
{{with flags .}}
Flags:
{{.}}{{end}}{{end}}{{with .Example}}
Examples:
{{.}}
{{end}}`

// helpful gives a command and its subcommands the form of help.
func helpful(root *cobra.Command) {
	cobra.AddTemplateFunc("flags", flagLines)
	cobra.AddTemplateFunc("trim", strings.TrimSpace)
	root.SetHelpTemplate(helpForm)
	root.SetUsageTemplate(helpForm)
}

// flagLines returns a line or two for each flag of a command but --help, which
// whoever reads this has found.
func flagLines(c *cobra.Command) string {
	shown := pflag.NewFlagSet(c.Name(), pflag.ContinueOnError)
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && f.Name != "version" {
			shown.AddFlag(f)
		}
	})
	return shown.FlagUsagesWrapped(helpColumns)
}
