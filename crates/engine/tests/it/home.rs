//! A home with hand-made deliveries and hand-written questions.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use engine::{Ask, Engine, Facts, Limits, Scope};
use model::identity::check_digit;
use model::{Result, ResultTable};
use registry::{DefinitionFile, Registry, shipped};
use snapshot::{LoadOptions, Silent, Store};
use tempfile::TempDir;

pub(crate) const UNITS: &str = "编码,名称,上级编码,类别,城乡
469002,琼海市,,市,
469002100,嘉积镇,469002,镇,城
469002101,万泉镇,469002,镇,乡
469002100201,新民村,469002100,村,城
469002101201,新民村,469002101,村,乡
";

/// The towns of [`UNITS`].
pub(crate) const TOWNS: [(&str, &str); 2] = [("469002100", "嘉积镇"), ("469002101", "万泉镇")];

/// The identity number of person `number`.
pub(crate) fn id(number: usize) -> String {
    let body = format!("46900219600101{number:03}");
    format!("{body}{}", check_digit(&body).unwrap())
}

/// A store in a folder of its own, and the limits of its engine.
pub(crate) struct Home {
    folder: TempDir,
    pub(crate) store: Store,
    pub(crate) limits: Limits,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("home")).unwrap();
        let limits = Limits {
            seconds: 60,
            rows: 1_000,
            memory_bytes: 256 << 20,
            spill_dir: folder.path().join("spill"),
        };
        Self { folder, store, limits }
    }

    /// Loads a month of `households` households, the odd ones in the first town, the even ones in
    /// the second; `more` are further files. A household's benefit is 100 times its number.
    pub(crate) fn deliver(&self, month: &str, households: usize, more: &[(&str, &str)]) {
        let folder = self.folder.path().join("delivery");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        let (mut cases, mut persons, mut payments) = (
            "户主姓名,户主身份证号,救助类型,家庭人口数,保障人口数,户月保障金额(元),合计(元),所属街道,所属社区\n"
                .to_owned(),
            "姓名,身份证号,户主身份证号,与户主关系\n".to_owned(),
            "户主姓名,身份证号码,救助类型,保障金(元),发放合计(元),状态\n".to_owned(),
        );
        for number in 1..=households {
            let (id, town, yuan) = (id(number), TOWNS[(number + 1) % 2].1, number * 100);
            cases += &format!("户主,{id},农村低保,1,1,{yuan},{yuan},{town},新民村\n");
            persons += &format!("户主,{id},{id},本人\n");
            payments += &format!("户主,{id},农村低保,{yuan},{yuan},成功\n");
        }
        put("units.csv", UNITS);
        put("households.csv", &cases);
        put("persons.csv", &persons);
        put("payments.csv", &payments);
        for (name, text) in more {
            put(name, text);
        }
        let options = LoadOptions {
            month: month.parse().unwrap(),
            quarantine_limit: 200,
            limits: snapshot::Limits::default(),
            loaded_at: "2026-11-03T08:00:00Z".parse().unwrap(),
            town_aliases: BTreeMap::new(),
            definitions: Default::default(),
        };
        self.store.load(&folder, &options, &Silent).unwrap();
    }

    /// An engine that knows one question, `asked`, with `header` lines added to its header.
    pub(crate) fn engine(&self, header: &str, sql: &str) -> Engine {
        self.engine_in("national", header, sql)
    }

    pub(crate) fn engine_in(&self, place: &str, header: &str, sql: &str) -> Engine {
        self.engine_of(place, &[("queries/test/asked.sql", header, sql)])
    }

    /// An engine that knows these questions and views alone: path, lines of the header, SQL.
    pub(crate) fn engine_of(&self, place: &str, definitions: &[(&str, &str, &str)]) -> Engine {
        let mut files: Vec<DefinitionFile> = shipped()
            .into_iter()
            .filter(|file| file.path.starts_with("jurisdictions/") || file.path.contains("clauses"))
            .collect();
        files.extend(definitions.iter().map(|(path, header, sql)| {
            let asked = match path.contains("views/") {
                true => "",
                false => "--- clauses = [\"DC-1\"]\n--- grain = \"row\"\n",
            };
            let text = format!(
                "--- title = {{ zh = \"问\", en = \"asked\" }}\n--- about = {{ zh = \"问\", en = \
                 \"asked\" }}\n{asked}{header}\n{sql}\n"
            );
            DefinitionFile::new(*path, text)
        }));
        let registry = Registry::read(&files, place).unwrap_or_else(|faults| panic!("{faults:?}"));
        Engine::new(Arc::new(registry), self.store.clone(), self.limits.clone())
    }

    /// Asks SQL of the latest snapshot.
    pub(crate) async fn ask(&self, sql: &str) -> Result<ResultTable> {
        self.engine("", sql).ask(&ask(), &Facts::empty()).await
    }

    /// The rows of an answer, cells joined by `|`, missing ones empty.
    pub(crate) async fn rows(&self, sql: &str) -> Vec<String> {
        lines(&self.ask(sql).await.unwrap())
    }

    /// The Parquet files of a table.
    pub(crate) fn files(&self, table: &str) -> Vec<PathBuf> {
        let latest = self.store.manifests().unwrap().pop().unwrap().month.last_day();
        let view = self.store.view(latest).unwrap();
        view.files(table).into_iter().map(|file| file.shown().into()).collect()
    }
}

/// The question `asked` of the latest snapshot, without parameters, by the whole city.
pub(crate) fn ask() -> Ask {
    Ask {
        question: "asked".to_owned(),
        as_of: Default::default(),
        params: BTreeMap::new(),
        reader: Scope::City.into(),
    }
}

pub(crate) fn lines(table: &ResultTable) -> Vec<String> {
    let row = |cells: Vec<Option<String>>| {
        cells.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join("|")
    };
    table.text_rows().map(row).collect()
}
