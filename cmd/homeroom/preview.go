package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"homeroom"
	"homeroom/build"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/preview"
	"homeroom/internal/translate"
	"homeroom/internal/watch"
)

// previewing are the settings of "homeroom preview".
type previewing struct {
	on   folders
	addr string // host:port to listen on
	lang string // "" for the first language
	open bool   // in a browser
}

func previewCommand(t terminal) *cobra.Command {
	var p previewing
	c := &cobra.Command{
		Use:   "preview [DIR]",
		Short: "Show the site while you write it",
		Long: `Preview shows the site of the district whose folder is DIR while you write: the
page in the browser follows each change, and a mistake is shown over it, with
its line, until it is mended. It shows one language, with drafts, staff pages
and all answers, and therefore to this computer alone.

Exit statuses: 0 stopped, 2 command line, 3 failed.`,
		Example: `  homeroom preview tern-hollow --open
  homeroom preview tern-hollow --lang es`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			p.on.arg(args)
			return p.run(c.Context(), t)
		},
	}
	p.on.flags(c)
	c.Flags().StringVar(&p.addr, "addr", "127.0.0.1:8090", "listen on this `HOST:PORT`")
	c.Flags().StringVar(&p.lang, "lang", "", "show this `LANGUAGE`, such as es (default: the first)")
	c.Flags().BoolVar(&p.open, "open", false, "open the first page in the browser")
	return c
}

// The times of a preview: a change is built when an editor has been quiet for
// a moment, or at least begun long enough ago.
const (
	previewQuiet = 100 * time.Millisecond
	previewMost  = 500 * time.Millisecond
	previewSweep = 2 * time.Second
)

// run shows the site until ctx ends.
func (p *previewing) run(ctx context.Context, t terminal) error {
	if _, err := p.on.stack(); err != nil {
		return err
	}
	words, err := previewWords(p.lang)
	if err != nil {
		return err
	}
	listener, err := p.listen()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	server, ended := preview.New(words), make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener) }()
	changes := watch.Start(ctx, p.watched(t))
	at := "http://" + listener.Addr().String() + "/"
	fmt.Fprintf(t.out, "The preview is at  %s\nIt shows drafts, staff pages and answers, to this computer alone. Stop with Ctrl-C.\n\n", at)
	if p.on.district == "" && p.on.school == "" {
		fmt.Fprintf(t.out, "This is what homeroom brings along. Name the folder that you write in to follow it.\n\n")
	}
	if p.open {
		openBrowser(t, at)
	}
	p.rebuild(ctx, t, server, watch.Change{Since: time.Now()})
	for {
		select {
		case err := <-ended:
			return err
		case change, ok := <-changes:
			if !ok {
				return <-ended
			}
			p.rebuild(ctx, t, server, change)
		}
	}
}

// listen opens the address, or says what to do if it cannot be had.
func (p *previewing) listen() (net.Listener, error) {
	listener, err := preview.Listen(p.addr)
	switch {
	case errors.Is(err, preview.ErrOpen):
		return nil, hinted{fmt.Errorf("%w: %w", errUsage, err),
			"a preview shows answers and staff pages; choose an address such as 127.0.0.1:8090, or use homeroom serve for others"}
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, hinted{err, "another program listens there; stop it, or take any free port with --addr 127.0.0.1:0"}
	case err != nil:
		return nil, hinted{err, "write a host and a port, such as 127.0.0.1:8090"}
	}
	return listener, nil
}

// watched returns the folders that are watched: all that a build reads of the
// layers above the built-in one.
func (p *previewing) watched(t terminal) watch.Folders {
	f := watch.Folders{
		Skip: func(name string) bool {
			return !build.Reads(name) || editors(name[strings.LastIndexByte(name, '/')+1:])
		},
		Quiet: previewQuiet, Most: previewMost, Sweep: previewSweep,
		Trouble: func(err error) {
			fmt.Fprintf(t.err, "homeroom: the system does not tell of all changes (%v); they are looked for every %v\n", err, previewSweep)
		},
	}
	for _, dir := range []string{p.on.district, p.on.school} {
		if dir != "" {
			f.Roots = append(f.Roots, dir)
		}
	}
	return f
}

// editors reports whether a file is one that an editor keeps beside the file
// that is being written.
func editors(base string) bool {
	switch {
	case strings.HasSuffix(base, "~"), // a copy from before
		strings.HasPrefix(base, "#") && strings.HasSuffix(base, "#"), // not saved yet
		strings.HasSuffix(base, ".swp"), strings.HasSuffix(base, ".swx"), strings.HasSuffix(base, ".tmp"),
		strings.Contains(base, "___jb_"),
		base == "4913": // a try whether the folder may be written to
		return true
	}
	return strings.HasPrefix(base, ".")
}

