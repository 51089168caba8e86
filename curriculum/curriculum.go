// Package curriculum models what a school teaches: units, lessons, quizzes,
// policies and the pages around them, and the settings of the district that
// publishes them.
//
// A [Curriculum] is loaded from a file system with [Load] and never changes
// afterwards, so any number of goroutines may share one. The package makes no
// pages and knows nothing of students; what a student has done with a lesson
// lives in package records.
//
// Load reports every mistake it finds, not just the first, as diagnostics that
// point at the author's file and line. A curriculum that loads without errors
// has these properties, and the rest of the program relies on them:
//
//   - every id is unique in its kind, and ids inside a page are unique in it;
//   - every lesson belongs to exactly one unit of the plan, and to one band;
//   - every quiz belongs to a lesson, and has at least one question;
//   - every question can be answered, and has exactly one key (see [Question.Key]);
//   - every link between pages leads to a page, and to a place in it, that exists.
package curriculum

// A Curriculum is everything that one district teaches and publishes, in one
// language.
type Curriculum struct {
	Lang     string       `json:"lang"` // BCP 47; what is not translated stays in the first of Settings.Languages
	Settings Settings     `json:"settings"`
	Plan     Plan         `json:"plan"`
	Lessons  []*Lesson    `json:"lessons"`          // in the plan's order: unit, then band, then path; the annual forms last
	Quizzes  []*Quiz      `json:"quizzes"`          // by path
	Policies []*Policy    `json:"policies"`         // by path
	FAQs     []*FAQ       `json:"faqs"`             // by weight, then path
	Pages    []*Page      `json:"pages"`            // all other pages under content/, by path
	Legal    []Legal      `json:"legal"`            // in the order of content/policies/legal.yaml, then those of the state
	States   []*StatePack `json:"states,omitempty"` // the packs that there are, by id; see [Curriculum.State]
	Assets   []Asset      `json:"assets"`           // pictures beside the pages, by path

	Citations []Citation `json:"citations,omitempty"` // the sites that pages lead to, by title

	byID   *index
	loaded *loader // for [Curriculum.In]
}

// A Band is a span of grades that share lessons: "k-2", "3-5", "6-8" or "9-12".
type Band string

// The bands of lessons, youngest first.
const (
	BandK2   Band = "k-2"
	Band35   Band = "3-5"
	Band68   Band = "6-8"
	Band912  Band = "9-12"
	BandNone Band = ""
)

// Prose is CommonMark as an author wrote it, after includes and local facts
// were put in. Use [Prose.Inline] or [Prose.Blocks] for HTML.
type Prose string

// A Document is what every page of Markdown has in common.
type Document struct {
	ID      string `json:"id"`      // unique in the curriculum; never made from the path
	Path    string `json:"path"`    // source file, slash-separated, such as "lessons/6-8/save-it.md"
	Title   string `json:"title"`   // plain text
	Summary string `json:"summary"` // plain text of "summary:" or else of the first paragraph; at most 200 characters
	Draft   bool   `json:"draft,omitempty"`

	// Body is the page's Markdown without front matter. Includes are in place,
	// local facts are filled in, and headings of level 2 and 3 have their ids.
	Body Prose `json:"body"`

	// Sections are the headings of level 2 and 3 in Body, in order.
	Sections []Section `json:"sections,omitempty"`

	// Links are the destinations inside Body that must be rewritten before
	// the page is rendered, in the order of their offsets.
	Links []Link `json:"links,omitempty"`

	// Includes are the parts of Body that are texts of other pages, in the
	// order of their offsets.
	Includes []Include `json:"includes,omitempty"`

	// Marks are the ids of list items inside Body, in the order of offsets.
	Marks []Mark `json:"marks,omitempty"`

	// LangLines are the lines inside Body that say in which language the block
	// above them is, in the order of offsets.
	LangLines []LangLine `json:"lang-lines,omitempty"`

	// Langs are the languages of texts that are in another one than the
	// curriculum: "title", "summary", "answer" and other keys of the front
	// matter. It is nil if there are none, and on a page of which nothing is
	// translated.
	Langs map[string]string `json:"langs,omitempty"`

	// Rendition says how far the page is translated; nil in the language of
	// the originals.
	Rendition *Rendition `json:"rendition,omitempty"`

	// Edition is the digest of what a reader is taught or signs: title, body
	// and the front matter that is part of the text. 32 hexadecimal digits,
	// the first 128 bits of a SHA-256.
	Edition string `json:"edition"`

	// Source is the Markdown as the author wrote it, before includes and
	// facts, with its first line's number in the file: what is translated.
	Source     string `json:"-"`
	SourceLine int    `json:"-"`
}

