//! Threads of the engine's own, with stacks deep enough for deeply nested plans.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::{Either, select};
use model::Result;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::error;

/// Threads, and partitions of a plan; fixed, so that every machine plans the same way.
pub const THREADS: usize = 2;

/// Planning recurses once per level of nesting of views and expressions.
const STACK_BYTES: usize = 16 << 20;

/// The threads; they end with the engine.
#[derive(Debug)]
pub(crate) struct Workers {
    work: Option<Runtime>,
    /// A thread for time alone: an operator that computes for long without a pause must not keep
    /// the clock from being heard.
    clock: Option<Runtime>,
}

impl Workers {
    /// Starts the threads.
    pub(crate) fn start() -> Result<Self> {
        let runtime = |name: &str, threads| {
            Builder::new_multi_thread()
                .worker_threads(threads)
                .thread_name(name)
                .thread_stack_size(STACK_BYTES)
                .enable_time()
                .build()
                .map_err(|why| error::no_start(&why))
        };
        Ok(Self {
            work: Some(runtime("engine", THREADS)?),
            clock: Some(runtime("engine-clock", 1)?),
        })
    }

    /// Runs `work` there; it is stopped at its next pause when the caller stops waiting. `None` if
    /// it broke down.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        Guard(self.work.as_ref()?.spawn(work)).await
    }

    /// Waits for `work`, but not longer than `limit`; `None` if that has passed.
    pub(crate) async fn within<T>(
        &self,
        limit: Duration,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let clock = self.clock.as_ref()?.spawn(async move { tokio::time::sleep(limit).await });
        match select(pin!(work), Guard(clock)).await {
            Either::Left((result, _)) => Some(result),
            Either::Right(_) => None,
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // Waiting for the threads is not allowed where the engine may be dropped.
        for runtime in [self.work.take(), self.clock.take()].into_iter().flatten() {
            runtime.shutdown_background();
        }
    }
}

/// A task that ends with its waiter.
struct Guard<T>(JoinHandle<T>);

impl<T> Future for Guard<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(std::result::Result::ok)
    }
}

impl<T> Drop for Guard<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
