--- title = { zh = "救助项目", en = "Programmes" }
--- about = { zh = "项目的顺序和类别；按月发放现金的只有低保和特困", en = "Order and kind of the programmes; only dibao and tekun pay cash by the month" }
SELECT p.programme, p.position, p.kind
FROM (
    VALUES
    ('dibao_urban', 1, 'dibao'),
    ('dibao_rural', 2, 'dibao'),
    ('tekun_institutional', 3, 'tekun'),
    ('tekun_dispersed', 4, 'tekun'),
    ('tekun', 5, 'tekun'),
    ('edge', 6, 'unpaid'),
    ('rigid_expenditure', 7, 'unpaid')
) AS p (programme, position, kind)
