//! Threads of the engine's own, with stacks deep enough for deeply nested plans.

use std::future::Future;

use model::Result;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::error;

/// Threads, and partitions of a plan. Fixed, so that every machine computes the same way.
pub(crate) const THREADS: usize = 2;

/// Planning recurses once per level of nesting of views and expressions.
const STACK_BYTES: usize = 16 << 20;

/// The threads; they end with the engine.
#[derive(Debug)]
pub(crate) struct Workers(Option<Runtime>);

impl Workers {
    /// Starts the threads.
    pub(crate) fn start() -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("engine")
            .thread_stack_size(STACK_BYTES)
            .enable_time()
            .build()
            .map_err(|why| error::no_start(&why))?;
        Ok(Self(Some(runtime)))
    }

    /// Runs `work` there; it is stopped when the caller stops waiting. `None` if it broke down.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let task = Guard(self.0.as_ref()?.spawn(work));
        task.await
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // Waiting for the threads is not allowed where the engine may be dropped.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A task that ends with its waiter.
struct Guard<T>(JoinHandle<T>);

impl<T> Future for Guard<T> {
    type Output = Option<T>;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Self::Output> {
        std::pin::Pin::new(&mut self.0).poll(context).map(std::result::Result::ok)
    }
}

impl<T> Drop for Guard<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
