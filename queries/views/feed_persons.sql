--- title = { zh = "比对数据涉及的人员", en = "Persons named by the feeds" }
--- about = { zh = "各部门数据的每一行属于哪个身份证号", en = "Whose identity number each row of a feed holds" }
SELECT 'deaths' AS feed, x.person_key FROM deaths AS x
UNION ALL
SELECT 'cremations' AS feed, x.person_key FROM cremations AS x
UNION ALL
SELECT 'vehicles' AS feed, x.person_key FROM vehicles AS x
UNION ALL
SELECT 'real_estate' AS feed, x.person_key FROM real_estate AS x
UNION ALL
SELECT 'companies' AS feed, x.person_key FROM companies AS x
UNION ALL
SELECT 'public_payroll' AS feed, x.person_key FROM public_payroll AS x
UNION ALL
SELECT 'insurance' AS feed, x.person_key FROM insurance AS x
UNION ALL
SELECT 'pensions' AS feed, x.person_key FROM pensions AS x
UNION ALL
SELECT 'tax' AS feed, x.person_key FROM tax AS x
UNION ALL
SELECT 'housing_fund' AS feed, x.person_key FROM housing_fund AS x
UNION ALL
SELECT 'deposits' AS feed, x.person_key FROM deposits AS x
UNION ALL
SELECT 'trips' AS feed, x.person_key FROM trips AS x
UNION ALL
SELECT 'prisoners' AS feed, x.person_key FROM prisoners AS x
UNION ALL
SELECT 'disabled' AS feed, x.person_key FROM disabled AS x
UNION ALL
SELECT 'medical' AS feed, x.person_key FROM medical AS x
UNION ALL
SELECT 'students' AS feed, x.person_key FROM students AS x
UNION ALL
SELECT 'other_places' AS feed, x.person_key FROM other_places AS x
UNION ALL
SELECT 'land' AS feed, x.person_key FROM land AS x
UNION ALL
SELECT 'kinship' AS feed, x.person_key FROM kinship AS x
UNION ALL
SELECT 'electricity' AS feed, x.person_key FROM electricity AS x
