//! Nobody sees a page without an account, and each role what the rights matrix says: every route
//! with every role, rows and columns of every question, sessions, forms, and the ways in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tests::site::{Asked, PASSWORD, Reply, Site};
use tests::{demo_copy, fail, path, run, sheet, succeed, succeed_with, without_second_factor};

const ROLES: [&str; 7] = [
    "leadership",
    "inspection",
    "planner",
    "clerk",
    "system_admin",
    "security_admin",
    "audit_admin",
];

/// A home of its own under the policy without a second factor.
fn home() -> tempfile::TempDir {
    let home = demo_copy();
    without_second_factor(home.path());
    home
}

/// The rows of a command that prints CSV, by heading.
fn rows(arguments: &[&str]) -> Vec<BTreeMap<String, String>> {
    let text = succeed(&[arguments, &["--format", "csv"]].concat());
    sheet::rows(&text)
}

/// The codes of the towns.
fn towns(home: &Path) -> Vec<String> {
    let asked = rows(&["query", "caseload_by_town", "--home", path(home)]);
    let towns: BTreeSet<String> = asked.into_iter().map(|row| row["town_code"].clone()).collect();
    towns.into_iter().filter(|town| !town.is_empty()).collect()
}

/// Makes an account and gives its set-up path.
fn add(home: &Path, name: &str, role: &str, town: Option<&str>) -> String {
    let mut asked = vec!["user", "add", name, "--role", role, "--home", path(home)];
    asked.extend(town.iter().flat_map(|town| ["--town", town]));
    succeed(&asked).trim().to_owned()
}

/// Sets an account up by its link.
fn set_up(site: &Site, link: &str, password: &str) -> Reply {
    let (_, token) = link.split_once('=').unwrap();
    site.post("/setup", "", &[("token", token), ("new", password), ("again", password)])
}

fn log_in(site: &Site, name: &str, password: &str) -> Reply {
    site.post("/login", "", &[("name", name), ("password", password)])
}

/// A path of a route with its holes filled by what is there.
fn filled(route: &str, town: &str, [draw, key, lead, drawn]: [&str; 4]) -> String {
    let file = match route {
        "/flags/{file}" => "benefit_miscalculated",
        "/circulars/{file}" | "/circulars/{file}/withdraw" => "monthly_circular",
        "/questions/{file}" => "caseload_by_town",
        _ if route.starts_with("/analysis") => "towns_drafted",
        _ => "",
    };
    let name = if route.starts_with("/dashboards") { "leader" } else { "no-such-asset" };
    let id = match route {
        _ if route.starts_with("/ledger") => lead,
        _ if route.starts_with("/draws") => draw,
        _ if route.starts_with("/scenarios") => "1",
        _ => "QH-8",
    };
    let key = if route.starts_with("/draws") { drawn } else { key };
    let route = route.replace("{place}", "keshan");
    route
        .replace("{code}", town)
        .replace("{file}", file)
        .replace("{name}", name)
        .replace("{id}", id)
        .replace("{key}", key)
}

/// Saves a scenario and a draft at the command line.
fn save_files(home: &Path) {
    let draft = home.join("towns_drafted.toml");
    std::fs::write(&draft, tests::text("dashboards/planner.toml")).unwrap();
    succeed(&["draft", "save", path(&draft), "--home", path(home)]);
    let file = home.join("scenario.toml");
    let text =
        "title = \"t\"\neffective_from = 2027-01-01\n[standards]\nurban = 700\nrural = 500\n";
    std::fs::write(&file, text).unwrap();
    succeed(&["scenario", "save", path(&file), "--home", path(home)]);
}

