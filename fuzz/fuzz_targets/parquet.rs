//! Any bytes as a .parquet file.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doudi_fuzz::read("x.parquet", bytes));
