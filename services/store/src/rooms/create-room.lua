-- Puts an empty room into the directory.
--
-- KEYS  1 rooms   2 head   3 history   4 unused (zset roomName -> when it was made, in ms)
-- ARGV  1 roomName   2 epoch to begin when the room has none   3 seconds the head is kept
--       4 reign (as in send-message.lua)
-- Returns 1, or 0 when the room is there already

if redis.call('ZADD', KEYS[1], 'NX', 0, ARGV[1]) == 0 then
  return 0
end
local now = redis.call('TIME')
redis.call('ZADD', KEYS[4], now[1] * 1000 + math.floor(now[2] / 1000), ARGV[1])
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('HSET', KEYS[2], 'epoch', ARGV[2], 'seq', 0, 'reign', string.match(ARGV[4], '^%S*'))
  redis.call('EXPIRE', KEYS[2], ARGV[3])
  redis.call('DEL', KEYS[3])
end
return 1
