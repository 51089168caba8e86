// Package build turns a curriculum into a bundle that a web server or a kiosk
// can serve.
//
// A build has six stages, and the output of each is the input of the next:
//
//	layer     stack the school's files on the district's and ours  internal/layer
//	load      read them as a curriculum; stop if anything is wrong curriculum
//	localize  put each language's words beside the text            internal/translate
//	render    make pages with Hugo                                 hugo.go
//	index     make the search index from the rendered pages        internal/search
//	seal      sort pages, index and answer keys into one bundle    internal/bundle
//
// Nothing is written but what the caller writes from the bundle's contents, and
// the same input gives the same bundle, byte for byte.
package build

import (
	"context"
	"errors"
	"fmt"

	"homeroom/curriculum"
	"homeroom/internal/bundle"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// A Stage is a step of a build, for showing progress.
type Stage int

// The stages after the layers were stacked, in their order.
const (
	Load Stage = iota
	Localize
	Render
	Index
	Seal
	Done
)

// String returns the stage's name as the package comment has it.
func (s Stage) String() string {
	return [...]string{"load", "localize", "render", "index", "seal", "done"}[s]
}

// An Input is what a build is made from.
type Input struct {
	Layers   *layer.Stack
	Version  string      // of the program; part of the bundle's digest
	CacheDir string      // an absolute folder for what Hugo keeps between builds; need not exist
	Progress func(Stage) // called when a stage begins, and with Done; may be nil
}

// A Mistake is returned for a curriculum that has problems. It holds all of
// them, warnings too.
type Mistake struct{ Problems []diag.Problem }

// Error says how many problems there are.
func (m *Mistake) Error() string {
	return fmt.Sprintf("curriculum has %d problems", diag.Errors(m.Problems))
}

// Site makes a bundle from the files in the input's layers. If the curriculum
// has problems that stop a build it returns a *[Mistake]. Warnings are returned
// beside the bundle.
func Site(ctx context.Context, in Input) (*bundle.Contents, []diag.Problem, error) {
	step := in.Progress
	if step == nil {
		step = func(Stage) {}
	}
	step(Load)
	course, words, problems, err := load(in.Layers)
	if err != nil {
		return nil, nil, fmt.Errorf("load curriculum: %w", err)
	}
	if diag.Errors(problems) > 0 {
		return nil, nil, &Mistake{problems}
	}
	step(Localize)
	texts, wrong, err := localize(in.Layers, course, words)
	if err != nil {
		return nil, nil, fmt.Errorf("localize curriculum: %w", err)
	}
	if problems = append(problems, wrong...); diag.Errors(problems) > 0 {
		return nil, nil, &Mistake{problems}
	}

	step(Render)
	site, err := renderSite(ctx, siteInput{
		Layers: in.Layers, Texts: texts, CacheDir: in.CacheDir, Question: practice(texts),
	})
	if failed, ok := errors.AsType[*RenderError](err); ok {
		return nil, nil, &Mistake{placed(in.Layers, failed.Problems)}
	}
	if err != nil {
		return nil, nil, fmt.Errorf("render pages: %w", err)
	}
	step(Index)
	indexes, err := index(in.Layers, texts, site)
	if err != nil {
		return nil, nil, fmt.Errorf("index pages: %w", err)
	}
	step(Seal)
	contents, err := seal(in, texts, site, indexes)
	if err != nil {
		return nil, nil, fmt.Errorf("seal bundle: %w", err)
	}
	step(Done)
	return contents, append(problems, placed(in.Layers, site.Warnings)...), nil
}

// Check reads the files in the layers as a build would and returns what is
// wrong with them, and how many lessons there are.
func Check(layers *layer.Stack) (problems []diag.Problem, lessons int, err error) {
	course, words, problems, err := load(layers)
	if err != nil {
		return nil, 0, fmt.Errorf("load curriculum: %w", err)
	}
	if course == nil || diag.Errors(problems) > 0 {
		return problems, lessonsOf(course), nil
	}
	_, wrong, err := localize(layers, course, words)
	if err != nil {
		return nil, 0, fmt.Errorf("localize curriculum: %w", err)
	}
	problems = append(problems, wrong...)
	diag.Sort(problems)
	return problems, len(course.Lessons), nil
}

// lessonsOf returns the number of lessons of a curriculum, which may be nil.
func lessonsOf(course *curriculum.Curriculum) int {
	if course == nil {
		return 0
	}
	return len(course.Lessons)
}
