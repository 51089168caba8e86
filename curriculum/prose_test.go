package curriculum_test

import (
	"strings"
	"testing"

	"homeroom"
	"homeroom/curriculum"
)

func TestProseInline(t *testing.T) {
	for _, tt := range []struct {
		name  string
		prose curriculum.Prose
		want  string
	}{
		{"nothing", "", ""},
		{"marks", "What *first*, **Maya**?", "What <em>first</em>, <strong>Maya</strong>?"},
		{"two lines", "names\nand time", "names\nand time"},
		{"two paragraphs", "One.\n\nTwo.", "One. Two."},
		{"raw HTML is left out", "a <b onclick=x>b</b> c", "a b c"},
		{"less than", "1 < 2 & 3", "1 &lt; 2 &amp; 3"},
		{"a link", "[a](https://x.example)", `<a href="https://x.example">a</a>`},
		{"a link to a page", "[a](/content/help.md)", `<a href="/content/help.md">a</a>`},
		{"a script", "[a](javascript:alert(1))", `<a href="">a</a>`},
		{"a hidden script", "[a](java&#x73;cript:alert(1))", `<a href="">a</a>`},
		{"data", "![a](data:image/svg+xml;base64,AAAA)", `<img src="" alt="a">`},
		{"another place for files", "<ftp://x.example>", "ftp://x.example"},
		{"two slashes", "[a](//x.example)", `<a href="">a</a>`},
		{"e-mail", "<office@pineford.example>", `<a href="mailto:office@pineford.example">office@pineford.example</a>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(tt.prose.Inline()); got != tt.want {
				t.Errorf("Inline of %q is %q, want %q", tt.prose, got, tt.want)
			}
		})
	}
}

func TestProseBlocks(t *testing.T) {
	for _, tt := range []struct {
		name  string
		prose curriculum.Prose
		want  string
	}{
		{"a paragraph", "One.", "<p>One.</p>"},
		{"a list", "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"},
		{"a gap of a fill question", "By ___, under ___.", "<p>By ___, under ___.</p>"},
		{"raw HTML is left out", "<script>x</script>\n\nText", "<p>Text</p>"},
		{"what would take long is shown as it is", curriculum.Prose(strings.Repeat("*<", 3000)), "<p>" + strings.Repeat("*&lt;", 3000) + "</p>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(tt.prose.Blocks()); got != tt.want {
				t.Errorf("Blocks of %q is %q, want %q", tt.prose, got, tt.want)
			}
		})
	}
}

func TestProsePlain(t *testing.T) {
	for _, tt := range []struct {
		name  string
		prose curriculum.Prose
		want  string
	}{
		{"words", "  One   two ", "One two"},
		{"marks", "What *first*, **Maya**? `code` ~~no~~", "What first, Maya? code no"},
		{"blocks", "# One\n\n- two\n- three\n\n> four", "One two three four"},
		{"links and pictures", "[a](b.md) ![c](d.png) <https://e.example>", "a c https://e.example"},
		{"escapes and entities", `a\*b \&amp; &amp; &lt;`, "a*b &amp; & <"},
		{"raw HTML is left out", "a <b>b</b>", "a b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.prose.Plain(); got != tt.want {
				t.Errorf("Plain of %q is %q, want %q", tt.prose, got, tt.want)
			}
		})
	}
}

// TestUnmarkedProse holds the short way for texts without marks against the
// parser, on every text of the built-in quizzes.
func TestUnmarkedProse(t *testing.T) {
	course, _, err := curriculum.Load(homeroom.Files())
	if err != nil {
		t.Fatal(err)
	}
	texts := []curriculum.Prose{"Say \"no\".", "It's 5 o'clock", "1. One", "a  b", " a", "Ünï 你好", "a\u00a0b", "a (b) c?", "$5", "www.example.org"}
	for _, q := range course.Quizzes {
		for _, x := range q.Questions {
			texts = append(texts, x.Title, x.Body, x.Why)
			for _, c := range x.Choices {
				texts = append(texts, c.Text, c.Why)
			}
		}
	}
	for _, p := range texts {
		// A comment of the parser's own cannot be seen, and takes the long way.
		if got, want := p.Blocks(), (p + "\n").Blocks(); got != want && p != "" {
			t.Errorf("%q is %q, and the parser says %q", p, got, want)
		}
	}
}
