package build

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bep/logg"
	"github.com/gohugoio/hugo/common/herrors"
	"github.com/gohugoio/hugo/common/loggers"
	"github.com/gohugoio/hugo/config"
	"github.com/gohugoio/hugo/config/allconfig"
	"github.com/gohugoio/hugo/deps"
	"github.com/gohugoio/hugo/hugofs"
	"github.com/gohugoio/hugo/hugolib"
	"github.com/spf13/afero"

	"homeroom/internal/diag"
)

// siteRoot is the folder under which Hugo finds everything that it reads:
// content, i18n and assets, which build writes, and theme, which is the
// layers' themes/homeroom.
const siteRoot = "/site"

// A hugoInput is everything that Hugo reads and how it is told to.
type hugoInput struct {
	Files     afero.Fs // everything below siteRoot; written to as well
	Languages []siteLanguage
	Title     string
	CacheDir  string   // absolute folder of the operating system; only compiled image codecs go there
	Only      []string // names below content of the pages to render; all if empty
}

// A siteLanguage is one language of the site. The first of a site is the
// language of the originals.
type siteLanguage struct {
	Tag    string // BCP 47, lower case: also the folder that the pages are in
	Locale string // BCP 47, for the lang attribute and for dates
	Name   string // in the language itself
	Dir    string // ltr or rtl
	Params any
}

// A RenderError is what Hugo found wrong with templates or pages.
type RenderError struct{ Problems []diag.Problem }

// Error returns the first problem, and how many more there are.
func (e *RenderError) Error() string {
	if len(e.Problems) == 0 {
		return "pages cannot be rendered"
	}
	p := e.Problems[0]
	if more := len(e.Problems) - 1; more > 0 {
		return fmt.Sprintf("%s: %s (and %d more)", p.At(), p.Message, more)
	}
	return p.At() + ": " + p.Message
}

// hugoRuns lets one build run at a time: Hugo counts errors in one place for
// the whole process.
var hugoRuns sync.Mutex

// runHugo renders the pages of in and returns the files of the site, the
// theme's static files among them. What Hugo finds wrong is a *[RenderError],
// with the names of files as Hugo knows them; warnings are what it drops or
// dislikes without failing.
//
// Hugo gets no other configuration than the one made here: nothing is read
// from a district's files or from the environment, no program is run, and no
// request is made.
func runHugo(ctx context.Context, in hugoInput) (out afero.Fs, warnings []diag.Problem, err error) {
	hugoRuns.Lock()
	defer hugoRuns.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	enforced, err := json.Marshal(in.config())
	if err != nil {
		return nil, nil, fmt.Errorf("write Hugo's configuration: %w", err)
	}
	if err := afero.WriteFile(in.Files, siteRoot+"/enforced.json", enforced, 0o600); err != nil {
		return nil, nil, fmt.Errorf("write Hugo's configuration: %w", err)
	}
	said := &hugoLog{}
	out = afero.NewMemMapFs()
	if err := said.failure(hugoBuild(in, out, said)); err != nil {
		return nil, nil, err
	}
	if err := copyStatic(in.Files, siteRoot+"/theme/static", out); err != nil {
		return nil, nil, fmt.Errorf("copy static files: %w", err)
	}
	return out, said.problems(diag.Warning), ctx.Err()
}

// hugoBuild runs Hugo over in, and writes to out.
func hugoBuild(in hugoInput, out afero.Fs, said *hugoLog) error {
	flags := config.New()
	flags.Set("workingDir", siteRoot)
	flags.Set("publishDir", "public")
	flags.Set("cacheDir", in.CacheDir)
	flags.Set("noBuildLock", true) // it would be taken on the real disk
	configs, err := allconfig.LoadConfig(allconfig.ConfigSourceDescriptor{
		Fs:           in.Files,
		Flags:        flags,
		Filename:     "enforced.json",
		ConfigDir:    "no-other-configuration",
		Environment:  "production",
		Environ:      []string{"HOMEROOM=1"}, // not empty, or the real environment's HUGO_* is read
		Logger:       said.logger(false),
		SkipNpmCheck: true,
	})
	if err != nil {
		return err
	}
	flags.Set("publishDir", configs.Base.PublishDir)
	files := hugofs.NewFromSourceAndDestination(in.Files, out, flags)
	files.PublishDir, files.PublishDirStatic, files.PublishDirServer = out, out, out
	sites, err := hugolib.NewHugoSites(deps.DepsCfg{
		Configs: configs, Fs: files, StdOut: io.Discard, StdErr: io.Discard,
		LogLevel: logg.LevelWarn, TestLogger: said.logger(true),
	})
	if err != nil {
		return err
	}
	return render(sites)
}

