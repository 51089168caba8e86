package curriculum

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// A licence says what others may do with a picture or another work.
type licence struct {
	name, url     string
	noChanges     bool // changed copies must not be published
	notCommercial bool // nor may copies that somebody earns money with
}

// withPermission is the licence of a work that may be used here alone.
const withPermission = "all rights reserved, used with permission"

// licences are those that are written in one way only. Licences of Creative
// Commons with conditions are in [commons].
var licences = []licence{
	{name: "CC0 1.0", url: "https://creativecommons.org/publicdomain/zero/1.0/"},
	{name: "public domain", url: "https://creativecommons.org/publicdomain/mark/1.0/"},
	{name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0"},
	{name: "BSD-3-Clause", url: "https://opensource.org/license/bsd-3-clause"},
	{name: "MIT", url: "https://opensource.org/license/mit"},
	{name: "OFL-1.1", url: "https://openfontlicense.org/"},
	{name: "OGL-UK-3.0", url: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"},
	{name: withPermission},
}

// spdx are other names of licences, as software and archives write them.
var spdx = map[string]string{
	"CC0": "CC0 1.0", "CC0-1.0": "CC0 1.0",
	"Public Domain": "public domain", "Public Domain Mark 1.0": "public domain", "PDM 1.0": "public domain",
}

// commons is a licence of Creative Commons, such as CC BY-SA 4.0 or
// CC-BY-SA-4.0; older ones may name a country.
var commons = regexp.MustCompile(`^CC[ -]BY(-NC)?(-SA|-ND)?[ -](?:(1\.0|2\.0|2\.5|3\.0)(?:[ -]([A-Z]{2}))?|(4\.0))$`)

// licenceNamed returns the licence that a credit names.
func licenceNamed(name string) (licence, bool) {
	if other := spdx[name]; other != "" {
		name = other
	}
	if i := slices.IndexFunc(licences, func(one licence) bool { return one.name == name }); i >= 0 {
		return licences[i], true
	}
	m := commons.FindStringSubmatch(name)
	if m == nil {
		return licence{}, false
	}
	terms, version, country := "BY"+m[1]+m[2], m[3]+m[5], m[4]
	one := licence{
		name:          strings.TrimSpace("CC " + terms + " " + version + " " + country),
		url:           "https://creativecommons.org/licenses/" + strings.ToLower(terms) + "/" + version + "/",
		noChanges:     m[2] == "-ND",
		notCommercial: m[1] != "",
	}
	if country != "" {
		one.url += strings.ToLower(country) + "/"
	}
	return one, true
}

// licence reads the licence of an asset, and reports what it does not allow.
func (l *loader) licence(f *fields, asset *Asset) {
	name := f.must("licence")
	permission := f.text("permission")
	if name == "" {
		return
	}
	at := f.place("licence")
	one, ok := licenceNamed(name)
	if !ok {
		l.wrong(at, "unknown-licence", likeLicence(name), "%s is no licence that homeroom knows", quote(name))
		return
	}
	asset.Licence, asset.LicenceURL = one.name, one.url
	switch {
	case one.name == withPermission && permission == "":
		l.wrong(at, "missing-permission", "add a line permission: that says who gave it, when, and where it is kept", "nothing says who permitted this use")
	case asset.Changed != "" && one.noChanges:
		l.doubtful(f.place("changed"), "changed-work", "use the work as it is, or ask its author", "%s does not allow that changed copies are published", one.name)
	case asset.Changed != "" && one.notCommercial:
		l.doubtful(f.place("changed"), "changed-work", "use the work as it is, or choose one that is free for all uses", "%s allows no commercial use of a changed copy, and lessons may be used by anybody", one.name)
	}
}

// likeLicence returns a hint for a licence that is not known.
func likeLicence(name string) string {
	known := []string{"CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0", "CC BY-ND 4.0", "CC BY-NC-ND 4.0", "CC0 1.0"}
	for _, one := range licences {
		known = append(known, one.name)
	}
	upper := strings.ToUpper(strings.Join(strings.Fields(name), " "))
	if one, ok := licenceNamed(upper); ok {
		return "write " + one.name
	}
	if one, ok := licenceNamed(upper + " 4.0"); ok {
		return "write the licence with its version, such as " + one.name
	}
	return didYouMean(name, known, "write one such as CC BY 4.0, CC0 1.0 or public domain; for the rest, "+withPermission)
}

// photographs are the kinds of files that are made with a camera.
var photographs = []string{".avif", ".jpeg", ".jpg", ".mp4", ".webm", ".webp"}

// people checks what a credit says of the people in a picture.
func (l *loader) people(f *fields, asset *Asset, name string) {
	release := f.text("release")
	switch {
	case f.node("people") == nil && slices.Contains(photographs, path.Ext(name)):
		l.wrong(f.at, "missing-people", "add a line people: with none, unrecognisable or recognisable", "nothing says whether people can be recognised in it")
	case asset.People == "recognisable" && release == "":
		l.wrong(f.place("people"), "missing-release", "add a line release: that says where the signed release is kept, without a child's name", "people can be recognised in it, and nothing says that they agreed")
	}
}