#[test]
fn every_route_answers_each_role_as_the_matrix_says() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let town = &towns(home.path())[0];
    let draws = rows(&["draw", "list", "--home", path(home.path())]);
    let draw = draws[0]["draw_id"].clone();
    let asked = ["query", "change_register", "--home", path(home.path())];
    let of_town = rows(&asked).into_iter().find(|row| row["town_code"] == *town);
    let key = of_town.expect("a household of the town")["household_key"].clone();
    let asked = ["query", "lead_ledger", "--home", path(home.path())];
    let of_town = rows(&asked).into_iter().find(|row| row["town_code"] == *town);
    let lead = of_town.expect("a lead of the town")["lead_id"].clone();
    let asked = ["draw", "work-list", &draw, "--home", path(home.path())];
    let drawn = rows(&asked).into_iter().find(|row| row["visited_on"].is_empty());
    let drawn = drawn.expect("somebody to visit")["household_key"].clone();
    save_files(home.path());
    let matrix = rows(&["user", "rights"]);
    assert!(matrix.len() > 25);
    for role in ROLES {
        let own = (role == "clerk").then_some(town.as_str());
        let mut cookie = site.member(home.path(), role, role, own);
        for row in &matrix {
            let (method, route) = (&row["method"], &row["path"]);
            let address = filled(route, town, [&draw, &key, &lead, &drawn]);
            // The city's bundle names every household of it, a draft tells of every town.
            let of_city =
                role == "clerk" && (route.ends_with("bundle.json") || route == "/circulars/{file}");
            let reply = if method == "GET" {
                site.get_with(&address, &cookie)
            } else {
                let token = site.get_with("/account", &cookie).form_token().unwrap();
                site.post(&address, &cookie, &[("form_token", &token)])
            };
            let refused = reply.status == 403;
            match (row["needs"].as_str(), row[role].as_str()) {
                // Without a token of theirs nobody enters by it.
                ("anybody", _) => assert!(!refused || route == "/enter", "{role} {method} {route}"),
                (_, "yes") => assert!(
                    !refused && (reply.status < 400 || reply.status == 422 || of_city),
                    "{role} {method} {address}: {}",
                    reply.status
                ),
                _ => assert!(refused, "{role} {method} {address}: {}", reply.status),
            }
            if route == "/logout" {
                cookie = log_in(&site, role, PASSWORD).session().unwrap();
            }
        }
    }
}

/// What the page of an auditor says of each question for an account: its status and hidden columns.
fn told(page: &str, question: &str) -> (String, Vec<String>) {
    let (_, row) = page.split_once(&format!(">{question}<")).expect(question);
    let cells = row.split("</tr>").next().unwrap().split("<td").skip(2);
    let texts: Vec<&str> = cells
        .map(|cell| cell.split_once('>').unwrap().1.split('<').next().unwrap().trim())
        .collect();
    let hidden = texts[1].split(", ").filter(|name| !name.is_empty());
    (texts[0].to_owned(), hidden.map(str::to_owned).collect())
}

#[test]
fn what_an_auditor_is_told_of_an_account_is_what_the_account_gets() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let auditor = site.member(home.path(), "auditor", "audit_admin", None);
    let names: Vec<String> = rows(&["questions", "--home", path(home.path())])
        .into_iter()
        .map(|row| row["name"].clone())
        .collect();
    let mut found = BTreeSet::new();
    for role in ["leadership", "planner", "security_admin"] {
        let cookie = site.member(home.path(), role, role, None);
        let address = format!("/view-as?account={role}&lang=en");
        let page = site.get_with(&address, &auditor);
        assert_eq!((page.status, site.get_with(&address, &cookie).status), (200, 403));
        let page = page.text();
        for name in &names {
            let (status, hidden) = told(&page, name);
            let answer = answer(&site, name, &cookie);
            assert_eq!(answer.is_none(), status == "refused", "{role} {name}: {status}");
            for row in answer.iter().flatten() {
                let shown = hidden.iter().filter(|column| !row[*column].is_empty());
                assert_eq!(shown.count(), 0, "{role} {name}: {row:?}");
            }
            found.insert(status);
        }
    }
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["partly seen", "refused", "seen"]);
    assert_eq!(site.get_with("/view-as?account=nobody", &auditor).status, 400);
    let log = rows(&["audit", "list", "--search", "view_as", "--home", path(home.path())]);
    assert!(log.iter().any(|row| row["subject"] == "planner" && row["actor"] == "auditor"));
}

