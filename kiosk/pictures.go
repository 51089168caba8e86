package kiosk

import (
	"crypto/rand"
	"math/big"
	"slices"
)

// A picture is one that children sign in with, or an animal beside a name. The
// theme draws them all, in its static/pictures folder.
type picture struct {
	ID  string
	URL string
}

// Word is the key of the picture's name.
func (p picture) Word() string { return "kiosk-picture-" + p.ID }

// pictureIDs are the pictures of the grid, in its order. Rosters and records
// know them by these ids: never rename or remove one.
var pictureIDs = []string{
	"sun", "moon", "star", "cloud", "tree", "flower", "leaf", "apple",
	"house", "boat", "bus", "ball", "book", "hat", "drum", "kite",
	"key", "dog", "cat", "rabbit", "bear", "bird", "fish", "turtle",
}

// animalIDs are the animals that may stand beside a name.
var animalIDs = []string{
	"bear", "bird", "cat", "deer", "dog", "fish", "fox", "frog", "otter", "owl", "rabbit", "turtle",
}

// Animals returns the ids of the animals that may stand beside a student's
// name.
func Animals() []string { return slices.Clone(animalIDs) }

// PictureIDs returns the ids of the pictures that a student may sign in with.
// A secret of kind "pictures" is some of them in order, with a space between.
func PictureIDs() []string { return slices.Clone(pictureIDs) }

// mostPictures is the longest secret of pictures.
const mostPictures = 3

// PictureCount returns how many pictures a student of a grade signs in with:
// two up to grade 2, and three above.
func PictureCount(grade string) int {
	if young(grade) {
		return 2
	}
	return mostPictures
}

// young reports whether children of a grade are learning to read.
func young(grade string) bool { return slices.Contains([]string{"PK", "K", "1", "2"}, grade) }

// NewPictures returns a random secret of pictures for a student of a grade.
// No picture is in it twice.
func NewPictures(grade string) []string {
	left := slices.Clone(pictureIDs)
	var secret []string
	for range PictureCount(grade) {
		i := random(len(left))
		secret = append(secret, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return secret
}

// random returns a random number from 0 to n-1.
func random(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic("random number: " + err.Error()) // never: see crypto/rand
	}
	return int(i.Int64())
}

// newPicture returns a picture of the theme's.
func newPicture(id string) picture { return picture{ID: id, URL: "/pictures/" + id + ".svg"} }

// pictures are the pictures of the grid.
var pictures = func() (all []picture) {
	for _, id := range pictureIDs {
		all = append(all, newPicture(id))
	}
	return all
}()

func isPicture(id string) bool { return slices.Contains(pictureIDs, id) }

// animal returns the picture beside a name, nil for one that is not known.
func animal(id string) *picture {
	if !slices.Contains(animalIDs, id) {
		return nil
	}
	p := newPicture(id)
	return &p
}
