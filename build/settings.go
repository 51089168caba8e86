package build

import (
	"slices"
	"strings"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/translate"
)

// Settings returns the settings that hold in the layers, each with the layer
// and line that it comes from, and what is wrong with them. See
// [curriculum.Origins].
func Settings(layers *layer.Stack) ([]curriculum.Setting, []diag.Problem, error) {
	settings, problems, err := curriculum.Origins(merged{layers})
	return settings, placed(layers, problems), err
}

// atSetting returns a problem at the place of a setting.
func atSetting(layers *layer.Stack, key string, p diag.Problem) diag.Problem {
	p.File = "config.yaml"
	settings, _, err := Settings(layers)
	at := slices.IndexFunc(settings, func(s curriculum.Setting) bool { return s.Key == key })
	if err != nil || at < 0 {
		return p // nobody wrote it: the default holds
	}
	s := settings[at]
	for _, v := range layers.Versions(p.File, translate.MaxFile) {
		lines := strings.Split(string(v.Data), "\n")
		if v.Layer == s.Layer && 0 < s.Line && s.Line <= len(lines) {
			p.Layer, p.Line, p.Column, p.Width = s.Layer, s.Line, s.Column, len(key)
			p.Text = strings.TrimRight(lines[s.Line-1], "\r")
		}
	}
	return p
}

// Course reads the layers as a build would. It returns the curriculum, which
// holds what could be read, and what is wrong with it.
func Course(layers *layer.Stack) (*curriculum.Curriculum, []diag.Problem, error) {
	course, _, problems, err := load(layers)
	return course, problems, err
}
