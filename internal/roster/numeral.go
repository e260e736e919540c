package roster

import "strings"

const hanDigits = "零一二三四五六七八九"

// hanNumber reads a Chinese number from 1 to 99 in its proper form (七, 十, 十二,
// 二十, 二十一). Improper forms such as 七三 are not numbers but two numbers side
// by side.
func hanNumber(s string) (int, bool) {
	s = strings.NewReplacer("两", "二", "〇", "零").Replace(s)
	for n := 1; n < 100; n++ {
		if hanText(n) == s {
			return n, true
		}
	}
	return 0, false
}

func hanText(n int) string {
	digits := []rune(hanDigits)
	text := ""
	if n >= 20 {
		text = string(digits[n/10])
	}
	if n >= 10 {
		text += "十"
	}
	if n%10 > 0 {
		text += string(digits[n%10])
	}
	return text
}

// number reads digits or a Chinese number.
func number(s string) (int, bool) {
	if s == "" || len(s) > 12 {
		return 0, false
	}
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return hanNumber(s)
		}
		if n = n*10 + int(c-'0'); n > 9999 {
			return 0, false
		}
	}
	return n, true
}
