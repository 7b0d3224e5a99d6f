//! The shipped questions plan, run and keep their promises on empty tables.

use std::sync::Arc;

use engine::Engine;
use model::Lang;
use registry::{Registry, shipped};

use crate::home::Home;

#[tokio::test]
async fn every_shipped_question_runs_and_keeps_its_promises() {
    let home = Home::new();
    let registry = Arc::new(Registry::read(&shipped(), "national").unwrap());
    let engine = Engine::new(registry, home.store.clone(), home.limits.clone());
    let faults = engine.check().await.err().unwrap_or_default();
    let told: Vec<String> = faults.iter().map(|fault| fault.say(Lang::En)).collect();
    assert_eq!(told, Vec::<String>::new());
}
