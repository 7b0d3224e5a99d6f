"""Signatures of drand (League of Entropy), verified with the standard library alone.

BLS signatures on BLS12-381 after RFC 9380 (hashing to the curve) and the pairing by the plain book:
slow and short. Shares no code with the program that draws.
"""

import hashlib
import re
from typing import NamedTuple

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
X = 0xD201000000010000  # the curve's parameter, without its sign


class Chain(NamedTuple):
    hash: str
    public_key: str
    genesis: int
    period: int


CHAINS = {
    "quicknet": Chain(
        "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a"
        "2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76"
        "eae8991ef5ece45a",
        1692803367,
        3,
    ),
    "default": Chain(
        "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
        "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a940"
        "2801af31",
        1595431050,
        30,
    ),
}

# RFC 9380, appendix E: coefficients from the lowest of x numerator and denominator, y numerator
# and denominator; parts of a coefficient over the quadratic field apart by commas.
ISOGENY_G1 = """
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
"""
ISOGENY_G2 = """
5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6,5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6
0,11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71a
11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71e,8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38d
171d6541fa38ccfaed6dea691f5fb614cb14b4e7f4e810aa22d6108f142b85757098e38d0f671c7188e2aaaaaaaa5ed1,0
;
0,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa63
c,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa9f
1,0
;
1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706,1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706
0,5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97be
11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71c,8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38f
124c9ad43b6cf79bfbf7043de3811ad0761b0f37a1e26286b0e977c69aa274524e79097a56dc4bd9e1b371c71c718b10,0
;
1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb
0,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa9d3
12,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa99
1,0
"""


def time_of(chain, number):
    """When a round is signed, in seconds since 1970."""
    return CHAINS[chain].genesis + (number - 1) * CHAINS[chain].period


# The quadratic field: a + b·u with u² = −1 is (a, b); the prime field is where b is 0.


def add(x, y):
    return ((x[0] + y[0]) % P, (x[1] + y[1]) % P)


def neg(x):
    return (-x[0] % P, -x[1] % P)


def sub(x, y):
    return add(x, neg(y))


def mul(x, y):
    return ((x[0] * y[0] - x[1] * y[1]) % P, (x[0] * y[1] + x[1] * y[0]) % P)


def inverse(x):
    norm = pow(x[0] * x[0] + x[1] * x[1], P - 2, P)
    return (x[0] * norm % P, -x[1] * norm % P)


