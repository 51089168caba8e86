package diag_test

import (
	"slices"
	"testing"

	"homeroom/internal/diag"
)

func TestNearest(t *testing.T) {
	words := []string{"languages", "lessons", "quizzes", "quick-links"}
	for _, tt := range []struct{ name, got, want string }{
		{"a letter too many", "lessonss", "lessons"},
		{"two letters swapped", "quziezs", "quizzes"},
		{"another word", "policies", ""},
		{"too short to say", "ab", ""},
		{"the word itself", "languages", "languages"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := diag.Nearest(tt.got, slices.Values(words)); got != tt.want {
				t.Errorf("Nearest(%q) = %q, want %q", tt.got, got, tt.want)
			}
		})
	}
}
