-- Counts a new connection of a user, unless the user has too many.
--
-- KEYS  1 connections   hash connectionId -> username|incarnation
--       2 online        hash username -> open connections
--       3 heldBy        set of what the connection's node holds
--       4 fenced        zset of incarnations declared dead
-- ARGV  1 connectionId  2 username   3 incarnation   4 connections a user may have
-- Returns 'open' | 'too_many' | 'fenced'
--
-- Idempotent by connectionId.

if redis.call('ZSCORE', KEYS[4], ARGV[3]) then
  return 'fenced'
end
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  return 'open'
end
if tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or 0) >= tonumber(ARGV[4]) then
  return 'too_many'
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. ARGV[3])
redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
redis.call('SADD', KEYS[3], 'conn:' .. ARGV[1] .. ':' .. ARGV[2])
return 'open'
