package translate

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

// A Proof is originals beside their translations, as a page that is read on
// paper or opened from a disk.
type Proof struct {
	Title, About            string
	From, FromLang, FromDir string // name, tag and direction of the language of the originals
	To, ToLang, ToDir       string
	Pages                   []ProofPage
}

// A ProofPage is the texts of one file.
type ProofPage struct {
	Source string
	Texts  []ProofText
}

// A ProofText is one text.
type ProofText struct {
	Anchor, Place         string
	State                 string // missing, stale or a [State]
	By                    string
	Earlier               string // of a stale text: the original's earlier wording
	Original, Translation template.HTML
}

//go:embed proof.html
var proofFile string

var proofPage = template.Must(template.New("proof").Parse(proofFile))

// WriteProof writes a proof as one file of HTML that needs no other.
func WriteProof(w io.Writer, p Proof) error {
	if err := proofPage.Execute(w, p); err != nil {
		return fmt.Errorf("write proof: %w", err)
	}
	return nil
}
