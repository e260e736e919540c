package supervisionweb

import (
	"strings"

	"xinhuan/internal/document"
	"xinhuan/internal/measure"
	"xinhuan/internal/supervision"
)

// kept is what the system keeps besides duties and records: forms about people as rounded
// figures, the staff there is, and the rules in use.
func (s teller) kept(c supervision.ClausePart) (blocks []document.Block) {
	if len(c.Forms) > 0 {
		t := &document.Table{Columns: cols(col(s.L("表单", "Form"), 8), col(s.L("份数", "Sheets"), 4))}
		for _, n := range c.Forms {
			t.Rows = append(t.Rows, []string{s.T(n.Title), s.sheetsOf(n)})
		}
		blocks = append(blocks, document.Block{Heading: s.L("归档的表单", "Forms on file"), Table: t, Words: []string{s.L("本单位及下级岗位在期间内填写的份数，只写约数，不写是谁的。", "Sheets filed by posts of the unit and below in the period: rounded, and never whose.")}})
	}
	if len(c.Ratios) > 0 {
		t := &document.Table{Columns: cols(col(s.L("标准", "Number asked for"), 6), count(s.L("适用单位", "Units")), count(s.L("不足", "Too few")), count(s.L("应配", "Asked")), count(s.L("在岗", "There")), col(s.L("说明", "Note"), 5))}
		for _, r := range c.Ratios {
			row := []string{s.T(r.Ratio.Text), number(r.Units), number(r.Short), number(r.Needs), number(r.Has), s.T(staffedWords(r))}
			if r.Uncounted {
				row[1], row[2], row[3], row[4] = "", "", "", ""
			}
			t.Rows = append(t.Rows, row)
		}
		blocks = append(blocks, document.Block{Heading: s.L("人员配备（汇集当天）", "Staff (on the day of gathering)"), Table: t})
	}
	if c.Adopted {
		t := &document.Table{Columns: cols(col(s.L("规则包", "Pack"), 3), col(s.L("生效", "In effect from"), 3), col(s.L("启用", "In use since"), 4), col(s.L("指纹", "Digest"), 6)), Empty: s.L("截至本期间没有更换过规则包；所用的是建区时的规则。", "No pack has been adopted up to the end of the period; the rules are those the region began with.")}
		for _, a := range s.j.folder.Packs {
			t.Rows = append(t.Rows, []string{a.Pack, s.Date(a.EffectiveOn), s.When(a.SwitchedAt), a.Hash})
		}
		blocks = append(blocks, document.Block{Heading: s.L("规则的采用", "Adoption of the rules"), Table: t, Words: []string{s.L("汇集时所用规则的指纹：", "Digest of the rules at gathering: ") + s.j.folder.Pack}})
	}
	return blocks
}

func (s teller) sheetsOf(n supervision.FormCount) string {
	if n.AtLeast == 0 {
		return s.L("少于 "+number(measure.Least)+" 份", "fewer than "+number(measure.Least))
	}
	return s.L("不少于 "+number(n.AtLeast)+" 份", number(n.AtLeast)+" or more")
}

// keptLine is forms and staff in one cell of the workbook.
func (s teller) keptLine(c supervision.ClausePart) string {
	var list []string
	for _, n := range c.Forms {
		list = append(list, s.T(n.Title)+s.L("：", ": ")+s.sheetsOf(n))
	}
	for _, r := range c.Ratios {
		list = append(list, s.T(r.Ratio.Text)+s.L("：应配 ", ": asked ")+number(r.Needs)+s.L("，在岗 ", ", there ")+number(r.Has)+s.L("；", "; ")+s.T(staffedWords(r)))
	}
	if c.Adopted {
		for _, a := range s.j.folder.Packs {
			list = append(list, s.L("采用规则包 ", "pack adopted: ")+a.Pack+s.L("，", ", ")+s.Date(a.EffectiveOn))
		}
	}
	return strings.Join(list, s.L("；", "; "))
}
