package search

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"sync"
)

// # The files of an index
//
// One index holds the pages of one language. Numbers called varint are
// unsigned and little-endian, seven bits a byte, the high bit set on all bytes
// but the last. Signed ones are zigzag: 0, -1, 1, -2 are written 0, 1, 2, 3.
// Text is UTF-8. Every file but m.json is one zlib stream, which is what a
// browser's DecompressionStream("deflate") reads.
//
//	m.json    the meta file; see type meta
//	b<i>.bin  block i of the dictionary, for each of meta.k
//	s.bin     spellings for far typos, one a line
//	f.bin     facets: which pages have which kind, band and unit
//	d<i>.bin  fragment of page i: JSON; see type fragment
//
// Pages are numbered from 0 in the order of their addresses.
//
// # Spellings and keys
//
// A word is a run of letters, marks, numbers, "_", U+00AD, U+200C and U+200D;
// a single ' or ’ between two of them belongs to it. Letters of the script
// Han are apart: a run of them stands in the dictionary as each pair of
// neighbours, or as itself if it is a single one.
//
// The spelling of a word is its NFC form in lower case, letter by letter (İ as
// i, ς as σ), with ' for ’. Its key is what is left after these steps; a word
// whose key is empty or longer than 30 characters is not indexed:
//
//  1. NFKC, lower case, NFD; drop U+0300–036F, U+064B–065F and U+0670; NFC
//  2. ł l, đ d, ø o, ß ss, æ ae, œ oe, ı i, ґ г, ς σ, ى ي, ة ه, ’ ';
//     drop U+0640, U+00AD, U+200C, U+200D, U+02BC and spaces
//  3. drop 's at the end, then one of c d j l m n s t qu jusqu lorsqu puisqu
//     quoiqu with ' at the beginning, if a letter follows, then every '
//  4. at the beginning of an Arabic word, as often as two letters remain: drop
//     (و or ف, if any) followed by لل, or by (ب or ك, if any) and ال
//
// If meta.pairs is set, two words that follow each other, neither a stop
// word, also stand in the dictionary together: both keys with a space between.
// A dictionary is sorted by key, by code point.
//
// # A block
//
// A block holds keys, and the stems whose home it has: a stem's home is the
// most frequent key that leads to it. Stems are numbered in the order of their
// home keys through all blocks; meta.s has the first one of each block. A
// block is these columns, one after the other:
//
//	counts   varint keys; varint stems; varint length of suffixes, in bytes
//	lengths  per key: a byte of the previous key shared, a byte of suffix length
//	suffixes per key: the bytes that follow the shared ones
//	refs     per key: varint of twice the number of stems that it leads to,
//	         plus 1 if hashes follow; per stem: varint zigzag of its number
//	         less the one before (of the first: less meta.s of this block),
//	         then, with hashes, a byte, hash8 of the spelling
//	df       per stem: varint, the number of its pages
//	pages    per stem and page: varint of the page's number less the one
//	         before, less 1 (the one before the first is -1)
//	impacts  per stem and page: four bits, the low half of a byte first
//
// Hashes are there only where one key leads to several stems, as "te" does to
// "te" and "té". An impact is how much a stem says about a page, 1 to 15: the
// term part of BM25, so that no reader needs the lengths of pages.
//
// # Facets
//
// f.bin has one byte a page for the kind, then one a page for the band, then
// one a page for the unit: the number of the value in meta.f.

// formatVersion is meta.v. It changes when an old reader would go wrong.
const formatVersion = 1

// What a reader accepts. A file beyond these limits is an error, so an index
// that was tampered with cannot exhaust the memory of the kiosk. The writer
// refuses to make such a file.
const (
	maxMeta     = 4 << 20 // bytes of m.json
	maxBlock    = 1 << 20 // bytes of a block, inflated
	maxFragment = 2 << 20 // bytes of a fragment, inflated
	maxSuggest  = 28 << 10
	maxPages    = 100_000
	maxStems    = 1 << 24
	maxValues   = 256 // values of one facet
	maxKey      = 30  // characters of the key of one word
)

const (
	// blockSize is the size that blocks are cut at, in bytes before deflate:
	// 5 to 7 KB on the wire.
	blockSize = 11_000
	// oneBlock is the size up to which a whole dictionary is a single block.
	// A small site then pays for its index with one request.
	oneBlock = 64 << 10
)

const (
	metaFile    = "m.json"
	suggestFile = "s.bin"
	facetFile   = "f.bin"
)

func blockFile(i int) string    { return fmt.Sprintf("b%d.bin", i) }
func fragmentFile(i int) string { return fmt.Sprintf("d%d.bin", i) }

