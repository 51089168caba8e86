package search

import (
	"container/list"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

// cacheSize bounds the memory of the decoded blocks that an index keeps, in
// bytes. The index of 1,000 pages fits.
const cacheSize = 8 << 20

// An Index answers queries from the files that [Write] made. It reads a file
// when a query first needs it and keeps decoded blocks within a bound. Any
// number of goroutines may share one.
type Index struct {
	files fs.FS
	meta  meta
	stop  map[string]bool

	mu      sync.Mutex
	cache   blockCache
	facets  []byte
	suggest []suggestion
}

// Open opens the index in files. It reads only the meta file: damage to other
// files shows in [Results].
func Open(files fs.FS) (ix *Index, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("open search index: %w", err)
		}
	}()
	f, err := files.Open(metaFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := readAll(f, maxMeta)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", metaFile, err)
	}
	ix = &Index{files: files, stop: make(map[string]bool), cache: newBlockCache()}
	if err := json.Unmarshal(data, &ix.meta); err != nil {
		return nil, fmt.Errorf("read %s: %w", metaFile, err)
	}
	if err := ix.meta.check(); err != nil {
		return nil, fmt.Errorf("read %s: %w", metaFile, err)
	}
	for _, w := range strings.Fields(ix.meta.Stop) {
		ix.stop[w] = true
	}
	return ix, nil
}

// block returns block i, from the cache if it is there. Two goroutines that
// need a block at once may both decode it; one of the two is kept.
func (ix *Index) block(i int) (*block, error) {
	ix.mu.Lock()
	b := ix.cache.get(i)
	ix.mu.Unlock()
	if b != nil {
		return b, nil
	}
	data, err := inflated(ix.files, blockFile(i), maxBlock)
	if err != nil {
		return nil, err
	}
	b, err = parseBlock(data, ix.meta.Stems[i], ix.meta.Pages)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", blockFile(i), err)
	}
	ix.mu.Lock()
	ix.cache.put(i, b)
	ix.mu.Unlock()
	return b, nil
}

// facetBytes returns the file of facets.
func (ix *Index) facetBytes() ([]byte, error) {
	ix.mu.Lock()
	data := ix.facets
	ix.mu.Unlock()
	if data != nil {
		return data, nil
	}
	data, err := inflated(ix.files, facetFile, 3*ix.meta.Pages)
	if err != nil {
		return nil, err
	}
	if len(data) < 3*ix.meta.Pages {
		return nil, fmt.Errorf("read %s: %w", facetFile, errDamaged)
	}
	ix.mu.Lock()
	ix.facets = data
	ix.mu.Unlock()
	return data, nil
}

// suggestions returns the spellings for far typos.
func (ix *Index) suggestions() ([]suggestion, error) {
	ix.mu.Lock()
	words := ix.suggest
	ix.mu.Unlock()
	if words != nil {
		return words, nil
	}
	data, err := inflated(ix.files, suggestFile, maxSuggest)
	if err != nil {
		return nil, err
	}
	words = []suggestion{}
	for line := range strings.SplitSeq(string(data), "\n") {
		if s := newSuggestion(line); len(s.runes) > 0 {
			words = append(words, s)
		}
	}
	ix.mu.Lock()
	ix.suggest = words
	ix.mu.Unlock()
	return words, nil
}

// fragment returns what a result shows of a page.
func (ix *Index) fragment(page int) (f fragment, err error) {
	data, err := inflated(ix.files, fragmentFile(page), maxFragment)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("read %s: %w", fragmentFile(page), err)
	}
	return f, nil
}

// A blockCache keeps the blocks that were used last, of at most cacheSize
// bytes and always the one that was used last of all.
type blockCache struct {
	order *list.List // of cached, the last used in front
	at    map[int]*list.Element
	bytes int
}

type cached struct {
	number int
	block  *block
}

func newBlockCache() blockCache {
	return blockCache{order: list.New(), at: make(map[int]*list.Element)}
}

// get returns a block, nil if it is not there.
func (c *blockCache) get(number int) *block {
	e := c.at[number]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(cached).block
}

// put keeps a block and drops those that are too much.
func (c *blockCache) put(number int, b *block) {
	if c.get(number) != nil {
		return
	}
	c.at[number] = c.order.PushFront(cached{number, b})
	c.bytes += b.bytes
	for c.bytes > cacheSize && c.order.Len() > 1 {
		oldest := c.order.Remove(c.order.Back()).(cached)
		delete(c.at, oldest.number)
		c.bytes -= oldest.block.bytes
	}
}
