package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/taken"
)

// taking are the arguments of "homeroom take".
type taking struct {
	name  string  // of the file that is taken, from the root of its layer
	dir   string  // the folder that it is taken into
	from  folders // the layers that it is taken from
	print bool    // print the original instead of copying it
	diff  bool    // show how the copy differs instead
	seen  bool    // only remember that the copy was held against the original
}

func takeCommand(t terminal) *cobra.Command {
	var k taking
	c := &cobra.Command{
		Use:   "take PATH [DIR]",
		Short: "Copy one built-in file into a folder, to change it there",
		Long: `Take copies the built-in file PATH to the same path in the folder DIR, where it
takes the place of the built-in one, and remembers what it was copied from: then
"homeroom doctor" can say that a newer homeroom has a newer edition. Nothing is
overwritten. A folder as PATH lists what there is. DIR is this folder unless
given.

Exit statuses: 0 done, 2 command line, 3 failed.`,
		Example: `  homeroom take lessons
  homeroom take content/families/privacy.md tern-hollow
  homeroom take content/help.md tern-hollow/alder-brook --from tern-hollow`,
		Args: usage(cobra.RangeArgs(1, 2)),
		RunE: func(_ *cobra.Command, args []string) error {
			k.name, k.dir = tidyPath(args[0]), here(args[1:])
			return k.run(t)
		},
	}
	c.Flags().StringVar(&k.from.district, "from", "", "take what this district's `FOLDER` has")
	c.Flags().BoolVar(&k.diff, "diff", false, "show how the copy in DIR differs, and copy nothing")
	c.Flags().BoolVar(&k.seen, "seen", false, "remember that the copy was compared with today's")
	c.Flags().BoolVar(&k.print, "print", false, "print the file, and copy nothing")
	c.MarkFlagsMutuallyExclusive("diff", "seen", "print")
	return c
}

// here returns the folder that a command line names, or else this folder.
func here(args []string) string {
	if len(args) > 0 {
		return args[0]
	}
	return "."
}

// tidyPath returns a path as layers name their files.
func tidyPath(name string) string {
	return strings.TrimPrefix(path.Clean("/"+filepath.ToSlash(name)), "/")
}

func (k *taking) run(t terminal) error {
	layers, err := k.from.stack()
	if err != nil {
		return err
	}
	if k.name == "" {
		k.name = "."
	}
	info, err := layers.Stat(k.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return hinted{fmt.Errorf("take %s: there is no such file", k.name), likeFile(layers, k.name)}
	case err != nil:
		return fmt.Errorf("take %s: %w", k.name, err)
	case info.IsDir():
		return listFiles(t, layers, k.name)
	}
	original, err := fs.ReadFile(layers, k.name)
	if err != nil {
		return fmt.Errorf("take %s: %w", k.name, err)
	}
	if k.print {
		_, err := t.out.Write(original)
		return err
	}
	if what := isMerged(k.name); what != "" {
		return hinted{fmt.Errorf("take %s: it is not copied, because each layer adds to the one below it", k.name),
			fmt.Sprintf("write only %s that you change into %s; --print shows all of them", what, filepath.Join(k.dir, filepath.FromSlash(k.name)))}
	}
	root, err := openFolder(k.dir)
	if err != nil {
		return err
	}
	c := taken.Copy{From: layers.Layer(k.name), Version: version(), Digest: taken.Digest(original)}
	return errors.Join(k.into(t, root, layers, original, c), root.Close())
}

// into copies the original into the folder, or does what a flag says instead.
func (k *taking) into(t terminal, root *os.Root, layers *layer.Stack, original []byte, c taken.Copy) error {
	switch {
	case k.diff:
		return k.compare(t, root, original, c)
	case k.seen:
		return k.note(t, root, c)
	}
	if err := writeNew(root, k.name, original); errors.Is(err, fs.ErrExist) {
		return hinted{fmt.Errorf("take %s: it is in %s already", k.name, k.dir), "add --diff to see how it differs"}
	} else if err != nil {
		return fmt.Errorf("take %s: %w", k.name, err)
	}
	if err := taken.Remember(root, k.name, c); err != nil {
		return errors.Join(err, root.Remove(filepath.FromSlash(k.name)))
	}
	fmt.Fprintf(t.out, "took %s\n", filepath.Join(k.dir, filepath.FromSlash(k.name)))
	return k.advise(t, root, layers)
}

// openFolder opens a district's folder for writing. Nothing is written outside
// it, wherever links lead.
func openFolder(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{fmt.Errorf("%s: there is no such folder", dir), "homeroom new " + dir + " makes one"}
	}
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	if dir != "." || hasAuthored(root) {
		return root, nil
	}
	return nil, errors.Join(hinted{
		fmt.Errorf("%w: this folder is no district's", errUsage), "name the folder at the end of the line",
	}, root.Close())
}

// hasAuthored reports whether a folder has anything that homeroom reads.
func hasAuthored(root *os.Root) bool {
	return slices.ContainsFunc(authored, func(name string) bool {
		_, err := root.Lstat(name)
		return err == nil
	})
}

// authored are the files and folders that homeroom reads in a district's
// folder.
var authored = []string{"config.yaml", "content", "lessons", "quizzes", "i18n", "themes", taken.File}

// writeNew writes a file that is not there yet, and its folders. The error is
// fs.ErrExist if it is.
func writeNew(root *os.Root, name string, data []byte) error {
	name = filepath.FromSlash(name)
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, root.Remove(name))
	}
	return nil
}

