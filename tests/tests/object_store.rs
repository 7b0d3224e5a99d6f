//! Snapshots in a bucket of a real S3 server on loopback: the same answers and the same files as in a
//! folder, one writer at a time, nothing lost when the server or a load is killed, and proof.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tests::bucket::{LOCATION, Server, below, said};
use tests::{copy, deliveries, delivery, doudi, fail, path, put_key, succeed};

fn load<'a>(delivery: &'a Path, month: &'a str, home: &'a Path) -> [&'a str; 6] {
    ["load", path(delivery), "--month", month, "--home", path(home)]
}

/// What is asked of a home, without what earlier asking kept.
fn questions(home: &Path, ask: impl Fn(&[&str]) -> String) -> Vec<String> {
    let _ = fs::remove_dir_all(home.join("results"));
    let asked: [&[&str]; 6] = [
        &["query", "caseload_by_town", "--as-of", "2026-10-31", "--format", "csv"],
        &["query", "caseload_by_town", "--as-of", "2026-10.r1", "--format", "csv"],
        &["query", "data_consistency", "--format", "csv"],
        &["flags", "--month", "2026-10", "--format", "csv"],
        &["snapshots", "diff", "2026-10.r1", "2026-10.r2", "--format", "csv"],
        &["quarantine", "--month", "2026-10", "--format", "csv"],
    ];
    asked.iter().map(|asked| ask(&[asked, &["--home", path(home)][..]].concat())).collect()
}

/// The caseload of a month, computed anew.
fn caseload(server: &Server, home: &Path, day: &str) -> String {
    let _ = fs::remove_dir_all(home.join("results"));
    let asked = ["query", "caseload_by_town", "--as-of", day, "--format", "csv", "--home"];
    server.succeed(&[&asked[..], &[path(home)]].concat())
}

fn verify(server: &Server, home: &Path) {
    let told = server.succeed(&["snapshots", "verify", "--home", path(home)]);
    assert!(told.starts_with("verified "), "{told}");
}

/// Both languages must tell it; returns the English.
fn in_both(tell: impl Fn(&str) -> String) -> String {
    let [zh, en] = ["zh", "en"].map(tell);
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
    assert!(is_chinese(&zh) && !is_chinese(&en), "{zh}\n{en}");
    en
}

