package document

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"xinhuan/internal/care"
)

// A4 in twentieths of a point, with margins of two centimetres.
const (
	pageWide = 11906
	pageHigh = 16838
	margin   = 1134
	textWide = pageWide - 2*margin
)

// WriteDOCX writes the report as a Word document (ECMA-376, transitional).
func WriteDOCX(w io.Writer, r Report) error {
	z := zip.NewWriter(w)
	for _, part := range frame(r) {
		pw, err := z.Create(part[0])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(pw, part[1]); err != nil {
			return err
		}
	}
	pw, err := z.Create("word/document.xml")
	if err != nil {
		return err
	}
	d := docx{bufio.NewWriterSize(pw, 64<<10)}
	d.body(r)
	if err := d.Flush(); err != nil {
		return err
	}
	return z.Close()
}

// docx writes the body; the first error stays in the writer and comes out of Flush.
type docx struct{ *bufio.Writer }

func (d docx) body(r Report) {
	d.WriteString(xmlHead + `<w:document ` + nsWord + `><w:body>`)
	d.paragraph("Title", r.Title)
	for _, s := range r.Lead {
		d.paragraph("", s)
	}
	for _, c := range r.Chapters {
		d.paragraph("Heading1", c.Title)
		for _, b := range c.Blocks {
			if b.Heading != "" {
				d.paragraph("Heading2", b.Heading)
			}
			for _, s := range b.Words {
				d.paragraph("", s)
			}
			if b.Table != nil {
				d.table(*b.Table)
			}
		}
	}
	fmt.Fprintf(d, `<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" r:id="rIdFooter"/>`+
		`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`,
		pageWide, pageHigh, margin, margin, margin, margin)
}

func (d docx) paragraph(style, text string) {
	d.WriteString(`<w:p>`)
	if style != "" {
		fmt.Fprintf(d, `<w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	}
	d.run(text)
	d.WriteString(`</w:p>`)
}

// run writes text; lines of it stay lines.
func (d docx) run(text string) {
	d.WriteString(`<w:r>`)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			d.WriteString(`<w:br/>`)
		}
		d.WriteString(`<w:t xml:space="preserve">`)
		xml.EscapeText(d, []byte(line))
		d.WriteString(`</w:t>`)
	}
	d.WriteString(`</w:r>`)
}

func (d docx) table(t Table) {
	if len(t.Rows) == 0 {
		d.paragraph("", t.Empty)
		return
	}
	widths := t.widths()
	fmt.Fprintf(d, `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`, textWide)
	for _, n := range widths {
		fmt.Fprintf(d, `<w:gridCol w:w="%d"/>`, n)
	}
	d.WriteString(`</w:tblGrid>`)
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Title
	}
	d.row(t, widths, head, true)
	for _, cells := range t.Rows {
		d.row(t, widths, cells, false)
	}
	d.WriteString(`</w:tbl>`)
	d.paragraph("", "") // two tables without anything between them become one
}

func (d docx) row(t Table, widths []int, cells []string, head bool) {
	d.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if head {
		d.WriteString(`<w:tblHeader/>`)
	}
	d.WriteString(`</w:trPr>`)
	for i, c := range t.Columns {
		style, text := "Cell", ""
		switch {
		case head:
			style = "CellHead"
		case c.Number:
			style = "CellNumber"
		}
		if i < len(cells) {
			text = cells[i]
		}
		fmt.Fprintf(d, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, widths[i])
		d.paragraph(style, text)
		d.WriteString(`</w:tc>`)
	}
	d.WriteString(`</w:tr>`)
}

// widths shares out the width of the page; the last column takes what is left.
func (t Table) widths() []int {
	sum := 0
	for _, c := range t.Columns {
		sum += max(1, c.Share)
	}
	out, left := make([]int, len(t.Columns)), textWide
	for i, c := range t.Columns {
		out[i] = textWide * max(1, c.Share) / sum
		left -= out[i]
	}
	out[len(out)-1] += left
	return out
}

func escaped(s string) string {
	b := &strings.Builder{}
	xml.EscapeText(b, []byte(s))
	return b.String()
}

func pageWords(l care.Lang) (before, between, after string) {
	if l == care.En {
		return "Page ", " of ", ""
	}
	return "第 ", " 页，共 ", " 页"
}