#[test]
fn without_an_account_only_the_public_pages_answer() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    add(home.path(), "wang", "inspection", None);
    let public: BTreeSet<String> = rows(&["user", "rights"])
        .into_iter()
        .filter(|row| row["needs"] == "anybody")
        .map(|row| row["path"].clone())
        .collect();
    assert!(public.len() <= 9, "{public:?}");
    for row in rows(&["user", "rights"]) {
        let (method, route) = (row["method"].as_str(), &row["path"]);
        if public.contains(route) {
            continue;
        }
        let address = filled(route, "469002100", ["x", "x", "1", "x"]);
        for more in ["", "?token=1&admin=true&user=wang", "?lang=en&month=2026-10"] {
            let asked = Asked { method, ..Asked::default() };
            let reply = site.ask(&format!("{address}{more}"), &asked);
            match method {
                "GET" => {
                    assert_eq!(reply.status, 303, "{address}");
                    assert!(reply.header("location").unwrap().starts_with("/login"), "{address}");
                }
                _ => assert_eq!(reply.status, 401, "{address}"),
            }
            assert!(!reply.text().contains("<table"), "{address}");
        }
    }
    let odd = [
        "//questions",
        "/%71uestions",
        "/questions/",
        "/QUESTIONS",
        "/assets/../questions",
        "/assets/..%2fquestions",
        "/login/../questions",
        "/questions;/login",
        "/questions%00",
        "/./questions",
        "/questions?/login",
    ];
    for address in odd {
        let reply = site.ask(address, &Asked::default());
        assert_ne!(reply.status, 200, "{address}");
    }
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT"] {
        let reply = site.ask("/questions", &Asked { method, ..Asked::default() });
        assert!(reply.status >= 400, "{method} {}", reply.status);
        assert!(!reply.text().contains("<table"), "{method}");
    }
    for cookie in ["sid=", "sid=0", "sid=local operator", &format!("sid={}", "0".repeat(64))] {
        assert_eq!(site.get_with("/", cookie).status, 303, "{cookie}");
    }
}

/// The questions, each with its rows for a session; `None` where it is refused.
fn answer(site: &Site, question: &str, cookie: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let reply = site.get_with(&format!("/questions/{question}.csv"), cookie);
    match reply.status {
        200 => Some(sheet::rows(&reply.text())),
        400 | 403 => None,
        status => panic!("{question}: {status}"),
    }
}

/// The questions whose rows stand for one town each, by what their files say.
fn town_questions(names: &[String]) -> Vec<&String> {
    let is_of_town = |name: &&String| {
        tests::files().into_iter().any(|file| {
            file.starts_with("queries/")
                && file.ends_with(&format!("/{name}.sql"))
                && tests::text(&file).lines().any(|line| line.starts_with("--- grain = \"town"))
        })
    };
    names.iter().filter(is_of_town).collect()
}

