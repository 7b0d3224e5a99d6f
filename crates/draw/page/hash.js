// SHA-256 (FIPS 180-4) and bytes; crypto.subtle is missing on pages opened from a file in some browsers.

const ROUND_CONSTANTS = (() => {
  // The fractions of the cube roots of the first 64 primes, in whole numbers.
  const constants = new Uint32Array(64);
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  primes.forEach((prime, i) => {
    const wanted = BigInt(prime) << 96n;
    let root = BigInt(Math.floor(Math.cbrt(prime) * 4294967296));
    while (root * root * root > wanted) root -= 1n;
    while ((root + 1n) * (root + 1n) * (root + 1n) <= wanted) root += 1n;
    constants[i] = Number(root & 0xffffffffn);
  });
  return constants;
})();
const words = new Uint32Array(64);

function compress(state, data, start) {
  for (let i = 0; i < 16; i += 1) {
    const at = start + 4 * i;
    words[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15], y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
}

function sha256(data) {
  const state = Uint32Array.of(
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
  const whole = data.length - (data.length % 64);
  for (let at = 0; at < whole; at += 64) compress(state, data, at);
  const rest = data.length - whole;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  tail.set(data.subarray(whole));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(data.length / 0x20000000));
  view.setUint32(tail.length - 4, (data.length << 3) >>> 0);
  for (let at = 0; at < tail.length; at += 64) compress(state, tail, at);
  const hash = new Uint8Array(32);
  const out = new DataView(hash.buffer);
  state.forEach((word, i) => out.setUint32(4 * i, word));
  return hash;
}

const encoder = new TextEncoder();
const utf8 = (text) => encoder.encode(text);

function joined(parts) {
  const data = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) { data.set(part, at); at += part.length; }
  return data;
}

function bigEndian(number, length) {
  const data = new Uint8Array(length);
  let rest = BigInt(number);
  for (let i = length - 1; i >= 0; i -= 1) { data[i] = Number(rest & 255n); rest >>= 8n; }
  return data;
}

// LP: the length in four bytes, then the part (text or bytes).
function framed(part) {
  const data = typeof part === "string" ? utf8(part) : part;
  const all = new Uint8Array(4 + data.length);
  new DataView(all.buffer).setUint32(0, data.length);
  all.set(data, 4);
  return all;
}

const messageHash = (...parts) => sha256(joined(parts.map(framed)));
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const toHex = (data) => Array.from(data, (byte) => HEX[byte]).join("");
const fromHex = (text) => Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));

function compareBytes(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

// The order of the UTF-8 bytes; that of JavaScript differs beyond U+FFFF.
const compareText = (a, b) => compareBytes(utf8(a), utf8(b));

