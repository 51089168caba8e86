package curriculum

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// What pictures may weigh, in bytes. A class opens a page at the same moment:
// thirty devices on one access point that carries some 50 Mbit/s in practice.
// A page of 500 KB is then there after 2.4 seconds, one of 2 MB after ten, and
// the class has lost its thread. A picture of 300 KB fills a Chromebook's
// screen; one above 2 MB came straight from a camera.
const (
	heavyPage    = 500_000
	heavyPicture = 300_000
	mostPicture  = 2_000_000
)

// checkWeights reports pictures, and pages with their pictures, that are too
// heavy for a classroom.
func (l *loader) checkWeights() error {
	weights := map[string]int64{}
	for _, name := range l.found.assets {
		if !slices.Contains(pictureKinds, path.Ext(name)) {
			continue
		}
		info, err := fs.Stat(l.files, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		weights[name] = info.Size()
		l.checkPicture(name, info.Size())
	}
	for _, name := range slices.Sorted(maps.Keys(l.pages)) {
		p := l.pages[name]
		if pictures := l.shows(p); len(pictures) > 0 && !p.lost {
			l.checkPage(p, pictures, weights)
		}
	}
	return nil
}

// checkPicture reports a heavy picture.
func (l *loader) checkPicture(name string, weight int64) {
	hint := "make it smaller: 1,600 pixels are wide enough, and WebP takes the least"
	if path.Ext(name) == ".svg" {
		hint = "make it simpler in a drawing program, or save it as WebP"
	}
	at := whole(&source{path: name, layer: l.layer(name)})
	switch {
	case weight > mostPicture:
		l.wrong(at, "heavy-picture", hint, "this picture weighs %s, and a classroom cannot load more than %s", weighed(weight), weighed(mostPicture))
	case weight > heavyPicture:
		l.doubtful(at, "heavy-picture", hint, "this picture weighs %s, and %s are enough", weighed(weight), weighed(heavyPicture))
	}
}

// checkPage reports a page whose pictures are heavy together, and the
// heaviest of them.
func (l *loader) checkPage(p *page, pictures []string, weights map[string]int64) {
	var sum int64
	for _, name := range pictures {
		sum += weights[name]
	}
	if sum <= heavyPage {
		return
	}
	slices.SortFunc(pictures, func(a, b string) int { return cmp.Or(cmp.Compare(weights[b], weights[a]), strings.Compare(a, b)) })
	var heaviest []string
	for _, name := range pictures[:min(3, len(pictures))] {
		heaviest = append(heaviest, fmt.Sprintf("%s (%s)", path.Base(name), weighed(weights[name])))
	}
	l.doubtful(whole(p.src), "heavy-page", "make its heaviest pictures smaller: "+strings.Join(heaviest, ", "),
		"the pictures of this page weigh %s, and a class has %s for a page", weighed(sum), weighed(heavyPage))
}

// shows returns the pictures that a page loads, each once.
func (l *loader) shows(p *page) (pictures []string) {
	for _, k := range p.links {
		if d := destination(p.src.path, k.dest); k.image && d.local() {
			pictures = append(pictures, d.path)
		}
	}
	if p.quiz != nil {
		for i := range p.quiz.Questions {
			pictures = append(pictures, p.quiz.Questions[i].pictures()...)
		}
	}
	slices.Sort(pictures)
	return slices.DeleteFunc(slices.Compact(pictures), func(name string) bool { return !l.assets[name] })
}

// pictures returns the pictures that a question and its choices show.
func (q *Question) pictures() (pictures []string) {
	add := func(choices []Choice) {
		for _, c := range choices {
			pictures = append(pictures, c.Picture)
		}
	}
	pictures = append(pictures, q.Picture)
	add(q.Choices)
	for _, box := range q.Boxes {
		add(box.Items)
	}
	for _, blank := range q.Blanks {
		add(blank.Choices)
	}
	return pictures
}

// weighed returns a number of bytes as people say it, such as 320 KB or 2 MB.
func weighed(bytes int64) string {
	switch kb := (bytes + 999) / 1000; {
	case kb < 1000:
		return fmt.Sprintf("%d KB", kb)
	case kb%1000 == 0:
		return fmt.Sprintf("%d MB", kb/1000)
	default:
		return fmt.Sprintf("%.1f MB", float64(kb)/1000)
	}
}
