package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStemsJoin checks that forms of a word have one stem.
func TestStemsJoin(t *testing.T) {
	for _, tt := range []struct{ lang, forms string }{
		{"en", "bully bullies bullied"},
		{"en", "report reports reporting reported"},
		{"es", "contraseña contraseñas"},
		{"pt-BR", "senha senhas"},
		{"ar", "الرسالة رسالة"},
		{"fr", "mots mot"},
		{"ru", "пароль пароля паролем"},
		{"pl", "wiadomość wiadomości"},
		{"uk", "пароль паролі паролів паролями паролю"},
		{"uk", "мережа мережі мережу мережею мережах"},
		{"uk", "цифровий цифрового цифрових цифрова"},
		{"uk", "приватність приватності приватністю"},
		{"sq", "fjalëkalim fjalëkalimi fjalëkalimit fjalëkalimin fjalëkalimet fjalëkalimeve"},
		{"sq", "privatësia privatësisë privatësinë"},
		{"ne", "विद्यार्थी विद्यार्थीहरू विद्यार्थीहरूलाई विद्यार्थीको विद्यार्थीले"},
		{"ne", "पासवर्ड पासवर्डको पासवर्डहरू पासवर्डमा"},
	} {
		t.Run(tt.lang+" "+tt.forms, func(t *testing.T) {
			lang := mustLanguage(t, tt.lang)
			forms := strings.Fields(tt.forms)
			want := lang.stems(spelling(forms[0]))
			for _, form := range forms {
				if diff := cmp.Diff(want, lang.stems(spelling(form))); diff != "" || len(want) != 1 {
					t.Errorf("stems(%q) (-want +got):\n%s", form, diff)
				}
			}
		})
	}
}

func TestStemsStop(t *testing.T) {
	for lang, words := range map[string]string{
		"en": "the and of", "es": "el la de", "pt": "os das", "ar": "من في", "fr": "le des", "ru": "и на", "pl": "i nie",
		"vi": "và của", "ht": "ak nan", "uk": "та або", "sq": "dhe për", "ne": "र यो",
	} {
		for _, w := range strings.Fields(words) {
			if got := mustLanguage(t, lang).stems(w); len(got) != 0 {
				t.Errorf("%s stems(%q) = %q, want none of a stop word", lang, w, got)
			}
		}
	}
}

func TestStemsOfOtherLanguages(t *testing.T) {
	for _, tag := range []string{"", "so", "zh-Hans", "vi", "ht", "tlh-Latn"} {
		if got := mustLanguage(t, tag).stems("running"); len(got) != 1 || got[0] != "running" {
			t.Errorf("%q stems(running) = %q, want the word itself", tag, got)
		}
	}
}

func TestHanTerms(t *testing.T) {
	lang := mustLanguage(t, "en")
	for run, want := range map[string][]string{
		"数字足迹": {"数字", "字足", "足迹"},
		"密":    {"密"},
	} {
		if diff := cmp.Diff(want, lang.hanTerms(run)); diff != "" {
			t.Errorf("hanTerms(%s) (-want +got):\n%s", run, diff)
		}
	}
}

func mustLanguage(t testing.TB, tag string) *language {
	t.Helper()
	lang, err := languageOf(tag)
	if err != nil {
		t.Fatalf("languageOf(%q): %v", tag, err)
	}
	return lang
}

// FuzzStems checks that no text of an author makes a stemmer panic.
func FuzzStems(f *testing.F) {
	var langs []*language
	for lang := range strings.FieldsSeq("en es pt ar fr ru pl uk sq ne vi zh") {
		langs = append(langs, mustLanguage(f, lang))
	}
	for _, s := range []string{"", "ą", "'s", "l'", "ння", "हरू", "-", "ing", "sses", "الل", "\u0301", "ies'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range langs {
			for at := range wordsIn(text) {
				lang.stems(spelling(text[at.from:at.to]))
				lang.hanTerms(text[at.from:at.to])
			}
		}
	})
}
