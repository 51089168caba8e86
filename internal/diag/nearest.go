package diag

import (
	"iter"
	"unicode/utf8"
)

// Nearest returns the word that differs from got in the fewest letters, if
// those are few enough to be a slip; else "". Of equals the first in the
// alphabet wins, so that the order of words does not matter.
func Nearest(got string, words iter.Seq[string]) string {
	length := utf8.RuneCountInString(got)
	best, least := "", min(3, length/3)+1
	if length < 3 || length > 100 {
		return ""
	}
	for w := range words {
		if d := distance(got, w, least); d < least || d == least && best != "" && w < best {
			best, least = w, d
		}
	}
	return best
}

// distance returns the number of letters that must be added, taken away,
// changed or swapped with their neighbour to make b of a. It may return any
// number above most when the true one is above most.
func distance(a, b string, most int) int {
	if d := len(a) - len(b); d > 4*most || -d > 4*most {
		return most + 1
	}
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			change := last[j]
			if s[i] != t[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
