//! Whether the service works, for those who watch it.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::App;
use crate::client_error::ClientError;

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// `GET /readyz`: the store and the ledger can be read, so that pages can be made.
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Value>, ClientError> {
    let manifests = app.source().manifests()?;
    app.source().runs()?;
    let latest = manifests.last().map(|manifest| manifest.snapshot_id.clone());
    Ok(Json(json!({
        "status": "ok",
        "snapshot": latest,
        "snapshots_count": manifests.len(),
        "definitions_current": app.watch.definitions_current.get() == 1,
        "program": env!("CARGO_PKG_VERSION"),
    })))
}
