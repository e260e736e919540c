package roster

import (
	"fmt"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

// Severity tells whether a row can be imported.
type Severity string

// An error keeps its row out; a warning asks somebody to look.
const (
	Warning Severity = "warning"
	Error   Severity = "error"
)

// Fault is one thing that is wrong with a list. It never holds what stood in a
// cell of a person's row.
type Fault struct {
	Sheet    string // sheet of the book, or file of a OneRoster set
	Row      int    // 0: the whole sheet
	Column   int    // 1 is the first; 0: the whole row
	Header   string // heading of the column
	Code     string
	Message  care.Text // what is wrong
	Do       care.Text // what to do
	Severity Severity
	Twin     int // the column that this one repeats; 0: none
}

// ColumnName is what people call the column of a fault: by letters as in a workbook, else by
// number; both where one repeats the other, "" for the whole row.
func (f Fault) ColumnName(letters bool) string {
	var list []string
	for _, n := range []int{f.Twin, f.Column} {
		switch {
		case n == 0:
		case letters:
			list = append(list, sheet.Letters(n-1))
		default:
			list = append(list, strconv.Itoa(n))
		}
	}
	return strings.Join(list, ", ")
}

// Worst is Error if any fault is an error, Warning if any is a warning, else "".
func Worst(faults []Fault) Severity {
	worst := Severity("")
	for _, f := range faults {
		if f.Severity == Error {
			return Error
		}
		worst = f.Severity
	}
	return worst
}

type faultText struct {
	severity Severity
	message  care.Text
	do       care.Text
}

// faults lists every code. A message may hold one %s for the place of another
// row or a count; nothing else is ever put in.
var faults = map[string]faultText{
	"file":              {Error, say("文件读到这里就读不下去了", "the file can't be read beyond this point"), say("请重新另存文件后再上传", "save the file again and upload it again")},
	"no_header":         {Error, say("前 10 行中没有找到表头", "no heading row was found in the first 10 rows"), say("请保留一行表头，至少要有“姓名”一列", "keep one heading row with at least a name column")},
	"sheet_skipped":     {Warning, say("这个工作表没有表头，已跳过", "this sheet has no heading row and is left out"), say("如果其中有人员，请补上表头", "if it lists people, add a heading row")},
	"hidden_sheet":      {Warning, say("这个工作表是隐藏的，已跳过", "this sheet is hidden and is left out"), say("如需导入，请先取消隐藏；不需要的请删除", "unhide it to import it, or delete it")},
	"missing_column":    {Error, say("缺少必需的列", "a required column is missing"), say("请补上这一列，或指定哪一列是它", "add the column, or say which column it is")},
	"unknown_column":    {Warning, say("不认识这个表头，这一列不会导入", "this heading is not known and the column is not imported"), say("如果需要，请指定它对应的内容", "say what it stands for if you need it")},
	"duplicate_column":  {Warning, say("同样的列出现了两次，只采用第一列", "the same column appears twice; the first is used"), say("请删除多余的一列，或改清楚表头", "delete one, or make the headings distinct")},
	"password_column":   {Warning, say("文件中有密码列，系统不读取", "the file has a password column, which is not read"), say("请从文件中删除密码，并提醒用户更换", "delete the passwords from the file and have them changed")},
	"stray_row":         {Error, say("这一行不像人员信息，不会导入", "this row does not look like a person and is not imported"), say("合计、填表人等行请删除", "delete rows for totals, authors and notes")},
	"unreadable":        {Error, say("有无法辨认的字符", "some characters can't be read"), say("请用 UTF-8 编码另存文件，或改正这一格", "save the file as UTF-8, or correct the cell")},
	"missing_name":      {Error, say("没有姓名", "the name is missing"), say("请填写姓名", "fill in the name")},
	"name_shape":        {Warning, say("姓名中有数字或过长", "the name has digits or is very long"), say("请核对姓名", "check the name")},
	"missing_school":    {Error, say("没有学校", "the school is missing"), say("请填写学校全称", "fill in the school's full name")},
	"unknown_school":    {Error, say("系统中没有这所学校", "this school is not in the system"), say("请核对学校全称，或先建立学校", "check the full name, or add the school first")},
	"missing_grade":     {Error, say("看不出年级", "the grade can't be told"), say("请写成“七年级”“高一”或“2024级”", "write it like 七年级, 高一, 2024级 or Grade 7")},
	"stage_unknown":     {Error, say("只有入学年份，看不出学段", "there is an entry year but no stage"), say("请补上学段，例如“初2024级”", "add the stage, for example 初2024级")},
	"missing_class":     {Error, say("看不出班级", "the class can't be told"), say("请写成“3班”；一个年级只有一个班的写“1班”", "write it like 3班; where a grade has one class, write 1班")},
	"grade_class":       {Error, say("年级与班级两列不一致", "the grade and class columns disagree"), say("请改正其中一列", "correct one of them")},
	"grade_range":       {Error, say("没有这个年级", "there is no such grade"), say("请核对年级或入学年份", "check the grade or entry year")},
	"cohort_reading":    {Warning, say("“级”按另一种读法理解（入学年份或毕业年份）", "the cohort year was read the other way (entry or leaving year)"), say("请在导入设置中说明“级”是入学年份还是毕业年份", "say in the import settings whether it is the year of entry or of leaving")},
	"cohort_left":       {Warning, say("按年份应已毕业，作为离校处理", "by the year this class has left; treated as a leaver"), say("如仍在校，请改正年级", "correct the grade if the pupil is still here")},
	"kindergarten":      {Error, say("暂不导入幼儿园", "kindergarten children are not imported"), say("请从名单中去掉", "take them off the list")},
	"bad_date":          {Error, say("日期看不懂", "the date can't be read"), say("请写成 2012-03-05", "write it like 2012-03-05")},
	"ambiguous_date":    {Error, say("分不清月和日", "month and day can't be told apart"), say("请写成 2012-03-05", "write it like 2012-03-05")},
	"future_date":       {Error, say("日期在今天之后", "the date is in the future"), say("请核对日期", "check the date")},
	"missing_birth":     {Warning, say("没有出生日期", "the date of birth is missing"), say("请补上：未满十四周岁须监护人同意，要靠它判断", "add it: under 14 a guardian must consent, and this tells")},
	"age_grade":         {Warning, say("年龄与年级相差较大", "the age is unusual for the grade"), say("请核对出生日期与年级", "check the date of birth and the grade")},
	"bad_sex":           {Warning, say("性别看不懂", "the sex can't be read"), say("请写“男”或“女”", "write 男 or 女, male or female")},
	"number_lost":       {Error, say("长号码被表格软件改成了近似数，末尾几位已丢失", "a long number was rounded by the spreadsheet and has lost its last digits"), say("请把这一列设为文本格式后重新填写", "set the column to text and fill the number in again")},
	"id_shape":          {Warning, say("身份证件号的位数不对", "the identity number has an unusual length"), say("请核对，或填写证件类型", "check it, or fill in the type of document")},
	"id_checksum":       {Warning, say("身份证号校验位不符", "the identity number's check digit does not fit"), say("请核对；临时编号可以保留", "check it; a temporary number may stay")},
	"birth_id":          {Warning, say("出生日期与身份证号不一致", "the date of birth differs from the identity number"), say("请核对两者", "check both")},
	"sex_id":            {Warning, say("性别与身份证号不一致", "the sex differs from the identity number"), say("请核对两者", "check both")},
	"student_no_shape":  {Warning, say("学号的写法不寻常", "the student number looks unusual"), say("请核对学号", "check the student number")},
	"phone_shape":       {Warning, say("电话号码的位数不对", "the phone number has an unusual shape"), say("请核对电话号码", "check the phone number")},
	"phone_many":        {Warning, say("一格里有几个电话，只采用第一个", "a cell holds several phone numbers; the first is used"), say("请分列填写", "put them in separate columns")},
	"email_shape":       {Warning, say("邮箱地址看不懂", "the mail address can't be read"), say("请核对邮箱", "check the mail address")},
	"bad_yes_no":        {Warning, say("看不出是或否", "yes or no can't be told"), say("请写“是”或“否”", "write 是 or 否, yes or no")},
	"bad_status":        {Warning, say("不认识这个学生状态，按在校处理", "this pupil status is not known; treated as enrolled"), say("请写“在校”“休学”“转出”或“毕业”", "write enrolled, leave, transferred or graduated")},
	"duplicate_number":  {Error, say("学号与%s重复", "the student number is the same as in %s"), say("请改正学号，或删除重复的一行", "correct the number, or delete one of the rows")},
	"duplicate_id":      {Error, say("身份证件号与%s重复", "the identity number is the same as in %s"), say("请改正号码，或删除重复的一行", "correct the number, or delete one of the rows")},
	"possible_twin":     {Warning, say("与%s同班、同名、同生日，可能重复", "same class, name and birthday as %s: possibly the same person"), say("请确认是否为两个人", "confirm that these are two people")},
	"duplicate_staff":   {Warning, say("与%s可能是同一人同一岗位", "possibly the same person in the same post as %s"), say("请删除重复的一行", "delete one of the rows")},
	"missing_role":      {Error, say("没有岗位", "the role is missing"), say("请填写岗位，例如“班主任”", "fill in the role, for example class teacher")},
	"unknown_role":      {Error, say("不认识这个岗位", "this role is not known"), say("请选用系统中的岗位名称", "use a role name of the system")},
	"role_not_by_list":  {Error, say("三员不能用名单任命", "the three administrators can't be appointed by a list"), say("请由现任管理员在系统中办理", "let the present administrator do it in the system")},
	"role_guess":        {Warning, say("岗位是推断的", "the role was inferred"), say("请核对岗位", "check the role")},
	"no_contact":        {Warning, say("电话和邮箱都没有，无法发送待办提醒", "neither phone nor mail address: no reminder can be sent"), say("请补上一项", "add one of them")},
	"bad_class_list":    {Warning, say("任教班级中有看不懂的", "one of the classes can't be read"), say("请写成“七年级1班、七年级2班”", "write them like 七年级1班、七年级2班")},
	"stray_line":        {Error, say("这一行不像课表，不会导入", "this row does not look like a lesson and is not imported"), say("合计、填表人等行请删除", "delete rows for totals, authors and notes")},
	"unknown_class":     {Error, say("这所学校没有这个班", "the school has no such class"), say("请核对年级和班级，或先建立班级", "check grade and class, or add the class first")},
	"bad_weekday":       {Error, say("看不出星期几", "the weekday can't be told"), say("请写“周一”到“周日”或 1 到 7", "write Monday to Sunday, or 1 to 7")},
	"bad_lesson":        {Error, say("看不出第几节", "the period can't be told"), say("请写“第3节”或 3", "write 3, or period 3")},
	"bad_weeks":         {Error, say("看不出是单周、双周还是每周", "odd, even or every week can't be told"), say("请写“每周”“单周”或“双周”；空白就是每周", "write every, odd or even; blank is every week")},
	"dates_turned":      {Error, say("结束日期早于开始日期", "it ends before it begins"), say("请改正其中一个日期", "correct one of the two dates")},
	"unknown_teacher":   {Warning, say("学校里没有这位在岗教师，或有同名的人", "nobody of this name holds a post at the school, or two do"), say("请核对姓名；不影响课时，月底由心理教师签认", "check the name; the lessons count all the same and the psychology teacher signs them")},
	"lesson_twice":      {Error, say("与%s是同一班同一节课", "the same class and period as in %s"), say("请删除重复的一行", "delete one of the rows")},
	"consent_who":       {Error, say("看不出是哪个学生", "it can't be told which pupil this is"), say("请填写学号，或填写姓名、年级和班级", "fill in the student number, or name, grade and class")},
	"consent_decision":  {Error, say("看不出同意还是不同意", "the decision can't be told"), say("请写“同意”“不同意”或“撤回”；空白不能当作同意", "write agree, refuse or withdraw; a blank is not consent")},
	"consent_date":      {Error, say("没有日期", "the date is missing"), say("请填写签署日期", "fill in the date of signing")},
	"consent_twice":     {Error, say("与%s是同一学生，决定不能有两个", "the same pupil as in %s: there can't be two decisions"), say("请只保留最后一次的决定", "keep only the last decision")},
	"missing_file":      {Error, say("缺少必需的文件", "a required file is missing"), say("请把这个文件放进压缩包", "put the file into the archive")},
	"unexpected_header": {Warning, say("文件的表头不是这个文件应有的，已忽略", "the headings are not those of this file; it is ignored"), say("请检查是否误放了另一个文件的副本", "check whether it is a copy of another file")},
	"misspelt_header":   {Warning, say("表头拼写有误，按原意理解", "a heading is misspelt; it was read as meant"), say("请改正拼写", "correct the spelling")},
	"empty_columns":     {Warning, say("有没有表头的空列", "there are empty columns without heading"), say("请删除多余的列", "delete the extra columns")},
	"no_final_newline":  {Warning, say("最后一行没有换行，文件可能没有传完整", "the last line has no line end; the file may be cut"), say("请核对最后一行", "check the last line")},
	"mixed_dates":       {Warning, say("日期不是 ISO 写法", "a date is not in ISO form"), say("请写成 2012-03-05", "write it like 2012-03-05")},
	"deleted_record":    {Warning, say("记录已标为删除，作为离校处理", "the record is marked as deleted; treated as a leaver"), say("如不正确，请改正状态", "correct the status if this is wrong")},
	"inactive_record":   {Warning, say("记录已停用，作为离校处理", "the record is inactive; treated as a leaver"), say("如不正确，请改正状态", "correct the status if this is wrong")},
	"missing_id":        {Error, say("没有 sourcedId", "the sourcedId is missing"), say("请补上标识", "add the identifier")},
	"duplicate_record":  {Error, say("sourcedId 与%s重复", "the sourcedId is the same as in %s"), say("请删除重复的记录", "delete one of the records")},
	"unknown_reference": {Warning, say("引用了不存在的记录", "it refers to a record that does not exist"), say("请补上被引用的记录", "add the record it refers to")},
	"more":              {Warning, say("同类问题还有 %s 处，不再逐一列出", "%s more of the same kind are not listed"), say("请先处理已列出的", "deal with the listed ones first")},
}

func say(zh, en string) care.Text { return care.Text{Zh: zh, En: en} }

// place is where a fault was found.
type place struct {
	sheet  string
	row    int
	column int
	header string
}

func (p place) fault(code string, detail ...care.Text) Fault {
	f := faults[code]
	message := f.message
	if len(detail) > 0 {
		message = say(fmt.Sprintf(f.message.Zh, detail[0].Zh), fmt.Sprintf(f.message.En, detail[0].En))
	}
	return Fault{Sheet: p.sheet, Row: p.row, Column: p.column, Header: p.header, Code: code, Message: message, Do: f.do, Severity: f.severity}
}
