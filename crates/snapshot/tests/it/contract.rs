//! The page for those who deliver data is the schema's own.

use std::path::Path;

#[test]
fn the_data_contract_page_is_up_to_date() {
    let path = Path::new("../../docs/data-contract.md");
    let page = snapshot::contract::markdown();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page, "docs/data-contract.md is stale; run the tests with UPDATE=1");
}
