package question

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"

	"homeroom/curriculum"
)

// shuffled returns things in an order that follows from the seed, the question
// and their ids, and from nothing else: the order in which an author wrote
// them, which is the key, cannot be seen in it.
func shuffled(seed, question string, things []curriculum.Choice) []curriculum.Choice {
	rank := func(c curriculum.Choice) []byte {
		sum := sha256.Sum256([]byte(strings.Join([]string{seed, question, c.ID}, "\x00")))
		return sum[:]
	}
	out := slices.Clone(things)
	slices.SortFunc(out, func(a, b curriculum.Choice) int { return bytes.Compare(rank(a), rank(b)) })
	return out
}

// steps returns the steps of an Order question shuffled, and never in the
// right order.
func steps(seed string, q *curriculum.Question) []curriculum.Choice {
	out := shuffled(seed, q.ID, q.Choices)
	same := slices.EqualFunc(out, q.Choices, func(a, b curriculum.Choice) bool { return a.ID == b.ID })
	if same && len(out) > 1 {
		out[0], out[1] = out[1], out[0]
	}
	return out
}

// items returns the items of a Sort question shuffled.
func items(seed string, q *curriculum.Question) []curriculum.Choice {
	var all []curriculum.Choice
	for _, box := range q.Boxes {
		all = append(all, box.Items...)
	}
	return shuffled(seed, q.ID, all)
}
