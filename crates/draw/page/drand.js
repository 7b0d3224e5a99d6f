// Signatures of drand (League of Entropy): BLS on BLS12-381 after RFC 9380, by the plain book.

const CHAINS = {
  quicknet: {
    hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    key: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    genesis: 1692803367n, period: 3n, degree: 1,
  },
  default: {
    hash: "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
    key: "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
    genesis: 1595431050n, period: 30n, degree: 2,
  },
};
const timeOf = (chain, round) => CHAINS[chain].genesis + (round - 1n) * CHAINS[chain].period;

const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const CURVE_X = 0xd201000000010000n; // without its sign

// RFC 9380, appendix E: coefficients from the lowest of x numerator and denominator, y numerator and
// denominator; parts of a coefficient over the quadratic field apart by commas.
const ISOGENY_G1 = `
11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7
17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bb
d54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0
1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861
e99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9
1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983
d6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84
17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88e
80d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317
169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9e
10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7b
6e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229
;
8ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1c
12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bff
b2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19
3425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8
13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21e
e7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5
772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3a
14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5e
a10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641
95fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0a 1
;
90d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33
134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696
cc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6
1f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cb
8cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedb
16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0
4ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2
987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29
9fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587
e1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30
19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132
18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8e
b182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8
245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133
5c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224b
15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604
;
16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1
1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03d
58df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2
16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416
be0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001d
8d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7ac
166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775c
16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9
1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4a
167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55
4d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8
accbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092
ad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345cc
2660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7
e0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8f 1
`;
const ISOGENY_G2 = `
5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6,5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6
0,11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71a
11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71e,8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38d
171d6541fa38ccfaed6dea691f5fb614cb14b4e7f4e810aa22d6108f142b85757098e38d0f671c7188e2aaaaaaaa5ed1,0
;
0,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa63
c,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa9f 1,0
;
1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706,1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706
0,5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97be
11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71c,8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38f
124c9ad43b6cf79bfbf7043de3811ad0761b0f37a1e26286b0e977c69aa274524e79097a56dc4bd9e1b371c71c718b10,0
;
1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb
0,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa9d3
12,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa99 1,0
`;

const mod = (a) => { const rest = a % P; return rest < 0n ? rest + P : rest; };

function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base), rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

// The quadratic field: a + b·u with u² = −1 is [a, b]; the prime field is where b is 0.
const add2 = (x, y) => [mod(x[0] + y[0]), mod(x[1] + y[1])];
const sub2 = (x, y) => [mod(x[0] - y[0]), mod(x[1] - y[1])];
const neg2 = (x) => [mod(-x[0]), mod(-x[1])];
const mul2 = (x, y) => [mod(x[0] * y[0] - x[1] * y[1]), mod(x[0] * y[1] + x[1] * y[0])];
const same2 = (x, y) => x[0] === y[0] && x[1] === y[1];

function inverse(a) {
  let [r, next, s, t] = [P, mod(a), 0n, 1n];
  while (next) {
    const q = r / next;
    [r, next, s, t] = [next, r - q * next, t, s - q * t];
  }
  return mod(s);
}

function inverse2(x) {
  const norm = inverse(x[0] * x[0] + x[1] * x[1]);
  return [mod(x[0] * norm), mod(-x[1] * norm)];
}

function primeRoot(a) {
  const root = power(a, (P + 1n) / 4n);
  return (root * root) % P === mod(a) ? root : null;
}

function squareRoot([a, b], degree) {
  if (b === 0n) {
    const root = primeRoot(a);
    if (root !== null) return [root, 0n];
    return degree === 2 ? [0n, primeRoot(-a)] : null;
  }
  const norm = primeRoot(a * a + b * b);
  if (norm === null) return null;
  const half = (P + 1n) / 2n;
  for (const part of [mod((a + norm) * half), mod((a - norm) * half)]) {
    const real = primeRoot(part);
    if (real) return [real, mod(b * inverse(2n * real))];
  }
  return null;
}

// Points: [x, y], or null at infinity. G1: y² = x³ + 4; G2: y² = x³ + 4 + 4u.
const G1 = [[0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn, 0n], [0x8b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n, 0n]];
const G2 = [[0x24aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n, 0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en], [0xce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n, 0x606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben]];

