package search

import (
	"strings"
	"testing"
)

func TestSnippet(t *testing.T) {
	filler := strings.Repeat("Plain words fill the page here. ", 20)
	ix := openIndex(t, []Page{
		page("en", "long", "Walk this way",
			"One: "+filler+"A raven answers softly. "+filler,
			"Two: "+filler+"No raven ever met the otter near its burrow, "+strings.Repeat("so it goes ", 30)+".",
			"About badgers: They dig.",
			"Third: A hedgehog and "+strings.Repeat("then ", 40)+"a hedgehog again"),
		page("en", "title", "Kestrels", "Birds: They hover.", "More: They hunt."),
		page("en", "bare", "Ospreys"),
		page("en", "code", "Marks", "A: The <b>lynx</b> & its den."),
	}, nil)
	zh := openIndex(t, []Page{page("zh", "zh", "标题", "一: "+strings.Repeat("这里没有什么内容。", 20)+"请保护好你的密码,不要告诉别人。")}, nil)
	vi := openIndex(t, []Page{page("vi", "vi", "Bài", "Một: Giữ mật khẩu an toàn.")}, nil)
	for _, tt := range []struct {
		name    string
		ix      *Index
		query   string
		section string
		want    string // marked words in brackets
	}{
		{"it begins with the sentence", ix, "raven softly", "s0", "… A [raven] answers [softly]. Plain words fill the page here. Plain words fill the page here. Plain words fill the page here. Plain words fill the …"},
		{"the section with most of the words is taken", ix, "raven otter", "s1", "… No [raven] ever met the [otter] near its burrow, so it goes so it goes so it goes so it goes so it goes so it …"},
		{"a heading says which section is meant", ix, "badger", "s2", "They dig."},
		{"marks that are far apart do not fit together", ix, "hedgehog", "s3", "A [hedgehog] and then then then then then then then then then then then then then then then then then then then then then then then …"},
		{"a page found by its title shows its beginning", ix, "kestrel", "", "They hover."},
		{"a page without sections shows nothing", ix, "osprey", "", ""},
		{"text is left as it is", ix, "lynx", "s0", "The <b>[lynx]</b> & its den."},
		{"Chinese characters are marked together", zh, "密码", "s0", "… 请保护好你的[密码],不要告诉别人。"},
		{"neighbours are marked together", vi, "mat khau", "s0", "Giữ [mật khẩu] an toàn."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.ix.Search(tt.query, Options{})
			if len(r.Hits) != 1 {
				t.Fatalf("Search(%q) finds %q, want one page", tt.query, ids(r.Hits))
			}
			if got := bracketed(r.Hits[0].Snippet); got != tt.want || r.Hits[0].Section != tt.section {
				t.Errorf("Search(%q) shows %s %q\nwant %s %q", tt.query, r.Hits[0].Section, got, tt.section, tt.want)
			}
		})
	}
}

func bracketed(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Marked {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b        string
		limit, want int
	}{
		{"password", "password", 2, 0},
		{"pasword", "password", 1, 1},
		{"passsword", "password", 1, 1},
		{"passwird", "password", 1, 1},
		{"passwrod", "password", 1, 1},
		{"pawsord", "password", 2, 2},
		{"plagerism", "plagiarism", 2, 2},
		{"abc", "abcdef", 2, 3},
		{"kitten", "sitting", 2, 3},
		{"", "ab", 2, 2},
		{"хасло", "хасла", 1, 1},
	} {
		if got := edits([]rune(tt.a), []rune(tt.b), tt.limit); got != tt.want {
			t.Errorf("edits(%s, %s, %d) = %d, want %d", tt.a, tt.b, tt.limit, got, tt.want)
		}
		if got := edits([]rune(tt.b), []rune(tt.a), tt.limit); got != tt.want {
			t.Errorf("edits(%s, %s, %d) = %d, want %d", tt.b, tt.a, tt.limit, got, tt.want)
		}
	}
	if got := edits([]rune("ab"), []rune(strings.Repeat("a", 200)), 2); got != 3 {
		t.Errorf("edits of a far longer word = %d, want 3", got)
	}
}
