package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for _, tt := range []struct{ name, word, want string }{
		{"case does not count", "PassWord", "password"},
		{"accents do not count", "Contraseñas", "contrasenas"},
		{"composed and decomposed letters are the same", "e\u0301le\u0300ve", "eleve"},
		{"letters that do not decompose are spelled out", "Łódź", "lodz"},
		{"Vietnamese needs no tone", "Địa", "dia"},
		{"a possessive is dropped", "student's", "student"},
		{"so is one with a curly apostrophe", "student’s", "student"},
		{"a contraction is one word", "don't", "dont"},
		{"a French article is dropped", "l’élève", "eleve"},
		{"an apostrophe alone is no article", "l'", "l"},
		{"the Arabic article is dropped", "الأخبار", "اخبار"},
		{"and particles with it", "وبالهاتف", "هاتف"},
		{"but not if too little remains", "الم", "الم"},
		{"the two ends of Arabic words are the same", "مدرسة", "مدرسه"},
		{"vowel signs of Arabic do not count", "مَدْرَسَة", "مدرسه"},
		{"final sigma is a sigma", "ΛΌΓΟΣ", "λογοσ"},
		{"letters of full width are narrow", "ＡＩ", "ai"},
		{"hidden characters do not count", "pass\u00adword\u200d", "password"},
		{"the vowels of Nepali count", "पासवर्ड", "पासवर्ड"},
		{"a compatibility sign that means several words is one key", "ﷺ", "صلياللهعليهوسلم"},
		{"a word that is too long is no key", strings.Repeat("a", maxKey+1), ""},
		{"the longest word is", strings.Repeat("a", maxKey), strings.Repeat("a", maxKey)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := fold(spelling(tt.word))
			if got != tt.want {
				t.Errorf("fold(%q) = %q, want %q", tt.word, got, tt.want)
			}
			if again := fold(got); again != got {
				t.Errorf("fold(%q) = %q, want it unchanged", got, again)
			}
		})
	}
}

func TestWordsIn(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"no text has no words", "", nil},
		{"punctuation separates", "Save it, block-it: report!", []string{"Save", "it", "block", "it", "report"}},
		{"an apostrophe inside belongs to the word", "don't 'quote' it's", []string{"don't", "quote", "it's"}},
		{"a full stop separates", "see example.org", []string{"see", "example", "org"}},
		{"a run of Chinese characters is one", "用AI换脸。小心", []string{"用", "AI", "换脸", "小心"}},
		{"marks belong to their letters", "पासवर्डको डर", []string{"पासवर्डको", "डर"}},
		{"a soft hyphen is inside", "pass\u00adword", []string{"pass\u00adword"}},
		{"bytes that are no text separate", "a\xffb \xf0\x28", []string{"a", "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for at := range wordsIn(tt.text) {
				got = append(got, tt.text[at.from:at.to])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("wordsIn(%q) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}
