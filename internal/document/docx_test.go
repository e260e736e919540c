package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

func sample() Report {
	long := Table{Columns: []Column{{Title: "号", Number: true}, {Title: "主题", Share: 4}}}
	for i := range 500 {
		long.Rows = append(long.Rows, []string{fmt.Sprint(i), "认识 <情绪> & \"朋友\"\n第二行\x00"})
	}
	return Report{Lang: care.Zh, Title: "资料 & 目录", Lead: []string{"一"}, Header: "某校 <2026>", Footer: "签发：____", Chapters: []Chapter{
		{Title: "第一章", Blocks: []Block{{Heading: "小节", Words: []string{"正文"}, Table: &long}}},
		{Title: "空", Blocks: []Block{{Table: &Table{Columns: []Column{{Title: "无"}}, Empty: "没有"}}}}}}
}

func write(t *testing.T, r Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDOCX(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func parts(t *testing.T, doc []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

// TestADocumentIsSoundOOXML checks what an office program needs: every part is
// well-formed, has a content type, and every relationship leads to a part.
func TestADocumentIsSoundOOXML(t *testing.T) {
	all := parts(t, write(t, sample()))
	types := all["[Content_Types].xml"]
	for name, body := range all {
		d := xml.NewDecoder(strings.NewReader(body))
		depth := 0
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s is not well-formed: %v", name, err)
			}
			switch token.(type) {
			case xml.StartElement:
				depth++
			case xml.EndElement:
				depth--
			}
		}
		if depth != 0 {
			t.Errorf("%s is left open", name)
		}
		if name == "[Content_Types].xml" || strings.HasSuffix(name, ".rels") {
			continue
		}
		if !strings.Contains(types, `PartName="/`+name+`"`) {
			t.Errorf("%s has no content type", name)
		}
	}
	for name, body := range all {
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		var rels struct {
			Relationship []struct {
				ID     string `xml:"Id,attr"`
				Target string `xml:"Target,attr"`
			}
		}
		if err := xml.Unmarshal([]byte(body), &rels); err != nil {
			t.Fatal(err)
		}
		folder := path.Dir(path.Dir(name))
		for _, r := range rels.Relationship {
			if _, ok := all[path.Join(folder, r.Target)]; !ok {
				t.Errorf("%s: %s leads to %s, which is not there", name, r.ID, r.Target)
			}
		}
	}
	body := all["word/document.xml"]
	for _, id := range []string{"rIdHeader", "rIdFooter"} {
		if !strings.Contains(body, `r:id="`+id+`"`) || !strings.Contains(all["word/_rels/document.xml.rels"], `Id="`+id+`"`) {
			t.Errorf("the body does not use %s", id)
		}
	}
	if n := strings.Count(body, "<w:tr>"); n != 501 {
		t.Errorf("got %d rows, want 500 and the heading", n)
	}
	if !strings.Contains(body, "认识 &lt;情绪&gt; &amp; &#34;朋友&#34;</w:t><w:br/>") || strings.Contains(body, "\x00") {
		t.Error("text is not written as text")
	}
	if !strings.Contains(all["word/footer.xml"], "PAGE") || !strings.Contains(all["word/header.xml"], "某校 &lt;2026&gt;") {
		t.Error("header or page number is missing")
	}
	for _, style := range []string{"Title", "Heading1", "Heading2", "Cell", "CellHead", "CellNumber", "Grid", "Header", "Footer"} {
		if !strings.Contains(styles, `w:styleId="`+style+`"`) {
			t.Errorf("the style %s is used and not there", style)
		}
	}
}

func TestTheSameContentIsTheSameBytes(t *testing.T) {
	if a, b := write(t, sample()), write(t, sample()); !bytes.Equal(a, b) {
		t.Error("the same report gave two different files")
	}
}

func TestWidthsFillThePage(t *testing.T) {
	for _, n := range []int{1, 3, 7, 11} {
		table := Table{}
		for i := range n {
			table.Columns = append(table.Columns, Column{Share: i})
		}
		sum := 0
		for _, w := range table.widths() {
			sum += w
		}
		if sum != textWide {
			t.Errorf("%d columns are %d wide, want %d", n, sum, textWide)
		}
	}
}
