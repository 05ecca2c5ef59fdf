-- Declares an incarnation dead where this key lies, so that it is refused there from now on.
--
-- KEYS  1 fenced   zset incarnation -> when it was declared dead (ms)
-- ARGV  1 incarnation   2 milliseconds for which it is remembered
-- Returns 1 for the first to do so, else 0

local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms - ARGV[2])
return redis.call('ZADD', KEYS[1], 'NX', ms, ARGV[1])
