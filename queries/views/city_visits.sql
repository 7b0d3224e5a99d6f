--- title = { zh = "市级入户", en = "Visits by the city" }
--- about = { zh = "走访台账中的市级抽查和本系统登记的入户；未见到人的不算", en = "City checks of the visit ledger and visits recorded here; nobody met is no visit" }
SELECT v.household_key, v.visited_on
FROM visits AS v
WHERE v.kind = 'city_check' AND v.visited_on <= as_of() AND v.household_key IS NOT NULL
UNION
SELECT r.household_key, r.visited_on
FROM recorded_visits AS r
WHERE
    r.kind = 'city_check' AND r.mode = 'on_site' AND r.outcome IN ('completed', 'partial')
    AND r.visited_on <= as_of()
