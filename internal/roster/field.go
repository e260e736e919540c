package roster

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Kind is what a list is about.
type Kind string

// The kinds of list.
const (
	Pupils    Kind = "pupils"
	Staff     Kind = "staff"
	Consent   Kind = "consent"
	Timetable Kind = "timetable" // of mental-health lessons
)

// Field is what a column means. Guardians have numbered fields
// (guardian1_name ... guardian4_phone).
type Field string

// The fields. FieldIgnore leaves a column out.
const (
	FieldIgnore     Field = "ignore"
	FieldSchool     Field = "school"
	FieldStage      Field = "stage"
	FieldGrade      Field = "grade"
	FieldClass      Field = "class"
	FieldName       Field = "name"
	FieldSex        Field = "sex"
	FieldBirth      Field = "birth"
	FieldStudentNo  Field = "student_no"
	FieldIDType     Field = "id_type"
	FieldIDNo       Field = "id_no"
	FieldPhone      Field = "phone"
	FieldAddress    Field = "address"
	FieldHousehold  Field = "household"
	FieldEthnic     Field = "ethnic"
	FieldBoarder    Field = "boarder"
	FieldLeftBehind Field = "left_behind"
	FieldEntry      Field = "entry_month"
	FieldStatus     Field = "status"
	FieldRole       Field = "role"
	FieldEmail      Field = "email"
	FieldClasses    Field = "classes"
	FieldFullTime   Field = "full_time"
	FieldStaffNo    Field = "staff_no"
	FieldDecision   Field = "decision"
	FieldDate       Field = "date"
	FieldSigner     Field = "signer"
	FieldRelation   Field = "relation"
	FieldWeekday    Field = "weekday"
	FieldPeriod     Field = "period"
	FieldWeeks      Field = "weeks"
	FieldTeacher    Field = "teacher"
	FieldFrom       Field = "from"
	FieldTo         Field = "to"
	fieldPassword   Field = "password"
)

// guardians is how many guardians a row may have; the third and fourth are the
// father and mother columns of class teachers' tables.
const guardians = 4

func guardianField(n int, part string) Field {
	return Field("guardian" + strconv.Itoa(n+1) + "_" + part)
}

// guardianOf takes a guardian field apart; ok is false for other fields.
func guardianOf(f Field) (n int, part string, ok bool) {
	rest, found := strings.CutPrefix(string(f), "guardian")
	if !found || len(rest) < 3 || rest[1] != '_' {
		return 0, "", false
	}
	n = int(rest[0]-'1') & 0xff
	return n, rest[2:], n < guardians
}

// common headings of all kinds; the lists below add to them or differ.
var common = map[Field]string{
	FieldSchool: "学校 学校名称 所在学校 就读学校 学校全称 单位 单位名称 校名 所属学校 school schoolname organisation organization unit",
	FieldStage:  "学段 教育阶段 办学类型 stage",
	FieldName:   "姓名 学生姓名 名字 学生 真实姓名 name fullname studentname pupilname",
	FieldSex:    "性别 学生性别 sex gender",
	FieldPhone:  "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 移动电话 学生电话 学生联系电话 本人电话 phone mobile telephone tel phonenumber mobilephone contactphone",
	FieldIDType: "身份证件类型 证件类型 身份证类型 idtype",
	FieldIDNo:   "身份证件号 身份证号 身份证号码 身份证件号码 身份证 证件号 证件号码 公民身份号码 学生身份证号 居民身份证号 idno idnumber idcard nationalid",
}

