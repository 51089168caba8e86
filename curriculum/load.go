package curriculum

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"homeroom/internal/diag"
)

// A Version is what one layer has under a path. See [Load].
type Version struct {
	Layer string
	Data  []byte
}

// builtIn is the layer that is homeroom's own.
const builtIn = "built-in"

// Load reads the curriculum in files: lessons/, quizzes/, content/ and
// config.yaml. It returns every mistake that it finds, sorted; the curriculum
// is fit for use if [diag.Errors] counts none, and else holds what could be
// read. The error is not nil only if a file could not be read at all.
//
// If files has a method Versions(name string) []Version, config.yaml and
// content/citations.yaml are merged from all of them, the lowest layer first,
// and a page is held against those that it takes the place of. If it has a method
// Layer(name string) string, problems name the layer of their file, and files
// of the layer "built-in" may name standard rules that the district lacks.
func Load(files fs.FS) (*Curriculum, []diag.Problem, error) {
	l := newLoader(files)
	if err := l.load(); err != nil {
		return nil, nil, fmt.Errorf("load curriculum: %w", err)
	}
	diag.Sort(l.problems)
	return l.course, slices.Compact(l.problems), nil
}

// A loader holds a curriculum while it is being loaded.
type loader struct {
	files    fs.FS
	lang     string     // language to load; "" for that of the originals
	tr       Translator // nil for that of the originals
	base     *loader    // of the originals, from which pages are taken over; may be nil
	reused   map[*page]bool
	done     map[string]any // see finished
	course   *Curriculum
	problems []diag.Problem
	later    []func() // checks that need the whole curriculum

	originalFacts map[string]string // in the language of the originals, if that is not the one to load

	found     found
	own       ownPages
	pages     map[string]*page  // Markdown by path
	seen      map[string]string // path in small letters → path
	ids       map[string]span   // ids of documents and quizzes
	taken     map[string]string // address → path of its page
	finishing []func()
	chain     []*page // pages being opened, each included by the one before
	planned   *planned
	credits   map[string]*credit
	assets    map[string]bool
	rules     map[string]span // ids of rules
	sameAs    []string        // standard rules that some rule is the same as
	laws      string          // layer of legal.yaml
	cited     map[string]*cited
	replaced  map[*page][]*source // see below
	states    []*statePack        // by id

	lessons []*lesson
	quizzes []*quiz
}

// newLoader returns a loader of files that has read nothing yet.
func newLoader(files fs.FS) *loader {
	return &loader{
		files:  files,
		course: new(Curriculum),
		pages:  map[string]*page{},
		seen:   map[string]string{},
		ids:    map[string]span{},
		taken:  map[string]string{},
	}
}

// load reads and checks everything, in an order in which each step finds what
// it needs: settings, plan, the text of pages, links between them.
func (l *loader) load() error {
	if err := l.loadStates(); err != nil {
		return err
	}
	if err := l.settings(); err != nil {
		return err
	}
	if err := l.walk(); err != nil {
		return err
	}
	for _, read := range []func() error{l.loadLegal, l.loadCitations, l.loadPlan, l.finishStates, l.loadAssets, l.loadPages} {
		if err := read(); err != nil {
			return err
		}
	}
	l.surveyAll()
	for _, path := range slices.Sorted(maps.Keys(l.pages)) {
		l.open(l.pages[path])
	}
	l.resolveLinks()
	for _, finish := range l.finishing {
		finish()
	}
	l.finishLessons()
	l.finishQuizzes()
	l.checkPlan()
	for _, check := range l.later {
		check()
	}
	l.order()
	l.editions()
	l.course.byID, l.course.loaded = newIndex(l.course), l
	return l.gates()
}

// layer returns the layer of a file, or "" if nobody knows.
func (l *loader) layer(path string) string {
	if files, ok := l.files.(interface{ Layer(name string) string }); ok {
		return files.Layer(path)
	}
	return ""
}

// read returns a file of text as a source. A file that is no readable text is
// reported, and nil is returned. A file that is not there is nil, too.
func (l *loader) read(path string) (*source, error) {
	info, err := fs.Stat(l.files, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &source{path: path, layer: l.layer(path)}
	if !info.Mode().IsRegular() {
		l.wrong(whole(s), "irregular-file", "put the file itself there", "this is not an ordinary file")
		return nil, nil
	}
	if info.Size() > mostData {
		l.wrong(whole(s), "file-size", "split it; a page has at most 1 MB", "this file is %d MB long", (info.Size()+(1<<20)-1)>>20)
		return nil, nil
	}
	data, err := fs.ReadFile(l.files, path)
	if err != nil {
		return nil, err
	}
	if !l.decode(s, string(data)) {
		return nil, nil
	}
	return s, nil
}

// decode makes the text of a source of the bytes of its file, or reports that
// they are none.
func (l *loader) decode(s *source, data string) bool {
	data = strings.TrimPrefix(data, "\ufeff")
	if strings.HasPrefix(data, "\xff\xfe") || strings.HasPrefix(data, "\xfe\xff") {
		l.wrong(whole(s), "encoding", "save it as UTF-8", "this file is written in UTF-16")
		return false
	}
	if strings.Contains(data, "\r") {
		data = strings.ReplaceAll(strings.ReplaceAll(data, "\r\n", "\n"), "\r", "\n")
	}
	s.text = strings.ToValidUTF8(data, "\ufffd")
	if s.text != data {
		at := firstInvalid(data)
		l.wrong(span{s, at, at + len("\ufffd")}, "encoding", "save the file as UTF-8", "this character is not UTF-8")
		return false
	}
	if at := strings.IndexByte(data, 0); at >= 0 {
		l.wrong(span{s, at, at + 1}, "encoding", "save the file as plain text in UTF-8", "there is a NUL character here; this is not a text")
		return false
	}
	return true
}

// firstInvalid returns the offset of the first byte that is not UTF-8.
func firstInvalid(data string) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRuneInString(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// id notes the id of a page or quiz, and reports one that is there twice.
func (l *loader) id(id string, at span) {
	if id == "" {
		return
	}
	if first, ok := l.ids[id]; ok {
		l.wrong(at, "duplicate-id", "give one of them another id", "%s has the id %s already", first.src.path, quote(id))
		return
	}
	l.ids[id] = at
}

// check calls f when everything is loaded.
func (l *loader) check(f func()) { l.later = append(l.later, f) }

// LoadSettings reads only config.yaml, as far as it can be read.
func LoadSettings(files fs.FS) (Settings, error) {
	l := newLoader(files)
	if err := l.settings(); err != nil {
		return Settings{}, fmt.Errorf("load settings: %w", err)
	}
	return l.course.Settings, nil
}