#[test]
fn clerks_see_their_town_and_all_of_them_together_the_city() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let names: Vec<String> = rows(&["questions", "--home", path(home.path())])
        .into_iter()
        .map(|row| row["name"].clone())
        .collect();
    let city = site.member(home.path(), "inspector", "inspection", None);
    let towns = towns(home.path());
    assert!(towns.len() > 2);
    let leads = rows(&["query", "lead_ledger", "--home", path(home.path())]);
    let mut together: BTreeMap<&String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    for town in &towns {
        let clerk = site.member(home.path(), &format!("clerk-{town}"), "clerk", Some(town));
        for name in &names {
            let Some(rows) = answer(&site, name, &clerk) else { continue };
            for row in &rows {
                // A total, or what belongs to no town, is of these rows too.
                let other = row.get("town_code").filter(|code| towns.contains(code));
                assert!(other.is_none_or(|code| code == town), "{name} for {town}: {row:?}");
            }
            together.entry(name).or_default().extend(rows);
        }
        let others = towns.iter().filter(|other| *other != town).take(2);
        for other in others {
            assert_eq!(site.get_with(&format!("/towns/{other}"), &clerk).status, 404);
        }
        for lead in leads.iter().take(30) {
            let status = if lead["town_code"] == *town { 200 } else { 404 };
            let reply = site.get_with(&format!("/ledger/{}", lead["lead_id"]), &clerk);
            assert_eq!(reply.status, status, "{town} {lead:?}");
        }
        for flag in ["benefit_miscalculated", "deceased_paid"] {
            let found = sheet::rows(&site.get_with(&format!("/flags/{flag}.csv"), &clerk).text());
            assert!(found.iter().all(|row| row["town_code"] == **town), "{flag} {town}");
        }
    }
    let sorted = |rows: &[BTreeMap<String, String>]| {
        let of_town = |row: &&BTreeMap<String, String>| {
            row.get("town_code").is_some_and(|code| towns.contains(code))
        };
        let mut rows: Vec<_> = rows.iter().filter(of_town).cloned().collect();
        rows.sort();
        rows
    };
    let compared = town_questions(&names);
    assert!(compared.len() > 10, "{compared:?}");
    let mut wrong = Vec::new();
    for name in compared {
        let whole = answer(&site, name, &city).unwrap();
        if sorted(&together[name]) != sorted(&whole) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_clerk_learns_that_somebody_stands_on_another_roll_and_nothing_of_that_roll() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let city = site.member(home.path(), "inspector", "inspection", None);
    let towns = towns(home.path());
    let flags =
        ["duplicate_person", "two_programmes", "account_shared"].map(|f| format!("/flags/{f}.csv"));
    let faults = "/questions/data_faults.csv?rule=person_once".to_owned();
    let addresses: Vec<String> = flags.into_iter().chain([faults]).collect();
    let all = |cookie: &str| -> Vec<BTreeMap<String, String>> {
        addresses.iter().flat_map(|page| sheet::rows(&site.get_with(page, cookie).text())).collect()
    };
    let (whole, mut found) = (all(&city), 0);
    for town in &towns {
        let clerk = site.member(home.path(), &format!("clerk-{town}"), "clerk", Some(town));
        let own: Vec<_> = whole.iter().filter(|row| row["town_code"] == *town).cloned().collect();
        let seen = all(&clerk);
        assert_eq!(seen, own, "{town}");
        found += seen.len();
        // The own person may be a head elsewhere; what is said of them names no household there.
        let others = whole.iter().filter(|row| row["town_code"] != *town);
        let keys: BTreeSet<&String> = others.map(|row| &row["household_key"]).collect();
        let named = |row: &BTreeMap<String, String>| {
            keys.iter().any(|key| row["evidence"].contains(key.as_str()))
        };
        assert!(!seen.iter().any(named), "{town}");
    }
    let of_towns = whole.iter().filter(|row| towns.contains(&row["town_code"]));
    assert!(found > 0 && found == of_towns.count());
}

#[test]
fn leaders_and_planners_see_what_their_role_sees() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let leader = site.member(home.path(), "leader", "leadership", None);
    let planner = site.member(home.path(), "planner", "planner", None);
    let inspector = site.member(home.path(), "inspector", "inspection", None);
    let names = rows(&["questions", "--home", path(home.path())]);
    let mut refused = 0;
    for name in names.iter().map(|row| &row["name"]) {
        match answer(&site, name, &leader) {
            None => refused += 1,
            Some(rows) => {
                let named = |row: &BTreeMap<String, String>| {
                    row.iter().any(|(head, cell)| head.ends_with("_key") && !cell.is_empty())
                };
                assert!(!rows.iter().any(named), "{name}");
            }
        }
        assert!(answer(&site, name, &inspector).is_some(), "{name}");
    }
    assert!(refused > 3);
    assert!(!site.get_with("/questions", &leader).text().contains("/questions/change_register"));
    let flag = "/flags/benefit_miscalculated.csv";
    assert_eq!(site.get_with(flag, &leader).status, 403);
    let [seen, masked] =
        [&inspector, &planner].map(|cookie| sheet::rows(&site.get_with(flag, cookie).text()));
    assert!(!seen.is_empty() && seen.iter().all(|row| !row["evidence"].is_empty()));
    assert_eq!(masked.len(), seen.len());
    for row in &masked {
        assert!(row["evidence"].is_empty() && !row["household_key"].is_empty(), "{row:?}");
    }
    let page = site.get_with("/flags/benefit_miscalculated", &planner).text();
    let told = seen.iter().map(|row| &row["evidence"]).find(|text| page.contains(text.as_str()));
    assert_eq!(told, None);
}