// errGivenUp is the error of a build of which Hugo never said how it ended.
var errGivenUp = errors.New("ten pages or more cannot be rendered")

// patience is how long a build may go on after it was stopped.
const patience = 5 * time.Second

// render builds sites. Hugo v0.165.0 stops a build at the tenth page that
// fails, and then often waits for itself for ever; such a build is left behind.
func render(sites *hugolib.HugoSites) error {
	built := make(chan error, 1)
	go func() {
		built <- errors.Join(sites.Build(hugolib.BuildCfg{NoBuildLock: true}), sites.Close())
	}()
	select {
	case err := <-built:
		return err
	case <-sites.Done():
	}
	select {
	case err := <-built:
		return err
	case <-time.After(patience):
		return errGivenUp
	}
}

// config returns the whole configuration of Hugo.
func (in hugoInput) config() map[string]any {
	languages := map[string]any{}
	for i, l := range in.Languages {
		languages[l.Tag] = map[string]any{
			"label": l.Name, "locale": l.Locale, "direction": l.Dir, "weight": i + 1,
			"title": in.Title, "params": l.Params,
		}
	}
	content := map[string]any{"source": "content", "target": "content"}
	if len(in.Only) > 0 {
		content["files"] = in.Only
	}
	everywhere := map[string]any{"matrix": map[string]any{"languages": []string{"**"}}}
	return map[string]any{
		"baseURL": "/", "title": in.Title, "languages": languages,
		"defaultContentLanguage":         in.Languages[0].Tag,
		"defaultContentLanguageInSubdir": true,
		"disableDefaultLanguageRedirect": true,
		"uglyURLs":                       true,
		"relativeURLs":                   true,
		"disableKinds":                   []string{"home", "section", "taxonomy", "term", "rss", "sitemap", "robotstxt", "404"},
		"disableHugoGeneratorInject":     true,
		"disableLiveReload":              true,
		"enableGitInfo":                  false,
		"enableEmoji":                    false,
		"hasCJKLanguage":                 true,
		"timeZone":                       "UTC",
		"summaryLength":                  1,
		"build":                          map[string]any{"noJSConfigInAssets": true, "writeStats": false},
		"module": map[string]any{"mounts": []any{
			content,
			map[string]any{"source": "i18n", "target": "i18n"},
			map[string]any{"source": "assets", "target": "assets", "sites": everywhere},
			map[string]any{"source": "theme/layouts", "target": "layouts", "sites": everywhere},
			map[string]any{"source": "theme/assets", "target": "assets", "sites": everywhere},
		}},
		"outputs":  map[string]any{"page": []string{"html"}},
		"markup":   hugoMarkup,
		"security": hugoSecurity,
	}
}

// hugoMarkup is how Hugo reads Markdown: as package curriculum does, without
// HTML, and with code in classes, because the content security policy allows
// no style in a page.
var hugoMarkup = map[string]any{
	"highlight": map[string]any{"noClasses": false},
	"goldmark": map[string]any{
		"renderer":   map[string]any{"unsafe": false},
		"extensions": map[string]any{"linkify": false},
		"parser": map[string]any{
			"attribute":                          map[string]any{"title": true, "block": true},
			"wrapStandAloneImageWithinParagraph": false,
		},
	},
}

// none is what Hugo's security allows nothing by.
var none = []string{"none"}

// hugoSecurity lets templates and pages run no program, ask no other computer
// and read nothing of the environment.
var hugoSecurity = map[string]any{
	"exec":                   map[string]any{"allow": none, "osEnv": none},
	"http":                   map[string]any{"urls": none, "methods": none},
	"funcs":                  map[string]any{"getenv": none},
	"enableInlineShortcodes": false,
	"allowContent":           []string{"! ^text/html$"},
}

