//! The frame: every unit that can be drawn, checked, sorted and summed up in one Merkle root.
//!
//! # Invariants
//!
//! - Entries of a [`Frame`] are sorted by the bytes of their id and no id occurs twice.
//! - The root does not depend on the order in which the entries were given.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::bytes::Bytes32;
use crate::error::{Error, Field, Result, TextFault};
use crate::merkle;

/// The longest id and name of a stratum.
const TEXT_BYTES_MAX: usize = 255;

/// How a unit comes into the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// By its ticket.
    #[serde(rename = "R")]
    Random,
    /// Always: near-relative filings, complaints, and what else the plan takes in full.
    #[serde(rename = "C")]
    Certainty,
}

impl Class {
    const fn byte(self) -> u8 {
        match self {
            Self::Random => b'R',
            Self::Certainty => b'C',
        }
    }
}

/// One unit of the frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry<Text = String> {
    /// The public name of the unit in this draw, in NFC.
    pub draw_id: Text,
    /// The stratum it is drawn in, in NFC.
    pub stratum: Text,
    /// Whether chance decides.
    pub class: Class,
    /// Its size for size-weighted draws; part of the commitment in every draw.
    pub size: u64,
}

impl<Text: AsRef<str>> Entry<Text> {
    /// `LP(draw_id) ‖ LP(stratum) ‖ class ‖ u64 size`, all numbers big-endian.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode_into(&mut bytes);
        bytes
    }

    fn encode_into(&self, bytes: &mut Vec<u8>) {
        for text in [self.draw_id.as_ref(), self.stratum.as_ref()] {
            bytes.extend((text.len() as u32).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes.push(self.class.byte());
        bytes.extend(self.size.to_be_bytes());
    }
}

/// Entries as somebody listed them: in that order, unchecked. All ids lie in one text, because a
/// frame has up to millions.
#[derive(Clone, Default)]
pub struct Listing {
    ids: String,
    rows: Vec<Row>,
    strata: Vec<String>,
    stratum_numbers: HashMap<String, u32>,
}

#[derive(Clone, Copy)]
struct Row {
    id_start: usize,
    size: u64,
    id_len: u32,
    stratum: u32,
    class: Class,
}

impl Listing {
    /// Appends one entry.
    pub fn push(&mut self, entry: &Entry<impl AsRef<str>>) {
        let stratum = self.stratum_number(entry.stratum.as_ref());
        self.push_row(entry.draw_id.as_ref(), stratum, entry.class, entry.size);
    }

    fn push_row(&mut self, draw_id: &str, stratum: u32, class: Class, size: u64) {
        let (id_start, id_len) = (self.ids.len(), draw_id.len() as u32);
        self.rows.push(Row { id_start, size, id_len, stratum, class });
        self.ids.push_str(draw_id);
    }

    /// The entries in the order of the list.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Entry<&str>> {
        self.rows.iter().map(|row| self.entry(row))
    }

    fn entry(&self, row: &Row) -> Entry<&str> {
        let stratum = self.strata.get(row.stratum as usize).map_or("", String::as_str);
        Entry { draw_id: self.id(row), stratum, class: row.class, size: row.size }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn id(&self, row: &Row) -> &str {
        self.ids.get(row.id_start..row.id_start + row.id_len as usize).unwrap_or_default()
    }

    fn stratum_number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.stratum_numbers.get(name) {
            return *number;
        }
        let number = self.strata.len() as u32;
        self.strata.push(name.to_owned());
        self.stratum_numbers.insert(name.to_owned(), number);
        number
    }

    /// The same entries in the order of the bytes of their ids.
    fn sorted(self) -> Self {
        if self.rows.is_sorted_by(|a, b| self.id(a) <= self.id(b)) {
            return self;
        }
        let mut sorted = Self {
            ids: String::with_capacity(self.ids.len()),
            rows: Vec::with_capacity(self.rows.len()),
            strata: self.strata.clone(),
            stratum_numbers: self.stratum_numbers.clone(),
        };
        for row in self.order() {
            sorted.push_row(self.id(row), row.stratum, row.class, row.size);
        }
        sorted
    }

    /// The rows by id. Most comparisons are of the first eight bytes in which ids differ at all.
    fn order(&self) -> impl Iterator<Item = &Row> {
        let places = self.differing_places();
        let key = |row: &Row| {
            let id = self.id(row).as_bytes();
            places.iter().fold(0, |key, place| {
                key << 8 | u64::from(id.get(*place).copied().unwrap_or_default())
            })
        };
        let mut order: Vec<_> = self.rows.iter().map(|row| (key(row), row)).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.id(a.1).cmp(self.id(b.1))));
        order.into_iter().map(|(_, row)| row)
    }

    /// The first eight places at which not all ids have the same byte, or any at all.
    fn differing_places(&self) -> Vec<usize> {
        let first = self.rows.first().map_or("", |row| self.id(row)).as_bytes();
        let mut differs = [false; TEXT_BYTES_MAX];
        for row in &self.rows {
            let id = self.id(row).as_bytes();
            let common = id.iter().zip(first);
            differs.iter_mut().zip(common).for_each(|(differs, (a, b))| *differs |= a != b);
            let (short, long) = (id.len().min(first.len()), id.len().max(first.len()));
            differs.iter_mut().take(long).skip(short).for_each(|differs| *differs = true);
        }
        (0..TEXT_BYTES_MAX).filter(|place| differs.get(*place) == Some(&true)).take(8).collect()
    }
}