// A Section is a heading with an id and, for a lesson, its share of the time.
type Section struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"` // plain text
	Level      int      `json:"level"` // 2 or 3
	Minutes    int      `json:"minutes,omitempty"`
	Objectives []string `json:"objectives,omitempty"` // ids of objectives that the section serves
	Lang       string   `json:"lang,omitempty"`       // of Title, if it is not the page's
}

// A Link is the destination of a link or picture in a Document's Body:
// Body[Start:End] is its text, such as "../policies/use.md#rules".
type Link struct {
	Start    int    `json:"start"` // byte offset in Body
	End      int    `json:"end"`
	Page     string `json:"page,omitempty"`     // source path of the page that it leads to, "" if none
	Asset    string `json:"asset,omitempty"`    // source path of the picture or file that it shows, "" if none
	Fragment string `json:"fragment,omitempty"` // id of the place in the page, without "#"
}

// An Include is a text of another page in a Document's Body: Body[Start:End],
// which is part of the document's edition.
type Include struct {
	Start    int    `json:"start"` // byte offset in Body
	End      int    `json:"end"`
	Page     string `json:"page"`              // source path of the page that it stands on
	Fragment string `json:"fragment"`          // id of the section or list item there
	Section  bool   `json:"section,omitempty"` // it is what stands under a heading, on lines of its own here
	Lead     string `json:"lead,omitempty"`    // what each of those lines begins with: blanks and quote marks
}

// A Mark is an id on a list item: Body[Start:End] is its text, such as
// " {#kind-conduct}", which is not shown to readers.
type Mark struct {
	Start int    `json:"start"` // byte offset in Body
	End   int    `json:"end"`
	Item  int    `json:"item"`           // byte offset of the item's first character
	ID    string `json:"id"`             // "" if there is only a language
	Lang  string `json:"lang,omitempty"` // of the item, if it is not the page's
}

// A LangLine is a line {lang=es}: Body[Start:End] is all of it.
type LangLine struct {
	Start int    `json:"start"` // byte offset in Body
	End   int    `json:"end"`
	Lang  string `json:"lang"` // BCP 47
}

// A Lesson is one lesson of a unit in one band, or the annual form of a grade.
type Lesson struct {
	Document
	Band       Band        `json:"band"`
	Unit       string      `json:"unit,omitempty"`  // id of a unit in the plan; "" for an annual form
	Grade      string      `json:"grade,omitempty"` // "K", "1" … "12" for an annual form, else ""
	Minutes    int         `json:"minutes"`
	Objectives []Objective `json:"objectives"`
	Topics     []string    `json:"topics"`              // required topics that it teaches, ids of Plan.Topics
	Rules      []string    `json:"rules,omitempty"`     // rules of the district's policies that it teaches
	Standards  []string    `json:"standards,omitempty"` // codes such as "ISTE 1.2.b"
	Words      []Word      `json:"words,omitempty"`     // in the author's order
	Materials  []string    `json:"materials,omitempty"`
	Sensitive  string      `json:"sensitive,omitempty"` // a note for staff, "" if there is nothing to preview
	Quiz       string      `json:"quiz,omitempty"`      // id of its quiz
	Guide      *Document   `json:"guide,omitempty"`     // for staff only; nil if there is none
}

// Annual reports whether l is the annual form of a grade.
func (l *Lesson) Annual() bool { return l.Grade != "" }

// An Objective is one "I can …" of a lesson.
type Objective struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"` // of Text, if it is not the curriculum's
}

// A Word is a term that a lesson explains.
type Word struct {
	Term    string `json:"term"`
	Meaning string `json:"meaning"`
	Lang    string `json:"lang,omitempty"` // of both, if it is not the curriculum's
}

// A Policy is a document that the district has adopted, or a form that goes
// with one.
type Policy struct {
	Document
	Kind       PolicyKind `json:"kind"`
	Number     string     `json:"number,omitempty"`
	Owner      string     `json:"owner,omitempty"`
	Adopted    Date       `json:"adopted,omitzero"`
	Reviewed   Date       `json:"reviewed,omitzero"`
	NextReview Date       `json:"next-review,omitzero"`
	ApprovedBy string     `json:"approved-by,omitempty"`
	Legal      []string   `json:"legal,omitempty"`    // ids of Curriculum.Legal
	Audience   []string   `json:"audience,omitempty"` // students, staff, families, visitors
	Bands      []string   `json:"bands,omitempty"`    // ids of Settings.PolicyBands; none means all
	Plain      string     `json:"plain,omitempty"`    // source path of the plain-language version
	Official   string     `json:"official,omitempty"` // source path of the official text, on a plain-language version
	Under      string     `json:"under,omitempty"`    // source path of the policy that it carries out
	Rules      []Rule     `json:"rules,omitempty"`    // list items with an id, in order
	Agreement  *Agreement `json:"agreement,omitempty"`
}

