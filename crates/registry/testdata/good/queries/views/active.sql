--- title = { zh = "在保家庭", en = "Active households" }

SELECT household_key, town_code FROM households
