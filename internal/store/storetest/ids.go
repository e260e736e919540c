package storetest

import (
	"sync"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var idCases = []testCase{
	{"four processes make ids at once that rise and never repeat", idsAreUnique},
}

const nodeBits, sequenceBits = 10, 12

func node(id care.ID) int64 { return int64(id) >> sequenceBits & (1<<nodeBits - 1) }

func idsAreUnique(h *house) {
	handles := []*store.DB{h.open(h.T), h.open(h.T), h.open(h.T), h.open(h.T)}
	nodes := map[int64]bool{}
	for _, db := range handles {
		nodes[node(db.NewID())] = true
	}
	h.same("node numbers", len(nodes), len(handles))

	const each = 20_000
	var mu sync.Mutex
	seen := make(map[care.ID]bool, each*len(handles))
	together(len(handles), func(i int) {
		list := make([]care.ID, each)
		for n := range list {
			list[n] = handles[i].NewID()
			if n > 0 && list[n] <= list[n-1] {
				h.Errorf("got id %d after %d, want a greater one", list[n], list[n-1])
				return
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for _, id := range list {
			seen[id] = true
		}
	})
	h.same("different ids", len(seen), each*len(handles))
}
