// Package homeroom holds what authors wrote: the curriculum, the theme, the
// words of the interface and the default settings, embedded in the program.
//
// It is the only door between the authors' folders and the code. It knows
// nothing of what the files mean; package internal/layer stacks a district's
// own files on top of them.
package homeroom

import (
	"embed"
	"io/fs"
)

// "all:" keeps files whose names begin with "_", such as _index.md and
// _partials, which a plain pattern leaves out.
//
//go:embed all:content all:lessons all:quizzes all:i18n all:themes config.yaml
var authored embed.FS

//go:embed all:samples
var samples embed.FS

// Files returns the built-in layer: content, lessons, quizzes, i18n, themes
// and config.yaml, with slash-separated paths.
func Files() fs.FS { return authored }

// Samples returns the invented districts, one folder each. A sample is a
// district's folder like any other, laid on [Files].
func Samples() fs.FS { return samples }
