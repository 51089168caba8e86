package curriculum

import "strings"

// What a text may have at most, so that parsing it takes a bounded time.
// Nobody who writes for readers comes near.
const (
	mostLevels = 24   // lists and quotes in each other
	mostMarks  = 3000 // brackets, stars and the like between two blank lines
)

// tangled returns where and why a text would take a parser long, or "".
func tangled(text string) (at int, what string) {
	marks := 0
	for at < len(text) {
		end := lineEnd(text, at)
		line := text[at:end]
		if strings.TrimSpace(line) == "" {
			marks = 0
		}
		if levels(line) > mostLevels {
			return at, "lists and quotes are too deep in each other"
		}
		for i := 0; i < len(line); i++ {
			switch line[i] {
			case '[', ']', '*', '_', '`', '<', '!', '(', '~', '&', '|', '\\':
				marks++
			}
		}
		if marks > mostMarks {
			return at, "there are too many marks in one paragraph"
		}
		at = end
	}
	return 0, ""
}

// levels returns at most how many lists and quotes a line can be in.
func levels(line string) int {
	n, blanks := 0, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			blanks++
		case c == '\t':
			blanks += 4
		case c == '>', (c == '-' || c == '+' || c == '*') && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t' || line[i+1] == '\n'):
			n++
		case (c == '.' || c == ')') && i > 0 && line[i-1] >= '0' && line[i-1] <= '9':
			n++
		case c >= '0' && c <= '9':
		default:
			return max(n, (blanks-n)/4)
		}
	}
	return max(n, (blanks-n)/4)
}
