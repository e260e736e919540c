package envelope

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Index is the blind index of a whole value: equal values give equal indexes, and
// nobody without the region's index secret can compute or test one. The kind
// ("name", "id_number", "phone") keeps columns from being compared. Values are
// normalised first. It needs an unlocked region: ask Locked before.
func (k *RegionKeys) Index(kind, value string) [16]byte {
	mac := k.public.suite.mac(k.index, []byte("index"), []byte(kind), []byte(Normalise(value)))
	return [16]byte(mac[:])
}

// dots are the characters that offices type for the point inside a name such as
// 阿依古丽·买买提; the roster standard has U+00B7.
var dots = strings.NewReplacer("•", "·", "・", "·", "‧", "·", ".", "·", "∙", "·", "⋅", "·", "⸱", "·")

// Normalise brings the spellings of one value together: compatibility forms and
// full width (NFKC), no spaces or invisible characters, folded case, one point.
func Normalise(value string) string {
	if simple(value) {
		return strings.ToLower(value)
	}
	return normalise(value)
}

func normalise(value string) string {
	fold := cases.Fold()
	// Folding can undo NFKC, and NFKC can make spaces; two rounds settle all of
	// Unicode but a few sequences that no name has, the bound settles the rest.
	for range 4 {
		next := strings.Map(visible, norm.NFKC.String(fold.String(norm.NFKC.String(value))))
		if next = dots.Replace(next); next == value {
			break
		}
		value = next
	}
	return value
}

// simple tells a value of which only capitals have another spelling: Latin
// letters, digits and common Chinese characters, as nearly every name and number
// of a list has. The general way costs an import more than its sealing does.
func simple(value string) bool {
	for _, r := range value {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < 0x4e00 || r > 0x9fa5) {
			return false
		}
	}
	return true
}

// visible drops spaces, controls and format characters such as the zero-width
// ones that spreadsheets carry along.
func visible(r rune) rune {
	if unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z) {
		return -1
	}
	return r
}
