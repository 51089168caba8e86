package curriculum

import "strings"

// loadFAQ reads the front matter of a question that families ask.
func (l *loader) loadFAQ(p *page) {
	f, fine := l.matter(p, "a question of families")
	l.document(p, f)
	faq := &FAQ{
		Topic:  f.slug("topic"),
		Weight: f.whole("weight", -10000, 10000),
		Rules:  l.ruleRefs(f.slugs("rules"), p.src),
	}
	if fine {
		f.needs("id", "title")
	}
	f.done()
	l.finish(func() {
		faq.Document = *p.doc
		faq.Answer = l.answer(p)
		if p.tongue != "" {
			faq.say("answer", p.tongue)
		}
		l.course.FAQs = append(l.course.FAQs, faq)
	})
}

// answer returns the short answer: the first paragraph, which must come before
// any heading, list or table.
func (l *loader) answer(p *page) Prose {
	before := strings.TrimSpace(p.text[:p.first[0]])
	if p.first[1] == 0 || before != "" {
		l.wrong(span{p.src, p.bodyAt, p.bodyAt}, "no-answer", "begin the text with a short answer of one to three sentences", "the short answer is missing")
		return ""
	}
	return Prose(strings.TrimSpace(p.text[p.first[0]:p.first[1]]))
}
