package document

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsRel    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsWord   = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="` + nsRel + `"`
	nsPkgRel = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	typeWord = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// frame is the parts around the body: name and content, in the order of the file.
func frame(r Report) [][2]string {
	return [][2]string{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="` + typeWord + `document.main+xml"/><Override PartName="/word/styles.xml" ContentType="` + typeWord + `styles+xml"/>` +
			`<Override PartName="/word/header.xml" ContentType="` + typeWord + `header+xml"/><Override PartName="/word/footer.xml" ContentType="` + typeWord + `footer+xml"/>` +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", xmlHead + `<Relationships ` + nsPkgRel + `><Relationship Id="rIdDocument" Type="` + nsRel + `/officeDocument" Target="word/document.xml"/>` +
			`<Relationship Id="rIdCore" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` +
			escaped(r.Title) + `</dc:title></cp:coreProperties>`}, // no author and no time: they would be a person's and change the bytes
		{"word/_rels/document.xml.rels", xmlHead + `<Relationships ` + nsPkgRel + `><Relationship Id="rIdStyles" Type="` + nsRel + `/styles" Target="styles.xml"/>` +
			`<Relationship Id="rIdHeader" Type="` + nsRel + `/header" Target="header.xml"/><Relationship Id="rIdFooter" Type="` + nsRel + `/footer" Target="footer.xml"/></Relationships>`},
		{"word/styles.xml", styles},
		{"word/header.xml", xmlHead + `<w:hdr ` + nsWord + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t xml:space="preserve">` + escaped(r.Header) + `</w:t></w:r></w:p></w:hdr>`},
		{"word/footer.xml", footer(r)},
	}
}

// footer has the line to sign on at the left and the page at the right.
func footer(r Report) string {
	before, between, after := pageWords(r.Lang)
	text := func(s string) string { return `<w:r><w:t xml:space="preserve">` + escaped(s) + `</w:t></w:r>` }
	field := func(name string) string {
		return `<w:fldSimple w:instr="` + name + `"><w:r><w:t>1</w:t></w:r></w:fldSimple>`
	}
	return xmlHead + `<w:ftr ` + nsWord + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>` + text(r.Footer) + `<w:r><w:tab/></w:r>` +
		text(before) + field("PAGE") + text(between) + field("NUMPAGES") + text(after) + `</w:p></w:ftr>`
}

// styles: headings have outline levels, so that office programs list the chapters;
// a chapter begins a page.
const styles = xmlHead + `<w:styles ` + nsWord + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="SimSun" w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-GB" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>` +
	`<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="600" w:after="300"/></w:pPr><w:rPr><w:b/><w:sz w:val="40"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:pageBreakBefore/><w:spacing w:after="160"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="19"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="CellHead"><w:name w:val="Cell Head"/><w:basedOn w:val="Cell"/><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="CellNumber"><w:name w:val="Cell Number"/><w:basedOn w:val="Cell"/><w:pPr><w:jc w:val="right"/></w:pPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/><w:basedOn w:val="Normal"/><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="808080"/></w:pBdr></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr><w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style>` +
	`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:left w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="808080"/>` +
	`<w:right w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="808080"/></w:tblBorders>` +
	`<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`
