package instrument

import (
	"fmt"

	"xinhuan/internal/care"
)

// Unscored says why nothing can be scored with this instrument and what can be
// done instead; zero where answers can be scored. Its text being absent is no
// reason: codes are scored without it.
func (in *Instrument) Unscored() care.Text {
	if !in.External {
		return care.Text{}
	}
	return care.Text{
		Zh: fmt.Sprintf("量表“%s”（%s）在本系统中没有条目和计分规则，只登记外部结果：请在学生档案中用“外部量表结果”表登记。授权文本要配合计分规则才能使用（设置 → 量表 → 导入授权文本）；要在这里作答或计分，须先按 instruments/README.md 写好含条目和计分规则的量表文件", in.Names.Zh, in.ID),
		En: fmt.Sprintf("of %s (%s) neither items nor a scoring key are here, only results from outside are recorded: use the form \"Result of a scale from outside\" in the pupil's file. Licensed text is of use only beside a scoring key (Settings, Instruments, Import licensed text); to ask or score it here, first write a file with its items and key (instruments/README.md)", in.Names.En, in.ID),
	}
}

// Unasked says why nobody can be given this instrument in a language and what
// can be done about it; zero where it can be asked.
func (in *Instrument) Unasked(lang care.Lang) care.Text {
	if in.External || in.HasText(lang) {
		return in.Unscored()
	}
	zh, en := "中文", "Chinese"
	if lang == care.En {
		zh, en = "英文", "English"
	}
	return care.Text{
		Zh: fmt.Sprintf("量表“%s”（%s）没有%s题目：请学校在“设置 → 量表 → 导入授权文本”导入自己获得授权的文本，下次启动后即可使用", in.Names.Zh, in.ID, zh),
		En: fmt.Sprintf("%s (%s) has no %s item text: import the text the school is licensed for under Settings, Instruments, Import licensed text; it can be used after the next start", in.Names.En, in.ID, en),
	}
}
