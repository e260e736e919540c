package sheet

import (
	"encoding/binary"
	"io"
)

// arena keeps the shared strings of a workbook in large blocks: a million names
// cost their bytes plus about six, where a []string costs sixteen more and a
// long walk for the garbage collector. A string never straddles two blocks.
type arena struct {
	blocks [][]byte
	at     []uint32 // position of each string; a block is arenaBlock positions
	bytes  int64
	max    int64
}

const arenaBlock = 4 << 20

func (a *arena) add(s []byte) error {
	var size [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(size[:], uint64(len(s)))
	if n+len(s) > arenaBlock {
		return errHugeCell()
	}
	a.bytes += int64(len(s)) + 6
	if a.bytes > a.max {
		return errManyStrings()
	}
	last := len(a.blocks) - 1
	if last < 0 || len(a.blocks[last])+n+len(s) > arenaBlock {
		a.blocks = append(a.blocks, make([]byte, 0, blockSize(last+1)))
		last++
	}
	a.at = append(a.at, uint32(last*arenaBlock+len(a.blocks[last])))
	a.blocks[last] = append(append(a.blocks[last], size[:n]...), s...)
	return nil
}

// blockSize starts small so that a class list costs no megabytes.
func blockSize(n int) int {
	if n == 0 {
		return 16 << 10
	}
	return arenaBlock
}

// appendTo appends string i; an index out of range is a broken file.
func (a *arena) appendTo(dst []byte, i int) ([]byte, bool) {
	if i < 0 || i >= len(a.at) {
		return dst, false
	}
	block := a.blocks[a.at[i]/arenaBlock][a.at[i]%arenaBlock:]
	n, w := binary.Uvarint(block)
	return append(dst, block[w:w+int(n)]...), true
}

// readStrings reads the shared string part. Runs of rich text are joined,
// phonetic guides (rPh) are left out.
func readStrings(r io.Reader, lim limits) (*arena, error) {
	a := &arena{max: lim.strings}
	s := newScanner(r, lim.token)
	var text []byte
	inText, phonetic := false, 0
	for {
		kind, err := s.next()
		if err == io.EOF {
			return a, nil
		}
		if err != nil {
			return nil, err
		}
		switch kind {
		case nodeStart:
			switch string(s.name) {
			case "si":
				text = text[:0]
			case "t":
				inText = phonetic == 0
			case "rPh":
				phonetic++
			}
		case nodeText:
			if inText {
				text = appendText(text, s.text, s.plain)
			}
			if len(text) > lim.token {
				return nil, errHugeCell()
			}
		case nodeEnd:
			switch string(s.name) {
			case "si":
				if err := a.add(unescape(text)); err != nil {
					return nil, err
				}
			case "t":
				inText = false
			case "rPh":
				phonetic--
			}
		}
	}
}
