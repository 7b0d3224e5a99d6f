--- title = { zh = "各镇在保情况", en = "Caseload by town" }
--- about = { zh = "在册家庭按镇和项目统计；人数为保障人口，新增含恢复，退出为停发；area 为空表示城乡都有", en = "Households on the roll by town and programme; persons are covered persons, new includes resumed, exited means stopped; an empty area means both" }
--- clauses = ["QH-1", "QH-19", "JM-6"]
--- grain = "town, programme"
--- disclose = { of = { amount_yuan = ["households_count"] } }
--- chart = { kind = "stack", x = "town_name", y = ["households_count"], series = "programme" }
WITH counted AS (
    SELECT
        r.town_code, r.programme, r.area, 1 AS households_count, r.covered_persons AS persons_count,
        r.total_amount AS amount_yuan, 0 AS new_count, 0 AS exited_count
    FROM roll AS r
    UNION ALL
    SELECT
        c.town_code, c.programme, CAST(NULL AS VARCHAR) AS area, 0 AS households_count, 0 AS persons_count,
        CAST(0 AS DECIMAL(18, 2)) AS amount_yuan,
        CASE WHEN c.change = 'stopped' THEN 0 ELSE 1 END AS new_count,
        CASE WHEN c.change = 'stopped' THEN 1 ELSE 0 END AS exited_count
    FROM roll_changes AS c
    WHERE c.change IN ('new', 'resumed', 'stopped')
)
SELECT
    c.town_code,
    MAX(t.town_name) AS town_name,
    c.programme,
    CASE
        WHEN c.programme = 'dibao_urban' THEN 'urban'
        WHEN c.programme = 'dibao_rural' THEN 'rural'
        WHEN MIN(c.area) = MAX(c.area) THEN MIN(c.area)
    END AS area,
    SUM(c.households_count) AS households_count,
    SUM(c.persons_count) AS persons_count,
    SUM(c.amount_yuan) AS amount_yuan,
    SUM(c.new_count) AS new_households_count,
    SUM(c.exited_count) AS exited_households_count
FROM counted AS c
LEFT JOIN towns AS t ON t.town_code = c.town_code
LEFT JOIN programmes AS p ON p.programme = c.programme
GROUP BY c.town_code, c.programme
ORDER BY c.town_code, MAX(p.position), c.programme
