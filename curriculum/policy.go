package curriculum

import (
	"maps"
	"slices"
	"strings"
)

// Words that the front matter of a policy may use.
var (
	policyKinds = []string{"policy", "regulation", "guideline", "agreement", "form", "notice"}
	audiences   = []string{"students", "staff", "families", "visitors"}
	signers     = []string{"student", "guardian", "staff", "visitor"}
	occasions   = []string{"entry", "building", "year", "edition"}
)

// standardRules are the rules that homeroom's own lessons teach. A district's
// rule may say that it is the same as one of them.
var standardRules = []string{
	"learning", "ask-first", "kind-conduct", "etiquette", "private-information", "own-account", "passwords",
	"no-bypass", "respect-files", "no-install", "credit-sources", "copyright", "no-harassment", "no-chain-letters",
	"personal-gain", "tell-an-adult", "monitoring", "devices-in-class", "recordings", "official-voice", "law",
}

// loadPolicy reads the front matter of a policy, an agreement or a form.
func (l *loader) loadPolicy(p *page) {
	f, fine := l.matter(p, "a policy")
	l.document(p, f)
	policy := &Policy{
		Kind:       PolicyKind(f.oneOf("kind", policyKinds...)),
		Number:     f.text("number"),
		Owner:      f.text("owner"),
		Adopted:    f.day("adopted"),
		Reviewed:   f.day("reviewed"),
		NextReview: f.day("next-review"),
		ApprovedBy: f.text("approved-by"),
		Audience:   f.someOf("audience", audiences...),
		Legal:      l.lawRefs(f),
		Bands:      l.policyBands(f, "bands"),
		Plain:      l.policyPath(p, f, "plain"),
		Official:   l.policyPath(p, f, "official"),
		Under:      l.policyPath(p, f, "under"),
	}
	if n := f.node("agreement"); n != nil {
		policy.Agreement = l.agreement(p, l.fields(n, "an agreement"))
	}
	if fine {
		f.needs("id", "title", "kind")
		l.checkApproval(policy, f)
	}
	f.done()
	l.finish(func() {
		policy.Document = *p.doc
		policy.Rules = l.policyRules(p)
		l.course.Policies = append(l.course.Policies, policy)
	})
}

// checkApproval reports a policy that nobody has adopted, and dates that
// cannot be in their order.
func (l *loader) checkApproval(p *Policy, f *fields) {
	binding := p.Kind == "policy" || p.Kind == "regulation" || p.Kind == "guideline"
	if binding && f.node("adopted") == nil {
		l.doubtful(f.place("adopted"), "not-adopted", "add a line adopted: with the date", "this %s does not say when it was adopted", p.Kind)
	}
	if binding && f.node("approved-by") == nil {
		l.doubtful(f.place("approved-by"), "not-approved", "add a line approved-by: with the name of the office", "this %s does not say who approved it", p.Kind)
	}
	if !p.Adopted.IsZero() && !p.Reviewed.IsZero() && p.Reviewed.Before(p.Adopted) {
		l.wrong(f.place("reviewed"), "date-order", "correct one of the dates", "it was reviewed before it was adopted")
	}
	if !p.Reviewed.IsZero() && !p.NextReview.IsZero() && p.NextReview.Before(p.Reviewed) {
		l.wrong(f.place("next-review"), "date-order", "correct one of the dates", "the next review comes before the last one")
	}
}

// agreement reads who must sign and when.
func (l *loader) agreement(p *page, f *fields) *Agreement {
	a := &Agreement{
		Default: f.oneOf("default", "denied", "granted"),
		Signers: f.someOf("signers", signers...),
		On:      l.occasions(f),
		Denial:  l.policyPath(p, f, "denial"),
		Bands:   l.policyBands(f, "bands"),
		Witness: l.policyBands(f, "witness"),
	}
	f.needs("default", "signers", "on")
	f.done()
	return a
}

// occasions reads when an agreement is signed: one of a few words, or a grade.
func (l *loader) occasions(f *fields) (on []string) {
	for _, r := range f.list("on") {
		if grade, ok := strings.CutPrefix(r.id, "grade "); ok && slices.Contains(grades, grade) {
			on = append(on, r.id)
			continue
		}
		if l.known(r, "on", append(slices.Clone(occasions), "grade 3")) {
			on = append(on, r.id)
		}
	}
	return on
}

