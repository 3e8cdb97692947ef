//! The parts of the package that do not depend on the words: styles, numbering, headers, relations.

use std::fmt::Write as _;

use super::{
    super::{document::Document, page, text},
    twips, whole,
};

pub(super) const CONTENT_TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Default Extension="jpeg" ContentType="image/jpeg"/>"#,
    r#"<Default Extension="png" ContentType="image/png"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>"#,
    r#"<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>"#,
    r#"<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>"#,
    r#"<Override PartName="/word/header.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>"#,
    r#"<Override PartName="/word/header-first.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>"#,
    "</Types>",
);

pub(super) const PACKAGE_RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    "</Relationships>",
);

pub(super) const RELATIONS_BEGIN: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
    r#"<Relationship Id="settings" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>"#,
    r#"<Relationship Id="numbering" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>"#,
    r#"<Relationship Id="header" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header.xml"/>"#,
    r#"<Relationship Id="first" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header-first.xml"/>"#,
);
pub(super) const RELATIONS_END: &str = "</Relationships>";

/// Lines that end early are not stretched, and the layout is that of Word 2013 and later.
pub(super) const SETTINGS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
    r#"<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>"#,
    r#"<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode" "#,
    r#"w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#,
    r#"<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>"#,
);

pub(super) const DOCUMENT_BEGIN: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>"#,
);
pub(super) const DOCUMENT_END: &str = "</w:body></w:document>";

/// The numbering of headings in the document itself.
pub(super) const HEADINGS: u32 = 1;
/// The hyphens of lists.
pub(super) const HYPHENS: u32 = 2;

/// What a library shows of the document. No person is named.
pub(super) fn properties(document: &Document) -> String {
    let title = format!("{} {}", text::line(&document.title.kind), text::line(&document.title.subject));
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:language>vi-VN</dc:language>"#,
            "</cp:coreProperties>",
        ),
        text::escape(title.trim())
    )
}

