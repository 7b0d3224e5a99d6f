//! A running dashboard, asked over plain HTTP.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::{doudi, path, succeed};

/// How often a program that just started is asked whether it listens.
const TRIES: u32 = 600;

/// The password of every account that tests make.
pub const PASSWORD: &str = "tulgoPrem4-Snib";

/// `doudi serve` on a port of its own, with the local operator signed in; ends with the value.
pub struct Site {
    child: Child,
    address: SocketAddr,
    said: Mutex<Receiver<String>>,
    cookie: String,
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

    /// The value of a heading, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The session that the reply begins, as a browser would send it back.
    pub fn session(&self) -> Option<String> {
        let cookie = self.header("set-cookie")?.split(';').next()?;
        (!cookie.ends_with('=')).then(|| cookie.to_owned())
    }

    /// The token that the forms of the page carry.
    pub fn form_token(&self) -> Option<String> {
        let text = self.text();
        let (_, rest) = text.split_once("name=\"form_token\" value=\"")?;
        Some(rest.split_once('"')?.0.to_owned())
    }
}

/// A request by somebody.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// `GET` unless it is something else.
    pub method: &'a str,
    /// The session.
    pub cookie: &'a str,
    /// Further headings.
    pub headers: &'a [(&'a str, &'a str)],
    /// The fields of a form.
    pub form: &'a [(&'a str, &'a str)],
    /// Name and bytes of the files that go with it.
    pub files: &'a [(&'a str, &'a [u8])],
}

impl Site {
    /// Serves a home and signs the local operator in, until there are accounts.
    pub fn serve(home: &Path) -> Self {
        Self::serve_with(home, &[])
    }

    /// The same beside accounts.
    pub fn serve_beside_accounts(home: &Path) -> Self {
        Self::serve_with(home, &["--operator"])
    }

    fn serve_with(home: &Path, options: &[&str]) -> Self {
        let mut site = Self::start(home, options);
        let reply = site.ask(&site.door(), &Asked::default());
        site.cookie = reply.session().expect("a session of the operator");
        site
    }

    /// Serves a home with these options; nobody is signed in.
    pub fn start(home: &Path, options: &[&str]) -> Self {
        Self::start_at(free_address(), home, options)
    }

    /// The same at an address that was free a moment ago.
    pub fn start_at(address: SocketAddr, home: &Path, options: &[&str]) -> Self {
        let listen = address.to_string();
        let asked = ["serve", "--listen", &listen, "--home", path(home)];
        let mut child = doudi(&[&asked, options].concat())
            .stderr(Stdio::piped())
            .spawn()
            .expect("doudi starts");
        let (tell, said) = channel();
        let lines = BufReader::new(child.stderr.take().expect("what it says")).lines();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        wait_for(address);
        Self { child, address, said: Mutex::new(said), cookie: String::new() }
    }

    /// The path by which the local operator comes in, once, as the program says it.
    pub fn door(&self) -> String {
        let wait = Duration::from_secs(20);
        self.told(wait).expect("an address for the operator")
    }

    /// The same, if the program says one within this time.
    pub fn told(&self, wait: Duration) -> Option<String> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        while let Ok(line) = said.recv_timeout(wait) {
            if let Some(at) = line.find("/enter?token=") {
                return Some(line[at..].trim().to_owned());
            }
        }
        None
    }

    /// The whole address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The session of the local operator.
    pub fn session(&self) -> &str {
        &self.cookie
    }

    /// Asks for a path, as the local operator.
    pub fn get(&self, path: &str) -> Reply {
        self.ask(path, &Asked { cookie: &self.cookie, ..Asked::default() })
    }

    /// Asks for a path, naming `host`.
    pub fn get_as(&self, path: &str, host: &str) -> Reply {
        let headers = [("Host", host)];
        self.ask(path, &Asked { cookie: &self.cookie, headers: &headers, ..Asked::default() })
    }

    /// Asks for a path with the session of somebody.
    pub fn get_with(&self, path: &str, cookie: &str) -> Reply {
        self.ask(path, &Asked { cookie, ..Asked::default() })
    }

    /// Sends a form with the session of somebody.
    pub fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Reply {
        self.ask(path, &Asked { method: "POST", cookie, form, ..Asked::default() })
    }

    /// Makes an account in the home that is served and signs it in.
    pub fn member(&self, home: &Path, name: &str, role: &str, town: Option<&str>) -> String {
        let mut asked = vec!["user", "add", name, "--role", role, "--home", path(home)];
        asked.extend(town.iter().flat_map(|town| ["--town", town]));
        let link = succeed(&asked);
        let (_, token) = link.trim().split_once('=').expect("a set-up link");
        let form = [("token", token), ("new", PASSWORD), ("again", PASSWORD)];
        assert_eq!(self.post("/setup", "", &form).status, 200, "{name}");
        let entered = self.post("/login", "", &[("name", name), ("password", PASSWORD)]);
        entered.session().unwrap_or_else(|| panic!("{name} is not signed in"))
    }

    /// Sends a form as the local operator.
    pub fn send(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.post(path, &self.cookie, form)
    }

    /// Sends a request and gives what comes back.
    pub fn ask(&self, path: &str, asked: &Asked<'_>) -> Reply {
        let mut stream = TcpStream::connect(self.address).expect("connects");
        let method = if asked.method.is_empty() { "GET" } else { asked.method };
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !asked.headers.iter().any(|(name, _)| *name == "Host") {
            let _ = write!(head, "Host: {}\r\n", self.address);
        }
        for (name, value) in asked.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !asked.cookie.is_empty() {
            let _ = write!(head, "Cookie: {}\r\n", asked.cookie);
        }
        let (kind, body) = match asked.files {
            [] => {
                ("application/x-www-form-urlencoded".to_owned(), encoded(asked.form).into_bytes())
            }
            files => {
                (format!("multipart/form-data; boundary={BOUNDARY}"), parts(asked.form, files))
            }
        };
        if method == "POST" {
            let _ = write!(head, "Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        }
        stream.write_all(&[format!("{head}\r\n").as_bytes(), &body].concat()).expect("asks");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("answers");
        read(&bytes)
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

/// The parts of an answer.
fn read(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    Reply { status, head, body: bytes[end + 4..].to_vec() }
}

/// Stands between the parts of a form with files.
const BOUNDARY: &str = "----between-the-parts-7c0f";

/// A form with files as a browser sends it.
fn parts(form: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |named: String, bytes: &[u8]| {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {named}\r\n\r\n");
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    };
    form.iter().for_each(|(name, value)| part(format!("name=\"{name}\""), value.as_bytes()));
    for (name, bytes) in files {
        part(format!("name=\"files\"; filename=\"{name}\""), bytes);
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

/// The fields of a form as a browser sends them.
fn encoded(form: &[(&str, &str)]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let text = |text: &str| -> String {
        let bytes = text.bytes();
        bytes.map(|b| if plain(b) { char::from(b).into() } else { format!("%{b:02X}") }).collect()
    };
    let pairs: Vec<String> =
        form.iter().map(|(name, value)| format!("{}={}", text(name), text(value))).collect();
    pairs.join("&")
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
