package kiosk

// Patterns returns the pattern of each route, for tests that must know all.
func (k *Kiosk) Patterns() (patterns []string) {
	for _, r := range k.routes() {
		patterns = append(patterns, r.pattern)
	}
	return patterns
}

// NewServer is the server with its limits.
var NewServer = newServer

// NewFrame and NewArticle are how a bundle's pages are read.
var (
	NewFrame   = newFrame
	NewArticle = newArticle
)

// ScriptName is the name of the kiosk's script.
var ScriptName = scriptName
