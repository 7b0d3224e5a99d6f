--- title = { zh = "现行标准", en = "Standards in force" }
--- about = { zh = "快照月各项目每人每月的标准", en = "The standard per person and month of each programme in the snapshot month" }
--- clauses = ["KS-12", "JM-7"]
--- grain = "programme"
SELECT
    p.programme,
    CAST(standard_yuan(p.programme, month_start(snapshot_month())) AS DECIMAL(18, 2)) AS standard_month_yuan,
    CAST(standard_yuan(p.programme, month_start(snapshot_month())) * 12 AS DECIMAL(18, 2)) AS standard_year_yuan
FROM programmes AS p
WHERE p.kind = 'dibao'
ORDER BY p.position
