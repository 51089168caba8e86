package curriculum

// Published returns the curriculum without its drafts: pages that say
// "draft: true", and the quizzes of lessons that do. The rest is shared with c.
func (c *Curriculum) Published() *Curriculum {
	p := *c
	p.loaded = nil
	p.Lessons = finished(c.Lessons, func(l *Lesson) bool { return l.Draft })
	p.Policies = finished(c.Policies, func(p *Policy) bool { return p.Draft })
	p.FAQs = finished(c.FAQs, func(f *FAQ) bool { return f.Draft })
	p.Pages = finished(c.Pages, func(p *Page) bool { return p.Draft })
	p.byID = newIndex(&p)
	p.Quizzes = finished(c.Quizzes, func(q *Quiz) bool {
		_, ok := p.Lesson(q.Lesson)
		return !ok
	})
	p.byID = newIndex(&p)
	return &p
}

// finished returns what is not a draft, in the same order.
func finished[T any](all []T, draft func(T) bool) []T {
	var out []T
	for _, one := range all {
		if !draft(one) {
			out = append(out, one)
		}
	}
	return out
}
