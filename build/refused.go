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
func refused(layers *layer.Stack, languages []string) []diag.Problem {
	problems := unread(layers, "config.yaml", translate.MaxFile)
	for _, lang := range languages {
		problems = append(problems, unread(layers, "i18n/"+lang+".yaml", 2*translate.MaxFile)...)
	}
	return problems
}

// unread returns a problem for each file called name that a layer has and that
// cannot be read, or that has more bytes than the limit.
func unread(layers *layer.Stack, name string, limit int64) (problems []diag.Problem) {
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
	return problems
}
