package attachment

import (
	"bytes"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"xinhuan/internal/care"
)

// MaxBytes is the largest file; ours.
const MaxBytes = 10 << 20

// nameMost bounds a file's name in characters; ours.
const nameMost = 80

// Type is what a file is.
type Type string

// The types that forms take.
const (
	PDF  Type = "pdf"
	JPEG Type = "jpg"
	PNG  Type = "png"
	DOCX Type = "docx"
	XLSX Type = "xlsx"
)

// Accept is the list for a file box.
const Accept = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"

var media = map[Type]string{PDF: "application/pdf", JPEG: "image/jpeg", PNG: "image/png",
	DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// Media is the type's name in a response.
func (t Type) Media() string { return media[t] }

// File is a checked file.
type File struct {
	Name    string
	Type    Type
	Content []byte
}

// Format prints nothing of the content, whatever the verb.
func (f File) String() string { return "file(" + string(f.Type) + ")" }

// Check finds out what a file is and answers it as it may be kept: a photo
// loses place, time and camera. The error is a sentence for the person.
func Check(name string, content []byte) (File, error) {
	if len(content) == 0 {
		return File{}, fault("文件是空的，请重新选择", "the file is empty; choose it again")
	}
	if len(content) > MaxBytes {
		return File{}, fault("文件超过 10 MB，请缩小或分成几份", "the file is larger than 10 MB; make it smaller or split it")
	}
	f := File{Content: content}
	var err error
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		f.Type, err = PDF, checkPDF(content)
	case bytes.HasPrefix(content, []byte{0xff, 0xd8, 0xff}):
		f.Type = JPEG
		f.Content, err = stripJPEG(content)
	case bytes.HasPrefix(content, pngSignature):
		f.Type = PNG
		f.Content, err = stripPNG(content)
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		f.Type, err = checkOffice(content)
	default:
		err = fault("只能附 PDF、照片（JPG、PNG）、文字文档（docx）或电子表格（xlsx）", "attach a PDF, a photo (JPG, PNG), Word (docx) or Excel (xlsx) file")
	}
	f.Name = cleanName(name, f.Type)
	return f, err
}

func fault(zh, en string) error { return care.Invalidf("file", zh, en) }

// cleanName keeps what a person recognises: no folders, no control or direction
// marks that could disguise an ending, and the ending of what the file is.
func cleanName(name string, t Type) string {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.TrimSuffix(name, path.Ext(name))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || unicode.In(r, unicode.Cf) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if name = strings.Trim(name, " ."); name == "" {
		name = "file"
	}
	if utf8.RuneCountInString(name) > nameMost {
		name = string([]rune(name)[:nameMost])
	}
	return name + "." + string(t)
}

// checkPDF refuses what a reader of the file could not see: scripts, programs to
// start, files inside, and a lock without a key. It looks at names only, so it is
// a sieve and no proof; the file is always handed out as a download.
func checkPDF(b []byte) error {
	if !bytes.Contains(b[max(0, len(b)-2048):], []byte("%%EOF")) {
		return fault("PDF 文件不完整，请重新导出", "the PDF is incomplete; export it again")
	}
	for _, name := range []string{"/JavaScript", "/Launch", "/EmbeddedFiles", "/RichMedia"} {
		if bytes.Contains(b, []byte(name)) {
			return fault("PDF 里含有程序或其他文件，请打印成新的 PDF 再附上", "the PDF holds programs or other files; print it to a new PDF and attach that")
		}
	}
	if bytes.Contains(b, []byte("/Encrypt")) {
		return fault("PDF 加了密码，请去掉密码再附上", "the PDF has a password; remove it and attach it again")
	}
	return nil
}
