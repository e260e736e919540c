package session

import (
	"io"
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
	"xinhuan/internal/web/ui"
)

// Download hands a table out as a file of the format in the address, CSV where it has
// none. Every list that can be taken away goes through here.
func Download(w http.ResponseWriter, r *http.Request, name string, t sheet.Table) error {
	format, write, kind := r.PathValue("format"), sheet.WriteCSV, "text/csv; charset=utf-8"
	switch format {
	case "", "csv":
		format = "csv"
	case "xlsx":
		write = func(w io.Writer, t sheet.Table) error { return sheet.WriteXLSX(w, t) }
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	default:
		return care.Fail(care.NotFound, "export list", "没有这种格式", "there is no such format")
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+format+`"`)
	return write(w, t)
}

// Exports are the links to a list's files.
func Exports(path, query string) []ui.Link {
	if query != "" {
		query = "?" + query
	}
	return []ui.Link{{Label: care.Text{Zh: "Excel 表格", En: "Excel sheet"}, Href: path + "/export/xlsx" + query}, {Label: care.Text{Zh: "CSV 文件", En: "CSV file"}, Href: path + "/export/csv" + query}}
}
