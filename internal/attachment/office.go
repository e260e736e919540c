package attachment

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
)

// partsMost bounds the parts of an office file; ours.
const partsMost = 5000

// checkOffice tells a Word from an Excel file by its parts and refuses macros
// and things put inside. No part is unpacked.
func checkOffice(b []byte) (Type, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(z.File) > partsMost {
		return "", fault("文件损坏，或不是文字文档、电子表格", "the file is damaged or no Word or Excel file")
	}
	has := map[string]bool{}
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		has[name] = true
		switch base := path.Base(name); {
		case strings.Contains(base, "vbaproject"), strings.HasPrefix(base, "oleobject"), strings.Contains(name, "activex"), strings.HasSuffix(base, ".exe"), strings.HasSuffix(base, ".js"):
			return "", fault("文件里有宏或嵌入的程序，请另存为不带宏的文件", "the file holds macros or programs; save it without them")
		}
	}
	switch types := has["[content_types].xml"]; {
	case types && has["word/document.xml"]:
		return DOCX, nil
	case types && has["xl/workbook.xml"]:
		return XLSX, nil
	}
	return "", fault("压缩包不能附上，请附文字文档（docx）或电子表格（xlsx）", "archives can't be attached; attach a Word (docx) or Excel (xlsx) file")
}
