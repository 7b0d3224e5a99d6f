//! A dashboard: the panels that one audience reads together.

use std::collections::BTreeMap;

use model::{Fault, Place, Text};
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::error;
use crate::files::{DefinitionFile, line_at};
use crate::words::TextSpec;

/// One dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dashboard {
    /// The file name without its ending; unique.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// One sentence on whom it serves and with what.
    pub about: Text,
    /// Who reads it: `leadership`, `inspection`, `planning`, `town`.
    pub audience: String,
    /// When it is exported: a five-field cron text, which `schedule` reads.
    pub schedule: Option<String>,
    /// The norm (a day of the month) by which it must be done.
    pub deadline: Option<String>,
    /// Whether leads are brought up to the flags before it is exported.
    pub opens_leads: bool,
    /// The formats in which it is exported.
    pub export: Vec<String>,
    /// The circulars that are drafted when it is exported.
    pub circulars: Vec<String>,
    /// Its panels in order.
    pub panels: Vec<Panel>,
}

impl Dashboard {
    /// The file that says this.
    pub fn text(&self) -> String {
        let both =
            |text: &Text| format!("{{ zh = {}, en = {} }}", quoted(&text.zh), quoted(&text.en));
        let export: Vec<String> = self.export.iter().map(|form| quoted(form)).collect();
        let panels: String =
            self.panels.iter().map(|panel| format!("    {},\n", panel.text())).collect();
        let schedule = self.schedule.iter().map(|cron| format!("schedule = {}\n", quoted(cron)));
        let deadline = self.deadline.iter().map(|norm| format!("deadline = {}\n", quoted(norm)));
        let leads = self.opens_leads.then(|| "opens_leads = true\n".to_owned());
        let names: Vec<String> = self.circulars.iter().map(|name| quoted(name)).collect();
        let circulars =
            (!names.is_empty()).then(|| format!("circulars = [{}]\n", names.join(", ")));
        let work: String = schedule.chain(deadline).chain(leads).chain(circulars).collect();
        format!(
            "title    = {}\nabout    = {}\naudience = {}\n{work}export   = [{}]\npanels   = [\n{panels}]\n",
            both(&self.title),
            both(&self.about),
            quoted(&self.audience),
            export.join(", "),
        )
    }
}

impl Panel {
    fn text(&self) -> String {
        let params = self.params.iter().map(|(name, value)| format!("{name} = {}", quoted(value)));
        let params: Vec<String> = params.collect();
        format!(
            "{{ question = {}, params = {{ {} }}, view = \"{}\" }}",
            quoted(&self.question),
            params.join(", "),
            self.view.word()
        )
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// One answer on a dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The question.
    pub question: String,
    /// Parameters that differ from the question's defaults.
    pub params: BTreeMap<String, String>,
    /// How it is shown.
    pub view: PanelView,
}

/// How a panel shows its answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PanelView {
    /// Rows and columns.
    #[default]
    Table,
    /// The question's chart with the table beneath.
    Chart,
    /// The first row as large figures.
    Tiles,
}

impl PanelView {
    /// Its name in definitions.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Chart => "chart",
            Self::Tiles => "tiles",
        }
    }
}

/// A dashboard with the lines that its names stand on.
pub(crate) struct DashboardFile {
    pub dashboard: Dashboard,
    pub deadline_line: u64,
    pub circulars_line: u64,
    pub panel_lines: Vec<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DashboardSpec {
    title: Spanned<TextSpec>,
    about: Spanned<TextSpec>,
    audience: String,
    schedule: Option<String>,
    deadline: Option<Spanned<String>>,
    #[serde(default)]
    opens_leads: bool,
    #[serde(default)]
    export: Vec<String>,
    circulars: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    panels: Vec<Spanned<PanelSpec>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PanelSpec {
    question: Spanned<String>,
    #[serde(default)]
    params: BTreeMap<String, String>,
    #[serde(default)]
    view: PanelView,
}

/// Whether a file may be called so.
pub(crate) fn is_name(name: &str) -> bool {
    let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.chars().all(snake)
}

/// Reads `dashboards/<name>.toml`.
pub(crate) fn read(file: &DefinitionFile) -> Result<DashboardFile, Vec<Fault>> {
    let spec: DashboardSpec = file.toml().map_err(|fault| vec![fault])?;
    let line = |offset: usize| line_at(&file.text, offset);
    let mut faults = Vec::new();
    let mut text = |key: &str, spec: Spanned<TextSpec>| {
        let at = spec.span().start;
        spec.into_inner().check(key).unwrap_or_else(|fault| {
            faults.push(file.fault_at(fault, at));
            Text::default()
        })
    };
    let title = text("title", spec.title);
    let about = text("about", spec.about);
    if spec.panels.is_empty() {
        faults.push(error::missing_key("panels").at(Place::line(&file.path, 1)));
    }
    let mut panels = Vec::new();
    let mut panel_lines = Vec::new();
    for panel in spec.panels {
        let PanelSpec { question, params, view } = panel.into_inner();
        panel_lines.push(line(question.span().start));
        panels.push(Panel { question: question.into_inner(), params, view });
    }
    let circulars_line = spec.circulars.as_ref().map_or(1, |names| line(names.span().start));
    let deadline_line = spec.deadline.as_ref().map_or(1, |norm| line(norm.span().start));
    let dashboard = Dashboard {
        name: file.stem().to_owned(),
        title,
        about,
        audience: spec.audience,
        schedule: spec.schedule,
        deadline: spec.deadline.map(Spanned::into_inner),
        opens_leads: spec.opens_leads,
        export: spec.export,
        circulars: spec.circulars.map(Spanned::into_inner).unwrap_or_default(),
        panels,
    };
    if faults.is_empty() {
        Ok(DashboardFile { dashboard, deadline_line, circulars_line, panel_lines })
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::{DefinitionFile, read};

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let text = "\
            title = { zh = \"各镇 “户均”\", en = \"Means \\\"by town\\\"\" }\n\
            about = { zh = \"一\", en = \"one\" }\n\
            audience = \"planning\"\n\
            schedule = \"0 6 1 * *\"\n\
            opens_leads = true\n\
            export = [\"csv\"]\n\
            panels = [{ question = \"a\" }, { question = \"b\", params = { by = \"x,y\" }, view = \"chart\" }]\n";
        let of = |text: &str| {
            let file = DefinitionFile::new("dashboards/means.toml", text);
            read(&file).ok().map(|file| file.dashboard)
        };
        let dashboard = of(text).unwrap();
        assert_eq!(dashboard.panels.len(), 2);
        assert_eq!(of(&dashboard.text()), Some(dashboard));
    }
}
