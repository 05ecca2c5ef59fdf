-- Renews a node's lease, by the clock of Redis, and tells which leases have run out.
--
-- KEYS  1 leases   zset incarnation -> end of lease (ms)
--       2 load     hash incarnation -> open connections
--       3 fenced   zset incarnation -> when it was declared dead (ms)
-- ARGV  1 incarnation   2 lease (ms)   3 open connections
-- Returns {renewed (0: it was declared dead), incarnations whose lease has run out}

local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ms)
if redis.call('ZSCORE', KEYS[3], ARGV[1]) then
  return { 0, expired }
end
redis.call('ZADD', KEYS[1], ms + ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
local others = {}
for _, incarnation in ipairs(expired) do
  if incarnation ~= ARGV[1] then
    others[#others + 1] = incarnation
  end
end
return { 1, others }
