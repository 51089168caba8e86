package curriculum

// checkQuizText checks what no quiz may have: links, pictures and headings in
// places where a question has none.
func (l *loader) checkQuizText(p *page) {
	for _, k := range p.links {
		if !k.image {
			l.wrong(k.at, "link-in-quiz", "put the link into the lesson", "a quiz has no links, so that nobody is led away from it")
		}
	}
	seen := false
	for _, h := range p.heads {
		seen = seen || h.level == 2
		if h.level == 3 && !seen || h.level > 3 {
			l.wrong(p.span(h.start, h.end), "heading-level", "begin a question with ## and a box of a sort question with ###", "a heading of level %d means nothing here", h.level)
		}
	}
}

// checkPictures reports the pictures of a quiz that no question shows.
func (l *loader) checkPictures(p *page, shown map[int]bool) {
	for _, k := range p.links {
		if k.image && !shown[k.start] {
			l.wrong(k.at, "picture-place", "put it in a paragraph above the answers, or before the text of a choice", "a picture cannot stand here")
		}
	}
}

// checkPairs reports a question whose parallel is missing.
func (l *loader) checkPairs(q *quiz) {
	count := map[string]int{}
	for _, x := range q.Questions {
		count[x.Pair]++
	}
	places := map[string]span{}
	for _, h := range q.page.heads {
		places[h.id] = q.page.span(h.from, h.to)
	}
	for _, x := range q.Questions {
		if x.Pair != "" && count[x.Pair] == 1 {
			l.doubtful(places[x.ID], "lone-pair", "write the parallel question, or take pair= away", "no other question has the pair %s", quote(x.Pair))
		}
	}
}
