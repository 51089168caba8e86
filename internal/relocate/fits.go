package relocate

import (
	"path"
	"slices"
	"strings"

	"homeroom/curriculum"
	"homeroom/internal/diag"
)

// bands are the folders of lessons.
var bands = []string{string(curriculum.BandK2), string(curriculum.Band35), string(curriculum.Band68), string(curriculum.Band912)}

// fits returns a refusal unless a file of the path from can be one of the path
// to: a lesson stays a lesson, a policy a policy.
func fits(from, to string) error {
	if path.Ext(from) != path.Ext(to) {
		return refuse("end the new name with "+path.Ext(from), "%s cannot become %s", path.Base(from), path.Base(to))
	}
	was, is := kind(from), kind(to)
	switch {
	case was == "":
		return refuse("move a page below content or lessons, or a picture", "%s is not moved by itself", from)
	case was == "quiz" || was == "guide":
		lesson := "lessons/" + strings.TrimSuffix(strings.TrimSuffix(strings.SplitN(from, "/", 2)[1], ".md"), ".guide") + ".md"
		return refuse("move "+lesson, "a %s moves with its lesson", was)
	case was != "picture" && dotted(from) != dotted(to):
		return refuse("end the new name with "+dotted(from), "%s cannot become %s", path.Base(from), path.Base(to))
	case was == "lesson" && strings.HasPrefix(to, "lessons/"):
		return band(to)
	case was == is:
		return nil
	}
	return refuse(places[was], "a %s cannot stand at %s", was, to)
}

// dotted returns the end of a name from its first dot on, such as ".es.md".
func dotted(name string) string {
	_, rest, _ := strings.Cut(path.Base(name), ".")
	return "." + rest
}

// places says where files of a kind stand.
var places = map[string]string{
	"lesson":      "choose a path such as lessons/6-8/kite.md",
	"annual form": "choose a path such as lessons/annual/7.md",
	"policy":      "choose a path below content/policies",
	"question":    "choose a path in content/families/faq",
	"page":        "choose a path below content, but not in content/policies or content/families/faq",
	"picture":     "choose a path below content, lessons or quizzes",
}

// kind says what a file is by its path, or "".
func kind(name string) string {
	root, rest, below := strings.Cut(name, "/")
	extension, index := path.Ext(name), path.Base(name) == "_index.md"
	switch {
	case !below || !slices.Contains([]string{"content", "lessons", "quizzes"}, root):
		return ""
	case extension == ".yaml" || extension == ".yml":
		return ""
	case extension != ".md":
		return "picture"
	case root == "quizzes":
		return "quiz"
	case root == "lessons" && strings.HasSuffix(name, ".guide.md"):
		return "guide"
	case root == "lessons" && strings.HasPrefix(rest, "annual/"):
		return "annual form"
	case root == "lessons":
		return "lesson"
	case strings.HasPrefix(rest, "policies/") && !index:
		return "policy"
	case strings.HasPrefix(rest, "families/faq/") && !index:
		return "question"
	}
	return "page"
}

// band returns a refusal unless a lesson's new path is in the folder of a band.
func band(to string) error {
	folder := path.Dir(strings.TrimPrefix(to, "lessons/"))
	if slices.Contains(bands, folder) {
		return nil
	}
	hint := "choose lessons/" + strings.Join(bands, ", lessons/")
	if like := diag.Nearest(folder, slices.Values(bands)); like != "" {
		hint = "did you mean lessons/" + like
	}
	return refuse(hint, "lessons/%s is not the folder of a band", folder)
}
