-- Forgets a connection.
--
-- KEYS  1 connections   2 online   3 heldBy   (as in open-connection.lua)
-- ARGV  1 connectionId  2 username
-- Returns 1, or 0 when it was not there. Idempotent by connectionId.

redis.call('SREM', KEYS[3], 'conn:' .. ARGV[1] .. ':' .. ARGV[2])
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then
  return 0
end
if redis.call('HINCRBY', KEYS[2], ARGV[2], -1) < 1 then
  redis.call('HDEL', KEYS[2], ARGV[2])
end
return 1
