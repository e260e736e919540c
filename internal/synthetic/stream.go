package synthetic

import (
	"hash/fnv"
	"math/rand/v2"
)

// Each thing draws from a stream of its own, keyed by what it is. So one school
// can be made without the others, and a new question to a pupil moves no answer
// already given.
const (
	planStream = iota + 1
	schoolStream
	classStream
	staffStream
	districtStream
	traitStream
	absenceStream
	answerStream
	villageStream
	institutionStream
	servedStream
)

// stream is the generator of one thing.
func stream(seed uint64, keys ...uint64) *rand.Rand {
	h := key(seed, keys...)
	return rand.New(rand.NewPCG(h, mix(h)))
}

// key folds the numbers into one; the order counts.
func key(seed uint64, keys ...uint64) uint64 {
	h := mix(seed)
	for _, k := range keys {
		h = mix(h ^ mix(k))
	}
	return h
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring
// numbers become unrelated ones, which PCG needs of its two seeds.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func textKey(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

func chance(rng *rand.Rand, share float64) bool { return rng.Float64() < share }

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// between is a whole number of both ends and all between.
func between(rng *rand.Rand, low, high int) int { return low + rng.IntN(high-low+1) }
