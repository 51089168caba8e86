package build

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/translate"
)

// load reads the layers as a curriculum and the words of its languages. The
// curriculum is nil if it cannot even be told which languages there are.
func load(layers *layer.Stack) (*curriculum.Curriculum, map[string]*translate.Words, []diag.Problem, error) {
	course, problems, err := curriculum.Load(merged{layers})
	if err != nil {
		return nil, nil, nil, err
	}
	problems = append(problems, notAllowed(layers)...)
	words := map[string]*translate.Words{}
	if course != nil && len(course.Settings.Languages) > 0 {
		var wrong []diag.Problem
		words, wrong = readWords(layers, course.Settings.Languages)
		problems = append(append(problems, wrong...), tagNames(layers)...)
	}
	if course != nil {
		problems = append(problems, refused(layers, course.Settings.Languages)...)
	}
	problems = placed(layers, problems)
	diag.Sort(problems)
	return course, words, problems, nil
}

// placed returns problems with the layer of each file.
func placed(layers *layer.Stack, problems []diag.Problem) []diag.Problem {
	for i, p := range problems {
		if p.Layer == "" {
			problems[i].Layer = layers.Layer(p.File)
		}
	}
	return problems
}

// merged shows a stack of layers to package curriculum, which must not know it.
type merged struct{ *layer.Stack }

// Versions returns what each layer has under name, for merging key by key.
func (m merged) Versions(name string) (versions []curriculum.Version) {
	for _, v := range m.Stack.Versions(name, translate.MaxFile) {
		versions = append(versions, curriculum.Version{Layer: v.Layer, Data: v.Data})
	}
	return versions
}

// tagNames reports folders and files of languages whose names are not written
// as BCP 47 writes them, so that nobody would find them.
func tagNames(layers *layer.Stack) (problems []diag.Problem) {
	entries, err := layers.ReadDir("i18n")
	if err != nil {
		return nil // there is none
	}
	for _, e := range entries {
		tag := e.Name()
		if !e.IsDir() {
			tag = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(tag, path.Ext(tag)), "glossary."), "terms.")
		}
		if canonical, err := translate.Canonical(tag); err == nil && canonical != tag {
			problems = append(problems, diag.Problem{File: "i18n/" + e.Name(), Rule: "language-tag",
				Message: "this language is written " + canonical, Hint: "name it " + strings.Replace(e.Name(), tag, canonical, 1)})
		}
	}
	return problems
}

// readWords reads the words of each language, the first language's below the
// others.
func readWords(layers *layer.Stack, languages []string) (map[string]*translate.Words, []diag.Problem) {
	words := map[string]*translate.Words{}
	var problems []diag.Problem
	var below *translate.Words
	for _, lang := range languages {
		name := "i18n/" + lang + ".yaml"
		var files []translate.File
		for _, v := range layers.Versions(name, 2*translate.MaxFile) {
			files = append(files, translate.File{Path: name, Layer: v.Layer, Data: v.Data})
		}
		if len(files) == 0 {
			problems = append(problems, atSetting(layers, "languages", diag.Problem{Rule: "language-words",
				Message: fmt.Sprintf("there are no words of the interface in %s", lang),
				Hint:    fmt.Sprintf("add %s, or take %s out of languages", name, lang)}))
			continue
		}
		w, wrong := translate.Read(lang, files, below)
		problems = append(problems, wrong...)
		if w == nil {
			continue
		}
		if below == nil {
			below = w
		}
		words[lang] = w
	}
	return words, problems
}

// localize returns the curriculum, without its drafts, and the interface in
// each language, that of the originals first. What is not translated stays in
// that language, and says so. What is wrong in translations is returned, too.
func localize(layers *layer.Stack, course *curriculum.Curriculum, words map[string]*translate.Words) ([]siteText, []diag.Problem, error) {
	var texts []siteText
	var problems []diag.Problem
	for i, lang := range course.Settings.Languages {
		in := course
		if i > 0 {
			var wrong []diag.Problem
			var err error
			if in, wrong, err = translated(layers, course, lang); err != nil {
				return nil, nil, err
			}
			problems = append(problems, wrong...)
		}
		texts = append(texts, siteText{Lang: lang, Words: words[lang], Course: in.Published()})
	}
	problems = placed(layers, problems)
	diag.Sort(problems)
	return texts, problems, nil
}

// translated returns the curriculum, with its drafts, in a language that is
// not that of the originals, and what is wrong in its translations.
func translated(layers *layer.Stack, original *curriculum.Curriculum, lang string) (*curriculum.Curriculum, []diag.Problem, error) {
	shelf, problems, err := readShelf(layers, lang)
	if err != nil {
		return nil, nil, err
	}
	course, wrong, err := original.In(merged{layers}, lang, shelf)
	return course, append(problems, wrong...), err
}

// Digest returns a digest of everything that a bundle of the layers is built
// from: each file that is seen in the stack, what lies below a file that is
// merged, and the version of the program. 32 hexadecimal digits.
func Digest(layers *layer.Stack, version string) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "homeroom %q\n", version)
	err := fs.WalkDir(layers, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && outside(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || outside(name) {
			return nil
		}
		return hashFile(h, layers, name)
	})
	if err != nil {
		return "", fmt.Errorf("read layers: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil))[:32], nil
}

// hashFile adds a file's name, its length and its text. Of files that are
// merged it adds what each layer has.
func hashFile(h io.Writer, layers *layer.Stack, name string) error {
	if name == "config.yaml" || name == "content/citations.yaml" || strings.HasPrefix(name, "i18n/") {
		for _, v := range layers.Versions(name, 1<<40) {
			fmt.Fprintf(h, "%q %q %d\n", name, v.Layer, len(v.Data))
			h.Write(v.Data)
		}
		return nil
	}
	data, err := fs.ReadFile(layers, name)
	if err != nil {
		return err
	}
	fmt.Fprintf(h, "%q %q %d\n", name, layers.Layer(name), len(data))
	_, err = h.Write(data)
	return err
}

// sourceFolders are the folders that a build reads.
var sourceFolders = []string{"content", "lessons", "quizzes", "i18n", "themes"}

// outside reports whether a build never reads name: it lies in none of the
// authors' folders, or it or its folder is hidden.
func outside(name string) bool {
	first, _, below := strings.Cut(name, "/")
	if !below && first == "config.yaml" {
		return false
	}
	return !slices.Contains(sourceFolders, first) || strings.HasPrefix(path.Base(name), ".")
}
