package curriculum

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostDescription is how many characters the description of a picture may
// have: what a screen reader says in one breath, some twenty seconds. What
// needs more belongs into the text, where everybody can read it.
const mostDescription = 250

// checkWording checks the descriptions of pictures and the words of links.
func (l *loader) checkWording() {
	for _, name := range slices.Sorted(maps.Keys(l.pages)) {
		p := l.pages[name]
		for _, k := range p.links {
			if k.own && k.image {
				l.checkDescription(p.words(k), k.label, k.dest, p.around(k))
			}
		}
		if p.quiz == nil {
			l.checkLinkTexts(p)
			continue
		}
		for _, h := range p.heads {
			l.checkAlt(p, h)
		}
	}
}

// checkAlt checks the description that stands in alt= on a question.
func (l *loader) checkAlt(p *page, h head) {
	var picture, alt attribute
	for _, a := range h.attr.rest {
		switch a.name {
		case "picture":
			picture = a
		case "alt":
			alt = a
		}
	}
	if picture.value != "" && alt.value != "" && p.wrote(alt.at) {
		l.checkDescription(p.span(alt.at, alt.end), alt.value, picture.value, []string{h.title})
	}
}

// announced are beginnings of descriptions that say only what a screen reader
// says by itself, in the languages that originals are often written in.
var announced = regexp.MustCompile(`(?i)^(an? |the |una? |el |la )?(image|picture|photo|photograph|graphic|imagen|foto|fotografía|imagem) (of|de|del|showing) `)

// fileName matches a description that is the name of a file.
var fileName = regexp.MustCompile(`(?i)^\S+\.(avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$|^(img|dsc|dscn|pxl|image|screenshot|photo)[ _-]?\d+$`)

// checkDescription checks the description of a picture; around are the texts
// that stand next to it.
func (l *loader) checkDescription(at span, text, dest string, around []string) {
	text = strings.TrimSpace(text)
	stem := strings.TrimSuffix(path.Base(dest), path.Ext(dest))
	said := squash(text)
	switch n := utf8.RuneCountInString(text); {
	case said == "": // reported as missing
	case fileName.MatchString(text), text == stem && strings.ContainsAny(stem, "-_0123456789"):
		l.wrong(at, "picture-text", "write what the picture shows, for somebody who cannot see it", "the description is only the name of a file")
	case announced.MatchString(text):
		l.doubtful(at, "picture-opening", "begin with what it shows", "a screen reader says already that this is a picture")
	case n > mostDescription:
		l.doubtful(at, "picture-length", "say the main thing here, and the rest in the text below", "the description has %d characters, and %d are enough", n, mostDescription)
	case slices.Contains(around, said):
		l.doubtful(at, "picture-repeats", "say what only the picture shows", "the description repeats the text beside the picture")
	}
}

// words returns the place of the words of a link, or of the description of a
// picture.
func (p *page) words(k link) span {
	open := strings.IndexByte(p.text[k.start:k.end], '[')
	stop := strings.LastIndex(p.text[k.start:max(k.from, k.start)], "](")
	if k.auto || open < 0 || stop <= open {
		return k.at
	}
	return p.span(k.start+open+1, k.start+stop)
}

// around returns the squashed texts beside a picture: its title, the rest of
// its line, and the blocks above and below, as far as they are no pictures.
func (p *page) around(k link) (texts []string) {
	from, to := lineStart(p.text, k.start), lineEnd(p.text, k.end)
	lead, _, _ := leadOf(p.text[from:k.start])
	above := strings.TrimRight(p.text[:from], " \t\n")
	below := strings.TrimLeft(p.text[to:], " \t\n")
	below, _, _ = strings.Cut(below, "\n\n")
	for _, beside := range []string{
		strings.Trim(p.text[min(max(k.to, k.start), k.end):k.end], `)("' `),
		p.text[from+lead:k.start] + " " + p.text[k.end:to],
		above[strings.LastIndex(above, "\n\n")+1:],
		below,
	} {
		if !strings.Contains(beside, "![") {
			texts = append(texts, squash(beside))
		}
	}
	return texts
}

// squash returns the words of a text in small letters with one blank between
// them, without marks, destinations of links and what stands in braces.
func squash(text string) string {
	out := make([]byte, 0, len(text))
	space := false
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c == '\'': // don't is one word
			i++
			continue
		case c < utf8.RuneSelf:
			i += max(1, passedOver(text[i:]))
			space = true
			continue
		default:
			r, n := utf8.DecodeRuneInString(text[i:])
			i += n
			switch letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r); {
			case letter:
				out = utf8.AppendRune(spaced(out, space), unicode.ToLower(r))
				space = false
			case r != '’':
				space = true
			}
			continue
		}
		out = append(spaced(out, space), c)
		space = false
		i++
	}
	return string(out)
}

// spaced returns text with a blank after it, if it needs one before a word.
func spaced(text []byte, space bool) []byte {
	if space && len(text) > 0 {
		return append(text, ' ')
	}
	return text
}

// passedOver returns the length of a link's destination or of attributes in
// braces at the beginning of a text, or 0. It does not look far for their end.
func passedOver(text string) int {
	switch end := min(len(text), 500); {
	case strings.HasPrefix(text, "]("):
		return strings.IndexByte(text[:end], ')') + 1
	case strings.HasPrefix(text, "{#"):
		return strings.IndexByte(text[:end], '}') + 1
	}
	return 0
}

// vague are words of links that do not say where they lead.
var vague = strings.Split("here|click here|click|see here|tap here|press here|this|this link|link|the link|this page|this site|page|website|"+
	"read more|more|learn more|see more|find out more|more information|details|go|"+
	"aquí|haga clic aquí|haz clic aquí|clic aquí|este enlace|enlace|esta página|leer más|más|más información|ver más|"+
	"aqui|clique aqui|este link|leia mais|mais|saiba mais", "|")

// bare matches words of a link that are an address.
var bare = regexp.MustCompile(`(?i)^(https?://|www\.)\S+$`)

// checkLinkTexts checks the words of the links of a page, which many readers
// meet in a list without the sentences around them.
func (l *loader) checkLinkTexts(p *page) {
	type target struct{ dest, at string }
	first := map[string]target{}
	for _, k := range p.links {
		d := destination(p.src.path, k.dest)
		if k.image || !k.own || d.bad != "" || d.scheme == "mailto" || d.scheme == "tel" {
			continue
		}
		said, at := squash(k.label), p.words(k)
		switch {
		case strings.TrimSpace(k.label) == "":
			l.wrong(at, "link-text", "write the words to click between the square brackets", "this link has no words")
			continue
		case bare.MatchString(strings.TrimSpace(k.label)):
			l.doubtful(at, "link-text", "write [what is there](address)", "an address does not say what is there")
			continue
		case slices.Contains(vague, said):
			l.doubtful(at, "link-text", "name the page that it leads to", "%s does not say where this link leads", quote(k.label))
			continue
		}
		dest := strings.TrimSpace(k.dest)
		if d.local() {
			dest = d.rooted()
		}
		before, ok := first[said]
		if !ok {
			first[said] = target{dest, lineOf(at)}
		} else if before.dest != dest && said != "" {
			l.doubtful(at, "same-link-text", "say in the words of each link where it leads", "the link with the same words in line %s leads elsewhere", before.at)
		}
	}
}
