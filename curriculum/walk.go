package curriculum

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// found are the files of a curriculum by what they are, each sorted.
type found struct {
	lessons, guides, quizzes, policies, faqs, others []string // Markdown
	assets, credits                                  []string
}

// The roots of what authors write.
var roots = []string{"content", "lessons", "quizzes"}

// kinds of files that may stand beside pages, by their extension.
var pictureKinds = []string{".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
var assetKinds = append([]string{".m4a", ".mp3", ".mp4", ".ogg", ".pdf", ".vtt", ".webm"}, pictureKinds...)

// walk finds the files under the roots and checks their names.
func (l *loader) walk() error {
	if err := l.checkRoots(); err != nil {
		return err
	}
	for _, root := range roots {
		if _, err := fs.Stat(l.files, root); err != nil {
			continue
		}
		err := fs.WalkDir(l.files, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return l.visit(name, d)
		})
		if err != nil {
			return err
		}
	}
	l.addOwn()
	return nil
}

// visit notes a file, or reports why it is none of ours.
func (l *loader) visit(name string, d fs.DirEntry) error {
	if slices.Contains(roots, name) {
		return nil
	}
	if strings.HasPrefix(path.Base(name), ".") {
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	at := whole(&source{path: name, layer: l.layer(name)})
	if !l.goodName(at, path.Base(name)) {
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if d.IsDir() {
		return nil
	}
	if !d.Type().IsRegular() {
		l.wrong(at, "irregular-file", "put the file itself there", "this is not an ordinary file")
		return nil
	}
	l.sort(at, name)
	return nil
}

// sort puts a file to those of its kind.
func (l *loader) sort(at span, name string) {
	f := &l.found
	base := path.Base(name)
	switch {
	case name == "lessons/plan.yaml", name == "content/policies/legal.yaml", name == citationsName, name == ledgerName, statePath(name):
	case path.Dir(name) == statesFolder && (strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")):
		l.wrong(at, "file-name", "name it for the state, such as "+statesFolder+"/ct.yaml", "the pack of a state has another name")
	case strings.HasSuffix(name, ".credit.yaml"):
		f.credits = append(f.credits, name)
	case strings.HasSuffix(name, ".yaml"), strings.HasSuffix(name, ".yml"):
		l.wrong(at, "unknown-file", didYouMean(base, []string{"plan.yaml", "legal.yaml", "citations.yaml", "ids.yaml"}, "take the file away"), "homeroom does not read this file")
	case strings.HasSuffix(name, ".md"):
		l.sortPage(at, name)
	case slices.Contains(assetKinds, path.Ext(name)):
		f.assets = append(f.assets, name)
	default:
		l.wrong(at, "unknown-file", "take the file away, or save it as one of "+strings.Join(assetKinds, " "), "homeroom does not publish files of this kind")
	}
}

// sortPage puts a page to those of its kind.
func (l *loader) sortPage(at span, name string) {
	f := &l.found
	base := strings.TrimSuffix(path.Base(name), ".md")
	folders := strings.Split(path.Dir(name), "/")
	guide := folders[0] == "lessons" && strings.HasSuffix(base, ".guide")
	stem := strings.TrimSuffix(base, ".guide")
	if path.Ext(stem) != "" {
		l.noteOwn(at, name)
		return
	}
	switch {
	case folders[0] == "content" && base == "index":
		l.wrong(at, "file-name", "name it _index.md", "the page of a folder has another name")
	case folders[0] == "content" && strings.HasPrefix(name, "content/policies/") && base != "_index":
		f.policies = append(f.policies, name)
	case folders[0] == "content" && path.Dir(name) == "content/families/faq" && base != "_index":
		f.faqs = append(f.faqs, name)
	case folders[0] == "content":
		f.others = append(f.others, name)
	case len(folders) != 2 || !isBand(folders[1]) && folders[1] != "annual":
		hint := "put it in one of " + folders[0] + "/k-2, 3-5, 6-8, 9-12 or annual"
		if len(folders) == 2 {
			hint = didYouMean(folders[1], []string{"k-2", "3-5", "6-8", "9-12", "annual"}, hint)
		}
		l.wrong(at, "folder", hint, "%s do not stand in this folder", folders[0])
	case folders[0] == "quizzes":
		f.quizzes = append(f.quizzes, name)
	case guide:
		f.guides = append(f.guides, name)
	default:
		f.lessons = append(f.lessons, name)
	}
}

// isBand reports whether name is the folder of a band.
func isBand(name string) bool {
	return slices.Contains([]Band{BandK2, Band35, Band68, Band912}, Band(name))
}

// reservedNames cannot be names of files on Windows, whatever comes after the
// first dot.
var reservedNames = []string{"aux", "con", "nul", "prn", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"}

// goodName reports a name that some computer, or an address, cannot have.
func (l *loader) goodName(at span, base string) bool {
	stem, _, _ := strings.Cut(base, ".")
	good := false
	switch {
	case slices.Contains(reservedNames, strings.ToLower(stem)):
		l.wrong(at, "file-name", "choose another name", "Windows cannot have a file of this name")
	case len(base) > 120:
		l.wrong(at, "file-name", "choose a name of at most 120 letters", "the name is too long")
	case strings.ContainsFunc(base, notInName), strings.Contains(base, ".."), strings.HasSuffix(base, "."):
		hint := "use small letters a to z, digits and hyphens"
		if s := slug(strings.TrimSuffix(base, path.Ext(base))); s != "" && isASCII(path.Ext(base)) && !strings.ContainsAny(path.Ext(base), " \"'") {
			hint = "name it " + s + strings.ToLower(path.Ext(base))
		}
		l.wrong(at, "file-name", hint, "this name makes trouble on some computers or in addresses")
	default:
		good = true
	}
	key := strings.ToLower(norm.NFC.String(at.src.path))
	if other, ok := l.seen[key]; ok {
		l.wrong(at, "same-name", "rename one of them", "on some computers this is the same file as %s", quote(other))
	}
	l.seen[key] = at.src.path
	return good
}

// notInName reports whether a character makes trouble in a file's name.
func notInName(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r))
}

// checkRoots reports what at the top looks like a slip of one of our names.
func (l *loader) checkRoots() error {
	entries, err := fs.ReadDir(l.files, ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		want := ""
		switch {
		case slices.Contains([]string{"content", "lessons", "quizzes", "i18n", "themes", "config.yaml", "taken.yaml", "docs", "samples"}, name):
		case e.IsDir():
			want = nearest(strings.ToLower(name), slices.Values([]string{"content", "lessons", "quizzes"}))
		default:
			want = nearest(strings.ToLower(name), slices.Values([]string{"config.yaml"}))
		}
		if want != "" {
			at := whole(&source{path: name, layer: l.layer(name)})
			l.doubtful(at, "unknown-file", "did you mean "+want, "homeroom does not read this")
		}
	}
	return nil
}