fn wait_until(what: &str, mut it_is_so: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    while !it_is_so() {
        assert!(Instant::now() < until, "{what}");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_bucket_holds_the_same_files_and_gives_the_same_answers_as_a_folder() {
    let server = Server::start();
    let made = deliveries(120, 2, 3);
    let other = deliveries(120, 1, 4);
    let remote = server.new_home();
    let local = tempfile::tempdir().unwrap();
    succeed(&["init", "--jurisdiction", "qionghai", "--home", path(local.path())]);
    for home in [remote.path(), local.path()] {
        put_key(home, "pseudonym.key", [7; 32]);
        put_key(home, "identity.key", [9; 32]);
    }
    for (delivery, month) in [
        (made.path().join("2026-09"), "2026-09"),
        (made.path().join("2026-10"), "2026-10"),
        (other.path().join("2026-10"), "2026-10"),
    ] {
        server.succeed(&load(&delivery, month, remote.path()));
        succeed(&load(&delivery, month, local.path()));
    }
    let broken = tempfile::tempdir().unwrap();
    delivery::write(broken.path());
    let persons = broken.path().join("persons.csv");
    let text = fs::read_to_string(&persons).unwrap();
    fs::write(&persons, text.replace(",本人,男", ",本人,男,多余")).unwrap();
    server.fail(4, &load(broken.path(), "2026-10", remote.path()));
    fail(4, &load(broken.path(), "2026-10", local.path()));

    let asked = questions(remote.path(), |asked| server.succeed(asked));
    assert_eq!(asked, questions(local.path(), succeed));
    assert!(asked.iter().all(|answer| answer.lines().count() > 1), "{asked:?}");

    let columns = |names: Vec<String>| -> Vec<String> {
        let mut names: Vec<_> = names.into_iter().filter(|n| n.ends_with(".parquet")).collect();
        names.sort();
        names
    };
    let stored = columns(server.objects("tables/"));
    assert_eq!(stored, columns(below(local.path(), &local.path().join("tables"))));
    for name in &stored {
        let same =
            fs::read(server.object(name)).unwrap() == fs::read(local.path().join(name)).unwrap();
        assert!(same, "{name}");
    }
    let kept = ["tables", "snapshots"].map(|name| remote.path().join(name).exists());
    assert_eq!(kept, [false; 2]);
    // The page about the refused delivery is for whoever loaded, and in clear.
    let pages = below(remote.path(), &remote.path().join("quarantine"));
    assert_eq!(pages, ["quarantine/2026-10.refused.txt"]);
    let sealed = server.objects("quarantine/");
    assert!(sealed.len() > 1 && sealed.iter().all(|name| name.ends_with(".sealed")), "{sealed:?}");
    verify(&server, remote.path());
    server.succeed(&["doctor", "--records", "--home", path(remote.path())]);

    a_backup_is_a_home_of_its_own(&server, remote.path(), &asked);
    a_vacuum_removes_what_was_superseded(&server, remote.path());
}

/// What was restored needs no bucket.
fn a_backup_is_a_home_of_its_own(server: &Server, home: &Path, asked: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    let [zip, restored] = ["backup.zip", "restored"].map(|name| folder.path().join(name));
    server.succeed(&["backup", path(&zip), "--with-keys", "--home", path(home)]);
    succeed(&["restore", path(&zip), "--home", path(&restored)]);
    assert_eq!(questions(&restored, succeed), asked);
    let told = succeed(&["snapshots", "verify", "--home", path(&restored)]);
    assert!(told.starts_with("verified 2026-10.r2 "), "{told}");
}

fn a_vacuum_removes_what_was_superseded(server: &Server, home: &Path) {
    let before = caseload(server, home, "2026-10-31");
    let files = server.objects("tables/households/snapshot_month=2026-10").len();
    assert_eq!(files, 2);
    server.succeed(&["snapshots", "vacuum", "--keep", "0", "--apply", "--home", path(home)]);
    assert_eq!(server.objects("tables/households/snapshot_month=2026-10").len(), 1);
    assert!(server.object("snapshots/vacuum-4.json").exists());
    assert_eq!(caseload(server, home, "2026-10-31"), before);
    verify(server, home);
}

#[test]
fn one_writes_at_a_time_from_whatever_machine() {
    let server = Server::start();
    let made = deliveries(150, 2, 5);
    let [first, second] = ["2026-09", "2026-10"].map(|month| made.path().join(month));
    let home = server.new_home();
    server.succeed(&load(&first, "2026-09", home.path()));
    let before = caseload(&server, home.path(), "2026-09-30");
    let other = copy(home.path());
    let lock = server.object("write.lock");
    assert!(!lock.exists());

    // While a load is under way another machine is refused, and readers do not wait.
    let mut loading = server.doudi(&load(&second, "2026-10", home.path())).spawn().unwrap();
    wait_until("the load begins", || lock.exists());
    let refused = in_both(|lang| {
        let again = load(&second, "2026-10", other.path());
        server.fail(5, &[&again[..], &["--lang", lang]].concat())
    });
    assert!(refused.contains("another machine or home is writing: loading 2026-10"), "{refused}");
    assert!(refused.contains(&format!("remove the object {LOCATION}/write.lock")), "{refused}");
    assert_eq!(caseload(&server, other.path(), "2026-09-30"), before);
    assert!(loading.wait().unwrap().success());
    assert!(!lock.exists());

    // Of a load that was killed the lock stays. Only the home that it worked for knows its end.
    let again = deliveries(150, 1, 6);
    let again = again.path().join("2026-10");
    let mut killed = server.doudi(&load(&again, "2026-10", home.path())).spawn().unwrap();
    wait_until("the load begins", || lock.exists());
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(lock.exists());
    server.fail(5, &load(&again, "2026-10", other.path()));
    server.succeed(&load(&again, "2026-10", home.path()));
    assert!(!lock.exists());
    verify(&server, home.path());
}

#[test]
fn a_server_that_goes_away_during_a_load_takes_nothing_with_it() {
    let mut server = Server::start();
    let made = deliveries(150, 2, 5);
    let [first, second] = ["2026-09", "2026-10"].map(|month| made.path().join(month));
    let home = server.new_home();
    server.succeed(&load(&first, "2026-09", home.path()));
    let before = caseload(&server, home.path(), "2026-09-30");
    let commits = server.objects("tables/persons/_delta_log/").len();
    let has = |server: &Server, name: &str| !server.objects(name).is_empty();
    let moments: [(&str, &dyn Fn(&Server) -> bool); 4] = [
        ("zh", &|server| server.object("write.lock").exists()),
        ("en", &|server| has(server, "tables/households/snapshot_month=2026-10")),
        ("zh", &|server| has(server, "quarantine/2026-10.r1")),
        ("en", &|server| server.objects("tables/persons/_delta_log/").len() > commits),
    ];
    for (lang, moment) in moments {
        let load = load(&second, "2026-10", home.path());
        let mut loading = server.doudi(&[&load[..], &["--lang", lang]].concat());
        loading.stderr(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
        let loading = loading.spawn().unwrap();
        wait_until("the moment comes", || moment(&server));
        server.kill();
        let ended = loading.wait_with_output().unwrap();
        let told = said(&ended);
        assert_eq!(ended.status.code(), Some(5), "{told}");
        let sentence = match lang {
            "zh" => "对象存储没有应答",
            _ => "the object store does not answer or fails; what is published is unharmed",
        };
        assert!(told.contains(sentence), "{told}");
        server.restart();
        assert_eq!(caseload(&server, home.path(), "2026-09-30"), before);
        verify(&server, home.path());
    }
    server.kill();
    let away = in_both(|lang| {
        let asked = ["query", "caseload_by_town", "--lang", lang, "--home", path(home.path())];
        server.fail(5, &asked)
    });
    assert!(away.contains("does not answer"), "{away}");
    server.restart();
    server.succeed(&load(&second, "2026-10", home.path()));
    server.succeed(&["snapshots", "vacuum", "--apply", "--home", path(home.path())]);
    server.succeed(&["doctor", "--records", "--home", path(home.path())]);
    assert_ne!(caseload(&server, home.path(), "2026-10-31"), before);
}

#[test]
fn a_changed_object_is_found() {
    let server = Server::start();
    let made = deliveries(100, 1, 8);
    let home = server.new_home();
    server.succeed(&load(&made.path().join("2026-10"), "2026-10", home.path()));
    let damage = |name: &str, code: i32, expected: &str, damaged: Option<&[u8]>| {
        let object = server.object(name);
        let whole = fs::read(&object).unwrap();
        match damaged {
            Some(bytes) => fs::write(&object, bytes).unwrap(),
            None => fs::remove_file(&object).unwrap(),
        }
        let told = in_both(|lang| {
            server.fail(code, &["snapshots", "verify", "--lang", lang, "--home", path(home.path())])
        });
        assert!(told.contains(expected), "{told}");
        whole
    };
    let households = server.objects("tables/households/snapshot_month=2026-10").remove(0);
    let whole = fs::read(server.object(&households)).unwrap();
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    damage(&households, 4, &format!("{households} is not what its manifest says"), Some(&changed));
    // A file without its end cannot be read; the answer says which file it is.
    fs::write(server.object(&households), &whole[..middle]).unwrap();
    let told = in_both(|lang| {
        let asked = ["query", "caseload_by_town", "--lang", lang, "--home", path(home.path())];
        server.fail(4, &asked)
    });
    assert!(told.contains(&format!("{LOCATION}/{households}")), "{told}");
    fs::write(server.object(&households), &whole).unwrap();

    let whole = damage(&households, 5, &format!("{households} is missing"), None);
    fs::write(server.object(&households), whole).unwrap();
    let manifest = "snapshots/2026-10.r1.json";
    let text = fs::read_to_string(server.object(manifest)).unwrap();
    let other = text.replacen("\"rows\": ", "\"rows\": 1", 1);
    damage(manifest, 4, "the manifest 2026-10.r1 was changed", Some(other.as_bytes()));
    fs::write(server.object(manifest), text).unwrap();
    verify(&server, home.path());
}

#[test]
fn what_keeps_a_home_from_its_bucket_is_said() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let init = |store: &'static str, lang: &'static str, home: &Path| -> Vec<String> {
        let all = ["init", "--jurisdiction", "qionghai", "--store", store, "--lang", lang];
        all.into_iter().chain(["--home", path(home)]).map(str::to_owned).collect()
    };
    let refused = |code: i32, expected: &str, store: &'static str, variables: &[(&str, &str)]| {
        for lang in ["zh", "en"] {
            let arguments = init(store, lang, &home);
            let mut command =
                server.doudi(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
            let output = command.envs(variables.iter().copied()).output().unwrap();
            let told = said(&output);
            assert_eq!(output.status.code(), Some(code), "{told}");
            assert!(lang == "zh" || told.contains(expected), "{told}");
            assert!(!told.contains("only for this test"), "{told}");
        }
        assert!(!home.join("home.toml").exists());
    };
    refused(5, "the key is wrong", LOCATION, &[("AWS_ACCESS_KEY_ID", "stranger")]);
    refused(5, "the key is wrong", LOCATION, &[("AWS_SECRET_ACCESS_KEY", "guessed")]);
    refused(5, "there is no such bucket", "s3://nowhere/qionghai", &[]);
    refused(2, "it must be s3://bucket/prefix", "/srv/store", &[]);
    let far = [("AWS_ENDPOINT_URL", "http://192.0.2.7:9000")];
    refused(5, "outside this machine it must be https", LOCATION, &far);
    let careless = careless_server();
    let careless = [("AWS_ENDPOINT_URL", careless.as_str())];
    refused(5, "ignores conditional writes", LOCATION, &careless);
    let none = doudi(&["init", "--jurisdiction", "qionghai", "--store", LOCATION, "--lang", "en"])
        .args(["--home", path(&home)])
        .env_remove("AWS_ACCESS_KEY_ID")
        .output()
        .unwrap();
    assert_eq!(none.status.code(), Some(5));
    assert!(said(&none).contains("AWS_ACCESS_KEY_ID is not set"), "{}", said(&none));

    // Where one home has snapshots no other is made.
    let made = deliveries(100, 1, 2);
    let first = server.new_home();
    server.succeed(&load(&made.path().join("2026-10"), "2026-10", first.path()));
    refused(2, "there are snapshots in its store already", LOCATION, &[]);
    fail(5, &["snapshots", "--home", path(first.path())]);
}

/// A server that says yes to everything and heeds no condition.
fn careless_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().flatten().for_each(say_yes));
    format!("http://{address}")
}

fn say_yes(mut stream: TcpStream) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        request.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
        if body.len() >= length {
            let none = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
            let length = none.len();
            let head = format!("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: {length}");
            let _ = write!(stream, "{head}\r\nConnection: close\r\n\r\n{none}");
            return;
        }
    }
}
