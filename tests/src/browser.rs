//! A real browser, driven as a person would.

use std::process::{Child, Command, Stdio};

use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

use crate::site::{Site, free_address, wait_for};

/// A browser with its driver; both end with [`Browser::close`].
pub struct Browser {
    child: Child,
    /// Drives it.
    pub driver: WebDriver,
}

impl Browser {
    /// Opens an empty window.
    pub async fn open() -> Self {
        let address = free_address();
        let child = Command::new("chromedriver")
            .arg(format!("--port={}", address.port()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts; tests/setup.sh installs it");
        wait_for(address);
        let mut wishes = DesiredCapabilities::chrome();
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"] {
            wishes.add_arg(argument).expect("an argument");
        }
        wishes.set_logging_prefs("browser", LoggingPrefsLogLevel::All).expect("a wish");
        let driver = WebDriver::new(format!("http://{address}"), wishes).await.expect("a browser");
        Self { child, driver }
    }

    /// Opens a window in which the local operator of a site is signed in.
    pub async fn at(site: &Site) -> Self {
        let browser = Self::open().await;
        browser.driver.goto(site.url(&site.door())).await.expect("the first page");
        browser
    }

    /// Ends the browser and its driver.
    pub async fn close(mut self) {
        self.driver.quit().await.expect("a browser that ends");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
