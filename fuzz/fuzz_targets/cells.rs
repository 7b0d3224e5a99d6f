//! Any text in a column of any kind; a day, month or year that was understood means itself.

#![no_main]

use snapshot::peek::meaning_of;
use snapshot::schema::ColumnType;

const KINDS: [ColumnType; 9] = [
    ColumnType::Date,
    ColumnType::Month,
    ColumnType::Year,
    ColumnType::DayOrMonth,
    ColumnType::Yesno,
    ColumnType::Money,
    ColumnType::Number,
    ColumnType::Signed,
    ColumnType::Count,
];

libfuzzer_sys::fuzz_target!(|text: &str| {
    for (at, kind) in KINDS.into_iter().enumerate() {
        if let (Ok(said), true) = (meaning_of(kind, text), at < 3) {
            assert_eq!(meaning_of(kind, &said), Ok(said.clone()), "{text}");
        }
    }
});
