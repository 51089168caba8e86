package build

import (
	"cmp"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"homeroom/curriculum"
)

// A policyPage is what the template of a policy is told.
type policyPage struct {
	common
	KindName   string       `json:"kindName"`
	Number     string       `json:"number,omitempty"`
	Owner      string       `json:"owner,omitempty"`
	Adopted    string       `json:"adopted,omitempty"` // dates are written 2026-05-12
	Reviewed   string       `json:"reviewed,omitempty"`
	NextReview string       `json:"nextReview,omitempty"`
	ApprovedBy string       `json:"approvedBy,omitempty"`
	Audience   []string     `json:"audience,omitempty"`
	Bands      []string     `json:"bands,omitempty"`
	Legal      []legalRef   `json:"legal,omitempty"`
	Plain      *link        `json:"plain,omitempty"`
	Official   *link        `json:"official,omitempty"`
	Under      *link        `json:"under,omitempty"`
	Below      []link       `json:"below,omitempty"` // policies that carry this one out
	Taught     []taughtRule `json:"taught,omitempty"`
	Agreement  *agreement   `json:"agreement,omitempty"`
	Questions  []link       `json:"questions,omitempty"` // that families ask about its rules
}

// A taughtRule is a rule with the lessons that teach it.
type taughtRule struct {
	ruleLink
	Lessons []link `json:"lessons"`
}

// A legalRef is a law that a policy names.
type legalRef struct {
	Citation   string `json:"citation"`
	Title      string `json:"title"`
	Superseded bool   `json:"superseded,omitempty"`
}

// An agreement is a policy's agreement in plain words.
type agreement struct {
	Default string   `json:"default"`
	Granted bool     `json:"granted,omitempty"` // unless somebody declines: then nobody has to sign
	Signers []string `json:"signers,omitempty"`
	When    []string `json:"when,omitempty"`
	Witness string   `json:"witness,omitempty"`
	Bands   []string `json:"bands,omitempty"`
	Denial  *link    `json:"denial,omitempty"`
}

// policy returns the page of a policy.
func (d *desk) policy(p *curriculum.Policy) sheet {
	s, c := d.sheet("policy", "policies", &p.Document, homeSource, policiesSource)
	if c.Rendition != nil && c.Rendition.State == curriculum.MachineDraft {
		c.Rendition.Sign = p.Kind == "agreement" || p.Kind == "form" || p.Agreement != nil
	}
	page := policyPage{
		common: c, KindName: d.words.T("policy-kind-" + string(p.Kind)), Number: p.Number, Owner: p.Owner,
		Adopted: p.Adopted.String(), Reviewed: p.Reviewed.String(), NextReview: p.NextReview.String(), ApprovedBy: p.ApprovedBy,
		Audience: d.each("audience-", p.Audience), Bands: d.policyBands(p.Bands), Legal: d.legal(p.Legal),
		Plain: d.linkIf(p.Plain), Official: d.linkIf(p.Official), Under: d.linkIf(p.Under),
		Agreement: d.agreement(p.Agreement), Questions: d.asked(p), Below: d.below(p),
	}
	for _, r := range p.Rules {
		to := link{Title: short(r.Text), URL: "#" + r.ID}
		if lessons := d.teaching(r); len(lessons) > 0 {
			page.Taught = append(page.Taught, taughtRule{ruleLink{to, r.Number, p.Title}, lessons})
		}
	}
	s.params = page
	return s
}

// each returns the words of the keys that prefix and each id make.
func (d *desk) each(prefix string, ids []string) (list []string) {
	for _, id := range ids {
		list = append(list, d.words.T(prefix+id))
	}
	return list
}

// policyBands returns the names of policy bands.
func (d *desk) policyBands(ids []string) (names []string) {
	for _, id := range ids {
		name := id
		for _, b := range d.course.Settings.PolicyBands {
			if b.ID == id {
				name = b.Name
			}
		}
		names = append(names, name)
	}
	return names
}

// legal returns the laws with these ids.
func (d *desk) legal(ids []string) (list []legalRef) {
	for _, id := range ids {
		for _, l := range d.course.Legal {
			if l.ID == id {
				list = append(list, legalRef{l.Citation, l.Title, l.Status == "superseded"})
			}
		}
	}
	return list
}