impl<Text: AsRef<str>> FromIterator<Entry<Text>> for Listing {
    fn from_iter<I: IntoIterator<Item = Entry<Text>>>(entries: I) -> Self {
        let mut listing = Self::default();
        entries.into_iter().for_each(|entry| listing.push(&entry));
        listing
    }
}

impl PartialEq for Listing {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Listing {}

impl fmt::Debug for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Listing {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Listing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_seq(ListingVisitor)
    }
}

struct ListingVisitor;

/// Text that borrows from its file where it is written without escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);

impl AsRef<str> for Borrowed<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de> Visitor<'de> for ListingVisitor {
    type Value = Listing;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(
        self,
        mut entries: A,
    ) -> std::result::Result<Listing, A::Error> {
        let mut listing = Listing::default();
        while let Some(entry) = entries.next_element::<Entry<Borrowed<'de>>>()? {
            listing.push(&entry);
        }
        Ok(listing)
    }
}

/// A checked frame, sorted by the bytes of the ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Listing);

impl Frame {
    /// Checks ids and strata (1–255 bytes, no white space at either end), refuses duplicates, sorts.
    pub fn new<Text: AsRef<str>>(entries: impl IntoIterator<Item = Entry<Text>>) -> Result<Self> {
        let listing: Listing = entries.into_iter().collect();
        listing.strata.iter().try_for_each(|stratum| check_text(Field::Stratum, stratum))?;
        listing.rows.iter().try_for_each(|row| check_text(Field::DrawId, listing.id(row)))?;
        let sorted = listing.sorted();
        refuse_duplicates(sorted.rows.iter().map(|row| sorted.id(row)))?;
        Ok(Self(sorted))
    }

    /// Takes a list that must be a sorted frame already; else names the first entry that breaks
    /// the order or cannot be used, and the field of it.
    pub(crate) fn stated(listing: Listing) -> std::result::Result<Self, (String, Error)> {
        let mut previous = "";
        for (index, entry) in listing.iter().enumerate() {
            let at = |field: &str| format!("[{index}].{field}");
            check_text(Field::DrawId, entry.draw_id).map_err(|why| (at("draw_id"), why))?;
            check_text(Field::Stratum, entry.stratum).map_err(|why| (at("stratum"), why))?;
            if entry.draw_id <= previous {
                return Err((at("draw_id"), Error::unsorted(entry.draw_id)));
            }
            previous = entry.draw_id;
        }
        Ok(Self(listing))
    }

    /// The entries in the order of the bytes of their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Entry<&str>> {
        self.0.iter()
    }

    /// The entry of a unit.
    pub fn find(&self, draw_id: &str) -> Option<Entry<&str>> {
        let at = self.0.rows.binary_search_by(|row| self.0.id(row).cmp(draw_id)).ok()?;
        self.0.rows.get(at).map(|row| self.0.entry(row))
    }

    /// How many units there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries as a list, in the same order.
    pub fn into_listing(self) -> Listing {
        self.0
    }

    /// The RFC 6962 tree hash over the encoded entries.
    pub fn root(&self) -> Bytes32 {
        merkle::root(self.leaf_hashes())
    }

    /// The hashes of the encoded entries.
    pub(crate) fn leaf_hashes(&self) -> impl Iterator<Item = Bytes32> {
        let mut bytes = Vec::new();
        self.iter().map(move |entry| {
            bytes.clear();
            entry.encode_into(&mut bytes);
            merkle::leaf_hash(&bytes)
        })
    }

    /// The names of the strata in the order of their bytes, each with its units.
    pub(crate) fn strata(&self) -> Vec<(&str, StratumUnits<'_>)> {
        let names = self.0.strata.iter().map(String::as_str);
        let mut strata: Vec<_> = names.map(|name| (name, StratumUnits::default())).collect();
        for row in &self.0.rows {
            if let Some((_, units)) = strata.get_mut(row.stratum as usize) {
                match row.class {
                    Class::Random => units.random.push(self.0.id(row)),
                    Class::Certainty => units.certainty.push(self.0.id(row)),
                }
            }
        }
        strata.sort_unstable_by_key(|(name, _)| *name);
        strata
    }
}