#[test]
fn one_address_gives_each_reader_their_own_answer_cold_and_warm() {
    let home = home();
    let towns = towns(home.path());
    let site = Site::start(home.path(), &[]);
    let city = site.member(home.path(), "inspector", "inspection", None);
    let clerk = site.member(home.path(), "clerk", "clerk", Some(&towns[0]));
    let planner = site.member(home.path(), "planner", "planner", None);
    let addresses = [
        "/questions/caseload_by_town.csv",
        "/questions/caseload_by_town.json",
        "/questions/caseload_by_town",
        "/questions/change_register.csv",
        "/flags/benefit_miscalculated.csv",
        "/",
    ];
    for address in addresses {
        let get = |cookie: &String| {
            let text = site.get_with(address, cookie).text();
            // The form of a page has the token of its session, a failure the id of its request.
            let same = |line: &&str| !line.contains("form_token") && !line.contains("请求编号");
            text.lines().filter(same).collect::<Vec<_>>().join("\n")
        };
        let readers = [&city, &clerk, &planner];
        let cold = readers.map(get);
        for _ in 0..2 {
            assert_eq!(readers.map(get), cold, "{address}");
        }
        assert_ne!(cold[0], cold[1], "{address}");
    }
    // Whoever sees the same shares a page, but for the name and the forms on it.
    let other = site.member(home.path(), "zhang", "inspection", None);
    let pages = [&city, &other, &city].map(|cookie| site.get_with("/", cookie));
    let named = |name| pages.each_ref().map(|page| page.text().contains(&format!(">{name}</a>")));
    assert_eq!(named("inspector"), [true, false, true]);
    assert_eq!(named("zhang"), [false, true, false]);
    let [token, of_other, _] = pages.map(|page| page.form_token().unwrap());
    assert_eq!(site.post("/logout", &city, &[("form_token", &of_other)]).status, 403);
    assert_eq!(site.post("/logout", &city, &[("form_token", &token)]).status, 303);
    // The other way round, on a server that knows nothing yet.
    drop(site);
    let site = Site::start(home.path(), &[]);
    let clerk = log_in(&site, "clerk", PASSWORD).session().unwrap();
    let city = log_in(&site, "inspector", PASSWORD).session().unwrap();
    let [own, all] =
        [&clerk, &city].map(|cookie| answer(&site, "caseload_by_town", cookie).unwrap());
    assert!(own.iter().all(|row| row["town_code"] == towns[0]) && all.len() > own.len());
}

#[test]
fn logins_lock_links_work_once_and_errors_are_alike() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let link = add(home.path(), "wang", "inspection", None);
    assert_eq!(site.get_with(&link, "").status, 200);
    assert_eq!(set_up(&site, &link, "short").status, 422);
    assert_eq!(set_up(&site, &link, PASSWORD).status, 200);
    assert_eq!(set_up(&site, &link, PASSWORD).status, 404);
    assert_eq!(site.get_with(&link, "").status, 404);
    let good = log_in(&site, "wang", PASSWORD);
    assert_eq!(good.status, 303);
    let cookie = good.header("set-cookie").unwrap();
    assert!(cookie.starts_with("sid=") && cookie.contains("path=/"), "{cookie}");
    assert!(cookie.contains("httponly") && cookie.contains("samesite=lax"), "{cookie}");
    let [unknown, wrong] = [("nobody", PASSWORD), ("wang", "wrong")]
        .map(|(name, password)| log_in(&site, name, password));
    assert_eq!((unknown.status, wrong.status), (401, 401));
    assert_eq!(unknown.text(), wrong.text());
    for _ in 0..4 {
        assert_eq!(log_in(&site, "wang", "wrong").status, 401);
    }
    let locked = log_in(&site, "wang", PASSWORD);
    assert_eq!((locked.status, locked.text()), (401, wrong.text()));
    // A session that holds goes on; new ones wait.
    assert_eq!(site.get_with("/", &good.session().unwrap()).status, 200);
    let tries: Vec<u16> = (0..70).map(|_| log_in(&site, "nobody", "x").status).collect();
    assert_eq!(tries.last(), Some(&429), "{tries:?}");
    let log = rows(&["audit", "list", "--limit", "500", "--home", path(home.path())]);
    for action in ["account.add", "account.set_up", "login", "login.failed", "login.locked"] {
        assert!(log.iter().any(|row| row["action"] == action), "{action}");
    }
    let file = std::fs::read(home.path().join("ledger.sqlite")).unwrap();
    for secret in [PASSWORD, link.split_once('=').unwrap().1] {
        let bytes = secret.as_bytes();
        assert!(!file.windows(bytes.len()).any(|window| window == bytes));
    }
}

