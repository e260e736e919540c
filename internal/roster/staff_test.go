package roster

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"xinhuan/internal/care"
)

func TestReadsStaff(t *testing.T) {
	b := bookOf(t, "学校,姓名,岗位,任教班级,手机号,邮箱,是否专职,工号\n"+
		"甲中学,教 某,班主任、科任教师,\"七年级1班、2班，八年级(3)班\",13800138000,A@b.example,,T1\n"+
		",心某,专职心理教师,,13800138001,,,T2\n"+
		",兼某,心理健康教师,,13800138002,,兼职,T3\n"+
		",管某,系统管理员,,13800138003,,,T4\n"+
		",门某,门卫,,,not mail,,T5\n"+
		",教某,班主任,火星班,13800138000,a@b.example,,T1\n"+
		"甲中学,教某,班主任,七1班,13800138000,a@b.example,,T1\n"+
		",无某,,,13800138009,,,\n")
	m, hf := Header(b, Staff, nil)
	if len(hf) > 0 {
		t.Fatal(codes(hf))
	}
	var rows []StaffRow
	var got [][]string
	for row, f := range ReadStaff(b, m, testContext) {
		rows, got = append(rows, row), append(got, codes(f))
	}
	want := [][]string{nil, nil, nil, {"role_not_by_list"}, {"unknown_role", "email_shape"}, {"bad_class_list", "duplicate_staff"}, {"duplicate_staff"}, {"missing_role"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	first := StaffRow{Sheet: "名单", Number: 2, School: "甲中学", Name: "教某", RoleText: "班主任、科任教师", Roles: []care.Role{care.ClassTeacher, care.SubjectTeacher},
		Classes: []Class{{Junior, 1, 2026, 1}, {Junior, 1, 2026, 2}, {Junior, 2, 2025, 3}}, Phone: "13800138000", Email: "a@b.example", StaffNo: "T1", Status: Enrolled}
	if diff := cmp.Diff(first, rows[0]); diff != "" {
		t.Error(diff)
	}
	if rows[1].FullTime != Yes || rows[2].FullTime != No {
		t.Errorf("full time: got %v and %v, want yes and no", rows[1].FullTime, rows[2].FullTime)
	}
	if len(rows[3].Roles) > 0 {
		t.Errorf("got %v from a list, want no administrator", rows[3].Roles)
	}
}

func TestReadsConsents(t *testing.T) {
	b := bookOf(t, "姓名,年级,班级,学籍号,是否同意,签署日期,监护人姓名,与学生关系\n"+
		"甲某,七年级,1班,,同意,2026-9-1,乙某,父亲\n"+
		"丙某,,,S3,不同意,2026-09-02,,\n"+
		"丁某,,,,同意,2026-09-02,,\n"+
		"戊某,七年级,1班,,,2026-09-02,,\n"+
		"己某,七年级,1班,,同意,,,\n"+
		"甲某,七年级,1班,,撤回,2026-09-03,乙某,父亲\n"+
		"庚某,七年级,1班,,同意,2027-01-01,,\n"+
		"填表人：某,,,,,,,\n")
	m, hf := Header(b, Consent, nil)
	if len(hf) > 0 {
		t.Fatal(codes(hf))
	}
	var rows []ConsentRow
	var got [][]string
	for row, f := range ReadConsents(b, m, testContext) {
		rows, got = append(rows, row), append(got, codes(f))
	}
	want := [][]string{nil, nil, {"missing_grade", "consent_who"}, {"consent_decision"}, {"consent_date"}, {"consent_twice"}, {"future_date"}, {"stray_row"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	first := ConsentRow{Sheet: "名单", Number: 2, School: "甲中学", Class: Class{Junior, 1, 2026, 1}, Name: "甲某", Decision: Agree, Date: "2026-09-01", Signer: "乙某", Relation: "父亲"}
	if diff := cmp.Diff(first, rows[0]); diff != "" {
		t.Error(diff)
	}
	if rows[1].Decision != Refuse || rows[3].Decision != "" || rows[5].Decision != Withdraw {
		t.Errorf("decisions: got %q %q %q", rows[1].Decision, rows[3].Decision, rows[5].Decision)
	}
}
