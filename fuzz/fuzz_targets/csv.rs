//! Any bytes as a .csv file.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doudi_fuzz::read("x.csv", bytes));
