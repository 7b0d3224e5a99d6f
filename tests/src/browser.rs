//! A real browser, driven as a person would.

use std::collections::BTreeMap;
use std::future::Future;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_STANDARD, Engine};
use thirtyfour::PageLoadStrategy;
use thirtyfour::common::capabilities::chrome::ChromeCapabilities;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::common::print::{PrintPage, PrintParameters};
use thirtyfour::prelude::*;

use crate::root;
use crate::site::{Site, free_address, wait_for};

/// The width of a desktop, and the narrowest that pages must fit (WCAG 1.4.10).
pub const WIDE: u32 = 1280;
const NARROW: u32 = 320;
/// Centimetres of a sheet.
const A4: (f64, f64) = (21.0, 29.7);
/// What the frame of a window takes from its height.
const FRAME: u32 = 143;

/// Longer than the dashboard itself lets a page take.
const PAGE_MAX: Duration = Duration::from_secs(150);

/// How long a browser may take to end.
const END_MAX: Duration = Duration::from_secs(10);

/// A smaller picture shows an empty page.
const PICTURE_BYTES_MIN: usize = 4_000;

/// Runs axe and names each violation with the first elements that it found.
const RUN_AXE: &str = r"
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(
        (result) => done(result.violations.map((found) =>
            found.id + ' at ' + found.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', '))),
        (why) => done(['axe failed: ' + why]),
    );
";

/// Whether pictures are to be written.
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// The picture of this name in the documentation.
pub fn picture_file(name: &str) -> PathBuf {
    root().join(format!("docs/screenshots/{name}.webp"))
}

/// A browser with its driver; both end with the value.
pub struct Browser {
    child: Child,
    address: SocketAddr,
    /// Drives it.
    pub driver: WebDriver,
}

impl Browser {
    /// Opens an empty window.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// Opens an empty window of a browser that runs no script of any page.
    pub async fn without_scripts() -> Self {
        Self::with(|wishes| {
            let none = [("profile.managed_default_content_settings.javascript", 2)];
            let none = BTreeMap::from(none);
            wishes.add_experimental_option("prefs", none).expect("a setting");
        })
        .await
    }

    async fn with(more: impl FnOnce(&mut ChromeCapabilities)) -> Self {
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
        more(&mut wishes);
        // Now and then the driver goes on before the next page has begun. So it does not wait at
        // all: whoever leaves a page waits for the next by `onward`.
        wishes.set_page_load_strategy(PageLoadStrategy::None).expect("a wish");
        let driver = WebDriver::new(format!("http://{address}"), wishes).await.expect("a browser");
        Self { child, address, driver }
    }

    /// Opens a window in which the local operator of a site is signed in.
    pub async fn at(site: &Site) -> Self {
        let browser = Self::open().await;
        browser.go(site.url(&site.door())).await;
        browser
    }

    /// Takes over a session.
    pub async fn hold(&self, site: &Site, session: &str) {
        self.go(site.url("/login")).await;
        self.driver.delete_all_cookies().await.expect("no session");
        let (name, value) = session.split_once('=').expect("a name and a value");
        self.driver.add_cookie(Cookie::new(name, value)).await.expect("a session");
    }

    /// The page that is open as it would be printed, on the paper that its style asks for.
    pub async fn print(&self) -> Vec<u8> {
        let (width, height) = A4;
        let paper = PrintParameters {
            page: PrintPage { width, height },
            // The paper of the style, not the style on any paper.
            shrink_to_fit: false,
            ..PrintParameters::default()
        };
        self.driver.print_page(paper).await.expect("a document")
    }

    /// Opens an address.
    pub async fn go(&self, address: String) {
        self.onward(self.driver.goto(address)).await;
    }

    /// Follows a link or presses a button that leads to another page.
    pub async fn click(&self, wanted: By) {
        let said = format!("{wanted:?}");
        let found = self.driver.find(wanted).await;
        let found = found.unwrap_or_else(|why| panic!("{said}: {why}"));
        self.onward(found.click()).await;
    }

    /// Does what leads to another page and waits until that one is there.
    pub async fn onward(&self, step: impl Future<Output = WebDriverResult<()>>) {
        self.driver.execute("window.before = true", Vec::new()).await.expect("a mark on the page");
        step.await.expect("a step that leads on");
        let begun = Instant::now();
        while !self.is_on().await {
            assert!(begun.elapsed() < PAGE_MAX, "no other page has come");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Whether another page than the marked one is there; between two pages no script runs.
    async fn is_on(&self) -> bool {
        let script = "return !window.before && document.readyState === 'complete'";
        let found = self.driver.execute(script, Vec::new()).await;
        found.is_ok_and(|found| found.convert().is_ok_and(|is: bool| is))
    }

    /// A window whose page has this width and height.
    pub async fn resize(&self, width: u32, height: u32) {
        let rect = self.driver.set_window_rect(0, 0, width, height + FRAME).await;
        rect.expect("a window of that size");
    }

    /// The number that a script returns.
    pub async fn number(&self, script: &str) -> u32 {
        let found = self.driver.execute(script, Vec::new()).await.expect("a script that runs");
        found.convert().expect("a number")
    }

    /// What keeps anybody from using the page that is open: axe's violations, and whether it is too
    /// wide for a narrow window.
    pub async fn mistakes(&self) -> Vec<String> {
        self.resize(WIDE, 900).await;
        self.driver.execute(axe(), Vec::new()).await.expect("axe");
        let found = self.driver.execute_async(RUN_AXE, Vec::new()).await.expect("an answer of axe");
        let mut found: Vec<String> = found.convert().expect("violations");
        self.resize(NARROW, 900).await;
        let width = self.number("return document.scrollingElement.scrollWidth").await;
        if width > NARROW {
            found.push(format!("{width} pixels wide in a window of {NARROW}"));
        }
        found
    }

    /// Takes the picture of the page that is open for `docs/screenshots`, which `UPDATE=1` writes.
    pub async fn picture(&self, name: &str, width: u32) {
        self.resize(width, 900).await;
        let height = self.number("return document.documentElement.scrollHeight").await;
        self.resize(width, height.min(2_400)).await;
        // A seventh of the bytes of a PNG.
        let form = serde_json::json!({ "format": "webp", "quality": 80 });
        let told = self.driver.cdp().send_raw("Page.captureScreenshot", form).await;
        let told = told.expect("a picture");
        let picture = BASE64_STANDARD.decode(told["data"].as_str().expect("bytes")).expect("bytes");
        assert!(picture.len() > PICTURE_BYTES_MIN, "{name} is empty");
        if updating() {
            std::fs::write(picture_file(name), picture).expect("a file");
        }
    }

    /// Tells the driver to end the browser.
    fn end(&self) -> io::Result<()> {
        let (address, session) = (self.address, self.driver.session_id());
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(END_MAX))?;
        write!(stream, "DELETE /session/{session} HTTP/1.1\r\nHost: {address}\r\n")?;
        write!(stream, "Connection: close\r\n\r\n")?;
        // The driver answers when the browser has ended, and keeps the connection.
        stream.read(&mut [0; 1]).map(drop)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // What the client does when it is dropped waits two minutes for this very thread.
        let _ = self.driver.clone().leak();
        let _ = self.end();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn axe() -> String {
    let given = std::env::var_os("DOUDI_AXE").map(PathBuf::from);
    let file = given.unwrap_or_else(|| root().join("node_modules/axe-core/axe.min.js"));
    std::fs::read_to_string(&file)
        .unwrap_or_else(|why| panic!("{}: {why}; run tests/setup.sh", file.display()))
}
