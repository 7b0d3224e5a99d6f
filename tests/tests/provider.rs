//! Signing in by an identity provider: a real one, in a real browser, and what must not work.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tests::browser::Browser;
use tests::site::{Asked, Reply, Site, free_address, wait_for};
use tests::{demo_copy, fail, new_home, path, root, succeed, without_second_factor};
use thirtyfour::prelude::*;

/// Characters that must be encoded before they go into the head of a request.
const SECRET: &str = "s: %+/&= of the tests";

/// The provider, and a home that asks it.
struct Desk {
    home: tempfile::TempDir,
    provider: Child,
    issuer: String,
    own: SocketAddr,
}

impl Desk {
    fn open() -> Self {
        let (home, own, listen) = (demo_copy(), free_address(), free_address());
        let provider = Command::new("node")
            .arg(root().join("tests/identity_provider.mjs"))
            .args([&listen.port().to_string(), SECRET, &format!("http://{own}/login/callback")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts; tests/setup.sh installs it");
        wait_for(listen);
        // Another host: whoever signs out here loses every cookie of this one.
        let issuer = format!("http://localhost:{}", listen.port());
        without_second_factor(home.path());
        settle(home.path(), &issuer, &format!("http://{own}"));
        Self { home, provider, issuer, own }
    }

    fn serve(&self) -> Site {
        Site::start_at(self.own, self.home.path(), &[])
    }

    /// The set-up link of a new account.
    fn add(&self, name: &str) -> String {
        let role = ["--role", "inspection", "--home", path(self.home.path())];
        succeed(&[&["user", "add", name][..], &role].concat()).trim().to_owned()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.provider.kill();
        let _ = self.provider.wait();
    }
}

/// Writes into a home by whom its account holders may sign in.
fn settle(home: &Path, issuer: &str, address: &str) {
    let file = home.join("home.toml");
    let text = fs::read_to_string(&file).unwrap();
    let settings = format!(
        "[identity_provider]\nissuer = \"{issuer}\"\nclient_id = \"doudi\"\n\
         address = \"{address}\"\nsecret_file = \"keys/provider\"\n"
    );
    fs::write(&file, format!("{text}{settings}")).unwrap();
    fs::create_dir_all(home.join("keys")).unwrap();
    fs::write(home.join("keys/provider"), format!("{SECRET}\n")).unwrap();
    mode(&home.join("keys/provider"), 0o600);
}

fn mode(file: &Path, mode: u32) {
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}

/// Signs in at the provider under a name, from a page with a link to it; gives the text of the page
/// that the browser comes back to.
async fn sign_in(browser: &Browser, page: &str, name: &str) -> WebDriverResult<String> {
    let driver = &browser.driver;
    browser.go(page.to_owned()).await;
    browser.click(By::Css("main a[href^='/login/provider']")).await;
    driver.find(By::Name("login")).await?.send_keys(name).await?;
    let password = driver.find(By::Name("password")).await?;
    browser.onward(password.send_keys("any" + Key::Enter)).await;
    browser.click(By::Css("button[autofocus]")).await;
    driver.find(By::Css("body")).await?.text().await
}

async fn fresh(page: &str, name: &str) -> String {
    let browser = Browser::open().await;
    let text = sign_in(&browser, page, name).await;
    text.unwrap_or_else(|why| panic!("{name} from {page}: {why}"))
}

#[tokio::test]
async fn an_account_is_connected_once_and_entered_by_the_provider_from_then_on() {
    let desk = Desk::open();
    let site = desk.serve();
    let setup = site.url(&desk.add("li"));
    let login = site.url("/login");

    // Whom the provider knows has no account yet.
    let text = fresh(&login, "u-17").await;
    assert!(text.contains("没有可用的账户与之连接"), "{text}");

    let browser = Browser::open().await;
    sign_in(&browser, &setup, "u-17").await.unwrap();
    browser.go(site.url("/account")).await;
    let own = browser.driver.find(By::Css("main")).await.unwrap().text().await.unwrap();
    assert!(own.contains("li：监督检查"), "{own}");
    assert_eq!(site.ask(&setup[site.url("").len()..], &Asked::default()).status, 404, "spent");

    let text = fresh(&format!("{login}?lang=en"), "u-17").await;
    assert!(text.contains("Sign out") && text.contains("li"), "{text}");
    assert!(fresh(&login, "somebody").await.contains("没有可用的账户与之连接"));

    // One person, one account; the link of the second one still holds.
    let second = desk.add("li-again");
    let text = fresh(&site.url(&second), "u-17").await;
    assert!(text.contains("已连接另一个账户"), "{text}");
    assert_eq!(site.ask(&second, &Asked::default()).status, 200);

    let home = ["--home", path(desk.home.path()), "--format", "csv"];
    let list = succeed(&[&["user", "list"][..], &home].concat());
    let li = list.lines().find(|line| line.starts_with("li,")).unwrap();
    assert!(li.contains(&desk.issuer), "{li}");
    let log = succeed(&[&["audit", "list", "--limit", "1000"][..], &home].concat());
    let count = |action: &str| log.matches(&format!(",{action},")).count();
    assert_eq!(
        (count("account.connect"), count("login"), count("login.failed")),
        (1, 2, 2),
        "{log}"
    );
    assert!(!log.contains("u-17"), "the log names the account, not the number at the provider");

    succeed(&["user", "disable", "li", "--home", path(desk.home.path())]);
    assert!(fresh(&login, "u-17").await.contains("没有可用的账户与之连接"));
    // A new link forgets who was connected.
    succeed(&["user", "enable", "li", "--home", path(desk.home.path())]);
    succeed(&["user", "reset", "li", "--home", path(desk.home.path())]);
    assert!(fresh(&login, "u-17").await.contains("没有可用的账户与之连接"));
}

#[tokio::test]
async fn whoever_came_by_the_provider_can_sign_out_there_too() {
    let desk = Desk::open();
    let site = desk.serve();
    let setup = site.url(&desk.add("li"));
    let browser = Browser::open().await;
    sign_in(&browser, &setup, "u-17").await.unwrap();
    browser.click(By::Css("form.leave button")).await;
    let main = browser.driver.find(By::Css("main")).await.unwrap().text().await.unwrap();
    assert!(main.contains("在统一身份认证也退出"), "{main}");

    // The provider still knows the browser, until it is told there.
    browser.click(By::Css("main a[href^='/login/provider/out']")).await;
    let there = browser.driver.current_url().await.unwrap();
    assert!(there.as_str().starts_with(&desk.issuer), "{there}");
    browser.click(By::Css("button[value='yes']")).await;
    let back = browser.driver.current_url().await.unwrap();
    assert_eq!(back.as_str(), site.url("/login"));
    browser.click(By::Css("main a[href^='/login/provider']")).await;
    browser.driver.find(By::Name("login")).await.expect("it asks who is there");

    // Whoever came by password is offered nothing of the kind.
    let plain = site.ask("/login", &Asked::default()).text();
    assert!(plain.contains("/login/provider") && !plain.contains("/login/provider/out"));
}

/// Where a browser is sent, what it is given to keep, and what it must bring back.
fn begun(site: &Site) -> (String, String, String) {
    let reply = site.ask("/login/provider", &Asked::default());
    assert_eq!(reply.status, 303);
    let there = reply.header("location").unwrap().to_owned();
    let cookie = reply.header("set-cookie").unwrap();
    assert!(cookie.contains("httponly") && cookie.contains("samesite=lax"), "{cookie}");
    let state = there.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    (there, cookie.split(';').next().unwrap().to_owned(), state)
}

#[test]
fn what_did_not_begin_in_this_browser_or_is_forged_signs_nobody_in() {
    let desk = Desk::open();
    let site = desk.serve();
    let (there, way, state) = begun(&site);
    assert!(there.contains(&desk.issuer), "{there}");
    for said in ["response_type=code", "code_challenge_method=s256", "nonce=", "scope=openid"] {
        assert!(there.contains(said), "{said} in {there}");
    }
    let (_, other_way, other_state) = begun(&site);
    assert_ne!(state, other_state);

    let back = |cookie: &str, query: &str| -> Reply {
        site.ask(&format!("/login/callback?{query}"), &Asked { cookie, ..Asked::default() })
    };
    let issuer = desk.issuer.replace(':', "%3A").replace('/', "%2F");
    let rows = [
        ("", format!("code=x&state={state}"), 403, "不是从本浏览器"),
        ("way=", format!("code=x&state={state}"), 403, "不是从本浏览器"),
        (&*other_way, format!("code=x&state={state}"), 403, "不是从本浏览器"),
        (&*way, "code=x".to_owned(), 403, "不是从本浏览器"),
        (&*way, format!("code=x&state={state}&iss=https%3A%2F%2Felse"), 403, "不可信"),
        (&*way, format!("error=access_denied&state={state}"), 401, "没有放行"),
        (&*way, format!("error=access_denied&state={other_state}"), 403, "不是从本浏览器"),
        (&*way, format!("code=forged&state={state}&iss={issuer}"), 403, "不可信"),
        (&*way, format!("code=forged&state={state}"), 403, "不可信"),
    ];
    for (cookie, query, status, said) in rows {
        let reply = back(cookie, &query);
        assert_eq!(reply.status, status, "{query}");
        assert!(reply.text().contains(said), "{query}: {}", reply.text());
        assert!(!reply.text().contains(&state), "the page leads on with {query}");
        assert!(reply.session().is_none_or(|cookie| !cookie.starts_with("sid=")), "{query}");
    }
}

#[test]
fn a_provider_that_is_away_keeps_nobody_from_a_password() {
    let mut desk = Desk::open();
    desk.provider.kill().unwrap();
    desk.provider.wait().unwrap();
    let site = desk.serve();
    let reply = site.ask("/login/provider", &Asked::default());
    assert_eq!(reply.status, 502);
    assert!(reply.text().contains("没有应答"), "{}", reply.text());
    let cookie = site.member(desk.home.path(), "wang", "planner", None);
    assert_eq!(site.get_with("/", &cookie).status, 200);
}

#[test]
fn without_a_provider_there_is_no_way_to_one() {
    let home = demo_copy();
    let site = Site::start(home.path(), &[]);
    assert!(!site.ask("/login", &Asked::default()).text().contains("/login/provider"));
    for path in ["/login/provider", "/login/callback?code=x&state=y"] {
        assert_eq!(site.ask(path, &Asked::default()).status, 404, "{path}");
    }
}

#[test]
fn settings_that_would_not_be_safe_are_refused_before_anything_listens() {
    let refused = |issuer: &str, address: &str, change: &dyn Fn(&Path), said: &str| {
        let home = new_home("national");
        settle(home.path(), issuer, address);
        change(home.path());
        let listen = free_address().to_string();
        let told = fail(2, &["serve", "--listen", &listen, "--home", path(home.path())]);
        assert!(told.contains(said), "{told}");
    };
    let (issuer, address) = ("https://sso.example.gov.cn", "https://doudi.example.gov.cn");
    let plain = |home: &Path| {
        let file = home.join("home.toml");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("policy = \"djcp2\"\n{text}")).unwrap();
    };
    // The policy that a new home has asks for a second factor.
    refused(issuer, address, &|_| (), "second_factor");
    refused("http://sso.example.gov.cn", address, &plain, "http://sso.example.gov.cn");
    refused(issuer, "http://doudi.example.gov.cn", &plain, "http://doudi.example.gov.cn");
    refused(issuer, "https://doudi.example.gov.cn/doudi", &plain, "example.gov.cn/doudi");
    let open = |home: &Path| {
        plain(home);
        mode(&home.join("keys/provider"), 0o644);
    };
    let home = new_home("national");
    settle(home.path(), issuer, address);
    open(home.path());
    let listen = free_address().to_string();
    let told = fail(5, &["serve", "--listen", &listen, "--home", path(home.path())]);
    assert!(told.contains("chmod 600"), "{told}");
}