#[test]
fn what_is_changed_ends_sessions_and_foreign_forms_change_nothing() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let admin = site.member(home.path(), "guard", "security_admin", None);
    let wang = site.member(home.path(), "wang", "inspection", None);
    let token = site.get_with("/accounts", &admin).form_token().unwrap();
    let disable = [("what", "disable"), ("name", "wang")];
    let with_token = [("form_token", token.as_str()), disable[0], disable[1]];
    assert_eq!(site.post("/accounts", &admin, &disable).status, 403);
    let other = site.get_with("/account", &wang).form_token().unwrap();
    let stolen = [("form_token", other.as_str()), disable[0], disable[1]];
    assert_eq!(site.post("/accounts", &admin, &stolen).status, 403);
    for headers in [
        [("Origin", "https://evil.example")].as_slice(),
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
    ] {
        let form = &with_token;
        let asked = Asked { method: "POST", cookie: &admin, headers, form, ..Asked::default() };
        assert_eq!(site.ask("/accounts", &asked).status, 403, "{headers:?}");
    }
    assert_eq!(site.get_with("/", &wang).status, 200);
    assert_eq!(site.post("/accounts", &admin, &with_token).status, 200);
    assert_eq!(site.get_with("/", &wang).status, 303);
    assert_eq!(log_in(&site, "wang", PASSWORD).status, 401);
    let own = [("form_token", token.as_str()), ("what", "disable"), ("name", "GUARD")];
    assert_eq!(site.post("/accounts", &admin, &own).status, 422);

    succeed(&["user", "enable", "wang", "--home", path(home.path())]);
    let wang = log_in(&site, "wang", PASSWORD).session().unwrap();
    succeed(&["user", "role", "wang", "--role", "planner", "--home", path(home.path())]);
    assert_eq!(site.get_with("/", &wang).status, 303);
    let wang = log_in(&site, "wang", PASSWORD).session().unwrap();
    let token = site.get_with("/account", &wang).form_token().unwrap();
    let left = site.post("/logout", &wang, &[("form_token", &token)]);
    assert!(left.header("clear-site-data").unwrap().contains("cookies"));
    assert!(left.header("set-cookie").unwrap().contains("max-age=0"));
    assert_eq!(site.get_with("/", &wang).status, 303);

    let link = succeed(&["user", "reset", "wang", "--home", path(home.path())]);
    assert_eq!(log_in(&site, "wang", PASSWORD).status, 401);
    assert_eq!(set_up(&site, link.trim(), "tulgoPrem4-Snob").status, 200);
    let both = ["user", "role", "wang", "--role", "planner", "--role", "audit_admin"];
    let said = fail(2, &[&both[..], &["--home", path(home.path()), "--lang", "en"]].concat());
    assert!(said.contains("cannot be combined"), "{said}");
}

