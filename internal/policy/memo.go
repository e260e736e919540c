package policy

import (
	"slices"
	"sync"
)

// loaded remembers the stacks that were sound, by the bytes they were made of. A
// pack is checked and its cases are run once a process, however many packs stand
// on it and however often it is asked for.
var loaded memo

// memo keeps the stacks used last; they never change, so they can be shared.
type memo struct {
	lock    sync.Mutex
	entries []memoEntry // the one used last at the end
}

type memoEntry struct {
	key   string
	stack *Stack
}

// memoSize bounds the memory: a stack holds some 2 MB.
const memoSize = 16

func (m *memo) get(key string) *Stack {
	m.lock.Lock()
	defer m.lock.Unlock()
	i := slices.IndexFunc(m.entries, func(e memoEntry) bool { return e.key == key })
	if i < 0 {
		return nil
	}
	e := m.entries[i]
	m.entries = append(slices.Delete(m.entries, i, i+1), e)
	return e.stack
}

func (m *memo) put(key string, s *Stack) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.entries = append(m.entries, memoEntry{key, s})
	if len(m.entries) > memoSize {
		m.entries = slices.Delete(m.entries, 0, 1)
	}
}
