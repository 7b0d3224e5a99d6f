//! BLS signatures on the curve BLS12-381 (RFC 9380 and the suites with `_NUL_`), verified.
//!
//! # Invariants
//!
//! - A point has one encoding: what does not encode back to the same bytes, is infinity or lies in
//!   another group is no point. So a message has one signature.

use miracl_core_bls12381::bls12381::big::BIG;
use miracl_core_bls12381::bls12381::dbig::DBIG;
use miracl_core_bls12381::bls12381::ecp::ECP;
use miracl_core_bls12381::bls12381::ecp2::ECP2;
use miracl_core_bls12381::bls12381::fp::FP;
use miracl_core_bls12381::bls12381::fp2::FP2;
use miracl_core_bls12381::bls12381::{pair, rom};
use miracl_core_bls12381::hmac;

const TAG_G1: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const TAG_G2: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";
/// Bytes of a coordinate, and of the longer numbers that are reduced to one.
const COORDINATE: usize = 48;
const WIDE: usize = 64;
/// Bits by which such a number can exceed the modulus.
const EXCESS: usize = 8 * WIDE - 381;

/// Whether `signature`, a point of G1, signs `message` under `key`, a point of G2. Nothing where
/// either is no point.
pub(super) fn signed_in_g1(key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    let (key, mut signature) = (point_of_g2(key)?, point_of_g1(signature)?);
    signature.neg();
    Some(cancel(&ECP2::generator(), &signature, &key, &hash_to_g1(message)))
}

/// Whether `signature`, a point of G2, signs `message` under `key`, a point of G1.
pub(super) fn signed_in_g2(key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    let (mut key, signature) = (point_of_g1(key)?, point_of_g2(signature)?);
    key.neg();
    Some(cancel(&signature, &ECP::generator(), &hash_to_g2(message), &key))
}

/// Whether e(p, q) · e(r, s) = 1.
fn cancel(p: &ECP2, q: &ECP, r: &ECP2, s: &ECP) -> bool {
    pair::fexp(&pair::ate2(p, q, r, s)).isunity()
}

/// The first byte of a compressed point that is not at infinity.
fn is_compressed(bytes: &[u8], length: usize) -> bool {
    bytes.len() == length && bytes.first().is_some_and(|first| first & 0xc0 == 0x80)
}

fn point_of_g1(bytes: &[u8]) -> Option<ECP> {
    if !is_compressed(bytes, COORDINATE) {
        return None;
    }
    let point = ECP::frombytes(bytes);
    let mut again = [0; COORDINATE];
    point.tobytes(&mut again, true);
    (again == bytes && !point.is_infinity() && pair::g1member(&point)).then_some(point)
}

fn point_of_g2(bytes: &[u8]) -> Option<ECP2> {
    if !is_compressed(bytes, 2 * COORDINATE) {
        return None;
    }
    let point = ECP2::frombytes(bytes);
    let mut again = [0; 2 * COORDINATE];
    point.tobytes(&mut again, true);
    (again == bytes && !point.is_infinity() && pair::g2member(&point)).then_some(point)
}

/// As many field elements as fit into `N` bytes, by expanding `message`.
fn field_elements<const N: usize>(message: &[u8], tag: &[u8]) -> Vec<BIG> {
    let mut bytes = [0; N];
    hmac::xmd_expand(hmac::MC_SHA2, 32, &mut bytes, N, tag, message);
    let modulus = BIG::new_ints(&rom::MODULUS);
    let reduced = |wide: &[u8]| DBIG::frombytes(wide).ctdmod(&modulus, EXCESS);
    bytes.chunks(WIDE).map(reduced).collect()
}

fn hash_to_g1(message: &[u8]) -> ECP {
    let mut point = ECP::new();
    for number in field_elements::<{ 2 * WIDE }>(message, TAG_G1) {
        point.add(&ECP::map2point(&FP::new_big(&number)));
    }
    point.cfp();
    point.affine();
    point
}

fn hash_to_g2(message: &[u8]) -> ECP2 {
    let mut point = ECP2::new();
    for pair in field_elements::<{ 4 * WIDE }>(message, TAG_G2).chunks(2) {
        if let [real, imaginary] = pair {
            point.add(&ECP2::map2point(&FP2::new_bigs(real, imaginary)));
        }
    }
    point.cfp();
    point.affine();
    point
}
