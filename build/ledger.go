package build

import (
	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// Ledger returns the text of lessons/ids.yaml of the layer with a name: all
// ids that its pages have had. If the layers have mistakes, it returns them and
// no text. See [curriculum.Ledger].
func Ledger(layers *layer.Stack, name string) (text []byte, problems []diag.Problem, err error) {
	text, problems, err = curriculum.Ledger(merged{layers}, name)
	return text, placed(layers, problems), err
}
