package curriculum

// Settings are a district's answers in config.yaml. Each layer's file is laid
// on the one below it, key by key.
type Settings struct {
	District    District          `json:"district"`
	School      School            `json:"school"`
	Languages   []string          `json:"languages"` // BCP 47, the first is the language of the originals
	PolicyBands []PolicyBand      `json:"policy-bands"`
	State       string            `json:"state"` // id of the state's pack, "" for none
	Facts       map[string]string `json:"facts"` // local facts, by the name of their shortcode
	QuickLinks  []QuickLink       `json:"quick-links"`
	Look        Look              `json:"look"`
	Quiz        QuizSettings      `json:"quiz"`
	Kiosk       KioskSettings     `json:"kiosk"`

	// Langs are the languages of texts that are in another one than the
	// curriculum, by their way in config.yaml, such as "district/mission".
	Langs map[string]string `json:"langs,omitempty"`
}

// A District is who publishes the site.
type District struct {
	Name    string `json:"name"`       // "Tern Hollow Public Schools"
	Short   string `json:"short-name"` // "Tern Hollow"
	Mission string `json:"mission"`    // one sentence in every page's header, may be empty
	Address string `json:"address"`
	Phone   string `json:"phone"`
	Email   string `json:"email"`
}

// A School is the building whose kiosk or site this is; its Name is empty for
// a whole district.
type School struct {
	Name      string `json:"name"`
	Principal string `json:"principal"`
	Address   string `json:"address"`
	Phone     string `json:"phone"`
	Email     string `json:"email"`
}

// A PolicyBand is a span of grades that share the text of a policy.
type PolicyBand struct {
	ID     string   `json:"id"` // such as "6-12"
	Name   string   `json:"name"`
	Grades []string `json:"grades"`
}

// A QuickLink is one line of the menu that is on every page.
type QuickLink struct {
	Title string `json:"title"`
	Page  string `json:"page,omitempty"` // source path, or
	URL   string `json:"url,omitempty"`  // an address elsewhere
}

// Look is a district's own face: its logo and two colours.
type Look struct {
	Logo   string `json:"logo"`   // path of an SVG or PNG in the layer, may be empty
	Color  string `json:"color"`  // #rrggbb, for headings, buttons and links
	Accent string `json:"accent"` // #rrggbb, for marks and ornaments
}

// QuizSettings hold for every quiz that does not say otherwise.
type QuizSettings struct {
	Pass PassMark `json:"pass"` // 80 unless set
}

// KioskSettings hold for the classroom server.
type KioskSettings struct {
	Hosts         []string `json:"hosts"`           // names under which the kiosk may be called, beside loopback
	IdleMinutes   int      `json:"idle-minutes"`    // 6 unless set; students are signed out
	QuizMinutes   int      `json:"quiz-minutes"`    // 10 unless set; the same while a quiz is open
	StaffMinutes  int      `json:"staff-minutes"`   // 5 unless set
	StaffOverHTTP bool     `json:"staff-over-http"` // allow staff sign-in from another machine without TLS
}
