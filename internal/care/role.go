package care

// Role is what a seat is for. A post is a role at a unit; access, work and
// notices hang on the post, never on the person who happens to sit there.
type Role string

// The roles of this product.
const (
	SystemAdmin            Role = "system_admin"
	SecurityAdmin          Role = "security_admin"
	AuditAdmin             Role = "audit_admin"
	DistrictOfficer        Role = "district_officer"         // 区县教育部门
	DistrictResearcher     Role = "district_researcher"      // 教研员
	Principal              Role = "principal"                // 校长
	PartySecretary         Role = "party_secretary"          // 党组织书记
	DeputyPrincipal        Role = "deputy_principal"         // 分管副校长
	MoralEducationOffice   Role = "moral_education_office"   // 德育处
	SafetyOffice           Role = "safety_office"            // 学校安全管理办公室
	PsychologyLead         Role = "psychology_lead"          // 心理辅导站站长
	PsychologyTeacher      Role = "psychology_teacher"       // 心理健康教育教师
	GradeHead              Role = "grade_head"               // 年级组长
	ClassTeacher           Role = "class_teacher"            // 班主任
	SubjectTeacher         Role = "subject_teacher"          // 科任教师
	Invigilator            Role = "invigilator"              // 主试
	DutyAdult              Role = "duty_adult"               // 值班教师
	HealthOfficer          Role = "health_officer"           // 卫生健康干部
	CivilAffairsOfficer    Role = "civil_affairs_officer"    // 民政干部
	CivilisationOfficer    Role = "civilisation_officer"     // 文明办干部
	PropagandaOfficer      Role = "propaganda_officer"       // 宣传部门干部
	YouthLeagueOfficer     Role = "youth_league_officer"     // 共青团干部
	WomenFederationOfficer Role = "women_federation_officer" // 妇联干部
	ChildDirector          Role = "child_director"           // 儿童主任
	ChildSupervisor        Role = "child_supervisor"         // 儿童督导员
	HotlineLead            Role = "hotline_lead"             // 热线负责人
	HospitalLead           Role = "hospital_lead"            // 医院负责人
	PreventionDoctor       Role = "prevention_doctor"        // 精防医生
	StationLead            Role = "station_lead"             // 家庭教育站点负责人
	UnitHead               Role = "unit_head"                // 单位负责人
	UniversityCounsellor   Role = "university_counsellor"    // 高校辅导员
	FacultyLead            Role = "faculty_lead"             // 院系负责人
	ArchiveCustodian       Role = "archive_custodian"        // 档案专人
	Inspector              Role = "inspector"                // 督导检查人员
	ProtectionOfficer      Role = "protection_officer"       // 未成年人保护干部
	GuardianRole           Role = "guardian"                 // 监护人
	Pupil                  Role = "pupil"                    // 学生
	SystemRole             Role = "system"                   // the clock: jobs, never a person
)

var roleNames = map[Role]Text{
	SystemAdmin:            {"系统管理员", "System administrator"},
	SecurityAdmin:          {"安全管理员", "Security administrator"},
	AuditAdmin:             {"审计管理员", "Audit administrator"},
	DistrictOfficer:        {"区县教育干部", "District education officer"},
	DistrictResearcher:     {"区县教研员", "District researcher"},
	Principal:              {"校长", "Principal"},
	PartySecretary:         {"党组织书记", "Party secretary"},
	DeputyPrincipal:        {"分管副校长", "Deputy principal"},
	MoralEducationOffice:   {"德育处", "Moral-education office"},
	SafetyOffice:           {"学校安全管理办公室", "School safety office"},
	PsychologyLead:         {"心理辅导站站长", "Psychology lead"},
	PsychologyTeacher:      {"心理教师", "Psychology teacher"},
	GradeHead:              {"年级组长", "Grade head"},
	ClassTeacher:           {"班主任", "Class teacher"},
	SubjectTeacher:         {"科任教师", "Subject teacher"},
	Invigilator:            {"主试", "Invigilator"},
	DutyAdult:              {"值班教师", "Duty adult"},
	HealthOfficer:          {"卫生健康干部", "Health officer"},
	CivilAffairsOfficer:    {"民政干部", "Civil-affairs officer"},
	CivilisationOfficer:    {"文明办干部", "Civilisation-office officer"},
	PropagandaOfficer:      {"宣传部门干部", "Publicity officer"},
	YouthLeagueOfficer:     {"共青团干部", "Youth League officer"},
	WomenFederationOfficer: {"妇联干部", "Women's Federation officer"},
	ChildDirector:          {"儿童主任", "Child director"},
	ChildSupervisor:        {"儿童督导员", "Child supervisor"},
	HotlineLead:            {"热线负责人", "Hotline lead"},
	HospitalLead:           {"医院负责人", "Hospital lead"},
	PreventionDoctor:       {"精防医生", "Prevention doctor"},
	StationLead:            {"家庭教育站点负责人", "Station lead"},
	UnitHead:               {"单位负责人", "Head of the unit"},
	UniversityCounsellor:   {"高校辅导员", "University counsellor"},
	FacultyLead:            {"院系负责人", "Faculty lead"},
	ArchiveCustodian:       {"档案专人", "Archive custodian"},
	Inspector:              {"督导检查人员", "Inspector"},
	ProtectionOfficer:      {"未成年人保护干部", "Protection officer"},
	GuardianRole:           {"监护人", "Guardian"},
	Pupil:                  {"学生", "Pupil"},
	SystemRole:             {"系统", "System"},
}

// Name is the role's word on screen.
func (r Role) Name() Text { return roleNames[r] }

// Known tells whether the product has this role.
func (r Role) Known() bool { return roleNames[r] != (Text{}) }

// StaffRoles lists the roles a post can have, in the order of a list box.
func StaffRoles() []Role {
	return append([]Role{SystemAdmin, SecurityAdmin, AuditAdmin, DistrictOfficer, DistrictResearcher, Principal, PartySecretary,
		DeputyPrincipal, MoralEducationOffice, SafetyOffice, PsychologyLead, PsychologyTeacher, GradeHead, ClassTeacher,
		SubjectTeacher, Invigilator, DutyAdult}, NetworkRoles...)
}

// NetworkRoles are the seats around the schools: departments, villages and
// townships, hospitals, hotlines, stations, other units.
var NetworkRoles = []Role{HealthOfficer, CivilAffairsOfficer, CivilisationOfficer, PropagandaOfficer, YouthLeagueOfficer, WomenFederationOfficer, ChildDirector, ChildSupervisor, HotlineLead, HospitalLead, PreventionDoctor, StationLead, UnitHead, UniversityCounsellor, FacultyLead, ArchiveCustodian, Inspector, ProtectionOfficer}