// rebuild makes the site anew after a change and shows it, or what is wrong.
func (p *previewing) rebuild(ctx context.Context, t terminal, server *preview.Server, change watch.Change) {
	begun := time.Now()
	site, err := p.build(ctx)
	if err == nil {
		err = server.Show(site)
	}
	if ctx.Err() != nil {
		return
	}
	now := time.Now()
	at, after := now.Format(time.TimeOnly), since(change, now)
	if err == nil {
		if n := len(site.Warnings); n > 0 {
			after += "; " + count(n, "warning")
		}
		fmt.Fprintf(t.out, "%s  built in %.2f s%s\n", at, now.Sub(begun).Seconds(), after)
		return
	}
	wrong, ok := errors.AsType[*unfit](err)
	if !ok {
		wrong = &unfit{p.problems(nil, err)}
	}
	server.Fail(wrong.problems)
	fmt.Fprintf(t.out, "%s  not built%s\n", at, after)
	if err := diag.Write(t.err, wrong.problems); err == nil {
		fmt.Fprintf(t.err, "\n%s; what was there before stays until this is mended\n", count(len(wrong.problems), "problem"))
	}
}

// since says what has changed, and how long it took until it was shown.
func since(change watch.Change, shown time.Time) string {
	n := len(change.Files)
	if n == 0 {
		return ""
	}
	text := fmt.Sprintf(", %.2f s after %s", shown.Sub(change.Since).Seconds(), change.Files[n-1])
	if n > 1 {
		text += " and " + count(n-1, "other")
	}
	return text + " changed"
}

// An unfit site cannot be shown, for reasons that its author can mend.
type unfit struct{ problems []diag.Problem }

// Error says how many problems there are.
func (u *unfit) Error() string { return count(len(u.problems), "problem") }

// build makes the site. What an author can mend is an *unfit.
func (p *previewing) build(ctx context.Context) (*preview.Site, error) {
	layers, err := p.on.stack()
	if err != nil {
		return nil, &unfit{p.problems(nil, err)}
	}
	cache, err := cacheFolder()
	if err != nil {
		return nil, err
	}
	layers = layers.Without(editors)
	made, err := build.Preview(ctx, build.Input{Layers: layers, Version: version(), CacheDir: cache}, p.lang)
	if err != nil {
		return nil, &unfit{p.problems(layers, err)}
	}
	site := &preview.Site{
		Lang: made.Lang, Languages: made.Languages, Home: made.Home, Files: made.Files,
		Warnings: p.on.located(p.on.own(made.Warnings)),
	}
	for _, page := range made.Pages {
		site.Pages = append(site.Pages, preview.Page{
			Address: page.URL, Title: page.Title, File: p.file(layers, page.Source),
			Draft: page.Draft, Staff: page.Staff, Answers: page.Answers,
		})
	}
	return site, nil
}

// file returns where an author finds the source of a page, "" if nobody wrote
// it.
func (p *previewing) file(layers *layer.Stack, source string) string {
	from := layers.Layer(source)
	switch from {
	case "":
		return ""
	case layerDistrict, layerSchool:
		return p.on.located([]diag.Problem{{File: source, Layer: from}})[0].File
	}
	return source + " [" + from + "]"
}

// problems returns what an author is told of an error: the mistakes in the
// curriculum, or why it could not be read. Layers is nil if there were none.
func (p *previewing) problems(layers *layer.Stack, err error) []diag.Problem {
	var mistake *build.Mistake
	var path *fs.PathError
	one := diag.Problem{File: "homeroom", Message: err.Error()}
	switch {
	case errors.As(err, &mistake):
		var stopping []diag.Problem
		for _, problem := range p.on.located(mistake.Problems) {
			if problem.Severity == diag.Error {
				stopping = append(stopping, problem)
			}
		}
		return stopping
	case layers == nil:
		one.Hint = "put the folder back, where homeroom may read it; the preview then goes on by itself"
	case errors.As(err, &path):
		one.File, one.Layer = path.Path, layers.Layer(path.Path)
		one.Message, one.Hint = "this cannot be read: "+path.Err.Error(), "put it back, or take it away"
		if errors.Is(err, fs.ErrPermission) {
			one.Hint = "allow the account that runs homeroom to read it"
		}
	}
	return p.on.located([]diag.Problem{one})
}

// previewWords returns the words of a preview in a language, or in English if
// homeroom does not speak it. They are the built-in ones, because an author's
// own may be what is wrong.
func previewWords(lang string) (*translate.Words, error) {
	var words *translate.Words
	for _, tag := range []string{"en", lang} {
		name := "i18n/" + tag + ".yaml"
		data, err := fs.ReadFile(homeroom.Files(), name)
		if err != nil {
			continue
		}
		if w, _ := translate.Read(tag, []translate.File{{Path: name, Layer: layer.BuiltIn, Data: data}}, words); w != nil {
			words = w
		}
	}
	if words == nil {
		return nil, errors.New("read words: homeroom was built without any")
	}
	return words, nil
}