function slope(p, q) {
  if (same2(p[0], q[0])) return mul2(mul2([3n, 0n], mul2(p[0], p[0])), inverse2(add2(p[1], p[1])));
  return mul2(sub2(q[1], p[1]), inverse2(sub2(q[0], p[0])));
}

function plus(p, q) {
  if (!p || !q) return p || q;
  if (same2(p[0], q[0]) && !same2(p[1], q[1])) return null;
  const line = slope(p, q);
  const x = sub2(sub2(mul2(line, line), p[0]), q[0]);
  return [x, sub2(mul2(line, sub2(p[0], x)), p[1])];
}

function times(p, number) {
  let total = null;
  for (const bit of number.toString(2)) {
    total = plus(total, total);
    if (bit === "1") total = plus(total, p);
  }
  return total;
}

// The point of a compressed encoding in the right group, or null.
function decoded(data, degree) {
  if (data.length !== 48 * degree || (data[0] & 0xc0) !== 0x80) return null;
  const numbers = [];
  for (let at = 0; at < data.length; at += 48) numbers.push(BigInt("0x" + toHex(data.subarray(at, at + 48))));
  numbers[0] &= (1n << 381n) - 1n;
  if (numbers.some((number) => number >= P)) return null;
  const x = degree === 2 ? [numbers[1], numbers[0]] : [numbers[0], 0n];
  let y = squareRoot(add2(mul2(x, mul2(x, x)), [4n, degree === 2 ? 4n : 0n]), degree);
  if (!y) return null;
  const other = neg2(y);
  const larger = y[1] > other[1] || (y[1] === other[1] && y[0] > other[0]) ? y : other;
  y = data[0] & 0x20 ? larger : neg2(larger);
  return times([x, y], ORDER) === null ? [x, y] : null;
}

// Hashing to a curve (RFC 9380).
function expand(message, tag, length) {
  const end = joined([utf8(tag), [tag.length]]);
  const first = sha256(joined([new Uint8Array(64), message, bigEndian(length, 2), [0], end]));
  const blocks = [sha256(joined([first, [1], end]))];
  while (32 * blocks.length < length) {
    const last = blocks[blocks.length - 1];
    blocks.push(sha256(joined([first.map((byte, i) => byte ^ last[i]), [blocks.length + 1], end])));
  }
  return joined(blocks);
}

const polynomials = (table) => table.split(";").map((line) => line.trim().split(/\s+/).reverse().map((text) => {
  const [real, other] = text.split(",");
  return [BigInt("0x" + real), BigInt("0x" + (other || "0"))];
}));
const valueAt = (coefficients, x) => coefficients.reduce((total, coefficient) => add2(mul2(total, x), coefficient), [0n, 0n]);

const MAPS = {
  1: {
    tag: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
    a: [0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1dn, 0n],
    b: [0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0n, 0n],
    z: [11n, 0n],
    isogeny: polynomials(ISOGENY_G1),
    cofactor: CURVE_X + 1n,
  },
  2: {
    tag: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
    a: [0n, 240n],
    b: [1012n, 1012n],
    z: [P - 2n, P - 1n],
    isogeny: polynomials(ISOGENY_G2),
    cofactor: 0xbc69f08f2ee75b3584c6a0ea91b352888e2a8e9145ad7689986ff031508ffe1329c2f178731db956d82bf015d1212b02ec0ec69d7477c1ae954cbc06689f6a359894c0adebbf6b4e8020005aaa95551n,
  },
};
const sign = (x) => x[0] & 1n || (x[0] === 0n ? x[1] & 1n : 0n);