var headings = map[Kind]map[Field]string{
	Pupils: {
		FieldGrade:      "年级 所在年级 年级名称 就读年级 grade gradelevel year yeargroup 级",
		FieldClass:      "班级 所在班级 班级名称 班 班号 行政班 就读班级 年级班级 年班 班次 class classname homeroom form classno classnumber section",
		FieldBirth:      "出生日期 出生年月日 生日 出生年月 birth birthdate dateofbirth dob birthday",
		FieldStudentNo:  "学籍号 全国学籍号 学号 学籍号码 国网学籍号 全国学籍号码 学生学号 学籍编号 学生编号 studentno studentnumber studentid pupilno pupilnumber pupilid enrolmentno admissionno",
		FieldAddress:    "家庭住址 现住址 家庭地址 现居住地 居住地址 住址 家庭详细地址 现住地址 通信地址 通讯地址 address homeaddress",
		FieldHousehold:  "户籍 户口所在地 户籍所在地 户籍地址 户口地址 户口所在地行政区划 户籍地 户口详细地址 household registeredaddress registeredresidence",
		FieldEthnic:     "民族 ethnic ethnicity ethnicgroup",
		FieldBoarder:    "是否住校 是否寄宿 是否寄宿生 寄宿 住校 住宿 是否住宿 就读方式 住校情况 住宿情况 走读住校 boarder boarding isboarder",
		FieldLeftBehind: "是否留守儿童 留守 是否留守 留守儿童 留守情况 留守儿童情况 leftbehind leftbehindchild",
		FieldEntry:      "入学年月 入学时间 入学日期 入校时间 entrydate entrymonth enrolmentdate admissiondate",
		FieldStatus:     "学生状态 学籍状态 在校状态 在读状态 学生当前状态 状态 学籍情况 status enrolmentstatus pupilstatus studentstatus",
	},
	Staff: {
		FieldName:     "教师姓名 教职工姓名 职工姓名 老师姓名 老师 教师 staffname teachername teacher",
		FieldRole:     "岗位 职务 角色 岗位名称 职位 工作岗位 担任职务 role post position jobtitle job title",
		FieldEmail:    "邮箱 电子邮箱 电子邮件 电子信箱 邮件 email mail emailaddress",
		FieldClasses:  "任教班级 班级 所带班级 负责班级 管理班级 带班 班主任班级 任课班级 class classes classestaught homeroom",
		FieldFullTime: "是否专职 专职 专兼职 专职兼职 专/兼职 fulltime isfulltime employment",
		FieldStaffNo:  "工号 教师编号 教职工号 职工号 教工号 staffno staffid staffnumber employeeno employeeid teacherid",
		FieldGrade:    "年级 负责年级 所在年级 grade",
	},
	Consent: {
		FieldGrade:     "年级 所在年级 grade",
		FieldClass:     "班级 所在班级 班级名称 class classname",
		FieldStudentNo: "学籍号 全国学籍号 学号 学籍号码 学生学号 studentno studentnumber studentid pupilno pupilnumber pupilid",
		FieldDecision:  "是否同意 同意情况 意见 监护人意见 家长意见 决定 知情同意 同意 选择 decision consent agreed agree answer",
		FieldDate:      "日期 签署日期 签字日期 签名日期 同意日期 填写日期 提交时间 填写时间 时间 date signedon signeddate dateofconsent consentdate",
		FieldSigner:    "监护人姓名 家长姓名 签字人 签署人 监护人 家长 签名 guardian guardianname parent parentname signer signedby",
		FieldRelation:  "关系 与学生关系 与学生的关系 relation relationship",
	},
	Timetable: {
		FieldGrade:   "年级 所在年级 grade",
		FieldClass:   "班级 上课班级 班级名称 class classname",
		FieldWeekday: "星期 周几 星期几 上课星期 上课日 weekday day dayofweek",
		FieldPeriod:  "节次 第几节 课节 节 上课节次 period lesson lessonno",
		FieldWeeks:   "单双周 周次 周型 上课周 weeks week weekpattern pattern oddeven",
		FieldTeacher: "教师 任课教师 上课教师 授课教师 老师 教师姓名 任课老师 teacher teachername",
		FieldFrom:    "开始日期 起始日期 开始 起 从 from start startdate fromdate",
		FieldTo:      "结束日期 终止日期 截止日期 结束 止 至 to until end enddate todate",
	},
}

// guardianWords are the beginnings of guardian columns, by place.
var guardianWords = [guardians]string{
	"监护人 监护人1 家长 家长1 成员1 家庭成员1 成员一 家庭成员一 第一监护人 主要监护人 法定监护人 家庭成员或监护人1 家庭成员或监护人一 学生家长 guardian guardian1 parent parent1 carer",
	"监护人2 家长2 成员2 家庭成员2 成员二 家庭成员二 第二监护人 家庭成员或监护人2 家庭成员或监护人二 guardian2 parent2",
	"父亲 爸爸 父 father",
	"母亲 妈妈 母 mother",
}

var guardianParts = map[string]string{
	"name":     "姓名 名字 name",
	"relation": "关系 与学生关系 与本人关系 与学生的关系 relation relationship",
	"phone":    "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 phone mobile tel telephone phonenumber contact",
}

var lookups = map[Kind]map[string]Field{Pupils: lookup(Pupils), Staff: lookup(Staff), Consent: lookup(Consent), Timetable: lookup(Timetable)}

func lookup(k Kind) map[string]Field {
	out := map[string]Field{}
	add := func(words string, f Field) {
		for _, w := range strings.Fields(words) {
			out[headingKey(w)] = f
		}
	}
	for f, words := range common {
		add(words, f)
	}
	add("密码 登录密码 初始密码 password passwd pwd", fieldPassword)
	add("序号 编号 no index 备注 remark remarks", FieldIgnore)
	if k == Pupils {
		addGuardians(add)
	}
	for f, words := range headings[k] {
		add(words, f)
	}
	if k == Staff {
		add("姓名 name", FieldName)
	}
	return out
}

func addGuardians(add func(string, Field)) {
	for n, words := range guardianWords {
		for _, w := range strings.Fields(words) {
			add(w, guardianField(n, "name"))
			for part, endings := range guardianParts {
				for _, e := range strings.Fields(endings) {
					add(w+e, guardianField(n, part))
				}
			}
		}
	}
	add("关系 与学生关系 与本人关系 relation relationship", guardianField(0, "relation"))
}

var (
	bracketed = regexp.MustCompile(`[(\[【〔{][^)\]】〕}]*[)\]】〕}]`)
	clutter   = strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "", "\u00a0", "", "*", "", "★", "", "☆", "", "▲", "", ":", "", "_", "", "-", "", ".", "", "'", "", `"`, "", "/", "", "(", "", ")", "", "[", "", "]", "", "【", "", "】", "")
)

// headingKey makes headings comparable: ★ marks, spaces, case and width differ
// from list to list.
func headingKey(s string) string {
	return clutter.Replace(strings.ToLower(norm.NFKC.String(clean(s))))
}

// fieldOf finds what a heading means; notes in brackets are tried with and
// without.
func fieldOf(k Kind, heading string) (Field, bool) {
	if f, ok := lookups[k][headingKey(heading)]; ok {
		return f, true
	}
	f, ok := lookups[k][headingKey(bracketed.ReplaceAllString(norm.NFKC.String(heading), ""))]
	return f, ok
}
