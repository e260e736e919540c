package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
)

// sniff recognises the format by its first bytes and refuses the look-alikes
// that schools really upload: old .xls, encrypted workbooks, web pages and XML
// tables with an .xls ending.
func sniff(r io.ReaderAt, size int64) (Format, error) {
	if size <= 0 {
		return "", errEmpty()
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", errBroken(err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return XLSX, sniffZip(r, size)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", sniffCompound(r, size)
	}
	if utf16Mark(head) {
		return CSV, nil
	}
	if bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("%PDF")) {
		return "", errNotTable()
	}
	text := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n"))
	for _, tag := range []string{"<html", "<!doctype", "<table", "<?xml", "<meta", "<head", "<style"} {
		if strings.HasPrefix(text, tag) {
			return "", errOtherOffice()
		}
	}
	return CSV, nil
}

func sniffZip(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return errBroken(err)
	}
	workbook := false
	for _, f := range z.File {
		name := partName(f.Name)
		if name == "xl/workbook.bin" || name == "mimetype" {
			return errOtherOffice()
		}
		workbook = workbook || name == "[content_types].xml"
	}
	if !workbook {
		return errNotTable()
	}
	return nil
}

// sniffCompound tells an encrypted workbook from an old .xls: both are OLE
// compound files (MS-CFB), but only the first holds a stream with this name
// (MS-OFFCRYPTO 2.3.4). Names are UTF-16, so a plain search finds it wherever
// the directory sectors lie.
func sniffCompound(r io.ReaderAt, size int64) error {
	var want []byte
	for _, u := range utf16.Encode([]rune("EncryptedPackage")) {
		want = append(want, byte(u), byte(u>>8))
	}
	const step = 64 << 10
	buf := make([]byte, step+len(want))
	for at := int64(0); at < size; at += step {
		n, err := r.ReadAt(buf, at)
		if bytes.Contains(buf[:n], want) {
			return errEncrypted()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return errBroken(err)
		}
	}
	return errOldXLS()
}

func utf16Mark(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff})
}

// partName makes names of archive entries comparable: some writers use
// backslashes, a leading slash or other letter case.
func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
}