#[test]
fn looks_and_exports_stand_in_the_log_under_the_account_and_the_log_is_proved() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let wang = site.member(home.path(), "wang", "inspection", None);
    let auditor = site.member(home.path(), "auditor", "audit_admin", None);
    let key = answer(&site, "change_register", &wang).unwrap()[0]["household_key"].clone();
    let token = site.get_with("/identify", &wang).form_token().unwrap();
    let form = |purpose| [("form_token", token.as_str()), ("purpose", purpose), ("keys", &key)];
    assert_eq!(site.post("/identify", &wang, &form("")).status, 422);
    let found = site.post("/identify", &wang, &form("入户核查"));
    let person = &tests::identify(home.path(), &BTreeSet::from([key.clone()]))[&key];
    assert!(found.status == 200 && found.text().contains(&person.id_no), "{}", found.text());
    let log = site.get_with("/audit.csv", &auditor);
    let entries = sheet::rows(&log.text());
    let own = |row: &&BTreeMap<String, String>| row["actor"] == "wang";
    let by = |action: &str| entries.iter().filter(own).find(|row| row["action"] == action).cloned();
    let [look, ask, export] = ["identify", "ask", "export"].map(|action| by(action).unwrap());
    assert!(ask["subject"].starts_with("change_register") && export["subject"].contains("csv"));
    // A second look is another one, though nothing is computed for it; by towns too, where rows may
    // name somebody.
    let looks = |question: &str| {
        assert_eq!(site.get_with(&format!("/questions/{question}"), &wang).status, 200);
        let log = sheet::rows(&site.get_with("/audit.csv", &auditor).text());
        let subject = format!("{question}: ");
        log.iter().filter(own).filter(|row| row["subject"].starts_with(&subject)).count()
    };
    assert_eq!([2, 3], [(); 2].map(|()| looks("change_register")));
    assert_eq!([1, 2, 3], [(); 3].map(|()| looks("quota_pattern")));
    assert_eq!(look["purpose"], "入户核查");
    let page = site.get_with("/audit?verify=1&search=wang&lang=en", &auditor).text();
    assert!(page.contains("nothing was changed") && page.contains("identify"));
    succeed(&["audit", "verify", "--home", path(home.path())]);
    let out = home.path().join("audit.csv");
    succeed(&["audit", "export", "--out", path(&out), "--home", path(home.path())]);
    let exported = sheet::rows(&std::fs::read_to_string(&out).unwrap());
    assert!(exported[0]["entry"] == "1" && exported.len() > entries.len());
}

#[test]
fn much_that_one_account_does_is_an_alarm_for_the_auditor() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let auditor = site.member(home.path(), "auditor", "audit_admin", None);
    let told = || rows(&["audit", "alarms", "--home", path(home.path())]);
    assert_eq!(told(), []);
    assert!(!site.get_with("/audit?lang=en", &auditor).text().contains("pseudonyms looked behind"));
    let asked = rows(&["query", "draw_frame_annual_visits", "--home", path(home.path())]);
    let keys: BTreeSet<&str> = asked.iter().map(|row| row["household_key"].as_str()).collect();
    let keys: Vec<&str> = keys.into_iter().filter(|key| !key.is_empty()).take(201).collect();
    assert_eq!(keys.len(), 201);
    let lines: String = keys.iter().map(|key| format!("{key}\n")).collect();
    succeed_with(&["identify", "--purpose", "核对", "--home", path(home.path())], lines);
    let alarms = told();
    assert_eq!(alarms.len(), 1);
    let [kind, count, most] = ["alarm", "count", "most"].map(|column| alarms[0][column].as_str());
    // The home may have been looked behind today before.
    assert!(kind == "persons_identified" && most == "200", "{alarms:?}");
    assert!(count.parse::<usize>().unwrap() >= keys.len(), "{count}");
    let page = site.get_with("/audit?lang=en", &auditor).text();
    assert!(
        page.contains("pseudonyms looked behind") && page.contains(&format!(">{count}<")),
        "{page}"
    );
}

#[test]
fn the_operator_comes_in_once_by_each_address_until_there_are_accounts() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let door = site.door();
    let entered = site.ask(&door, &Asked::default());
    let cookie = entered.session().unwrap();
    assert_eq!(site.ask(&door, &Asked::default()).status, 403);
    assert_eq!(site.ask("/enter", &Asked::default()).status, 403);
    for page in ["/", "/inspection", "/planning", "/data", "/audit"] {
        assert_eq!(site.get_with(page, &cookie).status, 200, "{page}");
    }
    assert_eq!(site.get_with("/identify", &cookie).status, 403);
    let next = site.door();
    assert_ne!(next, door);
    add(home.path(), "wang", "inspection", None);
    assert_eq!(site.ask(&next, &Asked::default()).status, 403);
    assert_eq!(site.get_with("/", &cookie).status, 303);

    let closed = Site::start(home.path(), &[]);
    assert_eq!(closed.told(Duration::from_secs(2)), None);
    let open = Site::start(home.path(), &["--operator"]);
    let cookie = open.ask(&open.door(), &Asked::default()).session().unwrap();
    assert_eq!(open.get_with("/", &cookie).status, 200);
}

