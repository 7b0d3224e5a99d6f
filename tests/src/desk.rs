//! One sound delivery to damage, and the files that no text editor writes: ZIPs and workbooks.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::{copy_to, delivery, path, run};

/// A delivery in a folder, and a fresh home.
pub struct Desk {
    folder: TempDir,
    /// What is delivered: the folder, until a case packs it.
    pub delivered: PathBuf,
    /// The month it is delivered for.
    pub month: &'static str,
}

/// What became of a load.
pub struct Loaded {
    /// The exit code.
    pub code: i32,
    /// Quarantined rows.
    pub quarantined: usize,
    /// Everything said in both languages: warnings, quarantine, the page of a refusal.
    pub said: String,
    /// Snapshots published.
    pub snapshots: usize,
}

impl Desk {
    /// A sound delivery, and a copy of `home`.
    pub fn new(home: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let delivered = folder.path().join("delivery");
        delivery::write(&delivered);
        copy_to(home, &folder.path().join("home"));
        Self { folder, delivered, month: "2026-10" }
    }

    /// A file of the delivery.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("delivery").join(file)
    }

    /// The home to load into.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Puts a file into the delivery.
    pub fn put(&self, file: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(file), bytes).expect("a file");
    }

    /// The text of a file of the delivery.
    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("a text")
    }

    /// Takes a file out of the delivery.
    pub fn remove(&self, file: &str) {
        fs::remove_file(self.path(file)).expect("a file");
    }

    /// Replaces the first such text of a file.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{from} is not in {file}");
        self.put(file, text.replacen(from, to, 1));
    }

    /// Adds a line at the end of a file.
    pub fn add(&self, file: &str, line: &str) {
        self.put(file, self.read(file) + line + "\n");
    }

    /// Packs the delivery, with further entries, and delivers the ZIP instead of the folder.
    pub fn pack(&mut self, more: &[Entry<'_>]) {
        let names = ["households.csv", "payments.csv", "persons.csv", "units.csv"];
        let files = names.map(|name| (name, self.read(name)));
        let mut entries: Vec<Entry<'_>> =
            files.iter().map(|(name, text)| Entry::new(name.as_bytes(), text.as_bytes())).collect();
        entries.extend_from_slice(more);
        self.deliver(&zip(&entries));
    }

    /// Delivers a ZIP of these bytes.
    pub fn deliver(&mut self, bytes: &[u8]) {
        self.delivered = self.folder.path().join("delivery.zip");
        fs::write(&self.delivered, bytes).expect("a ZIP");
    }

    /// Loads and reads all that was said.
    pub fn load(&self) -> Loaded {
        let home = self.home();
        let home = path(&home);
        let load = ["load", path(&self.delivered), "--month", self.month, "--home", home];
        let output = run(&[&load[..], &["--format", "json"]].concat());
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said += &String::from_utf8_lossy(&output.stderr);
        let page = format!("quarantine/{}.refused.txt", self.month);
        said += &fs::read_to_string(Path::new(home).join(page)).unwrap_or_default();
        let mut quarantined = 0;
        for lang in ["zh", "en"] {
            let asked = ["quarantine", "--month", self.month, "--format", "csv", "--lang", lang];
            let rows = run(&[&asked[..], &["--home", home]].concat()).stdout;
            quarantined = csv::Reader::from_reader(rows.as_slice()).records().count();
            said += &String::from_utf8_lossy(&rows);
        }
        let snapshots = fs::read_dir(Path::new(home).join("snapshots")).expect("a folder").count();
        Loaded { code: output.status.code().unwrap_or(-1), quarantined, said, snapshots }
    }
}

/// One file of a ZIP.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    name: &'a [u8],
    bytes: &'a [u8],
    is_link: bool,
}

impl<'a> Entry<'a> {
    /// A file under a name of any bytes.
    pub const fn new(name: &'a [u8], bytes: &'a [u8]) -> Self {
        Self { name, bytes, is_link: false }
    }

    /// A link to `target`.
    pub const fn link(name: &'a [u8], target: &'a [u8]) -> Self {
        Self { name, bytes: target, is_link: true }
    }
}

/// A ZIP with these files; names may be any bytes, for they are put in place of plain ones.
pub fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let stand_in = |at: usize, name: &[u8]| format!("{at:0width$}", width = name.len());
    for (at, entry) in entries.iter().enumerate() {
        let name = stand_in(at, entry.name);
        let options = if entry.is_link { deflated.unix_permissions(0o777) } else { deflated };
        writer.start_file(name, options).expect("an entry");
        writer.write_all(entry.bytes).expect("bytes");
    }
    let mut bytes = writer.finish().expect("a ZIP").into_inner();
    for (at, entry) in entries.iter().enumerate() {
        rename(&mut bytes, stand_in(at, entry.name).as_bytes(), entry);
    }
    bytes
}

/// Puts the true name in place of the stand-in, in the local header and in the directory.
fn rename(zip: &mut [u8], stand_in: &[u8], entry: &Entry<'_>) {
    for (mark, name_at) in [(b"PK\x03\x04", 30), (b"PK\x01\x02", 46)] {
        let head = (0..zip.len()).find(|at| {
            zip[*at..].starts_with(mark)
                && zip.get(at + name_at..).is_some_and(|n| n.starts_with(stand_in))
        });
        let head = head.expect("the header of the stand-in");
        let name = head + name_at..head + name_at + entry.name.len();
        zip[name].copy_from_slice(entry.name);
        if entry.is_link && mark == b"PK\x01\x02" {
            zip[head + 40..head + 42].copy_from_slice(&0o120_777_u16.to_le_bytes());
        }
    }
}

/// Sets the flag of encryption on every file of a ZIP.
pub fn encrypted(mut zip: Vec<u8>) -> Vec<u8> {
    for at in 0..zip.len().saturating_sub(4) {
        match &zip[at..at + 4] {
            b"PK\x03\x04" => zip[at + 6] |= 1,
            b"PK\x01\x02" => zip[at + 8] |= 1,
            _ => {}
        }
    }
    zip
}

/// The container of old office files, with one stream in it.
pub fn container(stream: &str, bytes: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    file.create_stream(stream).and_then(|mut s| s.write_all(bytes)).expect("a stream");
    file.into_inner().into_inner()
}

/// An XLSX of one sheet whose rows are this XML, with further parts.
pub fn xlsx(rows: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{rows}</worksheet>"
    );
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    let entries = parts.iter().chain(more);
    let entries: Vec<_> =
        entries.map(|(name, text)| Entry::new(name.as_bytes(), text.as_bytes())).collect();
    zip(&entries)
}

/// Rows of a sheet from texts; a cell that is XML stands as it is.
pub fn sheet(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| match text.starts_with("<c") {
        true => (*text).to_owned(),
        false => format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    };
    let row =
        |cells: &&[&str]| format!("<row>{}</row>", cells.iter().map(cell).collect::<String>());
    format!("<sheetData>{}</sheetData>", rows.iter().map(row).collect::<String>())
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A file of this many bytes that takes no space.
pub fn sparse(path: &Path, bytes: u64) {
    let mut file = File::create(path).expect("a file");
    file.write_all(b"a,b\n").expect("bytes");
    file.set_len(bytes).expect("a size");
}
