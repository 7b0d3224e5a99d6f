--- title = { zh = "镇（区）", en = "Townships" }
--- about = { zh = "行政区划中的镇级单位，以及名册中出现而区划中没有的单位", en = "Units of township level, and those that occur in the caseload but not among the units" }
WITH known AS (
    SELECT u.code AS town_code
    FROM units AS u
    WHERE u.kind IN ('township', 'town', 'subdistrict', 'farm')
    UNION
    SELECT v.parent AS town_code
    FROM units AS v
    WHERE v.kind IN ('village', 'community') AND v.parent IS NOT NULL
    UNION
    SELECT h.town_code
    FROM households_all AS h
    WHERE h.town_code IS NOT NULL
    UNION
    SELECT p.town_code
    FROM payments AS p
    WHERE p.town_code IS NOT NULL
)
SELECT k.town_code, coalesce(u.name, k.town_code) AS town_name
FROM known AS k
LEFT JOIN units AS u ON u.code = k.town_code
