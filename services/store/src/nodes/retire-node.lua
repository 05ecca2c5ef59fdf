-- Lets a node's lease run out soon: it goes away in order, and what its users leave behind is reaped after their grace.
--
-- KEYS  1 leases   2 load   (as in renew-lease.lua)
-- ARGV  1 incarnation   2 milliseconds left
-- Returns nothing

local now = redis.call('TIME')
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[1], 'XX', now[1] * 1000 + math.floor(now[2] / 1000) + ARGV[2], ARGV[1])
