-- Tells a room that somebody types or has stopped, unless the room is too big for that.
--
-- KEYS  1 users
-- ARGV  1 channel   2 payload   3 members above which it is not told
-- Returns 1 when it was told

if redis.call('HLEN', KEYS[1]) > tonumber(ARGV[3]) then
  return 0
end
redis.call('SPUBLISH', ARGV[1], ARGV[2])
return 1
