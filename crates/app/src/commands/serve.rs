//! The dashboard.

use std::net::SocketAddr;
use std::sync::Arc;

use model::{Result, Text};

use crate::cli::Common;
use crate::commands;
use crate::output::complain;

/// `doudi serve`.
pub(crate) fn serve(common: &Common, listen: SocketAddr) -> Result<()> {
    let home = Arc::new(commands::home(common)?);
    let said = Text::new(
        format!("看板地址 http://{listen}/ ，按 Ctrl+C 结束"),
        format!("the dashboard is at http://{listen}/?lang=en, Ctrl+C ends it"),
    );
    complain(said.get(common.lang));
    commands::wait(server::serve(home, listen, complain))
}
