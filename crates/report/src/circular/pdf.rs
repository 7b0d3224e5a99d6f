//! A circular as PDF: the words go as data to a page that is written in Typst.
//!
//! # Invariants
//!
//! - Nothing is read but the page, the words and the fonts; there is no clock, so that the same
//!   paper with the same fonts gives the same bytes.
//! - No letter is left out: where no font has it, there is no PDF.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use fontdb::{Database, FaceInfo, Source as FontFile, Style};
use model::{Lang, Result, Text};
use serde_json::{Value, json};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::{Block, Marks, Paper, Stamp};
use crate::error;

const PAGE: &str = include_str!("circular.typ");

/// The faces of an official paper as systems call them, then free ones that stand in for them.
const BODY: [&str; 7] = [
    "FangSong_GB2312",
    "FangSong",
    "仿宋",
    "STFangsong",
    "Zhuque Fangsong (technical preview)",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
];
const TITLE: [&str; 5] =
    ["FZXiaoBiaoSong-B05S", "方正小标宋简体", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun"];
const HEADING: [&str; 5] =
    ["SimHei", "黑体", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei"];

/// Fonts are large and read anew for each paper, so that papers are laid out one after the other.
static TURN: Mutex<()> = Mutex::new(());

/// The PDF of a circular; a draft without a stamp. `fonts` may hold faces of the house.
///
/// # Errors
/// `Limit` when no font has a letter; a bug when the page cannot be laid out.
pub fn circular_pdf(
    paper: &Paper,
    stamp: Option<&Stamp>,
    lang: Lang,
    fonts: &Path,
) -> Result<Vec<u8>> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut words = words(paper, &Marks::of(stamp, lang), lang);
    let faces = Faces::choose(&letters(&words), fonts)?;
    words["fonts"] = json!({ "body": faces.body, "title": faces.title, "heading": faces.heading });
    let world = Page {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&faces.fonts)),
        fonts: faces.fonts,
        main: Source::detached(PAGE),
        words: Bytes::from_string(words.to_string()),
    };
    let made = made(&world);
    // What the layout remembers holds the fonts, which are large.
    typst::comemo::evict(0);
    made
}

fn made(world: &Page) -> Result<Vec<u8>> {
    let told = |faults: &[SourceDiagnostic]| {
        error::no_pdf(&faults.iter().map(|one| &*one.message).collect::<Vec<_>>().join("; "))
    };
    let pages = typst::compile::<PagedDocument>(world).output.map_err(|faults| told(&faults))?;
    let options = PdfOptions { creator: Smart::Custom(None), ..PdfOptions::default() };
    typst_pdf::pdf(&pages, &options).map_err(|faults| told(&faults))
}

/// Everything that is printed, in one language.
fn words(paper: &Paper, marks: &Marks, lang: Lang) -> Value {
    let row =
        |cells: &[Text]| cells.iter().map(|cell| cell.get(lang).to_owned()).collect::<Vec<_>>();
    let block = |block: &Block| match block {
        Block::Heading(text) => json!({ "kind": "heading", "text": text.get(lang) }),
        Block::Paragraph(text) => json!({ "kind": "paragraph", "text": text.get(lang) }),
        Block::Table(table) => json!({
            "kind": "table",
            "head": row(&table.head),
            "numbers": table.numbers,
            "rows": table.rows.iter().map(|cells| row(cells)).collect::<Vec<_>>(),
        }),
    };
    json!({
        "lang": lang.code(),
        "title": paper.title.get(lang),
        "issuer": paper.issuer.get(lang),
        "number": marks.number,
        "to": paper.to.get(lang),
        "blocks": paper.blocks.iter().map(block).collect::<Vec<_>>(),
        "day": marks.day,
        "draft": marks.draft,
        "source": paper.source.get(lang),
    })
}

fn letters(words: &Value) -> BTreeSet<char> {
    let all = words.to_string();
    all.chars().chain("—0123456789".chars()).filter(|letter| !letter.is_control()).collect()
}

/// The faces that are used, and their names in the order in which a letter is looked for.
struct Faces {
    fonts: Vec<Font>,
    body: Vec<String>,
    title: Vec<String>,
    heading: Vec<String>,
}

impl Faces {
    fn choose(letters: &BTreeSet<char>, folder: &Path) -> Result<Self> {
        let mut known = Database::new();
        known.load_system_fonts();
        known.load_fonts_dir(folder);
        let mut fonts = Vec::new();
        let mut names = |families: &[&str], weight| {
            let font = font_of(&known, families, weight);
            let name = font.as_ref().map(name);
            fonts.extend(font);
            name.into_iter().collect()
        };
        let (body, title, heading) = (names(&BODY, 400), names(&TITLE, 700), names(&HEADING, 400));
        let mut faces = Self { fonts, body, title, heading };
        for letter in letters {
            if !faces.has(*letter) && !faces.stand_in(&known, *letter) {
                return Err(error::no_font(*letter, folder));
            }
        }
        let rest: Vec<String> = faces.fonts.iter().map(name).collect();
        for names in [&mut faces.body, &mut faces.title, &mut faces.heading] {
            names.extend(rest.iter().cloned());
        }
        Ok(faces)
    }

    fn has(&self, letter: char) -> bool {
        self.fonts.iter().any(|font| has(font, letter))
    }

    /// Takes any other face that has a letter.
    fn stand_in(&mut self, known: &Database, letter: char) -> bool {
        let mut faces: Vec<&FaceInfo> =
            known.faces().filter(|face| face.style == Style::Normal).collect();
        faces.sort_by_key(|face| (face.weight.0.abs_diff(400), face.post_script_name.clone()));
        let found = faces.into_iter().find_map(|face| read(face).filter(|font| has(font, letter)));
        self.fonts.extend(found);
        self.has(letter)
    }
}

/// The first of these families that the machine has, in the weight next to `weight`.
fn font_of(known: &Database, families: &[&str], weight: u16) -> Option<Font> {
    families.iter().find_map(|family| {
        let of_family = known.faces().filter(|face| {
            face.style == Style::Normal && face.families.iter().any(|(own, _)| own == family)
        });
        read(of_family.min_by_key(|face| face.weight.0.abs_diff(weight))?)
    })
}

/// The name under which the layout looks for a face.
fn name(font: &Font) -> String {
    font.info().family.to_lowercase()
}

fn has(font: &Font, letter: char) -> bool {
    font.info().coverage.contains(letter.into())
}

fn read(face: &FaceInfo) -> Option<Font> {
    let path: &PathBuf = match &face.source {
        FontFile::File(path) | FontFile::SharedFile(path, _) => path,
        FontFile::Binary(_) => return None,
    };
    Font::new(Bytes::new(std::fs::read(path).ok()?), face.index)
}

/// What the layout may read.
struct Page {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    words: Bytes,
}

impl World for Page {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.main.id() {
            true => Ok(self.main.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    /// The words are the only file beside the page.
    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Ok(self.words.clone())
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
