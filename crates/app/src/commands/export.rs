//! `doudi export`: tables of a snapshot as files for other programs.
//!
//! # Invariants
//!
//! - The folder appears whole, after the export is in the audit log, or not at all.
//! - The same snapshot gives the same bytes.
//! - Identities leave in a file of their own, for a purpose, and only those behind the pseudonyms
//!   of the tables exported.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use model::table::cell_text;
use model::{Result, Text};
use report::{FileForm, TableFile, Written};
use serde_json::{Value, json};
use snapshot::schema::{ColumnType, Nature};
use snapshot::{Identity, View};
use supervise::Home;

use crate::cli::{Common, Export, Format};
use crate::output::{complain, write_folder};
use crate::{commands, error};

const README: &str = include_str!("export/README.md");

/// `doudi export`.
pub(crate) fn run(common: &Common, options: &Export) -> Result<()> {
    let form = match common.format {
        None | Some(Format::Parquet) => FileForm::Parquet,
        Some(Format::Ipc) => FileForm::Ipc,
        Some(Format::Csv) => FileForm::Csv { marked: options.bom },
        Some(_) => return Err(error::no_such_export()),
    };
    let home = commands::home(common)?;
    let _held = home.store().hold()?;
    let view = home.store().view_at(&options.as_of()?)?;
    if options.identities {
        home.may_identify(options.purpose(), &format!("export of {}", view.id))?;
    }
    write_folder(&options.out, |folder| {
        Exporter { home: &home, view: &view, form, folder }.write(options)
    })?;
    let out = options.out.display();
    let said =
        Text::new(format!("已导出 {}：{out}", view.id), format!("exported {}: {out}", view.id));
    complain(said.get(common.lang));
    Ok(())
}

struct Exporter<'a> {
    home: &'a Home,
    view: &'a View,
    form: FileForm,
    folder: &'a Path,
}

/// A table on its way into a file.
struct Sink {
    file: TableFile,
    columns: SchemaRef,
    /// Positions of the columns with pseudonyms, and those met; none if nobody asked.
    pseudonyms: Option<(Vec<usize>, BTreeSet<String>)>,
}

impl Exporter<'_> {
    fn write(&self, options: &Export) -> Result<()> {
        let names = if options.all {
            engine::delivered(self.view).into_iter().map(str::to_owned).collect()
        } else {
            options.tables.clone()
        };
        let (mut tables, mut keys) = (Vec::new(), BTreeSet::new());
        for name in names.iter().collect::<BTreeSet<_>>() {
            let (about, met) = self.table(name, options.identities)?;
            tables.push(about);
            keys.extend(met);
        }
        if options.identities {
            tables.push(self.identities(&self.home.identities_of(&keys)?)?);
        }
        let manifest = json!({
            "program": concat!("doudi ", env!("CARGO_PKG_VERSION")),
            "snapshot": self.view.id,
            "month": self.view.month.to_string(),
            "identities": options.identities,
            "tables": tables,
        });
        let manifest = format!("{manifest:#}\n");
        for (name, text) in [("manifest.json", manifest.as_str()), ("README.md", README)] {
            let path = self.folder.join(name);
            fs::write(&path, text).map_err(|why| error::unwritable(&path, &why))?;
        }
        let what = if options.identities { "with identities" } else { "pseudonyms only" };
        let subject = format!("{}: {} tables, {what}", self.view.id, names.len());
        self.home.log_export(&subject, options.purpose(), &manifest)
    }

    /// Writes a table; tells of it, and the pseudonyms in it if they are wanted.
    fn table(&self, name: &str, wanted: bool) -> Result<(Value, BTreeSet<String>)> {
        let path = self.path(name);
        let form = self.form;
        let pseudonyms = wanted.then(|| pseudonym_columns(name));
        let start = move |columns: SchemaRef| {
            let file = TableFile::start(&path, &columns, form, false)?;
            let at = pseudonyms.map(|names| {
                let at = names.iter().filter_map(|name| columns.index_of(name).ok());
                (at.collect(), BTreeSet::new())
            });
            Ok(Sink { file, columns, pseudonyms: at })
        };
        let sink = commands::wait(self.home.scan(self.view, name, start, Sink::push))?;
        let keys = sink.pseudonyms.map(|(_, keys)| keys).unwrap_or_default();
        Ok((self.about(name, &sink.columns, &sink.file.end()?), keys))
    }

    fn identities(&self, people: &[Identity]) -> Result<Value> {
        let name = "identities";
        let columns: [(&str, fn(&Identity) -> &str); 4] = [
            ("key", |i| &i.key),
            ("kind", |i| &i.kind),
            ("id_no", |i| &i.id_no),
            ("name", |i| &i.name),
        ];
        let fields = columns.map(|(name, _)| Field::new(name, DataType::Utf8, false));
        let schema = Arc::new(Schema::new(fields.to_vec()));
        let cells = columns.map(|(_, of)| {
            Arc::new(StringArray::from_iter_values(people.iter().map(of))) as Arc<_>
        });
        let rows = RecordBatch::try_new(Arc::clone(&schema), cells.to_vec())
            .map_err(|_| commands::bug("身份无法成表", "the identities make no table"))?;
        let mut file = TableFile::start(&self.path(name), &schema, self.form, true)?;
        file.push(&rows)?;
        Ok(self.about(name, &schema, &file.end()?))
    }

    fn path(&self, table: &str) -> PathBuf {
        self.folder.join(table).with_extension(self.form.ending())
    }

    /// What the manifest says of a table.
    fn about(&self, name: &str, columns: &SchemaRef, written: &Written) -> Value {
        let spec = snapshot::schema::all().table(name);
        let heading = |column: &str| {
            spec.and_then(|spec| spec.columns.get(spec.position(column)?)?.heading.as_deref())
        };
        let columns = columns.fields().iter().map(|field| {
            let kind = field.data_type().to_string();
            json!({ "name": field.name(), "type": kind, "heading": heading(field.name()) })
        });
        let nature = spec.map(|spec| match spec.nature {
            Nature::Caseload => "the month of the snapshot",
            Nature::State => "the latest delivery up to the snapshot",
            Nature::Record => "every record up to the snapshot, once",
        });
        json!({
            "name": name,
            "zh": spec.map(|spec| &spec.zh),
            "en": spec.map(|spec| &spec.en),
            "rows_are": nature,
            "file": format!("{name}.{}", self.form.ending()),
            "rows": written.rows,
            "bytes": written.bytes,
            "sha256": written.sha256,
            "columns": columns.collect::<Vec<_>>(),
        })
    }
}

impl Sink {
    fn push(&mut self, rows: &RecordBatch) -> Result<()> {
        if let Some((columns, keys)) = &mut self.pseudonyms {
            for column in columns.iter().filter_map(|at| rows.columns().get(*at)) {
                keys.extend((0..rows.num_rows()).filter_map(|row| cell_text(column, row)));
            }
        }
        self.file.push(rows)
    }
}

/// The columns of a table that hold pseudonyms.
fn pseudonym_columns(table: &str) -> Vec<&'static str> {
    let spec = snapshot::schema::all().table(table.trim_end_matches("_all"));
    let columns = spec.into_iter().flat_map(|spec| &spec.columns);
    let kept = columns.filter(|c| matches!(c.kind, ColumnType::Id | ColumnType::Secret));
    kept.map(|column| column.column()).collect()
}
