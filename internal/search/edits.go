package search

import "math/bits"

// A suggestion is a word as it is compared with misspelt ones.
type suggestion struct {
	spelling string
	key      string
	runes    []rune // of key; nil until they are needed
	letters  uint64 // which letters key has: a bit for each, some share one
}

// newSuggestion reads a line of the file of suggestions.
func newSuggestion(spelled string) suggestion {
	key := fold(spelled)
	return suggestion{spelling: spelled, key: key, runes: []rune(key), letters: lettersOf(key)}
}

func lettersOf(key string) (set uint64) {
	for _, r := range key {
		set |= 1 << (uint(r) % 64)
	}
	return set
}

// distance returns the number of edits between two words, or some number above
// the slack of s if they are too far apart. An edit changes at most two of the
// letters that a word has, so most words need no closer look.
func (s *suggestion) distance(w *suggestion) int {
	limit := slack(len(s.runes))
	if limit == 0 || bits.OnesCount64(s.letters^w.letters) > 2*limit {
		return limit + 1
	}
	if w.runes == nil {
		w.runes = []rune(w.key)
	}
	return edits(s.runes, w.runes, limit)
}

// slack returns how many typos are forgiven in a word of n letters.
func slack(n int) int {
	switch {
	case n < 4:
		return 0
	case n < 8:
		return 1
	}
	return 2
}

// edits returns the fewest letters that must be added, dropped, changed or
// swapped with their neighbour to turn a into b, or limit+1 if that is more
// than limit. No letter is touched twice (optimal string alignment).
func edits(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var rows [3][maxKey + 1]int
	if len(b) > maxKey {
		return limit + 1
	}
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			row[j] = step(a, b, i, j, before, last, row)
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// step returns the edits between the first i letters of a and the first j of b.
func step(a, b []rune, i, j int, before, last, row *[maxKey + 1]int) int {
	if a[i-1] == b[j-1] {
		return last[j-1]
	}
	d := 1 + min(last[j-1], last[j], row[j-1])
	if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
		d = min(d, before[j-2]+1)
	}
	return d
}

// closeness returns how close two words of n and m letters are that are d
// edits apart, up to 1. An edit in a short word counts for more.
func closeness(d, n, m int) float64 { return 1 - 1.2*float64(d)/float64(max(n, m)) }

// likeness returns how likely it is that key is meant by q, from 0 to 1:
// another form of the word, with the same beginning, or a typo of it. The two
// are told apart by typo, which is unset where only the last two letters
// differ, as the endings of a word do.
func likeness(q suggestion, key string) (likeness float64, typo bool) {
	n, m, shared := len(q.runes), 0, 0
	for _, r := range key {
		if shared == m && m < n && q.runes[m] == r {
			shared++
		}
		m++
	}
	if shared >= 3 && shared >= min(4, n-1) {
		likeness = 2 * float64(shared) / float64(n+m)
	}
	limit := slack(n)
	if limit == 0 || n-m > limit || m-n > limit {
		return likeness, false
	}
	k := suggestion{key: key, letters: lettersOf(key)}
	if d := q.distance(&k); d <= limit {
		likeness = max(likeness, closeness(d, n, m))
		typo = max(n, m)-shared > 2
	}
	return likeness, typo
}
