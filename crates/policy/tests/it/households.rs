//! Households, line by line.

use std::collections::BTreeMap;

use model::{Area, Norms, Programme};
use policy::{
    Approved, Assets, Basis, Disability, Exact, Given, Hardship, Household, Income, IncomeKind,
    Labour, Line, Member, Method, Rounding, SelfCare, Sex, Step, Supporter, means_test,
};
use serde::Deserialize;
use toml::value::Datetime;

use crate::files::{all, code, day, fen, number, read, rules};

/// A household with what is expected of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub name: String,
    norms: Option<String>,
    on: Datetime,
    programme: Programme,
    area: Option<Area>,
    tier: Option<String>,
    #[serde(default)]
    single_person: bool,
    covered: Option<i64>,
    members: Vec<MemberSpec>,
    #[serde(default)]
    supporters: Vec<SupporterSpec>,
    #[serde(default)]
    assets: AssetsSpec,
    minimum_wage: Option<String>,
    hardship: Option<HardshipSpec>,
    declared: Option<String>,
    approved: Option<[String; 2]>,
    grace: Option<[String; 2]>,
    expect: BTreeMap<String, String>,
    lines: Option<Vec<String>>,
    outlook: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberSpec {
    who: String,
    #[serde(default = "yes")]
    covered: bool,
    born: Option<Datetime>,
    sex: Option<String>,
    labour: Option<String>,
    idle_reason: Option<String>,
    disability: Option<(String, i128)>,
    #[serde(default)]
    seriously_ill: bool,
    self_care: Option<String>,
    #[serde(default)]
    incomes: BTreeMap<String, String>,
    #[serde(default)]
    found: BTreeMap<String, String>,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SupporterSpec {
    who: String,
    income: String,
    members: i64,
    #[serde(default)]
    children: i64,
    supported: i64,
    agreed: Option<String>,
    received: Option<String>,
    #[serde(default)]
    waivable: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AssetsSpec {
    financial: Option<String>,
    homes: Option<i64>,
    vehicles: Vec<String>,
    premises: Vec<String>,
    companies: i64,
    sole_traders: Vec<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HardshipSpec {
    spending: String,
    disposable_income: String,
}

/// `12000`, `1000/month`, `5 mu`, `4800 net`.
fn income((kind, text): (&String, &String)) -> Income {
    let (text, net) = text.strip_suffix(" net").map_or((text.as_str(), false), |text| (text, true));
    let given = if let Some(month) = text.strip_suffix("/month") {
        Given::Month(fen(month))
    } else if let Some(mu) = text.strip_suffix(" mu") {
        Given::Mu(number(mu))
    } else {
        Given::Year(fen(text))
    };
    Income { kind: code(kind, IncomeKind::from_code), given, net }
}

impl MemberSpec {
    fn member(&self) -> Member {
        let sex = |text: &str| match text {
            "male" => Some(Sex::Male),
            "female" => Some(Sex::Female),
            _ => None,
        };
        let labour = |text: &str| match text {
            "full" => Some(Labour::Full),
            "partial" => Some(Labour::Partial),
            "none" => Some(Labour::None),
            _ => None,
        };
        let disability = self.disability.clone();
        Member {
            label: self.who.clone(),
            covered: self.covered,
            born: self.born.as_ref().map(day),
            sex: self.sex.as_deref().map(|text| code(text, sex)),
            disability: disability.map(|(kind, grade)| Disability { kind, grade }),
            seriously_ill: self.seriously_ill,
            labour: self.labour.as_deref().map_or(Labour::Unknown, |text| code(text, labour)),
            idle_reason: self.idle_reason.clone(),
            self_care: self.self_care.as_deref().map(|text| code(text, SelfCare::from_code)),
            incomes: self.incomes.iter().map(income).collect(),
            found: self.found.iter().map(income).collect(),
        }
    }
}

impl SupporterSpec {
    fn supporter(&self) -> Supporter {
        Supporter {
            label: self.who.clone(),
            annual_income: fen(&self.income),
            members: self.members,
            children: self.children,
            supported: self.supported,
            agreed: self.agreed.as_deref().map(fen),
            received: self.received.as_deref().map(fen),
            waivable: self.waivable,
        }
    }
}

impl Case {
    fn household(&self) -> Household {
        let members: Vec<Member> = self.members.iter().map(MemberSpec::member).collect();
        let covered = members.iter().filter(|member| member.covered).count() as i64;
        Household {
            programme: self.programme,
            area: self.programme.area().or(self.area).expect("an area"),
            method: Some(self.tier.clone().map_or(Method::TopUp, Method::Tiered)),
            single_person: self.single_person,
            size: members.len() as i64,
            covered: self.covered.unwrap_or(covered),
            members,
            basis: match self.declared.as_deref() {
                None => Basis::Items,
                Some("unknown") => Basis::File(None),
                Some(total) => Basis::File(Some(fen(total))),
            },
            supporters: self.supporters.iter().map(SupporterSpec::supporter).collect(),
            assets: Assets {
                financial: self.assets.financial.as_deref().map(fen),
                homes: self.assets.homes,
                vehicles: self.assets.vehicles.clone(),
                premises: self.assets.premises.clone(),
                companies: self.assets.companies,
                sole_traders: self.assets.sole_traders.clone(),
            },
            grace: self.grace.as_ref().map(|[first, last]| {
                (first.parse().expect("a month"), last.parse().expect("a month"))
            }),
            minimum_wage: self.minimum_wage.as_deref().map(fen),
            hardship: self.hardship.as_ref().map(|hardship| Hardship {
                spending: fen(&hardship.spending),
                disposable_income: fen(&hardship.disposable_income),
            }),
            approved: self.approved.as_ref().map(|[benefit, supplement]| Approved {
                benefit: fen(benefit),
                supplement: fen(supplement),
            }),
        }
    }

    /// What differs from what is expected.
    fn faults(&self, norms: &Norms) -> Vec<String> {
        let test = means_test(norms, day(&self.on), &self.household());
        let money = |fen: Option<model::Fen>| fen.map_or("none".to_owned(), |fen| fen.to_string());
        let verdict =
            test.lines.iter().find(|line| line.step == Step::Verdict && line.item == "benefit");
        let mut found = BTreeMap::from([
            ("annual_income", money(test.annual_income)),
            ("band", test.band.map_or("none", |band| band.code()).to_owned()),
            ("benefit", money(test.benefit)),
            ("supplement", money(test.supplement)),
            ("property", if test.property_over { "over" } else { "within" }.to_owned()),
        ]);
        found.insert("difference", cell(verdict.and_then(|line| line.running)));
        let sums = self.expect.iter().filter_map(|(name, expected)| {
            let found = found.get(name.as_str()).map_or("no such sum", String::as_str);
            (found != expected).then(|| format!("{name} is {found}, not {expected}"))
        });
        let mut faults: Vec<String> = sums.collect();
        let steps = [Step::Income, Step::Found, Step::Supplement, Step::Property];
        let lines = |wanted: &dyn Fn(&Line) -> bool, write: fn(&Line) -> String| -> Vec<String> {
            test.lines.iter().filter(|line| wanted(line)).map(write).collect()
        };
        let items = lines(&|line| steps.contains(&line.step) && line.amount.is_some(), written);
        if self.lines.as_ref().is_some_and(|expected| *expected != items) {
            faults.push(format!("lines are {items:#?}"));
        }
        let outlook = lines(&|line| line.step == Step::Outlook, |line| {
            format!("{} {} {}", line.item, cell(line.amount), cell(line.counted))
        });
        if self.outlook.as_ref().is_some_and(|expected| *expected != outlook) {
            faults.push(format!("outlook is {outlook:#?}"));
        }
        faults
    }
}

fn cell(amount: Option<Exact>) -> String {
    let fen = amount.and_then(|amount| amount.round(Rounding::FEN_HALF_UP));
    fen.map_or_else(|| "-".to_owned(), |fen| fen.to_string())
}

/// `step subject item amount treatment counted`.
fn written(line: &Line) -> String {
    let subject = if line.subject.is_empty() { "-" } else { &line.subject };
    let (step, treatment) = (line.step.code(), line.treatment.code());
    let (amount, counted) = (cell(line.amount), cell(line.counted));
    format!("{step} {subject} {} {amount} {treatment} {counted}", line.item)
}

#[test]
fn every_household_worked_out_by_hand_is_computed_so() {
    let mut wrong = Vec::new();
    for (file, cases) in all() {
        let (place, _) = rules(&cases.place, None);
        for case in &cases.household {
            let own = case.norms.as_deref().map(|own| rules(&cases.place, Some(own)).0);
            let faults = case.faults(own.as_ref().unwrap_or(&place));
            wrong.extend(faults.iter().map(|fault| format!("{file}: {}: {fault}", case.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_place_has_households_of_every_generation_and_programme() {
    let files = all();
    for place in ["keshan", "qionghai", "jiangmen", "yangquan", "huizhou"] {
        let cases = &files[place].household;
        assert!(cases.len() >= 12, "{place} has {}", cases.len());
        let generation = |case: &Case| match day(&case.on).to_string() {
            on if *on < *"2021-07-01" => 1,
            on if *on < *"2026-07-01" => 2,
            _ => 3,
        };
        for wanted in 1..=3 {
            assert!(cases.iter().any(|case| generation(case) == wanted), "{place} {wanted}");
        }
        let programmes: std::collections::BTreeSet<Programme> =
            cases.iter().map(|case| case.programme).collect();
        let kinds = [Programme::DibaoUrban, Programme::DibaoRural];
        assert!(kinds.iter().all(|kind| programmes.contains(kind)), "{place}: {programmes:?}");
        assert!(programmes.len() >= 5, "{place}: {programmes:?}");
    }
    assert!(files.values().map(|file| file.household.len()).sum::<usize>() >= 60);
}

/// Every line of a test that rests on a norm says where the norm comes from, in both languages.
#[test]
fn lines_speak_both_languages_and_name_their_sources() {
    for (file, cases) in all() {
        let (place, _) = rules(&cases.place, None);
        for case in cases.household.iter().filter(|case| case.norms.is_none()) {
            let test = means_test(&place, day(&case.on), &case.household());
            for line in &test.lines {
                assert!(!line.text.zh.is_empty() && !line.text.en.is_empty(), "{file} {line:?}");
                let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
                assert!(!line.text.en.contains(han), "{file} {}: {}", case.name, line.text.en);
                let source = line.norm.as_ref().map(|norm| norm.source.trim());
                assert!(source.is_none_or(|source| !source.is_empty()), "{file} {line:?}");
            }
        }
    }
}

#[test]
fn a_wrong_expectation_is_found() {
    let case = r#"
        name = "wrong"
        on = 2022-04-01
        programme = "dibao_urban"
        members = [{ who = "head", incomes = { wage = "1000/month" } }]
        expect = { benefit = "1.00", band = "dibao" }
        lines = ["income head wage 1.00 counted 1.00"]
    "#;
    let case: Case = read(case).expect("a case");
    let faults = case.faults(&rules("keshan", None).0);
    assert_eq!(faults.len(), 3, "{faults:?}");
}