// compare prints how the copy differs from the original.
func (k *taking) compare(t terminal, root *os.Root, original []byte, c taken.Copy) error {
	copied, err := k.copied(root)
	if err != nil {
		return err
	}
	text, _, _ := taken.Diff(c.From+"/"+k.name, original, filepath.ToSlash(filepath.Join(k.dir, k.name)), copied)
	if text == "" {
		text = "no difference\n"
	}
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		lines[i] = diag.Tame(strings.TrimSuffix(line, "\n"))
	}
	_, err = fmt.Fprint(t.out, strings.Join(lines, "\n"))
	return err
}

// note remembers that the copy was held against the original.
func (k *taking) note(t terminal, root *os.Root, c taken.Copy) error {
	if _, err := k.copied(root); err != nil {
		return err
	}
	if err := taken.Remember(root, k.name, c); err != nil {
		return err
	}
	_, err := fmt.Fprintf(t.out, "%s counts as compared with that of homeroom %s\n", filepath.Join(k.dir, filepath.FromSlash(k.name)), c.Version)
	return err
}

// copied returns the text of the copy.
func (k *taking) copied(root *os.Root) ([]byte, error) {
	data, err := root.ReadFile(filepath.FromSlash(k.name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{fmt.Errorf("%s: there is no copy of it in %s", k.name, k.dir), "homeroom take " + k.name + " " + k.dir + " makes one"}
	}
	return data, err
}

// merged are files of which every layer's is read, and what a district writes
// into its own.
var merged = []struct {
	name *regexp.Regexp
	what string
}{
	{regexp.MustCompile(`^config\.yaml$`), "the settings"},
	{regexp.MustCompile(`^i18n/[A-Za-z-]+\.yaml$`), "the words"},
	{regexp.MustCompile(`^i18n/glossary\.[A-Za-z-]+\.yaml$`), "the groups of words"},
	{regexp.MustCompile(`^i18n/terms\.[A-Za-z-]+\.yaml$`), "the agreed words"},
	{regexp.MustCompile(`^i18n/[^/]+/.*\.po$`), "the messages"},
	{regexp.MustCompile(`^content/citations\.yaml$`), "the sites"},
	{regexp.MustCompile(`^lessons/ids\.yaml$`), "the ids"},
}

// isMerged returns what a district writes into a file of which every layer's is
// read, such as "the words"; "" for a file that replaces the one below it. A
// copy of a merged file would keep every entry of it from getting better.
func isMerged(name string) string {
	for _, m := range merged {
		if m.name.MatchString(name) {
			return m.what
		}
	}
	return ""
}

// listFiles prints the files below a folder of the layers.
func listFiles(t terminal, layers *layer.Stack, folder string) error {
	return fs.WalkDir(layers, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = fmt.Fprintln(t.out, diag.Tame(name))
		return err
	})
}

// likeFile returns a hint for a path that is not in the layers.
func likeFile(layers *layer.Stack, wanted string) string {
	var all, same []string
	err := fs.WalkDir(layers, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, name)
			if stem(name) == stem(wanted) {
				same = append(same, name)
			}
		}
		return err
	})
	if err != nil {
		return ""
	}
	if like := diag.Nearest(wanted, slices.Values(all)); like != "" {
		return "did you mean " + like
	}
	if len(same) > 0 {
		return "did you mean " + strings.Join(same[:min(3, len(same))], " or ")
	}
	for folder := path.Dir(wanted); folder != "."; folder = path.Dir(folder) {
		if info, err := layers.Stat(folder); err == nil && info.IsDir() {
			return "homeroom take " + folder + " lists what there is"
		}
	}
	return "homeroom take . lists what there is"
}

// stem returns the last part of a path, up to the first dot.
func stem(name string) string {
	stem, _, _ := strings.Cut(path.Base(name), ".")
	return stem
}

// advise says what belongs with the file that was taken, and is still seen
// where it was.
func (k *taking) advise(t terminal, root *os.Root, layers *layer.Stack) error {
	if strings.HasPrefix(k.name, "themes/") {
		_, err := fmt.Fprintf(t.out, "Templates and styles are code: after an update of homeroom, run\n  homeroom doctor %s\n", k.dir)
		return err
	}
	belongs, err := belonging(layers, k.name)
	if err != nil {
		return err
	}
	belongs = slices.DeleteFunc(belongs, func(b companion) bool {
		_, err := root.Lstat(filepath.FromSlash(b.name))
		return err == nil
	})
	if len(belongs) == 0 {
		return nil
	}
	fmt.Fprintln(t.out, "What belongs with it stays as it is until you take it too:")
	for _, b := range belongs {
		if _, err := fmt.Fprintf(t.out, "  %s (%s)\n", b.name, b.what); err != nil {
			return err
		}
	}
	return nil
}

// A companion is a file that belongs with another.
type companion struct{ name, what string }

// belonging returns the files of the layers that belong with a page or a
// picture.
func belonging(layers *layer.Stack, name string) (all []companion, err error) {
	add := func(other, what string) {
		if info, err := layers.Stat(other); err == nil && info.Mode().IsRegular() && other != name {
			all = append(all, companion{other, what})
		}
	}
	if path.Ext(name) != ".md" {
		add(name+".credit.yaml", "its credit")
		return all, nil
	}
	base := strings.TrimSuffix(strings.TrimSuffix(name, ".md"), ".guide")
	root, rest, _ := strings.Cut(base, "/")
	if root == "lessons" || root == "quizzes" {
		add("lessons/"+rest+".md", "the lesson")
		add("lessons/"+rest+".guide.md", "the teachers' guide")
		add("quizzes/"+rest+".md", "the quiz")
	}
	text, err := fs.ReadFile(layers, name)
	if err != nil {
		return nil, err
	}
	for _, r := range curriculum.References(name, string(text)) {
		if r.Picture {
			add(r.Path, "a picture")
		}
	}
	return all, nil
}
