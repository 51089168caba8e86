package build

import (
	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// Settings returns the settings that hold in the layers, each with the layer
// and line that it comes from, and what is wrong with them. See
// [curriculum.Origins].
func Settings(layers *layer.Stack) ([]curriculum.Setting, []diag.Problem, error) {
	settings, problems, err := curriculum.Origins(merged{layers})
	return settings, placed(layers, problems), err
}

// Course reads the layers as a build would. It returns the curriculum, which
// holds what could be read, and what is wrong with it.
func Course(layers *layer.Stack) (*curriculum.Curriculum, []diag.Problem, error) {
	course, _, problems, err := load(layers)
	return course, problems, err
}