/// The units of one stratum, by id.
#[derive(Default)]
pub(crate) struct StratumUnits<'a> {
    pub(crate) random: Vec<&'a str>,
    pub(crate) certainty: Vec<&'a str>,
}

/// Refuses text that the encoding does not allow: 1–255 bytes, no white space at either end.
pub(crate) fn check_text(field: Field, text: &str) -> Result<()> {
    let fault = if text.is_empty() {
        TextFault::Empty
    } else if text.len() > TEXT_BYTES_MAX {
        TextFault::TooLong
    } else if text.trim() != text {
        TextFault::OuterSpace
    } else {
        return Ok(());
    };
    Err(Error::text(field, text, fault))
}

/// Refuses a sorted list in which a name occurs twice.
pub(crate) fn refuse_duplicates<'a>(sorted: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut previous = None;
    for id in sorted {
        if previous == Some(id) {
            return Err(Error::duplicate(id));
        }
        previous = Some(id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(draw_id: &str, stratum: &str) -> Entry {
        Entry { draw_id: draw_id.into(), stratum: stratum.into(), class: Class::Random, size: 1 }
    }

    #[test]
    fn text_that_could_be_read_in_two_ways_is_refused() {
        let long = "x".repeat(256);
        let cases = [
            ("empty id", entry("", "T1")),
            ("id of 256 bytes", entry(&long, "T1")),
            ("leading space", entry(" a", "T1")),
            ("trailing ideographic space", entry("a\u{3000}", "T1")),
            ("stratum with a line end", entry("a", "T1\n")),
        ];
        for (name, entry) in cases {
            assert!(Frame::new(vec![entry]).is_err(), "{name}");
        }
        assert!(Frame::new(vec![entry(&long[1..], "坪山 街道")]).is_ok());
    }

    #[test]
    fn an_id_in_two_strata_is_a_duplicate() {
        let error = Frame::new(vec![entry("a", "T1"), entry("b", "T1"), entry("a", "T2")]);
        assert_eq!(error.unwrap_err(), Error::duplicate("a"));
    }

    #[test]
    fn ids_are_sorted_by_all_their_bytes() {
        let long = "same start of many bytes, and more ";
        let ids = ["b", "a\0", "a", "ab", "低", "a\u{1}"].map(str::to_owned);
        let longer = ids.clone().map(|id| format!("{long}{id}"));
        let tailed = ids.clone().map(|id| format!("{long}{long}{id}"));
        for ids in [ids.to_vec(), longer.to_vec(), [longer, tailed].concat()] {
            let mut expected = ids.clone();
            expected.sort();
            let frame = Frame::new(ids.iter().map(|id| entry(id, "T"))).unwrap();
            assert!(frame.iter().map(|entry| entry.draw_id).eq(expected.iter()), "{frame:?}");
        }
    }

    #[test]
    fn a_listing_is_read_as_it_was_written() {
        let entries = [entry("b\"", "T1"), entry("a", "坪山"), entry("c", "T1")];
        let listing: Listing = entries.iter().cloned().collect();
        let text = serde_json::to_string(&listing).unwrap();
        assert_eq!(text, serde_json::to_string(&entries).unwrap());
        assert_eq!(serde_json::from_str::<Listing>(&text).unwrap(), listing);
    }

    #[test]
    fn permuting_the_frame_keeps_the_root() {
        let mut entries: Vec<_> = (0..50).map(|i| entry(&format!("u{i}"), "T")).collect();
        let root = Frame::new(entries.clone()).unwrap().root();
        for turn in 1..entries.len() {
            entries.rotate_left(turn);
            assert_eq!(Frame::new(entries.clone()).unwrap().root(), root);
        }
    }
}
