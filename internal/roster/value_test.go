package roster

import (
	"testing"

	"xinhuan/internal/care"
)

func TestParseDate(t *testing.T) {
	for text, want := range map[string]care.Date{
		"2012-3-5": "2012-03-05", "2012/03/05": "2012-03-05", "2012.3.5": "2012-03-05", "20120305": "2012-03-05", "2012年3月5日": "2012-03-05", "２０１２－０３－０５": "2012-03-05",
		"40973": "2012-03-05", "2012-03-05 00:00:00": "2012-03-05", "2012-03-05T08:00:00.511Z": "2012-03-05", " 2012-03-05\t": "2012-03-05",
		"25/3/2012": "2012-03-25", "3/25/2012": "2012-03-25", "5/5/2012": "2012-05-05", "2012 - 3 - 5": "2012-03-05",
	} {
		if got, code := ParseDate(text); got != want || code != "" {
			t.Errorf("%s: got %q %q, want %s", text, got, code, want)
		}
	}
	for text, want := range map[string]string{
		"": "bad_date", "2012-02-30": "bad_date", "12-3-5": "bad_date", "3/5/2012": "ambiguous_date", "2012": "bad_date", "201203": "bad_date", "abc": "bad_date", "20121301": "bad_date", "1850-01-01": "bad_date", "2012-003-5": "bad_date", "99999": "bad_date",
	} {
		if got, code := ParseDate(text); code != want {
			t.Errorf("%s: got %q %q, want %s", text, got, code, want)
		}
	}
}

// idNumber makes a synthetic number with a right check digit.
func idNumber(body17 string) string {
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(body17[i]-'0') * w
	}
	return body17 + string("10X98765432"[sum%11])
}

func TestIdentityNumbers(t *testing.T) {
	// The example of GB 11643-1999, annex: 11010519491231002X.
	facts, ok := readID("11010519491231002X")
	if want := (idFacts{"1949-12-31", Female}); !ok || facts != want {
		t.Errorf("standard's example: got %+v %v, want %+v", facts, ok, want)
	}
	for _, bad := range []string{"110105194912310021", "11010519491231002", "1101051949123100XX", idNumber("50010120121305001"), ""} {
		if _, ok := readID(bad); ok {
			t.Errorf("%s: got accepted", bad)
		}
	}
	for no, want := range map[string]bool{"5.0010120120305E+17": true, "500101201203050000": true, "500101201203050011": false, "123": false} {
		if got := lostDigits(no); got != want {
			t.Errorf("lostDigits(%s): got %v", no, got)
		}
	}
}

func TestPhones(t *testing.T) {
	for text, want := range map[string][2]string{
		"13800138000": {"13800138000", ""}, "138 0013 8000": {"13800138000", ""}, "+86-138-0013-8000": {"13800138000", ""}, "023-12345678": {"02312345678", ""}, "（023）12345678": {"02312345678", ""},
		"13800138000/13900139000": {"13800138000", "phone_many"}, "1380013800": {"1380013800", "phone_shape"}, "1.38E+10": {"", "number_lost"}, "": {"", ""}, "无": {"无", "phone_shape"}, "'+8613800138000": {"13800138000", ""},
	} {
		no, code := parsePhone(text)
		if no != want[0] || code != want[1] {
			t.Errorf("%s: got %q %q, want %q", text, no, code, want)
		}
	}
}

func TestWords(t *testing.T) {
	boarder := func(s string) (Tri, bool) {
		return parseTri(s, []string{"住校", "寄宿"}, []string{"走读", "非寄宿"})
	}
	for s, want := range map[string]Tri{"是": Yes, "住校": Yes, "走读": No, "非寄宿": No, "": Unknown, "Y": Yes, "0": No} {
		if got, ok := boarder(s); got != want || !ok {
			t.Errorf("%s: got %v", s, got)
		}
	}
	if _, ok := boarder("也许"); ok {
		t.Error("也许: got accepted")
	}
	for s, want := range map[string]Status{"在校": Enrolled, "": Enrolled, "休学": OnLeave, "转出": Leaver, "毕业": Leaver, "不在校": Leaver, "在籍在读": Enrolled, "复学": Enrolled} {
		if got, ok := parseStatus(s); got != want || !ok {
			t.Errorf("%s: got %v", s, got)
		}
	}
	for s, want := range map[string]Decision{"同意": Agree, "我同意": Agree, "不同意": Refuse, "不太同意": "", "暂时同意": "", "未同意": Refuse, "撤回同意": Withdraw, "": "", "看情况": "", "YES": Agree, "同意参加测评": Agree} {
		if got := parseDecision(s); got != want {
			t.Errorf("%s: got %q, want %q", s, got, want)
		}
	}
	for in, want := range map[string]string{"张 三": "张三", "李　四 ": "李四", "John  Doe": "John Doe", "阿依 · 古丽": "阿依·古丽"} {
		if got := personName(in); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	for s, want := range map[string]care.Role{"班主任": care.ClassTeacher, "专职心理教师": care.PsychologyTeacher, "Class teacher": care.ClassTeacher, "psychology_lead": care.PsychologyLead, "分管副校长": care.DeputyPrincipal, "教师（语文）": care.SubjectTeacher, "门卫": ""} {
		if got := ParseRole(s); got != want {
			t.Errorf("%s: got %q, want %q", s, got, want)
		}
	}
}

func TestEveryFaultSpeaksBothLanguages(t *testing.T) {
	for code, f := range faults {
		if f.message.Zh == "" || f.message.En == "" || f.do.Zh == "" || f.do.En == "" || (f.severity != Error && f.severity != Warning) {
			t.Errorf("%s: incomplete", code)
		}
	}
}

func TestEveryRoleOfTheProductIsRead(t *testing.T) {
	for _, r := range care.StaffRoles() {
		for _, s := range []string{r.Name().Zh, r.Name().En, string(r)} {
			if got := ParseRole(s); got != r {
				t.Errorf("%s: got %q, want %s", s, got, r)
			}
		}
	}
}
