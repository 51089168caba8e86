package build

import "testing"

// TestTheBuiltInThemeIsNotRefused also sees that words in comments and in text
// are no calls.
func TestTheBuiltInThemeIsNotRefused(t *testing.T) {
	if problems := notAllowed(sampleDistrict(t)); len(problems) > 0 {
		t.Errorf("problems = %v", problems)
	}
	text := "<p>Use readFile and os.Getenv.</p>{{/* readDir */}}{{ print \"fileExists\" `getenv` }}{{ .Params.readFiles }}"
	if problems := refusedCalls("x.html", text); len(problems) > 0 {
		t.Errorf("problems = %v", problems)
	}
}
