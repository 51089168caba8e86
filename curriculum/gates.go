package curriculum

// gates checks what matters to readers and not to the program: that links and
// pictures say what they are, that other sites are cited, that nothing stands
// in two places, that no id is lost and that pages are light enough for a
// classroom. It needs the whole curriculum, and the originals: translations
// have the same links, pictures and ids.
func (l *loader) gates() error {
	if l.lang != "" {
		return nil
	}
	l.checkWording()
	l.checkRepeats()
	l.checkCitations()
	l.checkReplaced()
	if err := l.checkLedgers(); err != nil {
		return err
	}
	return l.checkWeights()
}
