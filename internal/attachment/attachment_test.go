package attachment

import (
	"archive/zip"
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 24, 16))
	for x := range 24 {
		m.Set(x, x%16, color.RGBA{uint8(x * 9), 90, 30, 255})
	}
	return m
}

func jpg(t *testing.T, beside ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	out := append([]byte{}, b.Bytes()[:2]...)
	for _, s := range beside {
		out = append(out, s...)
	}
	return append(out, b.Bytes()[2:]...)
}

func segment(marker byte, body string) []byte {
	return append([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// exif is a camera's block: held upright to the left, and where it was.
const exif = "Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x25\x88\x04\x00\x01\x00\x00\x00\x26\x00\x00\x00\x00\x00\x00\x00GPS 28.8N 108.7E"

func office(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		if _, err := z.Create(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pdf(body string) []byte { return []byte("%PDF-1.7\n" + body + "\n%%EOF\n") }

func TestAFileIsWhatItsContentSays(t *testing.T) {
	var p bytes.Buffer
	if err := png.Encode(&p, picture()); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		content []byte
		want    string // the name kept
	}{
		{"诊断证明.exe", pdf("1 0 obj"), "诊断证明.pdf"},
		{`C:\fakepath\photo.jpeg`, jpg(t), "photo.jpg"},
		{"a/b/图.jpg", p.Bytes(), "图.png"},
		{"记录.docx", office(t, "[Content_Types].xml", "word/document.xml"), "记录.docx"},
		{"表.zip", office(t, "[Content_Types].xml", "xl/workbook.xml"), "表.xlsx"},
		{"\u202egnp.pdf", pdf("x"), "gnp.pdf"},
		{"...", pdf("x"), "file.pdf"},
		{strings.Repeat("长", 200) + ".pdf", pdf("x"), strings.Repeat("长", 80) + ".pdf"},
	} {
		f, err := Check(tt.name, tt.content)
		if err != nil || f.Name != tt.want || f.Type.Media() == "" {
			t.Errorf("%q: got %q, %v; want %q", tt.name, f.Name, err, tt.want)
		}
	}
}

func TestWhatMayNotBeKeptIsRefused(t *testing.T) {
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte("hello"), "program": []byte("MZ\x90\x00"), "page": []byte("<html>"), "svg": []byte("<svg xmlns='x'/>"),
		"too large": append(pdf("x"), make([]byte, MaxBytes)...), "half a pdf": []byte("%PDF-1.7\n1 0 obj"),
		"script in a pdf": pdf("/JavaScript"), "file in a pdf": pdf("/EmbeddedFiles"), "locked pdf": pdf("/Encrypt"),
		"archive": office(t, "a.txt"), "macro": office(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
		"damaged zip": []byte("PK\x03\x04xxxx"), "half a photo": jpg(t)[:60], "damaged png": append(bytes.Clone(pngSignature), 0, 0, 0),
	} {
		f, err := Check("x", content)
		if care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got %v, %v; want it refused", name, f, err)
		}
	}
}

func TestPhotosLoseWhereAndWhen(t *testing.T) {
	src := append(jpg(t, segment(app1, exif), segment(com, "made by Anna"), segment(0xed, "IPTC caption")), "trailing video"...)
	f, err := Check("x.jpg", src)
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"GPS", "Anna", "IPTC", "video"} {
		if bytes.Contains(f.Content, []byte(gone)) {
			t.Errorf("the photo still says %q", gone)
		}
	}
	before, _ := jpeg.Decode(bytes.NewReader(src))
	after, err := jpeg.Decode(bytes.NewReader(f.Content))
	if err != nil || after.Bounds() != before.Bounds() || after.At(5, 5) != before.At(5, 5) {
		t.Errorf("the picture itself changed: %v", err)
	}
	if i := bytes.Index(f.Content, []byte("Exif\x00\x00")); i < 0 || orientation(f.Content[i:]) != 6 {
		t.Error("the photo no longer says which way up it is held")
	}
	var p bytes.Buffer
	if err := png.Encode(&p, picture()); err != nil {
		t.Fatal(err)
	}
	text := "\x00\x00\x00\x04tEXtAnna\x00\x00\x00\x00"
	noted := append(bytes.Clone(p.Bytes()[:33]), text...)
	noted = append(noted, p.Bytes()[33:]...)
	if f, err = Check("x.png", noted); err != nil || bytes.Contains(f.Content, []byte("Anna")) {
		t.Errorf("a png keeps its notes: %v", err)
	}
	if _, err := png.Decode(bytes.NewReader(f.Content)); err != nil {
		t.Errorf("the png no longer opens: %v", err)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n%%EOF"))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 4, 1, 2, 0xff, 0xd9})
	f.Add(append([]byte("\xff\xd8"), segment(app1, exif)...))
	f.Add(bytes.Clone(pngSignature))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Check("x", b)
		if err == nil && len(file.Content) > len(b)+64 {
			t.Errorf("a file of %d bytes grew to %d", len(b), len(file.Content))
		}
	})
}
