"""Reads a DOCX or a PDF as an office's programs would, with nothing of Doudi.

    python3 read_papers.py FILE

prints as JSON what python-docx or pypdf make of it: its paragraphs with their styles, its tables and
its page, or the text, the size and the fonts of each sheet.
"""

import json
import sys
from pathlib import Path

import docx
import pypdf


def of_docx(path):
    document = docx.Document(path)
    page = document.sections[0]
    return {
        "paragraphs": [[one.style.name, one.text] for one in document.paragraphs],
        "tables": [[[cell.text for cell in row.cells] for row in table.rows]
                   for table in document.tables],
        "repeats_heads": all("tblHeader" in table.rows[0]._tr.xml for table in document.tables),
        "millimetres": [round(length / docx.shared.Mm(1)) for length in (
            page.page_width, page.page_height, page.top_margin, page.left_margin,
            page.page_width - page.left_margin - page.right_margin)],
        "header": page.header._element.xml,
        "odd": page.footer.paragraphs[0].alignment,
        "even": page.even_page_footer.paragraphs[0].alignment,
        "title": document.core_properties.title,
    }


def of_pdf(path):
    sheets = pypdf.PdfReader(path).pages
    fonts = [font.get_object() for sheet in sheets for font in sheet["/Resources"]["/Font"].values()]
    of_letters = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    return {
        "text": [sheet.extract_text() for sheet in sheets],
        "millimetres": [[round(float(side) * 25.4 / 72) for side in sheet.mediabox[2:]]
                        for sheet in sheets],
        "fonts": sorted({font["/FontName"].split("+")[-1] for font in of_letters}),
        "enclosed": all({"/FontFile2", "/FontFile3"} & set(font) for font in of_letters),
        "tagged": "/StructTreeRoot" in pypdf.PdfReader(path).root_object,
    }


path = Path(sys.argv[1])
print(json.dumps(of_docx(path) if path.suffix == ".docx" else of_pdf(path), ensure_ascii=False))
