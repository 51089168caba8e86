package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// inventedPages returns n pages of about 430 words out of an invented
// vocabulary, in which some words are far more frequent than others, as in
// any language.
func inventedPages(n int) ([]Page, []string) {
	r := rand.New(rand.NewPCG(1, 2))
	vocabulary := inventedWords(r, 25_000)
	pick := func(topic int) string {
		rank := int(math.Pow(float64(len(vocabulary)), r.Float64())) - 1
		if r.IntN(4) == 0 {
			rank = (topic*613 + rank) % len(vocabulary)
		}
		return vocabulary[rank]
	}
	text := func(topic, words int) string {
		var out []string
		for range words {
			out = append(out, pick(topic))
		}
		return strings.Join(out, " ") + "."
	}
	var pages []Page
	for i := range n {
		p := Page{
			ID: fmt.Sprintf("p%d", i), URL: fmt.Sprintf("/en/p%05d.html", i), Title: text(i%50, 5), Lang: "en",
			Kind: []string{"lesson", "policy", "faq"}[i%3], Band: []string{"K-2", "3-5", "6-8", "9-12"}[i%4],
		}
		for s := range 4 {
			p.Sections = append(p.Sections, Section{ID: fmt.Sprintf("s%d", s), Heading: text(i%50, 3), Text: text(i%50, 105)})
		}
		pages = append(pages, p)
	}
	return pages, vocabulary
}

func inventedWords(r *rand.Rand, n int) []string {
	onsets := strings.Fields("b br c ch d dr f fl g gr h j k l m n p pl pr qu r s sh st t th tr v w")
	vowels := strings.Fields("a e i o u ai ea ou")
	codas := strings.Fields("n r s t l m nd st ck ng er ing ed ly")
	seen := make(map[string]bool)
	var out []string
	for len(out) < n {
		w := ""
		for range 1 + r.IntN(3) {
			w += onsets[r.IntN(len(onsets))] + vowels[r.IntN(len(vowels))]
		}
		w += codas[r.IntN(len(codas))]
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

func BenchmarkWrite1000(b *testing.B) {
	pages, _ := inventedPages(1000)
	for b.Loop() {
		size := 0
		err := Write(pages, nil, func(_ string, data []byte) error {
			size += len(data)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size), "bytes")
	}
}

// BenchmarkSearch1000 reports half and nearly all of the times of queries of
// two words in 1,000 pages, with the snippets of ten results.
func BenchmarkSearch1000(b *testing.B) {
	pages, vocabulary := inventedPages(1000)
	ix := openIndex(b, pages, nil)
	for _, kind := range []struct {
		name string
		bend func(string) string
	}{
		{"words", func(w string) string { return w }},
		{"beginnings", func(w string) string { return w[:max(2, len(w)/2)] }},
		{"typos", func(w string) string { return w[:len(w)/2] + w[len(w)/2+1:] }},
		{"first letter wrong", func(w string) string { return "x" + w[1:] }},
		{"phrases", func(w string) string { return w + `"` }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(3, 4))
			var times []time.Duration
			for b.Loop() {
				q := vocabulary[r.IntN(2000)] + " " + kind.bend(vocabulary[r.IntN(8000)])
				if strings.HasSuffix(q, `"`) {
					q = `"` + q
				}
				start := time.Now()
				ix.Search(q, Options{})
				times = append(times, time.Since(start))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
		})
	}
}
