package casework

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// surnames are read differently from the common reading of the character; the
// longer ones are looked at first. From ordinary dictionaries.
var surnames = map[string]string{
	"尉迟": "yu chi", "单于": "chan yu", "长孙": "zhang sun", "万俟": "mo qi", "澹台": "tan tai", "令狐": "ling hu", "宰父": "zai fu",
	"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "任": "ren", "区": "ou", "盖": "ge", "华": "hua",
	"召": "shao", "繁": "po", "缪": "miao", "翟": "zhai", "冼": "xian", "洗": "xian", "乐": "yue", "黑": "he", "员": "yun", "秘": "bi",
	"折": "she", "祭": "zhai", "种": "chong", "钭": "tou", "乜": "nie", "都": "du", "阚": "kan", "谌": "chen", "句": "gou", "盛": "sheng",
	"石": "shi", "臧": "zang", "柏": "bai", "薄": "bo", "葛": "ge", "燕": "yan", "纪": "ji", "重": "chong", "覃": "qin", "逄": "pang",
	"隗": "wei", "尹": "yin", "晁": "chao", "卜": "bu", "那": "na", "哈": "ha", "车": "che", "宁": "ning", "幺": "yao", "藏": "zang",
}

// words are read together wherever they stand in a name.
var words = map[string]string{"重庆": "chong qing", "音乐": "yin yue", "长安": "chang an", "成长": "cheng zhang"}

var readings = func() pinyin.Args { a := pinyin.NewArgs(); a.Heteronym = true; return a }()

// syllables lists, for each character of a name, how it may be read: one reading
// for the surname and where a word settles it, else all of them. What is no Chinese
// character stands for itself; points and spaces are left out.
func syllables(name string) [][]string {
	var out [][]string
	runes := []rune(name)
	for i := 0; i < len(runes); {
		if n, fixed := settled(runes, i); n > 0 {
			for _, s := range fixed {
				out = append(out, []string{s})
			}
			i += n
			continue
		}
		switch list := pinyin.SinglePinyin(runes[i], readings); {
		case len(list) > 0 && i == 0: // no 方 is called Wang: a surname of no rare reading has the common one
			out = append(out, list[:1])
		case len(list) > 0:
			out = append(out, list)
		case strings.ContainsRune("·.•・ 　", runes[i]):
		default:
			out = append(out, []string{strings.ToLower(string(runes[i]))})
		}
		i++
	}
	return out
}

func settled(runes []rune, at int) (int, []string) {
	for n := 2; n >= 1; n-- {
		if at+n > len(runes) {
			continue
		}
		part := string(runes[at : at+n])
		if s, ok := surnames[part]; ok && at == 0 {
			return n, strings.Fields(s)
		}
		if s, ok := words[part]; ok {
			return n, strings.Fields(s)
		}
	}
	return 0, nil
}

// matchesName tells whether a query is part of a name, the initials of its
// pinyin from the first character on, or the beginning of its full pinyin.
func matchesName(name, query string) bool {
	query = strings.ToLower(strings.Join(strings.Fields(query), ""))
	if query == "" || name == "" {
		return false
	}
	if strings.Contains(strings.ToLower(name), query) {
		return true
	}
	list := syllables(name)
	return readsAs(list, query, true) || readsAs(list, query, false)
}

// readsAs walks the syllables: by initials, or by whole syllables of which the
// last may be cut short.
func readsAs(list [][]string, query string, initials bool) bool {
	if query == "" {
		return true
	}
	if len(list) == 0 {
		return false
	}
	for _, s := range list[0] {
		if initials {
			if s[:1] == query[:1] && readsAs(list[1:], query[1:], true) {
				return true
			}
			continue
		}
		if rest, ok := strings.CutPrefix(query, s); ok && readsAs(list[1:], rest, false) || strings.HasPrefix(s, query) {
			return true
		}
	}
	return false
}
