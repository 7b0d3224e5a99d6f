//! A circular as DOCX: the paper that offices change before they sign.
//!
//! # Invariants
//!
//! - What a paragraph looks like is a style, so that an office changes it in one place.
//! - The same paper gives the same bytes: nothing in it is dated by the clock.
//!
//! # Not here
//!
//! Fonts: they are named as Chinese offices have them, and not enclosed.

use std::io::{Cursor, Write};

use model::{Lang, Result, Text};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::{Block, Marks, Paper, Rows, Stamp};
use crate::error;
use crate::markup::escaped;

const DRAFT: &str = "{draft}";
const SPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                      xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
/// A4 with 37 mm above and 28 mm on the left, 156 mm by 225 mm for 22 lines; lengths in twentieths of a
/// point. That 28 letters fit a line is a matter of the style: programs differ in how they read a grid of letters.
const PAGE: &str = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/>\
                    <w:headerReference w:type=\"even\" r:id=\"rId3\"/>\
                    <w:footerReference w:type=\"default\" r:id=\"rId4\"/>\
                    <w:footerReference w:type=\"even\" r:id=\"rId5\"/>\
                    <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
                    <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" \
                    w:header=\"851\" w:footer=\"1418\" w:gutter=\"0\"/>\
                    <w:docGrid w:type=\"lines\" w:linePitch=\"579\"/>\
                    </w:sectPr>";
/// The width of the text in twentieths of a point.
const WIDTH: usize = 8844;

/// The DOCX of a circular; a draft without a stamp.
///
/// # Errors
/// A bug: the package cannot be written.
pub fn circular_docx(paper: &Paper, stamp: Option<&Stamp>, lang: Lang) -> Result<Vec<u8>> {
    let marks = Marks::of(stamp, lang);
    let draft =
        marks.draft.map(|word| include_str!("docx/watermark.xml").trim_end().replace(DRAFT, word));
    let header = include_str!("docx/header.xml").replace(DRAFT, &draft.unwrap_or_default());
    let (document, core) = (document(paper, &marks, lang), core(paper, lang));
    let parts = [
        ("[Content_Types].xml", include_str!("docx/content_types.xml")),
        ("_rels/.rels", include_str!("docx/package_rels.xml")),
        ("docProps/core.xml", &core),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", include_str!("docx/document_rels.xml")),
        ("word/styles.xml", include_str!("docx/styles.xml")),
        ("word/settings.xml", include_str!("docx/settings.xml")),
        ("word/header.xml", &header),
        ("word/footer_odd.xml", include_str!("docx/footer_odd.xml")),
        ("word/footer_even.xml", include_str!("docx/footer_even.xml")),
    ];
    package(&parts).map_err(|why| error::no_docx(&why))
}

fn package(parts: &[(&str, &str)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, text) in parts {
        package.start_file(*name, options)?;
        package.write_all(text.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

fn core(paper: &Paper, lang: Lang) -> String {
    let (title, issuer) = (escaped(paper.title.get(lang)), escaped(paper.issuer.get(lang)));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title>\
         <dc:creator>{issuer}</dc:creator></cp:coreProperties>"
    )
}

fn document(paper: &Paper, marks: &Marks, lang: Lang) -> String {
    let of = |style: &str, text: &Text| paragraph(style, "", text.get(lang));
    let block = |block: &Block| match block {
        Block::Heading(text) => of("Heading1", text),
        Block::Paragraph(text) => of("Body", text),
        Block::Table(rows) => table(rows, lang),
    };
    let body = [
        of("Issuer", &paper.issuer),
        paragraph("Number", "", &marks.number),
        of("Title", &paper.title),
        of("Recipient", &paper.to),
        paper.blocks.iter().map(block).collect(),
        paragraph("Body", "", ""),
        of("Signature", &paper.issuer),
        paragraph("Signature", "", &marks.day),
        of("Source", &paper.source),
    ];
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    let body = body.concat();
    format!("{head}\n<w:document {SPACES}><w:body>{body}{PAGE}</w:body></w:document>")
}

/// A paragraph of a style; `own` are properties beside those of the style.
fn paragraph(style: &str, own: &str, text: &str) -> String {
    let text = escaped(text);
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{own}</w:pPr>\
         <w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
    )
}

/// A table whose head stands on every page and whose rows are not cut in two.
fn table(rows: &Rows, lang: Lang) -> String {
    let widths = widths(rows, lang);
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let line = |side: &str| {
        format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>")
    };
    let lines = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
    let head = rows.head.iter().zip(&widths);
    let head: String = head.map(|(text, width)| head_cell(text.get(lang), *width)).collect();
    let row = |cells: &Vec<Text>| {
        let cells = cells.iter().zip(&rows.numbers).zip(&widths);
        let cells: String = cells
            .map(|((text, is_number), width)| body_cell(text.get(lang), *is_number, *width))
            .collect();
        format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    };
    let body: String = rows.rows.iter().map(row).collect();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
         <w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid>\
         <w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{body}</w:tbl>"
    )
}

/// The widths of the columns, shared out by their longest texts.
fn widths(rows: &Rows, lang: Lang) -> Vec<usize> {
    let length = |text: &Text| -> usize {
        text.get(lang).chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
    };
    let longest = |at: usize| {
        let cells = rows.rows.iter().filter_map(|row| row.get(at)).chain(rows.head.get(at));
        cells.map(length).max().unwrap_or_default() + 2
    };
    let lengths: Vec<usize> = (0..rows.head.len()).map(longest).collect();
    let all: usize = lengths.iter().sum();
    lengths.iter().map(|length| WIDTH * length / all.max(1)).collect()
}

fn head_cell(text: &str, width: usize) -> String {
    cell(
        &paragraph("CellHead", "", text),
        "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F0F0F0\"/>",
        width,
    )
}

fn body_cell(text: &str, is_number: bool, width: usize) -> String {
    let own = if is_number { "<w:jc w:val=\"right\"/>" } else { "" };
    cell(&paragraph("Cell", own, text), "", width)
}

fn cell(words: &str, shade: &str, width: usize) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}\
         <w:vAlign w:val=\"center\"/></w:tcPr>{words}</w:tc>"
    )
}
