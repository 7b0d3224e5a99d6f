SELECT town_code FROM households ORDER BY town_code
