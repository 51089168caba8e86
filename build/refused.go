package build

import (
	"errors"
	"io/fs"

	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/translate"
)

// refused returns a problem for each file that is merged from all layers and
// of which a layer's own cannot be read: without it the settings or words of
// the layers below would be taken as if they were meant.
func refused(layers *layer.Stack, languages []string) (problems []diag.Problem) {
	note := func(name string, limit int64) {
		for _, r := range layers.Refused(name, limit) {
			p := diag.Problem{File: name, Layer: r.Layer, Rule: "unreadable-file"}
			switch {
			case errors.Is(r.Err, layer.ErrLong):
				p.Rule, p.Message, p.Hint = "file-size", "this file is too long", "keep only what you change"
			case errors.Is(r.Err, fs.ErrPermission):
				p.Message, p.Hint = "homeroom may not read this file", "allow everybody, or the account that runs homeroom, to read it"
			default:
				p.Message, p.Hint = "this file cannot be read", "put an ordinary file there"
			}
			problems = append(problems, p)
		}
	}
	note("config.yaml", translate.MaxFile)
	for _, lang := range languages {
		note("i18n/"+lang+".yaml", 2*translate.MaxFile)
	}
	return problems
}
