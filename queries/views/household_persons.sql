--- title = { zh = "各户成员数", en = "Persons of each household" }
--- about = { zh = "有成员记录的每一户：成员、保障对象和户主各几名", en = "Every household with persons: how many, how many covered, how many heads" }
SELECT
    p.household_key, COUNT(*) AS persons_count,
    COUNT(*) FILTER (WHERE coalesce(p.is_covered, true)) AS covered_count,
    COUNT(*) FILTER (WHERE p.relation = 'self') AS heads_count
FROM persons AS p
GROUP BY p.household_key