// policyBands reads a list of the district's policy bands.
func (l *loader) policyBands(f *fields, key string) (bands []string) {
	var known []string
	for _, b := range l.course.Settings.PolicyBands {
		known = append(known, b.ID)
	}
	for _, r := range f.list(key) {
		if slices.Contains(known, r.id) {
			bands = append(bands, r.id)
			continue
		}
		l.wrong(r.at, "unknown-band", didYouMean(r.id, known, "add it under policy-bands: in config.yaml"), "there is no policy band %s", quote(r.id))
	}
	return bands
}

// policyPath reads a key whose value is the path of another page.
func (l *loader) policyPath(p *page, f *fields, key string) string {
	n := f.node(key)
	if n == nil {
		return ""
	}
	s, ok := f.scalar(n, key)
	if !ok {
		return ""
	}
	d := destination(p.src.path, s)
	if !d.local() {
		l.wrong(n.at, "page-path", "write the path of a page, such as internet-safety.md or /content/policies/internet-safety.md", "%s cannot be %s", key, quote(s))
		return ""
	}
	l.check(func() {
		if to := l.pages[d.path]; to == nil || to.doc == nil && !to.lost {
			l.wrong(n.at, "missing-page", l.likePage(d.path, "write the path of a page, from this folder or from the root"), "there is no page %s", quote(d.path))
		}
	})
	return d.path
}

// policyRules returns the rules of a policy: its list items with an id.
func (l *loader) policyRules(p *page) (rules []Rule) {
	for _, h := range p.heads {
		for _, a := range h.attr.rest {
			l.wrong(p.span(a.at, a.end), "unknown-attribute", "take it away; a rule is an item of a list, with its id at the end", "%s means nothing at a heading of a policy", quote(a.name+"="))
		}
	}
	for _, it := range p.items {
		id := it.attr.id.value
		if id == "" {
			l.noAttributes(p, it.attr)
			continue
		}
		at := p.span(it.attr.id.at, it.attr.id.end)
		rule := Rule{ID: id, Number: it.number, Text: Prose(p.itemText(it))}
		if rule.Text == "" {
			l.wrong(at, "empty-text", "write the rule before its id", "the rule %s has no text", quote(id))
		}
		l.rule(id, at)
		for _, a := range it.attr.rest {
			place := p.span(a.at, a.end)
			if a.name != "same-as" {
				l.unknownAttribute(place, a, "same-as")
				continue
			}
			rule.SameAs = strings.Fields(a.value)
			for _, same := range rule.SameAs {
				if l.known(ref{same, place}, "same-as", standardRules) {
					l.sameAs = append(l.sameAs, same)
				}
			}
		}
		rules = append(rules, rule)
	}
	return rules
}

// rule notes the id of a rule, and reports one that another rule has.
func (l *loader) rule(id string, at span) {
	if first, ok := l.rules[id]; ok {
		l.wrong(at, "duplicate-rule", "give one of them another id", "%s has a rule %s already", first.src.path, quote(id))
		return
	}
	if l.rules == nil {
		l.rules = map[string]span{}
	}
	l.rules[id] = at
}

// ruleRefs returns the ids of rules that a page names, and checks them once
// all policies are known. Files of homeroom's own may name standard rules that
// the district does not have; so may a district's copy of one, and any file
// while there is no policy.
func (l *loader) ruleRefs(refs []ref, s *source) []string {
	l.check(func() {
		for _, r := range refs {
			if _, ok := l.rules[r.id]; ok || slices.Contains(l.sameAs, r.id) {
				continue
			}
			known := slices.Collect(maps.Keys(l.rules))
			if s.layer == builtIn || s.layer == "" || len(l.rules) == 0 || l.replacesBuiltIn(s.path) {
				if slices.Contains(standardRules, r.id) {
					continue
				}
				known = append(known, standardRules...)
			}
			l.wrong(r.at, "unknown-rule", didYouMean(r.id, known, "write the id of a rule in a page under content/policies"), "there is no rule %s", quote(r.id))
		}
	})
	return ids(refs)
}

// replacesBuiltIn reports whether a file stands in the place of a built-in one.
func (l *loader) replacesBuiltIn(name string) bool {
	layered, ok := l.files.(interface{ Versions(name string) []Version })
	if !ok {
		return false
	}
	return slices.ContainsFunc(layered.Versions(name), func(v Version) bool { return v.Layer == builtIn })
}
