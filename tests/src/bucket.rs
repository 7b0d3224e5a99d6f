//! A real server of the S3 API on loopback, its objects in a folder that a test may look into and
//! damage; and machines whose homes keep their snapshots there.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{binary, doudi, path};

/// The one bucket.
pub const BUCKET: &str = "dibao";

/// The address under which homes are made.
pub const LOCATION: &str = "s3://dibao/qionghai";

const KEY: &str = "doudi-test";
const SECRET: &str = "only for this test";

/// The server; it ends with the value.
pub struct Server {
    folder: TempDir,
    port: u16,
    process: Option<Child>,
}

impl Server {
    /// Starts a server with an empty bucket.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        fs::create_dir(folder.path().join(BUCKET)).expect("bucket");
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("address").port();
        drop(free);
        let mut server = Self { folder, port, process: None };
        server.restart();
        server
    }

    /// Starts it again on what it kept.
    pub fn restart(&mut self) {
        let program = binary().ancestors().nth(2).expect("target folder").join("tools/bin/s3s-fs");
        assert!(program.exists(), "{} is missing; run tests/setup.sh", program.display());
        let port = self.port.to_string();
        let mut command = Command::new(program);
        command.args(["--host", "127.0.0.1", "--port", &port]);
        command.args(["--access-key", KEY, "--secret-key", SECRET]).arg(self.folder.path());
        command.env("RUST_LOG", "error").stdout(Stdio::null()).stderr(Stdio::null());
        self.process = Some(command.spawn().expect("s3s-fs starts"));
        let until = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < until, "s3s-fs does not listen");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Kills it.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("ended");
        }
    }

    /// The file that an object below [`LOCATION`] is.
    pub fn object(&self, name: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join("qionghai").join(name)
    }

    /// The names of all objects below [`LOCATION`] that begin so.
    pub fn objects(&self, prefix: &str) -> Vec<String> {
        let root = self.object("");
        let mut found = below(&root, &root);
        found.retain(|name| name.starts_with(prefix));
        found.sort();
        found
    }

    /// `doudi` with the address of the server and the right key.
    pub fn doudi(&self, arguments: &[&str]) -> Command {
        self.doudi_with(KEY, arguments)
    }

    /// `doudi` with the address of the server and this key.
    pub fn doudi_with(&self, key: &str, arguments: &[&str]) -> Command {
        let mut command = doudi(arguments);
        command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port));
        command.env("AWS_ACCESS_KEY_ID", key).env("AWS_SECRET_ACCESS_KEY", SECRET);
        command
    }

    /// Runs `doudi`, expects success and returns its standard output.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.doudi(arguments).output().expect("doudi starts");
        assert!(output.status.success(), "doudi {arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Runs `doudi`, expects this exit code and returns what it says on standard error.
    pub fn fail(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.doudi(arguments).output().expect("doudi starts");
        assert_eq!(output.status.code(), Some(code), "doudi {arguments:?}: {}", said(&output));
        said(&output)
    }

    /// A home whose snapshots are in the bucket.
    pub fn new_home(&self) -> TempDir {
        let home = tempfile::tempdir().expect("folder");
        let init = ["init", "--jurisdiction", "qionghai", "--store", LOCATION, "--home"];
        self.succeed(&[&init[..], &[path(home.path())]].concat());
        home
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What a program said on standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files below a folder and the folders in it, by name from `root`.
pub fn below(root: &Path, folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(below(root, &path));
        } else {
            let inside = path.strip_prefix(root).expect("inside");
            found.push(inside.to_str().expect("UTF-8").to_owned());
        }
    }
    found
}
