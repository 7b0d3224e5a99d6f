//! A running dashboard, asked over plain HTTP.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use crate::{doudi, path};

/// How often a program that just started is asked whether it listens.
const TRIES: u32 = 600;

/// `doudi serve` on a port of its own; ends with the value.
pub struct Site {
    child: Child,
    address: SocketAddr,
}

/// What came back.
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The head, in lower case.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Site {
    /// Serves a home.
    pub fn serve(home: &Path) -> Self {
        let address = free_address();
        let listen = address.to_string();
        let child = doudi(&["serve", "--listen", &listen, "--home", path(home)])
            .stderr(Stdio::null())
            .spawn()
            .expect("doudi starts");
        wait_for(address);
        Self { child, address }
    }

    /// The whole address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Asks for a path.
    pub fn get(&self, path: &str) -> Reply {
        self.get_as(path, &self.address.to_string())
    }

    /// Asks for a path, naming `host`.
    pub fn get_as(&self, path: &str, host: &str) -> Reply {
        let mut stream = TcpStream::connect(self.address).expect("connects");
        let asked = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(asked.as_bytes()).expect("asks");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("answers");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Reply { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// Every own address that a page links to, in order.
    pub fn links(&self, path: &str) -> BTreeSet<String> {
        let text = self.get(path).text();
        let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"'));
        let own = links.map(|(link, _)| link.replace("&amp;", "&").replace("&#38;", "&"));
        own.filter(|link| link.starts_with('/')).collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine that nothing listens on.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}

/// Waits until something listens.
pub fn wait_for(address: SocketAddr) {
    for _ in 0..TRIES {
        if TcpStream::connect(address).is_ok() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing listens on {address}");
}
