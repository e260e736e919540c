package demo

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// dice draws for one thing: the same seed, thing and reason give the same throws.
func (b *builder) dice(thing uint64, reason string, more ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprint(h, b.o.Seed, "/", thing, "/", reason)
	for _, m := range more {
		fmt.Fprint(h, "/", m)
	}
	sum := h.Sum64()
	return rand.New(rand.NewPCG(sum, sum*0x9e3779b97f4a7c15+1))
}

func between(r *rand.Rand, low, high int) int { return low + r.IntN(high-low+1) }

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