// meta is the file m.json, what a reader needs before the first query.
type meta struct {
	Version int      `json:"v"`
	Lang    string   `json:"lang"`
	Pages   int      `json:"n"`
	Pairs   bool     `json:"pairs,omitempty"`
	Keys    []string `json:"k"`    // per block: a prefix of its first key that sorts after the block before; "" for the first
	Stems   []int    `json:"s"`    // per block: the number of its first stem
	Stop    string   `json:"stop"` // keys of stop words, with spaces between
	Facets  facets   `json:"f"`
}

// facets are the values of each facet, numbered in this order.
type facets struct {
	Kind []string `json:"kind"`
	Band []string `json:"band"`
	Unit []string `json:"unit"`
}

// fragment is the file d<i>.bin, what a result shows of a page. Facets are
// kind, band and unit. A section is anchor, heading and text.
type fragment struct {
	ID       string      `json:"i"`
	URL      string      `json:"u"`
	Title    string      `json:"t"`
	Facets   [3]string   `json:"f"`
	Sections [][3]string `json:"s"`
}

// check reports the first thing in m that no reader could work with.
func (m *meta) check() error {
	switch {
	case m.Version != formatVersion:
		return fmt.Errorf("format %d is not %d", m.Version, formatVersion)
	case m.Pages < 0 || m.Pages > maxPages:
		return fmt.Errorf("%d pages are outside 0–%d", m.Pages, maxPages)
	case len(m.Keys) != len(m.Stems):
		return errors.New("blocks have not one key and one stem each")
	case len(m.Facets.Kind) > maxValues || len(m.Facets.Band) > maxValues || len(m.Facets.Unit) > maxValues:
		return fmt.Errorf("a facet has more than %d values", maxValues)
	}
	for i := range m.Keys {
		if i == 0 {
			if m.Keys[0] != "" || m.Stems[0] != 0 {
				return errors.New("the first block does not begin at the beginning")
			}
			continue
		}
		if m.Keys[i] <= m.Keys[i-1] || m.Stems[i] < m.Stems[i-1] || m.Stems[i] > maxStems {
			return fmt.Errorf("block %d is out of order", i)
		}
	}
	return nil
}

// hash8 tells apart the spellings that share a key: 32-bit FNV-1a of the
// UTF-8 bytes, its four bytes combined by exclusive or.
func hash8(spelling string) byte {
	h := fnv.New32a()
	h.Write([]byte(spelling))
	v := h.Sum32()
	return byte(v ^ v>>8 ^ v>>16 ^ v>>24)
}

// zigzag maps a signed number to the unsigned one that is written for it.
func zigzag(v int) uint64 { return uint64(v<<1 ^ v>>63) }

func unzigzag(v uint64) int { return int(v>>1) ^ -int(v&1) }

// A deflater makes zlib streams, one after the other, in the same memory.
type deflater struct {
	out    bytes.Buffer
	stream *zlib.Writer
}

func newDeflater() (*deflater, error) {
	d := &deflater{}
	var err error
	if d.stream, err = zlib.NewWriterLevel(&d.out, zlib.BestCompression); err != nil {
		return nil, fmt.Errorf("make deflater: %w", err)
	}
	return d, nil
}

// deflate returns data as a zlib stream.
func (d *deflater) deflate(data []byte) ([]byte, error) {
	d.out.Reset()
	d.stream.Reset(&d.out)
	if _, err := d.stream.Write(data); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	if err := d.stream.Close(); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	return bytes.Clone(d.out.Bytes()), nil
}

// inflaters are readers of zlib streams that were used before; a new one
// takes 40 KB.
var inflaters sync.Pool

// inflated returns what the zlib stream in the named file holds, at most
// limit bytes.
func inflated(files fs.FS, name string, limit int) (data []byte, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("read %s: %w", name, err)
		}
	}()
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, ok := inflaters.Get().(io.ReadCloser)
	if ok {
		err = z.(zlib.Resetter).Reset(f, nil)
	} else {
		z, err = zlib.NewReader(f)
	}
	if err != nil {
		return nil, err
	}
	data, err = readAll(z, limit)
	inflaters.Put(z)
	return data, err
}

// readAll reads r to its end; more than limit bytes are an error.
func readAll(r io.Reader, limit int) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, err
	}
	if len(data) > limit {
		return nil, fmt.Errorf("more than %d bytes", limit)
	}
	return data, nil
}

// asJSON returns v as compact JSON that keeps <, > and & as they are.
func asJSON(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
