package search

import (
	"encoding/binary"
	"errors"
	"slices"
	"sort"
	"unicode/utf8"
)

// A block is a decoded part of the dictionary. It does not change.
type block struct {
	firstStem int
	keys      []string
	starts    []int32 // refs of key i are refs[starts[i]:starts[i+1]]
	refs      []target
	postings  []int32 // pages of stem i are pages[postings[i]:postings[i+1]]
	pages     []int32
	impacts   []byte // two of a byte, as in the file
	bytes     int    // memory it takes, roughly
}

// A target is a stem that a key leads to.
type target struct {
	stem int32
	hash int16 // hash8 of the spelling; -1 if the key leads to no other stem
}

// fits reports whether a word of the given spelling may have led to the stem.
func (t target) fits(hash byte) bool { return t.hash < 0 || t.hash == int16(hash) }

// find returns where key is, or would be.
func (b *block) find(key string) (int, bool) { return slices.BinarySearch(b.keys, key) }

// targets returns the stems that key i leads to.
func (b *block) targets(i int) []target { return b.refs[b.starts[i]:b.starts[i+1]] }

// stem returns the range of the postings of a stem, empty if it is not at
// home here.
func (b *block) stem(id int) (from, to int) {
	i := id - b.firstStem
	if i < 0 || i+1 >= len(b.postings) {
		return 0, 0
	}
	return int(b.postings[i]), int(b.postings[i+1])
}

// impact returns the impact of posting i, 0 to 15.
func (b *block) impact(i int) int { return int(b.impacts[i>>1]>>(4*(i&1))) & maxImpact }

var errDamaged = errors.New("damaged")

// A cursor reads the columns of a block. Once something is wrong, it only
// returns zeros, and bad is set.
type cursor struct {
	data []byte
	bad  bool
}

// number reads a varint of at most limit.
func (c *cursor) number(limit int) int {
	v, n := binary.Uvarint(c.data)
	if n <= 0 || v > uint64(limit) {
		c.bad, c.data = true, nil
		return 0
	}
	c.data = c.data[n:]
	return int(v)
}

// bytes reads n bytes.
func (c *cursor) bytes(n int) []byte {
	if n < 0 || n > len(c.data) {
		c.bad, c.data = true, nil
		return nil
	}
	out := c.data[:n]
	c.data = c.data[n:]
	return out
}

// parseBlock decodes a block of an index of pages pages whose first stem has
// the given number. What it allocates is bounded: by maxBlock for the keys, and
// by a multiple of the length of data for the rest.
func parseBlock(data []byte, firstStem, pages int) (*block, error) {
	c := &cursor{data: data}
	keys, stems := c.number(len(data)), c.number(len(data))
	suffixes := c.number(len(data))
	b := &block{firstStem: firstStem}
	b.readKeys(c, c.bytes(2*keys), c.bytes(suffixes))
	b.readRefs(c, keys)
	b.readPostings(c, stems, pages)
	if c.bad || len(c.data) > 0 {
		return nil, errDamaged
	}
	b.bytes += 24*len(b.keys) + 8*len(b.refs) + 4*len(b.postings) + 4*len(b.pages) + len(data)
	return b, nil
}

func (b *block) readKeys(c *cursor, lengths, suffixes []byte) {
	b.keys = make([]string, 0, len(lengths)/2)
	last := ""
	for i := 0; i+1 < len(lengths); i += 2 {
		shared, more := int(lengths[i]), int(lengths[i+1])
		if shared > len(last) || more > len(suffixes) {
			c.bad = true
			return
		}
		key := last[:shared] + string(suffixes[:more])
		b.bytes += len(key)
		if key <= last || !utf8.ValidString(key) || b.bytes > maxBlock {
			c.bad = true
			return
		}
		suffixes = suffixes[more:]
		b.keys = append(b.keys, key)
		last = key
	}
	c.bad = c.bad || len(suffixes) > 0
}

func (b *block) readRefs(c *cursor, keys int) {
	b.starts = make([]int32, 1, len(b.keys)+1)
	id := b.firstStem
	for range keys {
		n := c.number(2*len(c.data) + 1)
		for range n >> 1 {
			id += unzigzag(uint64(c.number(4 * maxStems)))
			t := target{stem: int32(id), hash: -1}
			if n&1 == 1 {
				if h := c.bytes(1); len(h) == 1 {
					t.hash = int16(h[0])
				}
			}
			if c.bad || id < 0 || id > maxStems {
				c.bad = true
				return
			}
			b.refs = append(b.refs, t)
		}
		b.starts = append(b.starts, int32(len(b.refs)))
	}
}

func (b *block) readPostings(c *cursor, stems, pages int) {
	if stems > len(c.data) { // each df takes a byte
		c.bad = true
		return
	}
	b.postings = make([]int32, 1, stems+1)
	total := 0
	for range stems {
		total += c.number(pages)
		b.postings = append(b.postings, int32(total))
		if total > len(c.data) { // so does each page
			c.bad = true
			return
		}
	}
	b.pages = make([]int32, 0, total)
	for i := range stems {
		page := -1
		for range b.postings[i+1] - b.postings[i] {
			page += c.number(pages) + 1
			if page >= pages {
				c.bad = true
				return
			}
			b.pages = append(b.pages, int32(page))
		}
	}
	b.impacts = c.bytes((total + 1) / 2)
}

// blockOf returns the number of the block where key is, if it is anywhere.
func (m *meta) blockOf(key string) int {
	i, found := slices.BinarySearch(m.Keys, key)
	if !found {
		i--
	}
	return max(0, i)
}

// homeOf returns the number of the block where a stem is at home.
func (m *meta) homeOf(stem int) int {
	return max(0, sort.SearchInts(m.Stems, stem+1)-1)
}
