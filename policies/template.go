package policies

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"xinhuan/internal/care"
)

// template is a pack that is sound as it stands and shows one row of each kind
// that a county usually sets. It is filled with the id, and the id of the parent.
var template = map[string]string{
	"pack.yaml": `# Who issued what. Change every line of this file first.
id: %[1]s
authority: {zh: 某县教育委员会, en: Education committee of a county}
tier: district
parent: %[2]s
valid_from: 2026-09-01
documents:
  - id: DOC # short name: what stands before the first "-" of its clauses' ids
    title: {zh: 某县学生心理健康工作方案, en: A county's plan for pupils' mental health}
    number: ""
    issued: 2026-09-01
    valid_from: 2026-09-01
    force: plan # law, plan, notice or reply
    clauses: 2 # how many rows clauses.yaml has of it
`,
	"clauses.yaml": `# One row a clause, in your own words, and what serves it. Exactly one of
# served_by, planned (a capability that is still to come) and outside (why not).
clauses:
  - {id: DOC-1-01, section: 一, kind: parents, text: {zh: 每学期至少一次家长培训, en: Parent training at least once a term}, served_by: [cadence/%[1]s_parent_training]}
  - {id: DOC-2-01, section: 二, kind: funding, text: {zh: 经费由财政解决, en: The treasury pays}, outside: {zh: 资金拨付不在本系统办理, en: Money is not paid in this system}}
`,
	"duties.yaml": `# What units must do how often, and the times of cases that this county changes.
cadences:
  - id: %[1]s_parent_training
    text: {zh: 每学期家长培训, en: Parent training every term}
    unit: [school]
    done_by: [activity/parent_training]
    count: 1
    period: school_term
    owner: psychology_lead
    clause: DOC-1-01
    override: min
`,
	"tests.yaml": `# Named cases: what must come out. The pack is refused when one fails.
cases:
  - {name: one parent training a term (DOC-1-01), cadence: %[1]s_parent_training, on: 2026-10-08, period: 2026-2027-1, due: 2027-01-22, count: 1}
`,
	"README.md": "# Policy pack %[1]s\n\nStands on `%[2]s`. The guide: docs/guide/pack-author.en.md (in Chinese: pack-author.zh.md).\n",
}

var packID = regexp.MustCompile(`^[a-z][a-z0-9_]{1,30}$`)

// WriteTemplate writes the template of a new pack into dir/id. An existing folder
// is left alone.
func WriteTemplate(dir, id, parent string) error {
	if !packID.MatchString(id) {
		return care.Invalidf("id", "规则包的 id 用小写字母、数字和下划线，如 wushan", "a pack's id consists of small letters, digits and _, such as wushan")
	}
	if _, err := fs.Stat(With(os.DirFS(dir)), parent+"/pack.yaml"); err != nil {
		return care.Invalidf("parent", fmt.Sprintf("没有上级规则包 %s", parent), fmt.Sprintf("there is no parent pack %s", parent))
	}
	folder := filepath.Join(dir, id)
	if err := os.Mkdir(folder, 0o755); err != nil {
		return care.Fail(care.Conflict, "policy new", "文件夹 "+folder+" 已存在或无法新建", "the folder "+folder+" exists already or can't be made")
	}
	for name, text := range template {
		if err := os.WriteFile(filepath.Join(folder, name), fmt.Appendf(nil, text, id, parent), 0o644); err != nil {
			return err
		}
	}
	return nil
}
