//! The style sheet, under a name that changes with its text.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::hash::sha256_hex;

use crate::client_error::ClientError;

const STYLE: &str = include_str!("../assets/style.css");

static STYLE_NAME: LazyLock<String> = LazyLock::new(|| {
    let hash = sha256_hex(STYLE.as_bytes());
    format!("style-{}.css", hash.get(..16).unwrap_or(&hash))
});

/// The address of the style sheet.
pub(crate) fn style_path() -> String {
    format!("/assets/{}", *STYLE_NAME)
}

/// `GET /assets/{name}`.
pub(crate) async fn get(Path(name): Path<String>) -> Result<Response, ClientError> {
    if *STYLE_NAME != name {
        return Err(ClientError::no_page());
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, STYLE).into_response())
}
