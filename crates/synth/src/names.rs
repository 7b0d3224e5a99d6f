//! Names of people, places, firms and schools, composed by chance from common characters.
//!
//! # Not here
//!
//! Names of real persons or of real townships.

use crate::dice::Dice;

const SURNAMES: [&str; 48] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾",
    "萧", "田", "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "符",
];
const GIVEN: [&str; 60] = [
    "明", "华", "国", "建", "文", "志", "海", "春", "秀", "英", "兰", "桂", "玉", "芳", "丽", "梅",
    "红", "云", "凤", "珍", "荣", "生", "福", "贵", "德", "义", "永", "金", "宝", "成", "林", "水",
    "清", "平", "安", "庆", "祥", "瑞", "家", "世", "仁", "和", "新", "天", "才", "强", "勇", "军",
    "伟", "杰", "静", "慧", "琴", "霞", "雪", "莲", "香", "美", "青", "月",
];
const TOWNS: [(&str, &str); 13] = [
    ("云桥镇", "镇"),
    ("松屿镇", "镇"),
    ("白鹭湾镇", "镇"),
    ("青石坪镇", "镇"),
    ("南浦桥镇", "镇"),
    ("东岭头镇", "镇"),
    ("石湖岗镇", "镇"),
    ("禾田镇", "镇"),
    ("兰渚镇", "镇"),
    ("沙陂镇", "镇"),
    ("莲塘口镇", "镇"),
    ("枫林渡乡", "乡"),
    ("晨光农场", "农场"),
];
const VILLAGE_HEADS: [&str; 24] = [
    "上坡", "下坡", "大井", "石桥", "竹园", "榕树", "水口", "山前", "山后", "田心", "新塘", "旧寨",
    "梅岭", "乌石", "红旗", "双溪", "长湖", "金鸡", "凤尾", "龙潭", "马鞍", "桃源", "横江", "茶亭",
];
const COMMUNITY_HEADS: [&str; 12] = [
    "朝阳",
    "解放路",
    "南门",
    "北街",
    "望江",
    "文昌",
    "东湖",
    "西园",
    "工农",
    "桥头",
    "和平",
    "锦绣",
];
const STREETS: [&str; 8] =
    ["中心路", "河堤路", "学前路", "老街", "南环路", "供销路", "粮站路", "榕荫巷"];
const BANKS: [&str; 3] = ["农村商业银行", "农业银行", "邮政储蓄银行"];
const TRADES: [&str; 8] = ["商贸", "建材", "餐饮", "农资", "运输", "装饰", "水产", "果蔬"];
const SCHOOLS: [&str; 4] = ["中心小学", "初级中学", "高级中学", "职业技术学校"];

/// The invented city.
pub(crate) const CITY: &str = "晴川市";

/// The thirteen units of the city with their kinds; the first is the seat.
pub(crate) const fn towns() -> &'static [(&'static str, &'static str); 13] {
    &TOWNS
}

/// A surname.
pub(crate) fn surname(dice: &mut Dice) -> &'static str {
    dice.pick(&SURNAMES)
}

/// A full name with the given surname; one name in six has a single given character.
pub(crate) fn person(dice: &mut Dice, surname: &str) -> String {
    let first = dice.pick(&GIVEN);
    if dice.chance(160) {
        return format!("{surname}{first}");
    }
    let second = dice.pick(&GIVEN);
    format!("{surname}{first}{second}")
}

/// The name of the `nth` village of a town.
pub(crate) fn village(nth: usize, shift: usize) -> String {
    let head = VILLAGE_HEADS.get((nth + shift) % VILLAGE_HEADS.len()).copied().unwrap_or_default();
    format!("{head}村")
}

/// The name of the `nth` community of a town.
pub(crate) fn community(nth: usize, shift: usize) -> String {
    let at = (nth + shift) % COMMUNITY_HEADS.len();
    format!("{}社区", COMMUNITY_HEADS.get(at).copied().unwrap_or_default())
}

/// A street or group within a village.
pub(crate) fn street(dice: &mut Dice, urban: bool) -> String {
    if urban {
        return format!("{}{}号", dice.pick(&STREETS), dice.between(1, 398));
    }
    format!("{}组{}号", dice.between(1, 14), dice.between(1, 120))
}

/// A bank.
pub(crate) fn bank(dice: &mut Dice) -> &'static str {
    dice.pick(&BANKS)
}

/// A firm of the city.
pub(crate) fn company(dice: &mut Dice) -> String {
    let (first, second) = (dice.pick(&GIVEN), dice.pick(&GIVEN));
    format!("晴川{first}{second}{}有限公司", dice.pick(&TRADES))
}

/// A public employer.
pub(crate) fn public_employer(dice: &mut Dice) -> String {
    let units = ["市水务服务中心", "市园林管理所", "市农业技术推广站", "镇卫生院", "镇中心小学"];
    dice.pick(&units).to_owned()
}

/// The school for an age, with its stage.
pub(crate) fn school(dice: &mut Dice, age: i32) -> (String, &'static str) {
    let (at, stage) = match age {
        ..=11 => (0, "小学"),
        12..=14 => (1, "初中"),
        _ if dice.chance(600) => (2, "高中"),
        _ => (3, "中职"),
    };
    let (town, _) = TOWNS.get(dice.place(TOWNS.len())).copied().unwrap_or_default();
    (format!("{town}{}", SCHOOLS.get(at).copied().unwrap_or_default()), stage)
}
