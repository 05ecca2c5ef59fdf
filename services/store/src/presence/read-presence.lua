-- Who is in a room, with a mark on its channel behind that very moment.
--
-- KEYS  1 users   hash username -> memberships
-- ARGV  1 channel   2 mark   3 names listed at most
-- Returns {userCount, usernames, none when there are more than that}

local userCount = redis.call('HLEN', KEYS[1])
local users = userCount <= tonumber(ARGV[3]) and redis.call('HKEYS', KEYS[1]) or {}
redis.call('SPUBLISH', ARGV[1], ARGV[2])
return { userCount, users }
