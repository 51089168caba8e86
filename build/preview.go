package build

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/afero"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/question"
	"homeroom/internal/translate"
)

// A PreviewSite is a site in one language as its author sees it while writing:
// with drafts, with the pages of staff, and with the answers to every
// question. It is no bundle and has no index, so that none of this can be
// published.
type PreviewSite struct {
	Lang      string
	Languages []string // of the curriculum
	Home      string   // address of the first page
	Files     fs.FS    // names are addresses without the first slash
	Pages     []PreviewPage
	Warnings  []diag.Problem
}

// A PreviewPage is one page of a PreviewSite, and what of it readers do not
// see.
type PreviewPage struct {
	Source  string // path of what its author writes; there may be no such file
	URL     string // from the root of the site
	Title   string
	Kind    string // lesson, quiz, policy …
	Draft   bool   // a build leaves it out
	Staff   bool   // it is not in the public site
	Answers bool   // the public site shows its questions without answers
}

// Preview makes a site in the language lang, "" for the first, from the files
// in the input's layers: the first stages of [Site]. If the curriculum has
// problems that stop a build it returns a *[Mistake].
func Preview(ctx context.Context, in Input, lang string) (*PreviewSite, error) {
	course, words, problems, err := load(in.Layers)
	if err != nil {
		return nil, fmt.Errorf("load curriculum: %w", err)
	}
	if diag.Errors(problems) > 0 {
		return nil, &Mistake{problems}
	}
	languages := course.Settings.Languages
	lang = cmp.Or(lang, languages[0])
	if !slices.Contains(languages, lang) {
		return nil, &Mistake{append(problems, atSetting(in.Layers, "languages", diag.Problem{
			Rule:    "preview-language",
			Message: "the site has no language " + lang,
			Hint:    "ask for one of " + strings.Join(languages, ", ") + " with --lang, or add it to languages",
		}))}
	}
	texts, wrong, err := localizeOne(in.Layers, course, words, lang)
	if err != nil {
		return nil, fmt.Errorf("localize curriculum: %w", err)
	}
	if problems = append(problems, wrong...); diag.Errors(problems) > 0 {
		return nil, &Mistake{problems}
	}
	site, err := renderSite(ctx, siteInput{
		Layers: in.Layers, Texts: texts, Lang: lang, CacheDir: in.CacheDir, Question: answered(texts),
	})
	if failed, ok := errors.AsType[*RenderError](err); ok {
		return nil, &Mistake{placed(in.Layers, failed.Problems)}
	}
	if err != nil {
		return nil, fmt.Errorf("render pages: %w", err)
	}
	shown := texts[slices.Index(languages, lang)].Course
	return &PreviewSite{
		Lang: lang, Languages: languages, Home: address(lang, homeSource),
		Files:    afero.NewIOFS(afero.NewBasePathFs(site.Files, "/")),
		Pages:    previewPages(shown, site.Pages),
		Warnings: append(problems, placed(in.Layers, site.Warnings)...),
	}, nil
}

// localizeOne is [localize] for the language lang alone, with its drafts. The
// others stand beside it, so that pages can lead to them, and stay as they are
// in the language of the originals.
func localizeOne(layers *layer.Stack, course *curriculum.Curriculum, words map[string]*translate.Words, lang string) ([]siteText, []diag.Problem, error) {
	var texts []siteText
	var problems []diag.Problem
	for i, tag := range course.Settings.Languages {
		in := course
		if i > 0 && tag == lang {
			var err error
			if in, problems, err = translated(layers, course, tag); err != nil {
				return nil, nil, err
			}
		}
		texts = append(texts, siteText{Lang: tag, Words: words[tag], Course: in})
	}
	return texts, placed(layers, problems), nil
}

// previewPages returns the pages with what readers do not see of them.
func previewPages(course *curriculum.Curriculum, rendered []renderedPage) (pages []PreviewPage) {
	all, public := sources(course), sources(course.Published())
	closed := map[string]bool{}
	for _, q := range course.Quizzes {
		closed[q.Path] = !q.Practice
	}
	for _, p := range rendered {
		if lesson, ok := strings.CutSuffix(p.Source, ".take-home.md"); ok {
			p.Source = lesson + ".md"
		}
		if p.Kind != "frame" && p.Kind != "missing" {
			pages = append(pages, PreviewPage{
				Source: p.Source, URL: p.URL, Title: p.Title, Kind: p.Kind,
				Draft: all[p.Source] && !public[p.Source], Staff: private(p.URL), Answers: closed[p.Source],
			})
		}
	}
	return pages
}

// sources returns the paths of all that authors wrote pages under.
func sources(c *curriculum.Curriculum) map[string]bool {
	all := map[string]bool{}
	for _, l := range c.Lessons {
		all[l.Path] = true
		if l.Guide != nil {
			all[l.Guide.Path] = true
		}
	}
	for _, q := range c.Quizzes {
		all[q.Path] = true
	}
	for _, p := range c.Policies {
		all[p.Path] = true
	}
	for _, f := range c.FAQs {
		all[f.Path] = true
	}
	for _, p := range c.Pages {
		all[p.Path] = true
	}
	return all
}

// answered returns a function that draws all questions of a quiz with their
// answers, whether or not the quiz is for practice. Questions of a pair, of
// which a student is asked one, have the same number.
func answered(texts []siteText) func(lang string, quiz *curriculum.Quiz) []template.HTML {
	words := map[string]question.Words{}
	for _, t := range texts {
		words[t.Lang] = t.Words
	}
	return func(lang string, quiz *curriculum.Quiz) []template.HTML {
		var drawn []template.HTML
		total, number, pairs := len(quiz.Ask(0)), 0, map[string]int{}
		for i := range quiz.Questions {
			q := &quiz.Questions[i]
			at, again := pairs[q.Pair]
			if !again {
				number++
				at = number
			}
			if q.Pair != "" {
				pairs[q.Pair] = at
			}
			drawn = append(drawn, question.HTML(question.View{
				Question: q, Number: at, Total: total, Mode: question.Practice, Media: media, Seed: quiz.ID,
			}, words[lang]))
		}
		return drawn
	}
}

// Reads reports whether a build reads the file or folder called name, a
// slash-separated path in a layer.
func Reads(name string) bool { return !outside(name) }
