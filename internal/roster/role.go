package roster

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"xinhuan/internal/care"
)

// roleWords are what schools call the posts beside the product's own names.
var roleWords = map[care.Role]string{
	care.DistrictOfficer:      "区县教育干部 教育局干部 教委干部 教体局干部 教育行政部门 教育局 districtofficer",
	care.DistrictResearcher:   "教研员 心理教研员 区县教研员 researcher",
	care.Principal:            "校长 正校长 院长 headteacher head headmaster principal",
	care.PartySecretary:       "书记 党组织书记 党支部书记 党委书记 党总支书记",
	care.DeputyPrincipal:      "副校长 分管副校长 分管校长 德育副校长 副书记 分管领导 deputyhead viceprincipal assistantprincipal",
	care.MoralEducationOffice: "德育处 政教处 德育主任 政教主任 德育处主任 政教处主任 学生处 学生处主任 德育干部 学工处",
	care.SafetyOffice:         "学校安全管理办公室 安全办 安办 安稳办 安办主任 安全办主任 安全主任 保卫处 保卫干部",
	care.PsychologyLead:       "心理辅导站站长 心理中心主任 心理健康中心主任 心理辅导中心主任 心理组长 心理辅导室负责人 心理负责人 站长",
	care.PsychologyTeacher:    "心理教师 心理老师 心理健康教师 心理健康教育教师 心理辅导教师 心理辅导员 心理咨询师 专职心理教师 兼职心理教师 专职心理老师 兼职心理老师 专职心理健康教育教师 兼职心理健康教育教师 schoolcounselor schoolcounsellor counselor counsellor schoolpsychologist psychologist",
	care.GradeHead:            "年级组长 年级主任 年级长 级长 gradeleader headofyear",
	care.ClassTeacher:         "班主任 正班主任 副班主任 辅导员 homeroomteacher formtutor homeroom",
	care.SubjectTeacher:       "科任教师 科任老师 任课教师 任课老师 教师 老师 专任教师 teacher",
	care.Invigilator:          "主试 监测员 监考 测评员 proctor",
	care.DutyAdult:            "值班教师 值班老师 值班人员 宿管 宿舍管理员 生活老师 生活教师",
}

var roleLookup = func() map[string]care.Role {
	out := map[string]care.Role{}
	for _, r := range care.StaffRoles() {
		for _, w := range append(strings.Fields(roleWords[r]), r.Name().Zh, r.Name().En, string(r)) {
			out[headingKey(w)] = r
		}
	}
	return out
}()

// ParseRole reads the name of one post in Chinese or English, or "".
func ParseRole(s string) care.Role {
	return roleLookup[headingKey(bracketed.ReplaceAllString(norm.NFKC.String(s), ""))]
}

// byList tells whether a list may put people into this post. The three
// administrators hold each other in check (三员分立): a spreadsheet must not make
// one.
func byList(r care.Role) bool {
	return r != care.SystemAdmin && r != care.SecurityAdmin && r != care.AuditAdmin
}

// splitList cuts a cell that lists several things.
func splitList(s string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，;；/|\n+＋&", r) }) {
		if part = clean(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
