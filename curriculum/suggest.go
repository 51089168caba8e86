package curriculum

import (
	"iter"
	"slices"

	"homeroom/internal/diag"
)

// didYouMean returns a hint that names the word most like got, or otherwise.
func didYouMean(got string, words []string, otherwise string) string {
	if w := nearest(got, slices.Values(words)); w != "" {
		return "did you mean " + w
	}
	return otherwise
}

// nearest returns the word most like got, or "". See [diag.Nearest].
func nearest(got string, words iter.Seq[string]) string { return diag.Nearest(got, words) }
