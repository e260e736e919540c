package screening

import (
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A collator is not safe for concurrent use, so each goroutine borrows one.
var collators = sync.Pool{New: func() any { return collate.New(language.Chinese) }}

// compareNames orders names as a Chinese class list does: by pinyin.
func compareNames(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return c.CompareString(a, b)
}
