//! The service for those who run it: alive, ready, measured, traced, following its definitions, and
//! ending in order.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tests::site::{Asked, Site, free_address, wait_for};
use tests::{demo_copy, doudi, path, sheet, succeed, without_second_factor};

/// What a plain request to an address gives.
fn get(address: std::net::SocketAddr, page: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {page} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn numbers_are_told_on_loopback_alone_and_of_nobody() {
    let home = demo_copy();
    let metrics = free_address();
    let site = Site::start(home.path(), &["--metrics", &metrics.to_string()]);
    let cookie = site.ask(&site.door(), &Asked::default()).session().unwrap();
    let flag = site.get_with("/flags/deceased_paid.csv", &cookie).text();
    let key = flag.lines().nth(1).unwrap().split(',').nth(4).unwrap().to_owned();
    assert!(key.len() > 10 && site.get_with(&format!("/households/{key}"), &cookie).status == 200);
    assert_eq!(site.get_with("/no-such-page", &cookie).status, 404);
    let first = site.get_with("/questions/caseload_by_town", &cookie);
    let second = site.get_with("/questions/caseload_by_town?lang=en", &cookie);
    let ids = [first, second].map(|reply| reply.header("x-request-id").unwrap().to_owned());
    assert_ne!(ids[0], ids[1]);

    assert_eq!(site.get_with("/healthz", "").status, 200);
    assert!(site.get_with("/readyz", "").text().contains("\"2026-10.r1\""));
    assert_eq!(site.get_with("/metrics", "").status, 303);
    assert!(get(metrics, "/readyz").starts_with("HTTP/1.1 200"));
    assert!(get(metrics, "/questions").starts_with("HTTP/1.1 404"));
    for text in [get(metrics, "/metrics"), site.get_with("/metrics", &cookie).text()] {
        let expected = [
            "doudi_requests_total{method=\"GET\",route=\"/households/{key}\",status=\"2xx\"} 1",
            "doudi_requests_total{method=\"GET\",route=\"none\",status=\"4xx\"} 1",
            "doudi_question_seconds_count{name=\"caseload_by_town\"} 2",
            "doudi_definitions_current 1",
        ];
        for line in expected {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains(&key) && !text.contains("469002"), "{text}");
    }
    let page = site.get_with("/operation?lang=en", &cookie).text();
    assert!(page.contains("/questions/caseload_by_town"), "{page}");
    let open = ["serve", "--metrics", "0.0.0.0:0", "--home", path(home.path())];
    assert_eq!(tests::run(&open).status.code(), Some(2));
}

/// Starts the service with these options and gives it with its address.
fn serve(home: &Path, options: &[&str]) -> (std::process::Child, std::net::SocketAddr) {
    let address = free_address();
    let listen = address.to_string();
    let asked = ["serve", "--listen", &listen, "--home", path(home)];
    let child = doudi(&[&asked, options].concat()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for(address);
    (child, address)
}

#[test]
fn every_request_is_a_line_under_its_id_and_the_end_is_in_order() {
    let home = demo_copy();
    let (mut child, address) = serve(home.path(), &["--traces"]);
    let reply = get(address, "/login?lang=en");
    let id = reply.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap().to_owned();
    let ended = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(ended.success());
    assert!(child.wait().unwrap().success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let lines =
        said.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let line = lines.into_iter().find(|line| line["request"] == *id).expect("a line");
    assert_eq!((&line["route"], &line["status"]), (&"/login".into(), &200.into()), "{line}");
    assert!(line["ms"].is_u64() && line["at"].is_string() && line["asked"].is_array());
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn definitions_are_followed_and_the_last_good_ones_kept() {
    let home = demo_copy();
    let site = Site::serve(home.path());
    let own = home.path().join("queries/data/own_count.sql");
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    let question = |count: &str| {
        format!(
            "--- title = {{ zh = \"自己的问题\", en = \"Own question\" }}\n\
             --- about = {{ zh = \"一行\", en = \"One row\" }}\n--- clauses = [\"DC-3\"]\n\
             --- grain = \"one row\"\nSELECT {count} AS rows_count FROM households ORDER BY 1\n"
        )
    };
    let rows = || site.get("/questions/own_count.csv");
    let wait = |what: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !what() {
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing changed");
            std::thread::sleep(Duration::from_millis(200));
        }
    };
    assert_eq!(rows().status, 404);
    fs::write(&own, question("COUNT(*)")).unwrap();
    wait(&|| rows().status == 200);
    let first = rows().text();
    fs::write(&own, question("2 * COUNT(*)")).unwrap();
    wait(&|| rows().text() != first);
    let second = rows().text();

    // A mistake of the planner, one of the header, and a file that is no text.
    let mistakes =
        [question("no_such_column").into_bytes(), b"SELECT 1\n".to_vec(), vec![0xff, 0xfe]];
    for wrong in mistakes {
        fs::write(&own, wrong).unwrap();
        wait(&|| site.get("/readyz").text().contains("\"definitions_current\":false"));
        assert_eq!(rows().text(), second);
        assert!(site.get("/operation?lang=en").text().contains("the last that could stay in use"));
        fs::write(&own, question("2 * COUNT(*)")).unwrap();
        wait(&|| site.get("/readyz").text().contains("\"definitions_current\":true"));
        assert_eq!(rows().text(), second);
    }
    fs::remove_file(&own).unwrap();
    wait(&|| rows().status == 404);
    succeed(&["doctor", "--records", "--home", path(home.path())]);
}

#[test]
fn an_administrator_starts_a_job_and_sees_how_it_ends() {
    let home = demo_copy();
    without_second_factor(home.path());
    let site = Site::start(home.path(), &[]);
    let admin = site.member(home.path(), "sun", "system_admin", None);
    let leader = site.member(home.path(), "li", "leadership", None);
    let page = || site.get_with("/runs", &admin).text();
    let shown = page();
    assert!(shown.contains("领导总览") && shown.contains("0 8 20 * *"), "{shown}");
    let send = |cookie: &str, job: &str| {
        let token = site.get_with("/account", cookie).form_token().unwrap();
        site.post("/runs", cookie, &[("form_token", &token), ("job", job)]).status
    };
    assert_eq!(send(&leader, "leader"), 403);
    assert_eq!(send(&admin, "no_such_job"), 422);
    assert_eq!(send(&admin, "leader"), 303);
    let log = ["audit", "list", "--search", "job.run", "--format", "csv", "--home"];
    let log = sheet::rows(&succeed(&[&log[..], &[path(home.path())]].concat()));
    assert_eq!((log.len(), &*log[0]["actor"]), (1, "sun"), "{log:?}");
    let (_, today) = log[0]["subject"].split_once(' ').unwrap();
    let ended = || {
        let runs = sheet::rows(&succeed(&["runs", "--format", "csv", "--home", path(home.path())]));
        runs.iter().any(|run| {
            (&*run["job"], &*run["as_of"], &*run["outcome"]) == ("leader", today, "done")
        })
    };
    let begun = Instant::now();
    while !ended() {
        assert!(begun.elapsed() < Duration::from_secs(120), "{}", page());
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(page().contains(today), "{}", page());
    assert!(!site.get_with("/runs", &leader).text().contains("id=\"start\""));
}

#[test]
fn a_page_without_rows_says_why() {
    let home = demo_copy();
    let site = Site::serve(home.path());
    let page = site.get("/questions/campaign_daily?lang=en").text();
    assert!(page.contains("Why there are no rows"), "{page}");
    let page = site.get("/questions/town_overview?lang=en&town=000000").text();
    assert!(page.contains("The address asks for:") && page.contains("000000"), "{page}");
    assert!(!site.get("/questions/town_overview?lang=en").text().contains("why-empty"));
}

/// A question of the home's own, on a dashboard that no job exports.
fn own_dashboard(home: &Path, name: &str, audience: &str, grain: &str, sql: &str) {
    let head = format!(
        "--- title = {{ zh = \"本地\", en = \"own\" }}\n--- about = {{ zh = \"本地\", en = \"own\" }}\n\
         --- clauses = [\"QH-1\"]\n--- grain = \"{grain}\"\n"
    );
    let board = format!(
        "title = {{ zh = \"本地\", en = \"own\" }}\nabout = {{ zh = \"本地\", en = \"own\" }}\n\
         audience = \"{audience}\"\npanels = [{{ question = \"{name}\" }}]\n"
    );
    for (folder, file, text) in [
        ("queries/own", format!("{name}.sql"), format!("{head}{sql}\n")),
        ("dashboards", format!("{name}.toml"), board),
    ] {
        fs::create_dir_all(home.join(folder)).unwrap();
        fs::write(home.join(folder).join(file), text).unwrap();
    }
}

#[test]
fn dashboards_are_answered_before_anybody_asks() {
    let home = demo_copy();
    let count = "SELECT COUNT(*) AS own_count FROM households ORDER BY own_count";
    let rows = "SELECT household_key, town_code FROM households ORDER BY household_key";
    own_dashboard(home.path(), "own_sum", "leadership", "one row", count);
    own_dashboard(home.path(), "own_rows", "inspection", "household", rows);
    own_dashboard(home.path(), "own_towns", "town", "one row", count);
    let towns =
        succeed(&["query", "town_overview", "--format", "csv", "--home", path(home.path())]);
    let expected = [("own_sum-", 1), ("own_rows-", 1), ("own_towns-", towns.lines().count() - 1)];
    let results = home.path().join("results");
    let kept = || -> Vec<String> {
        let folders = fs::read_dir(&results).into_iter().flatten().flatten();
        let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten());
        files.flatten().map(|file| file.file_name().into_string().unwrap()).collect()
    };
    let of = |name: &str| kept().iter().filter(|file| file.starts_with(name)).count();
    let site = Site::start(home.path(), &[]);
    let begun = Instant::now();
    while expected.iter().any(|(name, count)| of(name) < *count) {
        assert!(begun.elapsed() < Duration::from_secs(120), "{:?}", kept());
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(site);
    assert_eq!(expected.map(|(name, _)| of(name)), expected.map(|(_, count)| count));
    let log = ["audit", "list", "--search", "own_rows", "--format", "csv", "--home"];
    let log = succeed(&[&log[..], &[path(home.path())]].concat());
    assert!(!log.contains("own_rows:"), "nobody looked: {log}");
}
