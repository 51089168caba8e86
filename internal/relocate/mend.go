package relocate

import (
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"homeroom/curriculum"
)

// A text is a file that is mended: what it was when it was read, and what it
// is to be.
type text struct{ was, mended []byte }

// mend rewrites the paths in all files of the folder that lead to a file that
// moves, or that stand in one.
func (p *Plan) mend(names []string) error {
	for _, name := range names {
		if !refers(name) {
			continue
		}
		was, err := fs.ReadFile(p.files, name)
		if err != nil {
			return err
		}
		if !utf8.Valid(was) {
			continue // which is a mistake of its own
		}
		mended, count := p.mended(name, string(was))
		if mended == string(was) {
			continue
		}
		p.texts[name] = &text{was, []byte(mended)}
		if count > 0 {
			p.Mends = append(p.Mends, Mend{name, count})
		}
	}
	return nil
}

// mended returns the text of a file with its paths written anew, and how many
// there were.
func (p *Plan) mended(name, text string) (mended string, count int) {
	if path.Ext(name) != ".po" {
		return p.rewrite(name, text)
	}
	mended = catalogue(text, func(s string) string {
		s, n := p.rewrite(name, s)
		count += n
		return s
	})
	if to := p.to[name]; to != "" {
		mended = strings.Join(relabelled(strings.SplitAfter(mended, "\n"), source(name), source(to)), "")
	}
	return mended, count
}

// relabelled returns the lines of a catalogue with the path of its page
// written anew where they say what the messages are from.
func relabelled(lines []string, from, to string) []string {
	for i, line := range lines {
		if strings.HasPrefix(line, "#:") || strings.HasPrefix(line, `"X-`) {
			lines[i] = strings.ReplaceAll(line, from, to)
		}
	}
	return lines
}

// rewrite returns a text of a file with its paths written anew, and how many
// there were. The rest stays as it is, byte for byte.
func (p *Plan) rewrite(name, text string) (string, int) {
	at := source(name)
	stands := at // where the text will stand
	if to := p.to[name]; to != "" {
		stands = source(to)
	}
	plain, place := normal(text)
	var b strings.Builder
	done, count := 0, 0
	for _, r := range curriculum.References(at, plain) {
		leads := r.Path
		if to := p.to[leads]; to != "" {
			leads = to
		}
		if leads == r.Path && (stands == at || r.Rooted) {
			continue
		}
		if new := r.Written(stands, leads); new != plain[r.Start:r.End] {
			b.WriteString(text[done:place(r.Start)])
			b.WriteString(new)
			done = place(r.End)
			count++
		}
	}
	b.WriteString(text[done:])
	return b.String(), count
}

// normal returns a text as package curriculum reads it, without a byte order
// mark and with "\n" at the ends of its lines, and a function that returns the
// offset in the text of an offset in that.
func normal(text string) (plain string, place func(int) int) {
	const mark = "\ufeff"
	skip := 0
	if strings.HasPrefix(text, mark) {
		skip = len(mark)
	}
	if !strings.Contains(text, "\r") {
		return text[skip:], func(at int) int { return at + skip }
	}
	var b strings.Builder
	var places []int
	for i := skip; i < len(text); i++ {
		c := text[i]
		places = append(places, i)
		if c == '\r' {
			c = '\n'
			if i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
		}
		b.WriteByte(c)
	}
	places = append(places, len(text))
	return b.String(), func(at int) int { return places[at] }
}
