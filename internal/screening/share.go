package screening

import "xinhuan/internal/care"

// shares lays the work of a day on people. What several may do is moved between them
// when that makes room for what fewer may do, so that as much finds somebody as can
// (a largest flow, found path by path).
type shares struct {
	works []work
	used  map[care.ID]int64
}

// work is one piece with who may do it and how much of it each was given.
type work struct {
	people []care.ID
	given  map[care.ID]int64
}

// take lays work on people, each of whom has dayWork in all, and returns how much found
// somebody.
func (s *shares) take(people []care.ID, amount int64) (placed int64) {
	if s.used == nil {
		s.used = map[care.ID]int64{}
	}
	s.works = append(s.works, work{people: people, given: map[care.ID]int64{}})
	for placed < amount {
		n := s.place(len(s.works)-1, amount-placed)
		if n == 0 {
			break
		}
		placed += n
	}
	return placed
}

// place finds somebody with time left, at the end of a chain of people who can hand work
// on to the next, and moves as much along it as fits.
func (s *shares) place(first int, most int64) int64 {
	taker := map[care.ID]int{} // person -> the work that would be laid on him
	giver := map[int]care.ID{} // work -> the person who would hand some of it on
	seen := map[int]bool{first: true}
	for queue := []int{first}; len(queue) > 0; queue = queue[1:] {
		for _, p := range s.works[queue[0]].people {
			if _, was := taker[p]; was {
				continue
			}
			taker[p] = queue[0]
			if s.used[p] < dayWork {
				return s.move(p, min(most, dayWork-s.used[p]), taker, giver, first)
			}
			for w := range s.works {
				if !seen[w] && s.works[w].given[p] > 0 {
					seen[w], giver[w] = true, p
					queue = append(queue, w)
				}
			}
		}
	}
	return 0
}

func (s *shares) move(end care.ID, n int64, taker map[care.ID]int, giver map[int]care.ID, first int) int64 {
	for w := taker[end]; w != first; w = taker[giver[w]] {
		n = min(n, s.works[w].given[giver[w]])
	}
	s.used[end] += n
	for p := end; ; {
		w := taker[p]
		s.works[w].given[p] += n
		if w == first {
			return n
		}
		p = giver[w]
		s.works[w].given[p] -= n
	}
}
