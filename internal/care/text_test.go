package care

import "testing"

func TestAnErrorBeforeSomebodyIsASentence(t *testing.T) {
	for _, c := range []struct{ given, want Text }{
		{Text{Zh: "班级码不对，请看看纸条", En: "the class code is not right; look at your slip"}, Text{Zh: "班级码不对，请看看纸条。", En: "The class code is not right; look at your slip."}},
		{Text{Zh: "系统正忙。", En: "The system is busy."}, Text{Zh: "系统正忙。", En: "The system is busy."}},
		{Text{Zh: "还要写吗？", En: "is more to come?"}, Text{Zh: "还要写吗？", En: "Is more to come?"}},
		{Text{}, Text{}},
	} {
		if got := c.given.Sentence(); got != c.want {
			t.Errorf("%q, %q: got %q, %q", c.given.Zh, c.given.En, got.Zh, got.En)
		}
	}
}

func TestWhatStandsForItselfBeginsLarge(t *testing.T) {
	for _, c := range []struct{ given, want Text }{
		{Text{Zh: "已落实", En: "served"}, Text{Zh: "已落实", En: "Served"}},
		{Text{Zh: "xabcdefg", En: "xabcdefg"}, Text{Zh: "xabcdefg", En: "xabcdefg"}}, // a login
		{Text{Zh: "无"}, Text{Zh: "无"}},
	} {
		if got := c.given.Capital(); got != c.want {
			t.Errorf("%q, %q: got %q", c.given.Zh, c.given.En, got)
		}
	}
}
