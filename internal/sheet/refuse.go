package sheet

import (
	"errors"

	"xinhuan/internal/care"
)

// The refusals of this package. Each says what to do next; none quotes content.

func refuse(zh, en string) error { return care.Fail(care.Invalid, "read sheet", zh, en) }

func errNoSheet() error {
	return care.Fail(care.NotFound, "read sheet", "文件中没有这个工作表，请重新选择工作表", "the file has no such sheet; choose a sheet again")
}

func errEmpty() error {
	return refuse("文件是空的，请检查后重新上传", "the file is empty; check it and upload it again")
}

func errOldXLS() error {
	return refuse("这是旧版 .xls 文件，请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传", "this is an old .xls file; open it in WPS or Excel, save it as .xlsx and upload that")
}

func errEncrypted() error {
	return refuse("文件设有打开密码，请取消密码另存为 .xlsx 后再上传", "the file is protected by a password; save it as .xlsx without a password and upload that")
}

func errOtherOffice() error {
	return refuse("这不是 .xlsx 工作簿，请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传", "this is not an .xlsx workbook; open it in WPS or Excel, save it as .xlsx and upload that")
}

func errNotTable() error {
	return refuse("这个文件不是表格，请上传 .xlsx 或 .csv 文件", "this file is not a table; upload an .xlsx or .csv file")
}

func errBomb() error {
	return refuse("文件解压后大得不合理，已停止读取；请只保留需要的工作表，另存后再上传", "the file unpacks to an unreasonable size and reading stopped; keep only the sheet you need, save it again and upload that")
}

func errManyStrings() error {
	return refuse("文件中的文字超过 512 MiB，请按学校拆成几个文件，或另存为 CSV 后再上传", "the file holds more than 512 MiB of text; split it by school or save it as CSV and upload that")
}

func errHugeCell() error {
	return refuse("有一个单元格或一行文字过长，可能缺少右引号；请检查后重新上传", "one cell or line is far too long, perhaps a closing quote is missing; check the file and upload it again")
}

func errWide() error {
	return refuse("有一行超过 1024 列，请删除多余的列后重新上传", "a row has more than 1024 columns; delete the unneeded columns and upload again")
}

func errBroken(cause error) error {
	return &care.Error{Kind: care.Invalid, Op: "read sheet", Err: cause,
		Text: care.Text{Zh: "文件已损坏或没有传完整，请重新另存后再上传", En: "the file is damaged or incomplete; save it again and upload it again"}}
}

// partError keeps a refusal as it is and calls everything else damage.
func partError(err error) error {
	var e *care.Error
	if errors.As(err, &e) {
		return err
	}
	return errBroken(err)
}