/// The page of a section; an appendix counts its pages anew.
pub(super) fn section(landscape: bool, appendix: bool) -> String {
    let (width, height) = page::size(landscape);
    format!(
        concat!(
            r#"<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:headerReference w:type="first" r:id="first"/>"#,
            r#"<w:type w:val="nextPage"/><w:pgSz w:w="{}" w:h="{}"{}/>"#,
            r#"<w:pgMar w:top="{}" w:right="{}" w:bottom="{}" w:left="{}" w:header="{}" w:footer="{}" w:gutter="0"/>{}"#,
            r#"<w:titlePg/></w:sectPr>"#,
        ),
        twips(width),
        twips(height),
        if landscape { r#" w:orient="landscape""# } else { "" },
        twips(page::TOP),
        twips(page::RIGHT),
        twips(page::BOTTOM),
        twips(page::LEFT),
        twips(page::HEADER),
        twips(page::HEADER),
        if appendix { r#"<w:pgNumType w:start="1"/>"# } else { "" },
    )
}

/// What stands in the upper margin: the page's number but on the first, and letters across the page.
pub(super) fn header(number: bool, watermark: Option<&str>) -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
        r#"xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">"#,
        r#"<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>"#,
    ));
    if number {
        out.push_str(r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>"#);
        out.push_str(r#"<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#);
    }
    if let Some(letters) = watermark {
        let letters = text::line(letters);
        let width = 440.0;
        #[expect(clippy::cast_precision_loss, reason = "a few letters")]
        let height = (width / letters.chars().count().max(3) as f32 * 1.7).min(150.0);
        let _ = write!(
            out,
            concat!(
                r##"<w:r><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" "##,
                r##"adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>"##,
                r##"<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>"##,
                r##"<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>"##,
                r##"<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>"##,
                r##"<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" "##,
                r##"o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>"##,
                r##"<v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>"##,
                r##"<v:shape id="watermark" o:spid="_x0000_s{id}" type="#_x0000_t136" style="position:absolute;margin-left:0;"##,
                r##"margin-top:0;width:{width}pt;height:{height}pt;rotation:315;z-index:-251658752;"##,
                r##"mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"##,
                r##"mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d9d9d9" stroked="f">"##,
                r##"<v:fill opacity=".5"/><v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt" "##,
                r##"string="{text}"/></v:shape></w:pict></w:r>"##,
            ),
            id = if number { 2049 } else { 2050 },
            width = width,
            height = height,
            text = text::escape(&letters),
        );
    }
    out.push_str("</w:p></w:hdr>");
    out
}

/// Headings with their levels (so that Word shows them as the document's outline), text, cells, captions.
pub(super) fn styles() -> String {
    let half = |points: f32| whole(points * 2.0);
    let after = whole(page::AFTER * 20.0);
    let line = whole(page::SPACING * 240.0);
    let indent = twips(page::INDENT);
    let mut out = format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults>"#,
            r#"<w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" "#,
            r#"w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="{text}"/><w:szCs w:val="{text}"/>"#,
            r#"<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>"#,
            r#"<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"#,
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>"#,
            r#"<w:style w:type="character" w:default="1" w:styleId="Letters"><w:name w:val="Default Paragraph Font"/>"#,
            r#"<w:uiPriority w:val="1"/><w:semiHidden/></w:style>"#,
            r#"<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>"#,
            r#"<w:color w:val="1F3864"/><w:u w:val="single"/></w:rPr></w:style>"#,
            r#"<w:style w:type="table" w:default="1" w:styleId="NoBorders"><w:name w:val="Normal Table"/><w:semiHidden/><w:tblPr>"#,
            r#"<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>"#,
            r#"<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#,
            r#"<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="NoBorders"/><w:tblPr>"#,
            r#"<w:tblBorders>{borders}</w:tblBorders><w:tblCellMar><w:left w:w="{cell}" w:type="dxa"/>"#,
            r#"<w:right w:w="{cell}" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#,
        ),
        text = half(page::TEXT),
        cell = twips(page::CELL_PADDING),
        borders = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(|side| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#))
            .concat(),
    );
    let mut style = |id: &str, name: &str, paragraph: &str, letters: &str| {
        let _ = write!(
            out,
            concat!(
                r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>"#,
                r#"<w:next w:val="BodyText"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"#,
            ),
            id = id,
            name = name,
            paragraph = paragraph,
            letters = letters,
        );
    };
    let size = |points: f32| format!(r#"<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>"#, half(points));
    let spacing = format!(r#"<w:spacing w:before="0" w:after="{after}" w:line="{line}" w:lineRule="auto"/>"#);
    let text = format!(r#"{spacing}<w:ind w:firstLine="{indent}"/><w:jc w:val="both"/>"#);
    style("BodyText", "Body Text", &text, "");
    for level in 1..=3 {
        let spacing = format!(
            r#"<w:spacing w:before="{}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>"#,
            whole(page::ABOVE_HEADING * 20.0)
        );
        let numbering = format!(r#"<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{HEADINGS}"/></w:numPr>"#, level - 1);
        let paragraph = format!(
            r#"<w:keepNext/><w:keepLines/>{numbering}{spacing}<w:ind w:left="0" w:firstLine="{indent}"/><w:jc w:val="both"/><w:outlineLvl w:val="{}"/>"#,
            level - 1
        );
        let letters = if level == 3 { "<w:b/><w:bCs/><w:i/><w:iCs/>" } else { "<w:b/><w:bCs/>" };
        style(&format!("Heading{level}"), &format!("heading {level}"), &paragraph, letters);
    }
    let list = format!(
        r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{HYPHENS}"/></w:numPr>{spacing}<w:ind w:left="0" w:firstLine="{indent}"/><w:jc w:val="both"/>"#
    );
    style("ListBullet", "List Bullet", &list, "");
    style("Title", "Title", r#"<w:keepNext/><w:jc w:val="center"/>"#, &format!("<w:b/><w:bCs/>{}", size(page::TEXT)));
    let cell = r#"<w:spacing w:before="30" w:after="30"/>"#;
    style("TableText", "Table Text", cell, &size(page::CELL));
    let heading = format!("<w:keepNext/>{cell}<w:jc w:val=\"center\"/>");
    style("TableHeading", "Table Heading", &heading, &format!("<w:b/><w:bCs/>{}", size(page::CELL)));
    let caption = r#"<w:spacing w:before="40" w:after="80"/><w:jc w:val="center"/>"#;
    style("Caption", "caption", caption, &format!("<w:i/><w:iCs/>{}", size(page::CAPTION)));
    let header = r#"<w:jc w:val="center"/>"#;
    style("Header", "header", header, &size(page::PAGE_NUMBER));
    out.push_str("</w:styles>");
    out
}

/// The numbering of the document, of its lists, and of each appendix.
pub(super) fn numbering(appendices: u32) -> String {
    let indent = twips(page::INDENT);
    let level = |at: u32, format: &str, text: &str, style: &str| {
        let style = if style.is_empty() { String::new() } else { format!(r#"<w:pStyle w:val="{style}"/>"#) };
        format!(
            concat!(
                r#"<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/>{}<w:suff w:val="space"/>"#,
                r#"<w:lvlText w:val="{}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="{}"/></w:pPr></w:lvl>"#,
            ),
            at, format, style, text, indent
        )
    };
    let mut out = format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
            r#"<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{}{}{}</w:abstractNum>"#,
            r#"<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>{}</w:abstractNum>"#,
            r#"<w:num w:numId="{}"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="{}"><w:abstractNumId w:val="1"/></w:num>"#,
        ),
        level(0, "upperRoman", "%1.", "Heading1"),
        level(1, "decimal", "%2.", "Heading2"),
        level(2, "decimal", "%2.%3.", "Heading3"),
        level(0, "bullet", "-", "ListBullet"),
        HEADINGS,
        HYPHENS,
    );
    for appendix in 1..=appendices {
        let levels = [0, 1, 2]
            .map(|level| format!(r#"<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>"#))
            .concat();
        let _ = write!(out, r#"<w:num w:numId="{}"><w:abstractNumId w:val="0"/>{levels}</w:num>"#, HYPHENS + appendix);
    }
    out.push_str("</w:numbering>");
    out
}
