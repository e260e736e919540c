package casework

import "testing"

func TestNamesAreFoundAsTheyAreRead(t *testing.T) {
	for _, c := range []struct {
		name, query string
		want        bool
	}{
		{"单晓梅", "sxm", true}, {"单晓梅", "shanxiao", true}, {"单晓梅", "dxm", false},
		{"曾重庆", "zcq", true}, {"曾重庆", "zengchongqing", true}, {"仇华", "qiuhua", true}, {"解元", "xie", true}, {"查理", "zha", true},
		{"尉迟恭", "ycg", true}, {"尉迟恭", "wcg", false}, {"欧阳明", "oym", true},
		{"方政晨", "w", false}, {"方政晨", "fzc", true}, {"皇甫方娇", "wf", false}, {"皇甫方娇", "hffj", true}, {"于玥华", "wyh", false}, {"于玥华", "yuyue", true},
		{"阿依古丽·买买提", "aygl", true}, {"阿依古丽·买买提", "古丽", true}, {"李思齐", "思齐", true}, {"李思齐", "lsq ", true},
		{"李思齐", "", false}, {"", "a", false}, {"李思齐", "lsqx", false}, {"李思齐", "sq", false},
	} {
		if got := matchesName(c.name, c.query); got != c.want {
			t.Errorf("%q in %q: got %v, want %v", c.query, c.name, got, c.want)
		}
	}
}