def root_of_prime(a):
    root = pow(a, (P + 1) // 4, P)
    return root if root * root % P == a % P else None


def square_root(x, degree):
    """A square root in the field of this degree, or None."""
    a, b = x
    if b == 0:
        root = root_of_prime(a)
        if root is not None:
            return (root, 0)
        return (0, root_of_prime(-a)) if degree == 2 else None
    norm = root_of_prime(a * a + b * b)
    if norm is None:
        return None
    half = (P + 1) // 2
    for part in ((a + norm) * half % P, (a - norm) * half % P):
        real = root_of_prime(part)
        if real:
            return (real, b * pow(2 * real, P - 2, P) % P)
    return None


# Points: (x, y), or None for the point at infinity. G1 is in the prime field with y² = x³ + 4, G2 in
# the quadratic one with y² = x³ + 4 + 4u.

G1 = (
    (0x17F1D3A73197D7942695638C4FA9AC0FC3688C4F9774B905A14E3A3F171BAC586C55E83FF97A1AEFFB3AF00ADB22C6BB, 0),
    (0x08B3F481E3AAA0F1A09E30ED741D8AE4FCF5E095D5D00AF600DB18CB2C04B3EDD03CC744A2888AE40CAA232946C5E7E1, 0),
)
G2 = (
    (
        0x024AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
        0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E,
    ),
    (
        0x0CE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
        0x0606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE,
    ),
)


def slope(p, q):
    if p == q:
        return mul(mul((3, 0), mul(p[0], p[0])), inverse(mul((2, 0), p[1])))
    return mul(sub(q[1], p[1]), inverse(sub(q[0], p[0])))


def plus(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and p[1] != q[1]:
        return None
    line = slope(p, q)
    x = sub(sub(mul(line, line), p[0]), q[0])
    return (x, sub(mul(line, sub(p[0], x)), p[1]))


def times(p, number):
    total = None
    for bit in bin(number)[2:]:
        total = plus(total, total)
        if bit == "1":
            total = plus(total, p)
    return total


def point(data, degree):
    """The point of a compressed encoding in the right group, or None."""
    if len(data) != 48 * degree or data[0] & 0xC0 != 0x80:
        return None
    numbers = [int.from_bytes(data[i : i + 48], "big") for i in range(0, len(data), 48)]
    numbers[0] &= (1 << 381) - 1
    if any(number >= P for number in numbers):
        return None
    x = (numbers[-1], numbers[0] if degree == 2 else 0)
    y = square_root(add(mul(x, mul(x, x)), (4, 0 if degree == 1 else 4)), degree)
    if y is None:
        return None
    larger = max(y, neg(y), key=lambda number: (number[1], number[0]))
    y = larger if data[0] & 0x20 else neg(larger)
    return (x, y) if times((x, y), ORDER) is None else None


# Hashing to a curve (RFC 9380)


def sha256(data):
    return hashlib.sha256(data).digest()


def expand(message, tag, length):
    tag += bytes([len(tag)])
    first = sha256(bytes(64) + message + length.to_bytes(2, "big") + b"\0" + tag)
    blocks = [sha256(first + b"\1" + tag)]
    while 32 * len(blocks) < length:
        mixed = bytes(a ^ b for a, b in zip(first, blocks[-1]))
        blocks.append(sha256(mixed + bytes([len(blocks) + 1]) + tag))
    return b"".join(blocks)


def polynomials(table):
    """The coefficients of the four polynomials of an isogeny, from the highest."""
    number = lambda text: tuple(int(part, 16) for part in (text + ",0").split(",")[:2])
    return [[number(text) for text in line.split()][::-1] for line in table.split(";")]


def value_at(coefficients, x):
    total = (0, 0)
    for coefficient in coefficients:
        total = add(mul(total, x), coefficient)
    return total


class Map(NamedTuple):
    """How numbers become points: a curve y² = x³ + ax + b beside ours, and the way from it."""

    degree: int
    tag: bytes
    a: tuple
    b: tuple
    z: tuple
    isogeny: list
    cofactor: int


TO_G1 = Map(
    1,
    b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
    (0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D, 0),
    (0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0, 0),
    (11, 0),
    polynomials(ISOGENY_G1),
    X + 1,
)
TO_G2 = Map(
    2,
    b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
    (0, 240),
    (1012, 1012),
    (P - 2, P - 1),
    polynomials(ISOGENY_G2),
    0xBC69F08F2EE75B3584C6A0EA91B352888E2A8E9145AD7689986FF031508FFE1329C2F178731DB956D82BF015D1212B02EC0EC69D7477C1AE954CBC06689F6A359894C0ADEBBF6B4E8020005AAA95551,
)


def sign(x):
    return x[0] & 1 or (x[0] == 0 and x[1] & 1)


def map_to_curve(to, u):
    """The simplified map of Shallue, van de Woestijne and Ulas, then the isogeny."""
    zu = mul(to.z, mul(u, u))
    denominator = add(mul(zu, zu), zu)
    if denominator == (0, 0):
        x = mul(to.b, inverse(mul(to.z, to.a)))
    else:
        x = mul(neg(mul(to.b, inverse(to.a))), add((1, 0), inverse(denominator)))
    right_side = lambda x: add(mul(x, add(mul(x, x), to.a)), to.b)
    y = square_root(right_side(x), to.degree)
    if y is None:
        x = mul(zu, x)
        y = square_root(right_side(x), to.degree)
    if sign(u) != sign(y):
        y = neg(y)
    x_up, x_down, y_up, y_down = (value_at(part, x) for part in to.isogeny)
    return (mul(x_up, inverse(x_down)), mul(y, mul(y_up, inverse(y_down))))


def hash_to_curve(to, message):
    data = expand(message, to.tag, 128 * to.degree)
    parts = [int.from_bytes(data[i : i + 64], "big") % P for i in range(0, len(data), 64)]
    numbers = [(parts[0], parts[1]), (parts[2], parts[3])] if to.degree == 2 else [(n, 0) for n in parts]
    total = plus(map_to_curve(to, numbers[0]), map_to_curve(to, numbers[1]))
    return times(total, to.cofactor)


# The pairing. The field of degree twelve is polynomials in w with w¹² = 2w⁶ − 2, hence u = w⁶ − 1.


def times12(f, g):
    product = [0] * 23
    for i, a in enumerate(f):
        if a:
            for j, b in enumerate(g):
                product[i + j] += a * b
    for i in range(22, 11, -1):
        product[i - 6] += 2 * product[i]
        product[i - 12] -= 2 * product[i]
    return [number % P for number in product[:12]]


def line_at(t, q, p):
    """The line through t and q of G2 at p of G1, times w³, which the last power takes away."""
    across = slope(t, q)
    constant = sub(mul(across, t[0]), t[1])
    square = neg(mul(across, p[0]))
    line = [0] * 12
    for place, (a, b) in ((0, constant), (2, square)):
        line[place], line[place + 6] = (a - b) % P, b
    line[3] = p[1][0]
    return line


def miller(p, q):
    f, t = [1] + [0] * 11, q
    for bit in bin(X)[3:]:
        f = times12(times12(f, f), line_at(t, t, p))
        t = plus(t, t)
        if bit == "1":
            f = times12(f, line_at(t, q, p))
            t = plus(t, q)
    return f


def pairings_cancel(pairs):
    """Whether the product of the pairings of (point of G1, point of G2) is one."""
    f = [1] + [0] * 11
    for p, q in pairs:
        f = times12(f, miller(p, q))
    power = [1] + [0] * 11
    for bit in bin((P**12 - 1) // ORDER)[2:]:
        power = times12(power, power)
        if bit == "1":
            power = times12(power, f)
    return power == [1] + [0] * 11


def is_signed(chain, number, value):
    """Whether `value` (the signature; in the default chain also the one before it) signs a round."""
    if not re.fullmatch("([0-9a-f]{2})*" + (" ([0-9a-f]{2})*" if chain == "default" else ""), value):
        return False
    signature, previous = (bytes.fromhex(part) for part in (value + " ").split(" ")[:2])
    message = sha256(previous + number.to_bytes(8, "big"))
    key = bytes.fromhex(CHAINS[chain].public_key)
    on_g1 = chain == "quicknet"
    signature, key = (point(signature, 1), point(key, 2)) if on_g1 else (point(signature, 2), point(key, 1))
    if signature is None or key is None:
        return False
    if on_g1:
        minus_g2 = (G2[0], neg(G2[1]))
        return pairings_cancel([(signature, minus_g2), (hash_to_curve(TO_G1, message), key)])
    minus_g1 = (G1[0], neg(G1[1]))
    return pairings_cancel([(minus_g1, signature), (key, hash_to_curve(TO_G2, message))])
