//! The shipped questions plan, run and keep their promises on empty tables.

use std::sync::Arc;

use engine::{Engine, Limits};
use model::Lang;
use registry::{Registry, shipped};
use snapshot::Store;

#[tokio::test]
async fn every_shipped_question_runs_in_every_place() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    for place in ["national", "qionghai", "jiangmen", "keshan", "yangquan", "huizhou"] {
        let registry = Arc::new(Registry::read(&shipped(), place).unwrap());
        let limits = Limits {
            seconds: 60,
            rows: 10,
            memory_bytes: 64 << 20,
            spill_dir: home.path().join("spill"),
        };
        let told: Vec<String> = Engine::new(registry, store.clone(), limits)
            .check()
            .await
            .err()
            .into_iter()
            .flatten()
            .map(|fault| fault.say(Lang::En))
            .collect();
        assert_eq!(told, Vec::<String>::new(), "{place}");
    }
}
