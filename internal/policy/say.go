package policy

import (
	"slices"

	"xinhuan/internal/care"
)

// Say names one thing that a guardian's letter says. A row lists those it demands, in
// the order in which they are read; the sentences are the product's, so that no pack
// can put a level, a score or a diagnosis into a letter.
type Say string

// What a letter can say.
const (
	SayFacts    Say = "facts"       // what the school saw
	SaySchool   Say = "school_does" // what the school does
	SayFamily   Say = "family_can"  // what the family can do
	SayMeans    Say = "home_means"  // medicines and what could hurt are put away
	SayWhere    Say = "where_now"   // where the child is, and with whom
	SayCome     Say = "come_now"    // come at once
	SayHospital Say = "hospital"    // go to hospital together
	SayContact  Say = "contact"     // whom to call
)

// Sayings lists them all.
func Sayings() []Say {
	return []Say{SayFacts, SaySchool, SayFamily, SayMeans, SayWhere, SayCome, SayHospital, SayContact}
}

// UsualSays is what a letter says where the row names nothing, as rows written before
// there were names do: at major where the child is and what to do at once. Ours.
func UsualSays(l care.Level) []Say {
	if l >= care.LevelMajor {
		return []Say{SayWhere, SayCome, SayHospital, SayMeans, SayContact}
	}
	return []Say{SayFacts, SaySchool, SayFamily, SayMeans, SayContact}
}

// Demands tells whether a notice has to say something.
func (n Notice) Demands(s Say) bool { return slices.Contains(n.Says, s) }

// GuardianNotice is the row by which guardians are told of a level.
func (s *Stack) GuardianNotice(p care.Programme, l care.Level) (Notice, bool) {
	list := s.notices[noticeKey{p, l}]
	i := slices.IndexFunc(list, func(n Notice) bool { return n.To == care.GuardianRole })
	if i < 0 {
		return Notice{}, false
	}
	return list[i], true
}

func checkSays(f *file, i int, r *noticeRow) {
	if r.To != care.GuardianRole {
		if len(r.Says) > 0 {
			f.fault(at("notices", i, "says"), "says 只用于监护人通知：请删除", "says is for a guardian's notice only: remove it")
		}
		return
	}
	for j, say := range r.Says {
		f.oneOf(at("notices", i, "says", j), "says", string(say), asStrings(Sayings()))
		if slices.Contains(r.Says[:j], say) {
			f.fault(at("notices", i, "says", j), "“%s”重复出现：请保留一个", "%q stands here twice: keep one", string(say))
		}
	}
	if len(r.Says) > 0 && !slices.Contains(r.Says, SayContact) {
		f.fault(at("notices", i, "says"), "监护人通知必须写找谁联系：请在 says 中加上 contact", "a guardian has to know whom to call: add contact to says")
	}
}

// checkOff: the law wants schools to talk with a pupil's guardians. A pack may say
// it otherwise, and may not say nothing.
func checkOff(f *file, i int, r *noticeRow) {
	if r.Off && r.To == care.GuardianRole && (r.Programme == "" || r.Programme == care.StudentCare) {
		f.fault(at("notices", i, "off"), "告知监护人是法律的要求，不能关闭：请删除此行，或改写它的内容", "the law wants guardians to be told, so this can't be switched off: remove this row, or write what it should say")
	}
}
