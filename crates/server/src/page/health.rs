//! Whether the service works, for those who watch it.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::App;
use crate::client_error::ClientError;

/// `GET /health`: the store and the ledger can be read.
pub(crate) async fn get(State(app): State<App>) -> Result<Json<Value>, ClientError> {
    let manifests = app.source.manifests()?;
    app.source.runs()?;
    let latest = manifests.last().map(|manifest| manifest.snapshot_id.clone());
    Ok(Json(json!({
        "status": "ok",
        "snapshot": latest,
        "snapshots_count": manifests.len(),
        "program": env!("CARGO_PKG_VERSION"),
    })))
}
