package policy

import (
	"testing"
)

func TestADiffReadsLikeAFile(t *testing.T) {
	town, err := Load(withFiles(map[string]string{
		"town/groups.yaml":   "groups:\n  - {id: boarders, " + words + ", enters: [student_care], clause: ours, valid_from: 2026-09-01}\n",
		"town/duties.yaml":   "timers:\n  - {id: retake, text: {zh: 重测, en: Ask again}, within: 5 school_days, clause: ours}\n  - {id: makeup_session, off: true}\n",
		"town/measures.yaml": "measures: []\n",
	}), "town")
	if err != nil {
		t.Fatal(FaultsOf(err))
	}
	got := ""
	for _, c := range Diff(shipped(t, "national"), town) {
		got += c.String()
	}
	want := `+ group/boarders
id: boarders
text:
  zh: 文
  en: text
enters:
- student_care
clause: ours
valid_from: "2026-09-01"
- timer/makeup_session
id: makeup_session
text:
  zh: 缺测学生补测
  en: Make-up session for absentees
within: 2 weeks
climb:
- after: 7 days
  to: psychology_lead
climb_from: due
clause: ours
~ timer/retake
id: retake
text:
  zh: 问卷无效或未完成，安排重测
  en: Ask again after an invalid or unfinished sheet
within: 10 school_days
climb:
- after: 7 days
  to: psychology_lead
climb_from: due
clause: ours
=>
id: retake
text:
  zh: 重测
  en: Ask again
within: 5 school_days
climb_from: due
clause: ours
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
