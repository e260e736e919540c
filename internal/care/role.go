package care

// Role is what a seat is for. A post is a role at a unit; access, work and
// notices hang on the post, never on the person who happens to sit there.
type Role string

// The roles of this product.
const (
	SystemAdmin          Role = "system_admin"
	SecurityAdmin        Role = "security_admin"
	AuditAdmin           Role = "audit_admin"
	DistrictOfficer      Role = "district_officer"       // 区县教育部门
	DistrictResearcher   Role = "district_researcher"    // 教研员
	Principal            Role = "principal"              // 校长
	PartySecretary       Role = "party_secretary"        // 党组织书记
	DeputyPrincipal      Role = "deputy_principal"       // 分管副校长
	MoralEducationOffice Role = "moral_education_office" // 德育处
	SafetyOffice         Role = "safety_office"          // 学校安全管理办公室
	PsychologyLead       Role = "psychology_lead"        // 心理辅导站站长
	PsychologyTeacher    Role = "psychology_teacher"     // 心理健康教育教师
	GradeHead            Role = "grade_head"             // 年级组长
	ClassTeacher         Role = "class_teacher"          // 班主任
	SubjectTeacher       Role = "subject_teacher"        // 科任教师
	Invigilator          Role = "invigilator"            // 主试
	DutyAdult            Role = "duty_adult"             // 值班教师
	GuardianRole         Role = "guardian"               // 监护人
	Pupil                Role = "pupil"                  // 学生
	SystemRole           Role = "system"                 // the clock: jobs, never a person
)

var roleNames = map[Role]Text{
	SystemAdmin:          {"系统管理员", "System administrator"},
	SecurityAdmin:        {"安全管理员", "Security administrator"},
	AuditAdmin:           {"审计管理员", "Audit administrator"},
	DistrictOfficer:      {"区县教育干部", "District education officer"},
	DistrictResearcher:   {"区县教研员", "District researcher"},
	Principal:            {"校长", "Principal"},
	PartySecretary:       {"党组织书记", "Party secretary"},
	DeputyPrincipal:      {"分管副校长", "Deputy principal"},
	MoralEducationOffice: {"德育处", "Moral-education office"},
	SafetyOffice:         {"学校安全管理办公室", "School safety office"},
	PsychologyLead:       {"心理辅导站站长", "Psychology lead"},
	PsychologyTeacher:    {"心理教师", "Psychology teacher"},
	GradeHead:            {"年级组长", "Grade head"},
	ClassTeacher:         {"班主任", "Class teacher"},
	SubjectTeacher:       {"科任教师", "Subject teacher"},
	Invigilator:          {"主试", "Invigilator"},
	DutyAdult:            {"值班教师", "Duty adult"},
	GuardianRole:         {"监护人", "Guardian"},
	Pupil:                {"学生", "Pupil"},
	SystemRole:           {"系统", "System"},
}

// Name is the role's word on screen.
func (r Role) Name() Text { return roleNames[r] }

// Known tells whether the product has this role.
func (r Role) Known() bool { return roleNames[r] != (Text{}) }

// StaffRoles lists the roles a post can have, in the order of a list box.
func StaffRoles() []Role {
	return []Role{SystemAdmin, SecurityAdmin, AuditAdmin, DistrictOfficer, DistrictResearcher, Principal, PartySecretary,
		DeputyPrincipal, MoralEducationOffice, SafetyOffice, PsychologyLead, PsychologyTeacher, GradeHead, ClassTeacher,
		SubjectTeacher, Invigilator, DutyAdult}
}
