package curriculum

import (
	"encoding/json"
	"slices"
)

// An index finds the parts of a curriculum by their ids.
type index struct {
	lessons   map[string]*Lesson
	lessonsAt map[string]*Lesson // by path
	quizzes   map[string]*Quiz
	policies  map[string]*Policy
	faqs      map[string]*FAQ
	rules     map[string][]PlacedRule
	units     map[string]*Unit
	citations map[string]Citation // by citationKey
}

// A PlacedRule is a rule with its policy.
type PlacedRule struct {
	Policy *Policy
	Rule   *Rule
}

// find returns the index. That of a curriculum which was not loaded, but put
// together by hand, is made for each question.
func (c *Curriculum) find() *index {
	if c.byID != nil {
		return c.byID
	}
	return newIndex(c)
}

// newIndex returns the index of a curriculum.
func newIndex(c *Curriculum) *index {
	x := &index{
		lessons: map[string]*Lesson{}, lessonsAt: map[string]*Lesson{}, quizzes: map[string]*Quiz{},
		policies: map[string]*Policy{}, faqs: map[string]*FAQ{}, rules: map[string][]PlacedRule{}, units: map[string]*Unit{},
		citations: map[string]Citation{},
	}
	for _, n := range c.Lessons {
		x.lessons[n.ID], x.lessonsAt[n.Path] = n, n
	}
	for _, q := range c.Quizzes {
		x.quizzes[q.ID] = q
	}
	for _, p := range c.Policies {
		x.policies[p.ID] = p
	}
	for _, f := range c.FAQs {
		x.faqs[f.ID] = f
	}
	for i := range c.Plan.Units {
		x.units[c.Plan.Units[i].ID] = &c.Plan.Units[i]
	}
	for _, each := range c.Citations {
		x.citations[citationKey(each.URL)] = each
	}
	x.indexRules(c.Policies)
	return x
}

// indexRules indexes rules by their own ids, and after them by the ids that
// they are the same as.
func (x *index) indexRules(policies []*Policy) {
	for _, p := range policies {
		for i := range p.Rules {
			r := &p.Rules[i]
			x.rules[r.ID] = slices.Insert(x.rules[r.ID], 0, PlacedRule{p, r})
			for _, same := range r.SameAs {
				if same != r.ID {
					x.rules[same] = append(x.rules[same], PlacedRule{p, r})
				}
			}
		}
	}
}

// Lesson returns the lesson or annual form with an id.
func (c *Curriculum) Lesson(id string) (*Lesson, bool) {
	n, ok := c.find().lessons[id]
	return n, ok
}

// LessonAt returns the lesson or annual form with a source path.
func (c *Curriculum) LessonAt(path string) (*Lesson, bool) {
	n, ok := c.find().lessonsAt[path]
	return n, ok
}

// Quiz returns the quiz with an id.
func (c *Curriculum) Quiz(id string) (*Quiz, bool) {
	q, ok := c.find().quizzes[id]
	return q, ok
}

// Policy returns the policy with an id.
func (c *Curriculum) Policy(id string) (*Policy, bool) {
	p, ok := c.find().policies[id]
	return p, ok
}

// FAQ returns the question of families with an id.
func (c *Curriculum) FAQ(id string) (*FAQ, bool) {
	f, ok := c.find().faqs[id]
	return f, ok
}

// Rules returns the rule that has an id, and then those that say they are the
// same as it, each with the policy that it is in.
func (c *Curriculum) Rules(id string) []PlacedRule { return c.find().rules[id] }

// Unit returns the unit with an id.
func (c *Curriculum) Unit(id string) (*Unit, bool) {
	u, ok := c.find().units[id]
	return u, ok
}

// Citation returns what is known of the site at an address; the part after "#"
// does not matter.
func (c *Curriculum) Citation(url string) (Citation, bool) {
	found, ok := c.find().citations[citationKey(url)]
	return found, ok
}

// UnmarshalJSON reads what json.Marshal made of a curriculum.
func (c *Curriculum) UnmarshalJSON(data []byte) error {
	type plain Curriculum // without this method
	var p plain
	if err := json.Unmarshal(data, &p); err != nil {
		return err
	}
	*c = Curriculum(p)
	c.byID = newIndex(c)
	return nil
}
