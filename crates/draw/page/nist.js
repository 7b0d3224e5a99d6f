// Pulses of the NIST Randomness Beacon 2.0: SHA-512 (FIPS 180-4), the key of a certificate, RSA. A value
// is what a pulse signs and its signature, in hexadecimal and apart by a space; the certificate stands in
// the plan.

const MASK64 = (1n << 64n) - 1n;
const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n += 1) if (PRIMES.every((p) => n % p)) PRIMES.push(n);

// The first 64 bits of the fraction of a root of a number.
function rootBits(number, degree) {
  const wanted = BigInt(number) << BigInt(64 * degree);
  let low = 0n, high = 1n << 80n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= wanted) low = middle; else high = middle;
  }
  return low & MASK64;
}
const ROUNDS512 = PRIMES.map((prime) => rootBits(prime, 3));
const START512 = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2));
const turned = (x, by) => ((x >> by) | (x << (64n - by))) & MASK64;

function sha512(data) {
  const padded = new Uint8Array(128 * Math.ceil((data.length + 17) / 128));
  padded.set(data);
  padded[data.length] = 0x80;
  padded.set(bigEndian(8 * data.length, 16), padded.length - 16);
  let state = START512;
  for (let at = 0; at < padded.length; at += 128) {
    const w = [];
    for (let i = 0; i < 16; i += 1) w.push(numberOf(padded.subarray(at + 8 * i, at + 8 * i + 8)));
    for (let i = 16; i < 80; i += 1) {
      const s0 = turned(w[i - 15], 1n) ^ turned(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
      const s1 = turned(w[i - 2], 19n) ^ turned(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
      w.push((w[i - 16] + s0 + w[i - 7] + s1) & MASK64);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i += 1) {
      const s1 = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
      const t1 = h + s1 + ((e & f) ^ (~e & MASK64 & g)) + ROUNDS512[i] + w[i];
      const s0 = turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK64, c, b, a, (t1 + t2) & MASK64];
    }
    state = [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) & MASK64);
  }
  return joined(state.map((word) => bigEndian(word, 8)));
}

function numberOf(data) {
  return data.length ? BigInt("0x" + toHex(data)) : 0n;
}

class Malformed extends Error {}
function need(condition) { if (!condition) throw new Malformed(); }

// The result of `work`, or null where bytes are not what they should be.
function orNull(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

// What is left to read.
class Reader {
  constructor(data) { this.data = data; }
  take(count) {
    need(this.data.length >= count);
    const taken = this.data.subarray(0, count);
    this.data = this.data.subarray(count);
    return taken;
  }
  number(count) { return Number(numberOf(this.take(count))); }
  framed() { return this.take(this.number(4)); }
  hash() {
    const value = this.framed();
    need(value.length === 64);
    return value;
  }
  // The content of the next DER value, whose length has its shortest spelling.
  der(tag) {
    need(this.number(1) === tag);
    let length = this.number(1);
    if (length >= 0x80) {
      const width = length - 0x80;
      need(width === 1 || width === 2);
      length = this.number(width);
      need(length >= (width === 1 ? 0x80 : 0x100));
    }
    return new Reader(this.take(length));
  }
  positive() {
    const { data } = this.der(0x02);
    need(data.length && data[0] < 0x80 && (data[0] > 0 || data[1] >= 0x80));
    return numberOf(data);
  }
  end() { need(this.data.length === 0); }
}

const bitLength = (number) => number.toString(2).length;

function publicKey(certificate) {
  const file = new Reader(certificate);
  const signed = file.der(0x30);
  file.end();
  const body = signed.der(0x30);
  signed.der(0x30);
  signed.der(0x03);
  signed.end();
  for (const tag of [0xa0, 0x02, 0x30, 0x30, 0x30, 0x30]) body.der(tag);
  const info = body.der(0x30);
  need(toHex(info.der(0x30).data) === "06092a864886f70d0101010500");
  const bits = info.der(0x03);
  info.end();
  need(bits.number(1) === 0);
  const numbers = bits.der(0x30);
  bits.end();
  const modulus = numbers.positive(), exponent = numbers.positive();
  numbers.end();
  const sizes = [bitLength(modulus), bitLength(exponent)];
  need(sizes[0] >= 2048 && sizes[0] <= 8192 && modulus & 1n);
  need(sizes[1] >= 17 && sizes[1] <= 32 && exponent & 1n);
  return { modulus, exponent };
}

function strictHex(digits) {
  need(/^([0-9a-f]{2})*$/.test(digits));
  return fromHex(digits);
}

// Whether a plan can hold it: DER in hexadecimal, with a key that can be used.
const isCertificate = (digits) => typeof digits === "string" && orNull(() => publicKey(strictHex(digits))) !== null;

function secondsOf(moment) {
  need(/^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.000Z$/.test(moment));
  const time = Date.parse(moment);
  need(!Number.isNaN(time) && new Date(time).toISOString() === moment);
  return time / 1000;
}

function readPulse(value) {
  const parts = value.split(" ");
  need(parts.length === 2);
  const [signed, signature] = parts.map(strictHex);
  const fields = new Reader(signed);
  fields.framed(); // address
  fields.framed(); // version
  need(fields.number(4) === 0); // RSA with SHA-512
  fields.number(4); // period
  const certificate = fields.hash();
  const chain = numberOf(fields.take(8)), index = numberOf(fields.take(8));
  const time = secondsOf(String.fromCharCode(...fields.framed()));
  fields.hash(); // its own chance
  fields.hash(); // external source, status and value
  fields.number(4);
  for (let i = 0; i < 7; i += 1) fields.hash(); // and five earlier outputs, the commitment to the next chance
  need(fields.number(4) < 8); // status without faults
  fields.end();
  return { signed, signature, certificate, chain, index, time };
}

// The output of a pulse that is signed with this certificate, or null.
function pulseOutput(chain, index, value, certificate) {
  const pulse = orNull(() => readPulse(value));
  if (!pulse || pulse.chain !== chain || pulse.index !== index) return null;
  const der = fromHex(certificate);
  if (toHex(sha512(der)) !== toHex(pulse.certificate)) return null;
  const { modulus, exponent } = publicKey(der);
  const width = Math.ceil(bitLength(modulus) / 8);
  const number = numberOf(pulse.signature);
  if (pulse.signature.length !== width || number >= modulus) return null;
  const hash = joined([[0], fromHex("3051300d060960864801650304020305000440"), sha512(pulse.signed)]);
  const encoded = joined([[0, 1], new Uint8Array(width - 2 - hash.length).fill(255), hash]);
  if (toHex(bigEndian(powerModulo(number, exponent, modulus), width)) !== toHex(encoded)) return null;
  return sha512(joined([pulse.signed, pulse.signature]));
}

function powerModulo(base, exponent, modulus) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * base) % modulus;
  }
  return result;
}