function mapToCurve(degree, u) {
  const { a, b, z, isogeny } = MAPS[degree];
  const zu = mul2(z, mul2(u, u));
  const denominator = add2(mul2(zu, zu), zu);
  let x = same2(denominator, [0n, 0n])
    ? mul2(b, inverse2(mul2(z, a)))
    : mul2(neg2(mul2(b, inverse2(a))), add2([1n, 0n], inverse2(denominator)));
  const rightSide = (at) => add2(mul2(at, add2(mul2(at, at), a)), b);
  let y = squareRoot(rightSide(x), degree);
  if (!y) {
    x = mul2(zu, x);
    y = squareRoot(rightSide(x), degree);
  }
  if (sign(u) !== sign(y)) y = neg2(y);
  const [xUp, xDown, yUp, yDown] = isogeny.map((part) => valueAt(part, x));
  return [mul2(xUp, inverse2(xDown)), mul2(y, mul2(yUp, inverse2(yDown)))];
}

function hashToCurve(degree, message) {
  const data = expand(message, MAPS[degree].tag, 128 * degree);
  const parts = [];
  for (let at = 0; at < data.length; at += 64) parts.push(BigInt("0x" + toHex(data.subarray(at, at + 64))) % P);
  const numbers = degree === 2 ? [[parts[0], parts[1]], [parts[2], parts[3]]] : parts.map((n) => [n, 0n]);
  return times(plus(mapToCurve(degree, numbers[0]), mapToCurve(degree, numbers[1])), MAPS[degree].cofactor);
}

// The pairing. The field of degree twelve is polynomials in w with w¹² = 2w⁶ − 2, hence u = w⁶ − 1.
const ONE12 = [1n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n];

function times12(f, g) {
  const product = new Array(23).fill(0n);
  f.forEach((a, i) => { if (a) g.forEach((b, j) => { product[i + j] += a * b; }); });
  for (let i = 22; i > 11; i -= 1) {
    product[i - 6] += 2n * product[i];
    product[i - 12] -= 2n * product[i];
  }
  return product.slice(0, 12).map(mod);
}

// The line through t and q of G2 at p of G1, times w³, which the last power takes away.
function lineAt(t, q, p) {
  const across = slope(t, q);
  const line = new Array(12).fill(0n);
  const places = [[0, sub2(mul2(across, t[0]), t[1])], [2, neg2(mul2(across, p[0]))]];
  for (const [place, [a, b]] of places) {
    line[place] = mod(a - b);
    line[place + 6] = b;
  }
  line[3] = p[1][0];
  return line;
}

function miller(p, q) {
  let f = ONE12, t = q;
  for (const bit of CURVE_X.toString(2).slice(1)) {
    f = times12(times12(f, f), lineAt(t, t, p));
    t = plus(t, t);
    if (bit === "1") {
      f = times12(f, lineAt(t, q, p));
      t = plus(t, q);
    }
  }
  return f;
}

// Whether the product of the pairings of [point of G1, point of G2] is one.
function pairingsCancel(pairs) {
  const f = pairs.reduce((product, [p, q]) => times12(product, miller(p, q)), ONE12);
  let result = ONE12;
  for (const bit of ((P ** 12n - 1n) / ORDER).toString(2)) {
    result = times12(result, result);
    if (bit === "1") result = times12(result, f);
  }
  return result.every((number, i) => number === ONE12[i]);
}

const signedBefore = new Map();

// Whether `value` (the signature; in the default chain also the one before it) signs a round.
function isSigned(chain, round, value) {
  const name = `${chain} ${round} ${value}`;
  if (!signedBefore.has(name)) signedBefore.set(name, checkSignature(chain, round, value));
  return signedBefore.get(name);
}

function checkSignature(chain, round, value) {
  const { degree, key } = CHAINS[chain];
  const form = degree === 1 ? /^([0-9a-f]{2})*$/ : /^([0-9a-f]{2})* ([0-9a-f]{2})*$/;
  if (!form.test(value)) return false;
  const [signature, previous] = `${value} `.split(" ").map(fromHex);
  const message = sha256(joined([previous, bigEndian(round, 8)]));
  const point = decoded(signature, degree);
  const known = decoded(fromHex(key), 3 - degree);
  if (!point || !known) return false;
  const hashed = hashToCurve(degree, message);
  const minus = ([x, y]) => [x, neg2(y)];
  return pairingsCancel(degree === 1 ? [[point, minus(G2)], [hashed, known]] : [[minus(G1), point], [known, hashed]]);
}

