-- Takes rooms out of a part of the directory that were made long ago and that nobody has joined.
--
-- KEYS  1 rooms   2 unused (zset roomName -> when it was made, in ms)
-- ARGV  1 milliseconds a room may stay unused   2 how many to look at
-- Returns the names of the rooms that are gone

local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local gone = {}
for _, roomName in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ms - ARGV[1], 'LIMIT', 0, ARGV[2])) do
  redis.call('ZREM', KEYS[2], roomName)
  -- A room with members has a count; one whose members have left is not there any more.
  if tonumber(redis.call('ZSCORE', KEYS[1], roomName) or 1) == 0 then
    redis.call('ZREM', KEYS[1], roomName)
    gone[#gone + 1] = roomName
  end
end
return gone