// copyStatic copies the folder from, if there is one, into the root of out.
// Hugo's command does this; its library does not.
func copyStatic(files afero.Fs, from string, out afero.Fs) error {
	if ok, err := afero.DirExists(files, from); err != nil || !ok {
		return err
	}
	static := afero.NewIOFS(afero.NewBasePathFs(files, from))
	return fs.WalkDir(static, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := static.ReadFile(name)
		if err != nil {
			return err
		}
		return afero.WriteFile(out, "/"+name, data, 0o644)
	})
}

// A hugoLog collects what Hugo says.
type hugoLog struct {
	mu      sync.Mutex
	entries []hugoEntry
}

type hugoEntry struct {
	severity diag.Severity
	text     string
}

// logger returns a logger that says nothing aloud. Its entries are kept if
// they are asked for: Hugo has two loggers and repeats some entries in both.
func (l *hugoLog) logger(keep bool) loggers.Logger {
	options := loggers.Options{
		Level: logg.LevelWarn, DistinctLevel: logg.LevelWarn, StdOut: io.Discard, StdErr: io.Discard,
	}
	if keep {
		options.HandlerPost = l.keep
	}
	return loggers.New(options)
}

func (l *hugoLog) keep(e *logg.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	severity := diag.Warning
	if e.Level >= logg.LevelError {
		severity = diag.Error
	}
	l.entries = append(l.entries, hugoEntry{severity, e.Message})
	return nil
}

// problems returns what was said with a severity, in order of place.
func (l *hugoLog) problems(severity diag.Severity) (problems []diag.Problem) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.entries {
		if e.severity == severity {
			problems = append(problems, hugoProblem(e.severity, e.text))
		}
	}
	diag.Sort(problems)
	return problems
}

// failure returns err as a *[RenderError]: each error that err joins, and each
// that was only logged.
func (l *hugoLog) failure(err error) error {
	problems := l.problems(diag.Error)
	if err == nil && len(problems) == 0 {
		return nil
	}
	if len(problems) == 0 || !strings.HasPrefix(err.Error(), "logged ") {
		problems = append(problems, failures(err, diag.Problem{})...)
	}
	diag.Sort(problems)
	return &RenderError{slices.Compact(problems)}
}

// failures returns a problem for each error that err joins, at the innermost
// place that its chain names: the template or page at fault and not those that
// use it.
func failures(err error, at diag.Problem) (problems []diag.Problem) {
	if fe, ok := err.(herrors.FileError); ok && fe.Position().Filename != "" {
		pos := fe.Position()
		at.File, at.Line, at.Column = pos.Filename, pos.LineNumber, pos.ColumnNumber
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			problems = append(problems, failures(one, at)...)
		}
		return problems
	}
	if next := errors.Unwrap(err); next != nil {
		return failures(next, at)
	}
	p := hugoProblem(diag.Error, err.Error())
	if at.File != "" {
		p.File, p.Line, p.Column = at.File, at.Line, at.Column
	}
	return []diag.Problem{p}
}

// hugoExecuting is what Hugo writes before the part of a template that failed.
var hugoExecuting = regexp.MustCompile(`^template: ([^:\s]+):(\d+):(?:(\d+):)? (?:executing "[^"]*" at )?`)

// hugoPlace is how Hugo writes a place inside a text.
var hugoPlace = regexp.MustCompile(`"?(/(?:site|content)/[^":\s]+\.[a-z]+)(?::(\d+))?(?::(\d+))?"?`)

// hugoProblem makes a problem of a text that Hugo wrote, with the place that
// the text names.
func hugoProblem(severity diag.Severity, text string) diag.Problem {
	p := diag.Problem{Severity: severity, Rule: "render"}
	text, _, _ = strings.Cut(text, "; the current security configuration")
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	m, folder := hugoPlace.FindStringSubmatch(text), ""
	if e := hugoExecuting.FindStringSubmatch(text); e != nil {
		m, folder = e, siteRoot+"/theme/layouts/"
	}
	if m != nil {
		p.File = folder + m[1]
		p.Line, _ = strconv.Atoi(m[2])
		p.Column, _ = strconv.Atoi(m[3])
	}
	if strings.HasPrefix(text, "Raw HTML omitted") {
		p.Rule, p.Message = "raw-html", "HTML is not shown"
		p.Hint = "write it in Markdown"
		return p
	}
	p.Message = hugoExecuting.ReplaceAllString(text, "")
	return p
}