// teaching returns the lessons that teach a rule, under any of its ids.
func (d *desk) teaching(r curriculum.Rule) (list []link) {
	ids := append([]string{r.ID}, r.SameAs...)
	for _, l := range d.course.Lessons {
		if slices.ContainsFunc(l.Rules, func(id string) bool { return slices.Contains(ids, id) }) {
			to := d.link(l.Path)
			to.Note = d.bandName(l.Band)
			list = append(list, to)
		}
	}
	return list
}

// asked returns the questions of families that rest on a rule of p.
func (d *desk) asked(p *curriculum.Policy) (list []link) {
	var ids []string
	for _, r := range p.Rules {
		ids = append(append(ids, r.ID), r.SameAs...)
	}
	for _, f := range d.course.FAQs {
		if slices.ContainsFunc(f.Rules, func(id string) bool { return slices.Contains(ids, id) }) {
			list = append(list, d.link(f.Path))
		}
	}
	return list
}

// agreement returns the terms of an agreement in words, nil if there is none.
func (d *desk) agreement(a *curriculum.Agreement) *agreement {
	if a == nil {
		return nil
	}
	out := &agreement{
		Default: d.words.T("agreement-default-" + a.Default), Granted: a.Default == "granted", Signers: d.each("signer-", a.Signers),
		Bands: d.policyBands(a.Bands), Denial: d.linkIf(a.Denial),
	}
	for _, on := range a.On {
		if grade, ok := strings.CutPrefix(on, "grade "); ok {
			out.When = append(out.When, d.words.T("agreement-on-grade", "grade", d.grade(grade)))
			continue
		}
		out.When = append(out.When, d.words.T("agreement-on-"+on))
	}
	if len(a.Witness) > 0 {
		out.Witness = d.words.T("agreement-witness", "bands", strings.Join(d.policyBands(a.Witness), ", "))
	}
	return out
}

// A policyCell is one policy in the list of policies.
type policyCell struct {
	link
	Number   string `json:"number,omitempty"`
	KindName string `json:"kindName"`
	Reviewed string `json:"reviewed,omitempty"`
	Adopted  string `json:"adopted,omitempty"`
	Lead     string `json:"lead,omitempty"`
	Below    []link `json:"below,omitempty"`
}

// A policyGroup is the policies of one kind.
type policyGroup struct {
	Name     string       `json:"name"`
	Policies []policyCell `json:"policies"`
}

// policyKinds are the kinds in the order in which they are listed.
var policyKinds = []curriculum.PolicyKind{"policy", "regulation", "guideline", "agreement", "form", "notice"}

// policyList returns the page of all policies, by kind.
func (d *desk) policyList() sheet {
	s, c := d.sheet("policies", "policies", d.own(policiesSource), homeSource)
	page := struct {
		common
		Lead   template.HTML `json:"lead,omitempty"`
		Groups []policyGroup `json:"groups"`
	}{Lead: d.around(&s, &c)}
	page.common = c
	for _, kind := range policyKinds {
		group := policyGroup{Name: d.words.T("policy-kinds-" + string(kind))}
		for _, p := range d.inOrder() {
			if p.Kind == kind {
				group.Policies = append(group.Policies, d.policyCell(p))
			}
		}
		if len(group.Policies) > 0 {
			page.Groups = append(page.Groups, group)
		}
	}
	s.params = page
	return s
}

func (d *desk) policyCell(p *curriculum.Policy) policyCell {
	return policyCell{
		link: d.link(p.Path), Number: p.Number, KindName: d.words.T("policy-kind-" + string(p.Kind)),
		Reviewed: p.Reviewed.String(), Adopted: p.Adopted.String(), Lead: d.summed(&p.Document).Note,
		Below: d.below(p),
	}
}

// below returns the links to the policies that carry out p.
func (d *desk) below(p *curriculum.Policy) (list []link) {
	for _, other := range d.inOrder() {
		if other.Under == p.Path {
			list = append(list, d.link(other.Path))
		}
	}
	return list
}

