//! Progress bars on a terminal; silence in a pipe.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use model::{Lang, Text};

/// One bar that is relabelled as the work goes on; indicatif hides it where there is no terminal.
pub(crate) struct Bar {
    lang: Lang,
    bar: ProgressBar,
    label: Mutex<String>,
}

impl Bar {
    /// A new bar at nothing.
    pub(crate) fn new(lang: Lang) -> Self {
        let style = ProgressStyle::with_template("{msg} [{bar:32}] {pos}/{len} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        let bar = ProgressBar::new(0).with_style(style);
        Self { lang, bar, label: Mutex::new(String::new()) }
    }

    /// Names what comes next.
    pub(crate) fn label(&self, what: &Text) {
        if let Ok(mut label) = self.label.lock() {
            what.get(self.lang).clone_into(&mut label);
        }
        self.bar.set_message(what.get(self.lang).to_owned());
    }

    /// Sets how far the work is.
    pub(crate) fn set(&self, done: u64, of: u64) {
        self.bar.set_length(of);
        self.bar.set_position(done);
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl snapshot::Progress for Bar {
    fn step(&self, what: &Text, done: u64, of: u64) {
        let label = self.label.lock().map(|label| label.clone()).unwrap_or_default();
        self.bar.set_message(format!("{label} · {}", what.get(self.lang)));
        self.set(done, of);
    }
}
