package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"homeroom/build"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

func configCommand(t terminal) *cobra.Command {
	s := newServing()
	var asJSON bool
	c := &cobra.Command{
		Use:   "config [DIR] [KEY]",
		Short: "Print each setting and where its value comes from",
		Long: `Config prints the settings that hold for the district whose folder is DIR: for
each its value, and the file and line where that is written, or "default".
Settings of the kiosk that are no part of config.yaml, such as serve.addr, come
from an environment variable or a flag. KEY prints one setting, or the group
that begins with it. A mistake in config.yaml is shown with its line.

Exit statuses: 0 printed, 1 problems in config.yaml, 2 command line, 3 failed.`,
		Example: `  homeroom config tern-hollow
  homeroom config tern-hollow quiz.pass
  homeroom config tern-hollow --json | jq '.[] | select(.from == "default")'`,
		Args: usage(cobra.MaximumNArgs(2)),
		RunE: func(c *cobra.Command, args []string) error {
			return config(t, c, s, s.on.keyed(args), asJSON)
		},
	}
	s.on.flags(c)
	s.flags(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print the settings as JSON")
	return c
}

// keyed takes DIR and KEY of the command line. One argument alone is DIR if
// there is such a folder, and else KEY.
func (f *folders) keyed(args []string) (key string) {
	switch {
	case len(args) == 2:
		f.district, key = args[0], args[1]
	case len(args) == 1 && isFolder(args[0]):
		f.district = args[0]
	case len(args) == 1 && strings.ContainsAny(args[0], `/\`):
		f.district = args[0] // which is not there; stack says so
	case len(args) == 1:
		key = args[0]
	}
	return key
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// A setting is one setting as config prints it.
type setting struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
	From  string `json:"from"`           // default, file, variable or flag
	Place string `json:"at,omitempty"`   // file:line, or the name of the variable or flag
	Layer string `json:"layer,omitzero"` // of a file
}

func config(t terminal, c *cobra.Command, s *serving, key string, asJSON bool) error {
	layers, err := s.on.stack()
	if err != nil {
		return err
	}
	settings, problems, err := s.on.settings(layers)
	if err != nil {
		return err
	}
	ours, err := s.settings(c)
	if err != nil {
		return err
	}
	settings, err = chosen(append(settings, ours...), key, s.on.district)
	if err != nil {
		return err
	}
	if asJSON {
		e := json.NewEncoder(t.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		err = e.Encode(settings)
	} else {
		err = printSettings(t, settings)
	}
	if err != nil {
		return fmt.Errorf("print settings: %w", err)
	}
	if err := diag.Write(t.err, problems); err != nil {
		return fmt.Errorf("print problems: %w", err)
	}
	if diag.Errors(problems) > 0 {
		return errProblems
	}
	return nil
}

// settings returns the settings of config.yaml in all layers.
func (f *folders) settings(layers *layer.Stack) (settings []setting, problems []diag.Problem, err error) {
	origins, problems, err := build.Settings(layers)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range origins {
		from := setting{Key: o.Key, Value: o.Value, From: "default"}
		if o.Layer != layer.BuiltIn || o.File != "" {
			file := f.located([]diag.Problem{{File: cmp.Or(o.File, "config.yaml"), Layer: o.Layer, Line: o.Line}})
			from.From, from.Place, from.Layer = "file", file[0].At(), o.Layer
		}
		settings = append(settings, from)
	}
	return settings, f.located(f.own(problems)), nil
}

// settings returns what "homeroom serve" is told by variables and flags.
func (s *serving) settings(c *cobra.Command) ([]setting, error) {
	data, err := s.dataPath()
	if address, perr := url.Parse(s.data); perr == nil && strings.HasPrefix(address.Scheme, "postgres") {
		data, err = address.Redacted(), nil // without its password
	}
	if err != nil {
		return nil, err
	}
	var settings []setting
	for _, from := range []struct{ flag, variable, value string }{
		{"data", "HOMEROOM_DATA", data}, {"addr", "HOMEROOM_ADDR", s.addr},
	} {
		n := setting{Key: "serve." + from.flag, Value: from.value, From: "default"}
		switch {
		case c.Flags().Changed(from.flag):
			n.From, n.Place = "flag", "--"+from.flag
		case os.Getenv(from.variable) != "":
			n.From, n.Place = "variable", from.variable
		}
		settings = append(settings, n)
	}
	return settings, nil
}

// chosen returns the setting with a key, or those of the group with that name;
// all of them if key is empty.
func chosen(settings []setting, key, dir string) (some []setting, err error) {
	known := map[string]bool{}
	for _, s := range settings {
		if key == "" || s.Key == key || strings.HasPrefix(s.Key, key+".") {
			some = append(some, s)
		}
		known[s.Key] = true
		for i, r := range s.Key {
			if r == '.' {
				known[s.Key[:i]] = true
			}
		}
	}
	if len(some) > 0 {
		return some, nil
	}
	hint := strings.TrimSpace("homeroom config "+dir) + " prints all of them"
	if like := likeKey(key, known); like != "" {
		hint = "did you mean " + like
	}
	return nil, hinted{fmt.Errorf("%w: there is no setting, and no folder, %q", errUsage, key), hint}
}

// likeKey returns the key that is most like another: as a whole, or by its
// last part alone.
func likeKey(key string, known map[string]bool) string {
	keys := slices.Sorted(maps.Keys(known))
	if like := diag.Nearest(key, slices.Values(keys)); like != "" {
		return like
	}
	i := slices.IndexFunc(keys, func(k string) bool { return strings.HasSuffix(k, "."+key) })
	if i < 0 {
		return ""
	}
	return keys[i]
}

// printSettings prints a line for each setting: key, origin, value. A list of
// tables takes a line for each of its entries.
func printSettings(t terminal, settings []setting) error {
	wide, far := 0, 0
	for _, s := range settings {
		wide, far = max(wide, utf8.RuneCountInString(s.Key)), max(far, utf8.RuneCountInString(s.origin()))
	}
	for _, s := range settings {
		lead := fmt.Sprintf("%-*s  %-*s  ", wide, s.Key, far, diag.Tame(s.origin()))
		for _, value := range shownValue(s.Value) {
			if _, err := fmt.Fprintln(t.out, strings.TrimRight(lead+value, " ")); err != nil {
				return err
			}
			lead = strings.Repeat(" ", wide+far+4)
		}
	}
	return nil
}

func (s setting) origin() string { return cmp.Or(s.Place, s.From) }

// shownValue returns a value in one line, or in one line for each entry of a
// list of tables.
func shownValue(value any) (lines []string) {
	list, _ := value.([]any)
	if !slices.ContainsFunc(list, func(v any) bool { _, ok := v.(map[string]any); return ok }) {
		return []string{shownText(value)}
	}
	for _, item := range list {
		lines = append(lines, shownText(item))
	}
	return lines
}

// shownText returns a value as text: a list with commas, a table as its keys
// with their values.
func shownText(value any) string {
	var parts []string
	switch value := value.(type) {
	case string:
		if value == "" {
			return `""`
		}
		return diag.Tame(value)
	case []any:
		if len(value) == 0 {
			return "[]"
		}
		for _, v := range value {
			parts = append(parts, shownText(v))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(value)) {
			parts = append(parts, diag.Tame(k)+": "+shownText(value[k]))
		}
		return strings.Join(parts, "; ")
	}
	return fmt.Sprint(value)
}
