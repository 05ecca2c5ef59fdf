-- Ends one membership, and tells the others when the user has no other one in the room. The room leaves the directory
-- with its last member.
--
-- KEYS  1 members   2 users   3 rooms   4 heldBy   5 joining   6 leaving   7 presenceDue   (as in join-room.lua)
-- ARGV  1 memberId  2 username   3 roomName
--       4 channel   5 envelope head   6 envelope tail of user_left
--       7 members above which presence is batched   8 milliseconds between batches
-- Returns {left (was a member), gone (the user has left), userCount, deleted (the room has), batchDue}, each 0 or 1
--
-- Idempotent by memberId: a socket's own leave and any number of reapers may race.

local username, roomName = ARGV[2], ARGV[3]
redis.call('SREM', KEYS[4], 'room:' .. ARGV[1] .. ':' .. username .. ':' .. roomName)
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then
  return { 0, 0, redis.call('HLEN', KEYS[2]), 0, 0 }
end
if redis.call('HINCRBY', KEYS[2], username, -1) > 0 then
  return { 1, 0, redis.call('HLEN', KEYS[2]), 0, 0 }
end
redis.call('HDEL', KEYS[2], username)
local userCount = redis.call('HLEN', KEYS[2])
if userCount == 0 then
  redis.call('ZREM', KEYS[3], roomName)
  redis.call('DEL', KEYS[5], KEYS[6], KEYS[7])
  return { 1, 1, 0, 1, 0 }
end
redis.call('ZADD', KEYS[3], userCount, roomName)

local batchDue = 0
local pending = redis.call('EXISTS', KEYS[5], KEYS[6]) > 0
if userCount > tonumber(ARGV[7]) or pending then
  if redis.call('SREM', KEYS[5], username) == 0 then
    redis.call('SADD', KEYS[6], username)
  end
  if redis.call('SET', KEYS[7], 1, 'NX', 'PX', 3 * ARGV[8]) then
    batchDue = 1
  end
else
  redis.call('SPUBLISH', ARGV[4],
    ARGV[5] .. '{"username":"' .. username .. '","userCount":' .. userCount .. '}' .. ARGV[6])
end
return { 1, 1, userCount, 0, batchDue }
