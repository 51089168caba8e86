package homeroom_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"homeroom"
	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// unwritten are the rules for what a curriculum does not have yet, which is no
// mistake in what it has.
var unwritten = []string{"empty-band", "missing-form", "untaught-topic"}

// TestBuiltIn checks that what homeroom brings along has no mistakes, and not
// even doubtful places.
func TestBuiltIn(t *testing.T) {
	check(t, layer.New(layer.Layer{Name: layer.BuiltIn, Files: homeroom.Files()}))
}

// TestSamples checks the same of each invented district, laid on the built-in
// curriculum.
func TestSamples(t *testing.T) {
	districts, err := fs.ReadDir(homeroom.Samples(), "samples")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range districts {
		if !d.IsDir() {
			continue
		}
		t.Run(d.Name(), func(t *testing.T) {
			files, err := fs.Sub(homeroom.Samples(), path.Join("samples", d.Name()))
			if err != nil {
				t.Fatal(err)
			}
			check(t, layer.New(layer.Layer{Name: layer.BuiltIn, Files: homeroom.Files()}, layer.Layer{Name: d.Name(), Files: files}))
		})
	}
}

// TestLedger checks that the list of ids that none may lose is complete.
func TestLedger(t *testing.T) {
	const name = "lessons/ids.yaml"
	layers := layer.New(layer.Layer{Name: layer.BuiltIn, Files: homeroom.Files()})
	text, _, err := curriculum.Ledger(versioned{layers}, layer.BuiltIn)
	if err != nil {
		t.Fatal(err)
	}
	was, err := fs.ReadFile(homeroom.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != string(was) {
		t.Errorf("%s lacks ids: run \"go run ./cmd/homeroom check . --record\" to record them", name)
	}
}

// check fails if the curriculum in layers has problems.
func check(t *testing.T, layers *layer.Stack) {
	t.Helper()
	_, problems, err := curriculum.Load(versioned{layers})
	if err != nil {
		t.Fatal(err)
	}
	problems = slices.DeleteFunc(problems, func(p diag.Problem) bool { return slices.Contains(unwritten, p.Rule) })
	var b strings.Builder
	if err := diag.Write(&b, problems); err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Errorf("the curriculum has %d problems:\n%s", len(problems), &b)
	}
}

// versioned shows layers to package curriculum, which merges their settings.
type versioned struct{ *layer.Stack }

func (v versioned) Versions(name string) (versions []curriculum.Version) {
	for _, each := range v.Stack.Versions(name, 1<<20) {
		versions = append(versions, curriculum.Version{Layer: each.Layer, Data: each.Data})
	}
	return versions
}