// inOrder returns the policies by number, those without one last. Of those
// with the same number, or none, the ones for the youngest come first.
func (d *desk) inOrder() []*curriculum.Policy {
	youngest := func(p *curriculum.Policy) int {
		return slices.IndexFunc(d.course.Settings.PolicyBands, func(b curriculum.PolicyBand) bool { return slices.Contains(p.Bands, b.ID) })
	}
	return slices.SortedStableFunc(slices.Values(d.course.Policies), func(a, b *curriculum.Policy) int {
		if (a.Number == "") != (b.Number == "") {
			return cmp.Compare(len(b.Number), len(a.Number))
		}
		return cmp.Or(strings.Compare(a.Number, b.Number), cmp.Compare(youngest(a), youngest(b)))
	})
}

// firstSentence is the beginning of a rule: the words in bold that stand for
// it, or its first sentence.
var firstSentence = regexp.MustCompile(`^(?:\*\*(.+?)\*\*|(?s)(.+?(?:[.:;!?](?:\s|$)|[。！？])))`)

// short returns the name of a rule for a list: the whole stands one tap away.
func short(text curriculum.Prose) string {
	if m := firstSentence.FindStringSubmatch(string(text)); m != nil {
		text = curriculum.Prose(m[1] + m[2])
	}
	return strings.TrimRight(text.Plain(), " .:;。")
}

// faq returns the page of a question that families ask.
func (d *desk) faq(f *curriculum.FAQ) sheet {
	s, c := d.sheet("faq", "families", &f.Document, homeSource, familiesSource, faqSource)
	s.params = struct {
		common
		Rules []ruleLink `json:"rules,omitempty"`
		Topic []link     `json:"topic,omitempty"` // other questions of the same topic
	}{c, d.rules(f.Rules, nil), d.sameTopic(f)}
	return s
}

// sameTopic returns the other questions of f's topic.
func (d *desk) sameTopic(f *curriculum.FAQ) (list []link) {
	for _, other := range d.course.FAQs {
		if other.ID != f.ID && f.Topic != "" && other.Topic == f.Topic {
			list = append(list, d.link(other.Path))
		}
	}
	return list
}

// A faqCell is one question in the list of questions.
type faqCell struct {
	link
	ID     string        `json:"id"`
	Answer template.HTML `json:"answer"`       // the short one
	In     *inLang       `json:"in,omitempty"` // its language, where it is not the page's
	More   bool          `json:"more,omitempty"`
}

// A faqGroup is the questions of one topic.
type faqGroup struct {
	Name      string    `json:"name,omitempty"`
	Questions []faqCell `json:"questions"`
}

// faqList returns the page of all questions, by topic.
func (d *desk) faqList() sheet {
	s, c := d.sheet("faqs", "families", d.own(faqSource), homeSource, familiesSource)
	page := struct {
		common
		Lead   template.HTML `json:"lead,omitempty"`
		Groups []faqGroup    `json:"groups"`
	}{Lead: d.around(&s, &c)}
	page.common = c
	at := map[string]int{}
	for _, f := range d.course.FAQs {
		i, ok := at[f.Topic]
		if !ok {
			i = len(page.Groups)
			at[f.Topic] = i
			name := f.Topic
			if _, _, ok := d.words.Entry("topic-" + f.Topic); ok {
				name = d.words.T("topic-" + f.Topic)
			}
			page.Groups = append(page.Groups, faqGroup{Name: name})
		}
		page.Groups[i].Questions = append(page.Groups[i].Questions, d.faqCell(f))
	}
	s.params = page
	return s
}

func (d *desk) faqCell(f *curriculum.FAQ) faqCell {
	answer := d.shortAnswer(f)
	return faqCell{
		link: d.link(f.Path), ID: f.ID, Answer: answer.Inline(), In: d.said(d.langOf(&f.Document, "answer")),
		More: len(strings.TrimSpace(string(f.Body))) > len(strings.TrimSpace(string(f.Answer))),
	}
}

// shortAnswer returns the first paragraph of an answer, with links that lead
// to pages of the site.
func (d *desk) shortAnswer(f *curriculum.FAQ) curriculum.Prose {
	start := strings.Index(string(f.Body), string(f.Answer))
	if start < 0 {
		return f.Answer
	}
	return curriculum.Prose(d.linked(excerpt(&f.Document, start, start+len(f.Answer))))
}
