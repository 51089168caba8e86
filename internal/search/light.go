package search

import (
	"strings"
	"unicode/utf8"
)

// Languages that bleve has no stemmer for get a light one: the longest ending
// that fits is cut off, in one or more steps. Such a stemmer need not find the
// dictionary form, nor need anybody else agree with it: the index keeps each
// spelling with its stem, so it has only to bring the forms of a word together.

// A cut is one step of a light stemmer.
type cut struct {
	keep    int      // characters that must remain
	endings []string // in any order; the longest that fits is cut off
}

var lightCuts = map[string][]cut{
	// Cases of nouns and adjectives, then the commonest endings of verbs.
	"uk": {{3, strings.Fields(`
		ами ями ові еві ом ем єм ам ям ах ях ів їв ей ою ею єю ь а я у ю і ї и е є о
		ого ому ими їми ий ій їй ої их їх им їм
		ння нню нні нням ннями ннях нь ість ості істю остей остями остям остях
		ти ть тися ться ешся ємо ємося ють уть ать ять ають уються увати ував увала ували ування уванню уванні`)}},
	// Definite and indefinite case forms, singular and plural.
	"sq": {{3, strings.Fields(`
		eve ave ive ëve et ët at it ut in ën an un ia ja je në së isë inë ve
		a ë e i u t s n sh`)}},
	// Postpositions are written together with the word, after the plural.
	"ne": {
		{2, strings.Fields(`लाई बाट सँग सङ्ग सित देखि सम्म भित्र द्वारा भन्दा तिर माथि को का की मा ले`)},
		{2, strings.Fields(`हरू हरु`)},
	},
}

// lightStemmer returns our stemmer for a language, nil if there is none.
func lightStemmer(lang string) func(string) string {
	steps, ok := lightCuts[lang]
	if !ok {
		return nil
	}
	return func(word string) string {
		for _, c := range steps {
			word = c.apply(word)
		}
		return word
	}
}

// apply returns word without the longest ending that may be cut off.
func (c cut) apply(word string) string {
	longest := ""
	length := utf8.RuneCountInString(word)
	for _, e := range c.endings {
		if len(e) > len(longest) && strings.HasSuffix(word, e) && length-utf8.RuneCountInString(e) >= c.keep {
			longest = e
		}
	}
	return strings.TrimSuffix(word, longest)
}

// stopWords are function words of the languages that bleve has no list for:
// articles, pronouns, prepositions, conjunctions, question words, auxiliaries.
var stopWords = map[string]string{
	// Only syllables that are hardly ever part of a longer word: chỉ means
	// "only", but địa chỉ is an address.
	"vi": `và của là có cho các được với một những này khi đã đến như thì còn sẽ nếu ở trên mà nhưng vì nên bởi bị rất
		cũng đang rồi mọi`,
	"ht": `ak avèk nan pou ki sa se yo li nou ou mwen yon youn la a an lan pa te ap pral sou men oswa oubyen tou tout
		lè kijan kouman kisa kote poukisa si epi e de sè nan sò te ka ta va pi plis menm chak`,
	"uk": `і й та а але або що як це цей ця ці той те ті у в на з із зі до від за по при про для без під над між через
		не ні так також ж же би б він вона воно вони ми ви ти я його її їх нас вас мене тебе мій твій свій наш ваш
		хто коли де чому чи якщо щоб є був була було були буде можна треба дуже вже ще тільки який яка яке які`,
	"sq": `dhe e i të së në për me nga një ky kjo këta këto ai ajo ata ato unë ti ne ju u që si nuk mos por ose edhe
		janë është ishte do ka kam kanë jam ku kur pse cili cila çfarë se më te tek sa nëse po jo mund duhet duke
		pa mbi nën ndër gjatë sepse`,
	"ne": `र छ छन् हो हुन् थियो थिए यो त्यो यी ती म तिमी तपाईं तपाईँ हामी उनी उनीहरू ऊ के कसरी किन कहाँ कहिले कुन
		पनि तर वा अथवा अनि भने हुन्छ हुने छैन होइन लागि बारे नै त को का की मा ले लाई सँग बाट यस त्यस आफ्नो`,
}