#[test]
fn other_machines_are_served_by_tls_or_a_proxy_alone() {
    let home = home();
    let serve = ["serve", "--listen", "0.0.0.0:0", "--home", path(home.path())];
    let refused: [&[&str]; 4] = [
        &[],
        &["--name", "doudi.example"],
        &["--behind-proxy", "10.0.0.1"],
        &["--tls-cert", "missing.pem", "--tls-key", "missing.pem", "--name", "doudi.example"],
    ];
    for options in refused {
        assert_eq!(run(&[&serve, options].concat()).status.code(), Some(2), "{options:?}");
    }
    // Whoever is not the proxy is refused, whatever they say.
    let site = Site::start(home.path(), &["--behind-proxy", "10.0.0.1", "--name", "localhost"]);
    assert_eq!(site.get_with("/login", "").status, 421);
    let site =
        Site::start(home.path(), &["--behind-proxy", "127.0.0.1", "--name", "doudi.example"]);
    assert_eq!(site.told(Duration::from_secs(1)), None, "no door behind a proxy");
    let headers = [("Host", "doudi.example")];
    let reply = site.ask("/login", &Asked { headers: &headers, ..Asked::default() });
    assert_eq!(reply.status, 200);
    assert!(reply.header("strict-transport-security").is_some());
}

#[test]
fn a_certificate_serves_by_tls() {
    let home = home();
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| home.path().join(name));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-keyout", path(&key), "-out", path(&cert)])
        .output()
        .expect("openssl");
    assert!(made.status.success());
    let site = Site::start(home.path(), &["--tls-cert", path(&cert), "--tls-key", path(&key)]);
    let link = add(home.path(), "wang", "inspection", None);
    let port = site.url("").rsplit(':').next().unwrap().to_owned();
    let curl = |page: &str, form: &[&str]| {
        let address = format!("https://localhost:{port}{page}");
        let fields = form.iter().flat_map(|field| ["--data-urlencode", field]);
        let output = Command::new("curl")
            .args(["-sSi", "--cacert", path(&cert)])
            .args(fields)
            .arg(address)
            .output()
            .expect("curl");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let (_, token) = link.split_once('=').unwrap();
    let [token, new, again] = [("token", token), ("new", PASSWORD), ("again", PASSWORD)]
        .map(|(name, value)| format!("{name}={value}"));
    curl("/setup", &[&token, &new, &again]);
    let reply = curl("/login", &["name=wang", &format!("password={PASSWORD}")]);
    assert!(reply.contains("strict-transport-security: max-age="), "{reply}");
    let cookie = reply.lines().find(|line| line.starts_with("set-cookie: ")).expect("a cookie");
    assert!(cookie.contains("__Host-sid=") && cookie.contains("; Secure"), "{cookie}");
    assert!(cookie.contains("; HttpOnly") && cookie.contains("Path=/"), "{cookie}");
}

#[test]
fn nothing_is_shown_when_it_cannot_be_logged() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    let wang = site.member(home.path(), "wang", "inspection", None);
    assert_eq!(site.get_with("/questions/change_register.csv", &wang).status, 200);
    // A log that refuses every entry, as a full disk would.
    let ledger = home.path().join("ledger.sqlite");
    let sql = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); \
               c.execute(\"CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'full'); END\")";
    let done = Command::new("python3").args(["-c", sql, path(&ledger)]).status();
    assert!(done.expect("python3").success());
    for address in [
        "/questions/change_register",
        "/questions/change_register.csv",
        "/questions/caseload_by_town.csv",
    ] {
        let reply = site.get_with(address, &wang);
        assert_eq!(reply.status, 503, "{address}");
        assert!(!reply.text().contains("<table"), "{address}");
    }
    assert_eq!(log_in(&site, "wang", PASSWORD).status, 503);
}