// A PolicyKind is policy, regulation, guideline, agreement, form or notice.
type PolicyKind string

// A Rule is one numbered rule of a policy.
type Rule struct {
	ID     string   `json:"id"`                // unique among all rules of the curriculum
	Number int      `json:"number"`            // as readers see it, from 1; 0 in a list without numbers
	Text   Prose    `json:"text"`              // without the id; links in it are written from the root
	SameAs []string `json:"same-as,omitempty"` // ids that built-in lessons use for this rule
}

// An Agreement says who must sign a policy and when. It is data and a page;
// what a family did is kept by package records.
type Agreement struct {
	// Default is what holds until somebody answers: "denied" needs a
	// signature before anything is allowed, "granted" holds unless a denial
	// comes back.
	Default string   `json:"default"`
	Signers []string `json:"signers"`           // student, guardian, staff, visitor
	On      []string `json:"on"`                // entry, building, year, edition, "grade 3" …
	Denial  string   `json:"denial,omitempty"`  // source path of the denial form
	Bands   []string `json:"bands,omitempty"`   // policy bands that sign it; none means all
	Witness []string `json:"witness,omitempty"` // policy bands whose teacher signs as witness
}

// A FAQ is one question that families ask, with its answer.
type FAQ struct {
	Document          // Title is the question
	Answer   Prose    `json:"answer"` // the first paragraph of Body, letter for letter: the short answer
	Topic    string   `json:"topic,omitempty"`
	Weight   int      `json:"weight,omitempty"`
	Rules    []string `json:"rules,omitempty"`
}

// A Page is any other page under content/.
type Page struct {
	Document
	Section string `json:"section"` // first folder under content/, such as "families"; "" for home and help
	Weight  int    `json:"weight,omitempty"`
	Staff   bool   `json:"staff,omitempty"` // under content/staff/: never in the public site
	Index   bool   `json:"index,omitempty"` // an _index.md: the page of its folder
}

// A Legal reference is a law or rule that policies name.
type Legal struct {
	ID       string `json:"id"`
	Citation string `json:"citation"`
	Title    string `json:"title"`
	Status   string `json:"status"` // current or superseded
	Checked  Date   `json:"checked-on"`
	Note     string `json:"note,omitempty"`
}

// A Citation is a page of another site that pages lead to, as an entry of
// content/citations.yaml describes it.
type Citation struct {
	URL       string `json:"url"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Author    string `json:"author,omitempty"`
	Checked   Date   `json:"checked-on"` // the last day on which somebody saw it in good order
}

// An Asset is a picture or other file beside the pages, with the credit that
// its NAME.credit.yaml gives: title, author, source and licence.
type Asset struct {
	Path       string `json:"path"`
	Title      string `json:"title"`
	Author     string `json:"author"`
	Source     string `json:"source"`
	Licence    string `json:"licence"`               // such as "CC BY 4.0"
	LicenceURL string `json:"licence-url,omitempty"` // where the licence can be read; "" if it has no text of its own
	Changed    string `json:"changed,omitempty"`     // what was changed, such as "cropped"; "" if nothing was
	People     string `json:"people,omitempty"`      // none, unrecognisable or recognisable
}

// A Plan is lessons/plan.yaml: what is taught, in which order, to whom.
type Plan struct {
	Units  []Unit      `json:"units"`
	Bands  []BandPlan  `json:"bands"`
	Topics []Topic     `json:"topics"` // the required topics
	Annual []AnnualRow `json:"annual"` // one row for each grade that has a form

	// Langs are the languages of texts that are in another one than the
	// curriculum, by their way in the plan, such as "units/respond/name".
	Langs map[string]string `json:"langs,omitempty"`
}

// A Unit is an ordered set of lessons on one subject, one for each band.
type Unit struct {
	ID      string   `json:"id"`
	Number  int      `json:"number"` // from 1
	Name    string   `json:"name"`
	Summary string   `json:"summary"`
	Topics  []string `json:"topics,omitempty"`
}

// A BandPlan gives a band its grades and its lessons' suggested grade.
type BandPlan struct {
	ID      Band                `json:"id"`
	Name    string              `json:"name"`              // such as "Grades 3–5"
	Grades  []string            `json:"grades"`            // "K", "1" …
	Suggest map[string][]string `json:"suggest,omitempty"` // grade → units suggested in it
}

// A Topic is one that the law requires to be taught.
type Topic struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Law  string `json:"law,omitempty"` // id of a Legal reference
}

// An AnnualRow names the annual form of one grade.
type AnnualRow struct {
	Grade   string `json:"grade"`
	Lesson  string `json:"lesson"` // id of the form
	Module  string `json:"module"` // name of the band's module
	Minutes int    `json:"minutes"`
}
