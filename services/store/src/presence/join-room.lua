-- Makes a member of a room, tells the others when that makes the user present, and returns what the newcomer needs:
-- members, place in the order and history, all of one moment.
--
-- KEYS  1 members     hash memberId -> username|incarnation
--       2 users       hash username -> memberships
--       3 rooms       zset roomName -> userCount
--       4 head        hash epoch, seq, reign
--       5 history     list of message JSON, newest first
--       6 heldBy      set of what the member's node holds
--       7 fenced      zset of incarnations declared dead
--       8 joining     set   9 leaving  set   10 presenceDue
-- ARGV  1 memberId    2 username    3 incarnation   4 roomName
--       5 epoch to begin when the room has none     6 seconds the head is kept
--       7 epoch and 8 seq the member has already ('' without); what a quiet one says is believed, it is the node's own
--       9 messages wanted without them
--      10 channel    11 envelope head   12 envelope tail of user_joined
--      13 mark to publish behind the moment ('' without)
--      14 members above which presence is batched    15 milliseconds between batches
--      16 names listed at most   17 'quiet' to tell nobody   18 reign (as in send-message.lua)
-- Returns {'fenced'}  or  {'joined', created, userCount, users, epoch, seq, recovery, messages oldest first, batchDue, came}
--
-- Idempotent by memberId.

if redis.call('ZSCORE', KEYS[7], ARGV[3]) then
  return { 'fenced' }
end

local username, roomName, quiet = ARGV[2], ARGV[4], ARGV[17] == 'quiet'
local created = redis.call('ZSCORE', KEYS[3], roomName) and 0 or 1
local came = 0
if redis.call('HSETNX', KEYS[1], ARGV[1], username .. '|' .. ARGV[3]) == 1 then
  redis.call('SADD', KEYS[6], 'room:' .. ARGV[1] .. ':' .. username .. ':' .. roomName)
  if redis.call('HINCRBY', KEYS[2], username, 1) == 1 then
    came = 1
  end
end
local userCount = redis.call('HLEN', KEYS[2])
redis.call('ZADD', KEYS[3], userCount, roomName)

local epoch, seq, reign = unpack(redis.call('HMGET', KEYS[4], 'epoch', 'seq', 'reign'))
local current = string.match(ARGV[18], '^%S*')
local isTaken = current ~= '' and reign and reign ~= ''
  and not string.find(' ' .. ARGV[18] .. ' ', ' ' .. reign .. ' ', 1, true)
seq = tonumber(seq or 0)
if not epoch then
  epoch, seq = ARGV[5], 0
  redis.call('HSET', KEYS[4], 'epoch', epoch, 'seq', 0, 'reign', current)
  redis.call('EXPIRE', KEYS[4], ARGV[6])
  redis.call('DEL', KEYS[5])
elseif isTaken or quiet and ARGV[7] == epoch and tonumber(ARGV[8]) > seq then
  -- Another server has taken over, or this node has delivered what Redis has lost. The seqs after this one may have been
  -- given before: go on under a new epoch.
  epoch = ARGV[5]
  redis.call('HSET', KEYS[4], 'epoch', epoch, 'reign', current)
end

local recovery, wanted = 'none', tonumber(ARGV[9])
if ARGV[7] ~= '' then
  if ARGV[7] ~= epoch or tonumber(ARGV[8]) > seq then
    recovery = 'reset'
  else
    wanted = seq - tonumber(ARGV[8])
    recovery = wanted <= redis.call('LLEN', KEYS[5]) and 'complete' or 'gap'
  end
end
local messages = {}
if wanted > 0 then
  local newestFirst = redis.call('LRANGE', KEYS[5], 0, wanted - 1)
  for i = #newestFirst, 1, -1 do
    messages[#messages + 1] = newestFirst[i]
  end
end

local users
if userCount <= tonumber(ARGV[16]) then
  users = redis.call('HKEYS', KEYS[2])
else
  users = redis.call('HRANDFIELD', KEYS[2], ARGV[16])
end

local batchDue = 0
if came == 1 and not quiet then
  local pending = redis.call('EXISTS', KEYS[8], KEYS[9]) > 0
  if userCount > tonumber(ARGV[14]) or pending then
    if redis.call('SREM', KEYS[9], username) == 0 then
      redis.call('SADD', KEYS[8], username)
    end
    if redis.call('SET', KEYS[10], 1, 'NX', 'PX', 3 * ARGV[15]) then
      batchDue = 1
    end
  else
    redis.call('SPUBLISH', ARGV[10],
      ARGV[11] .. '{"username":"' .. username .. '","userCount":' .. userCount .. '}' .. ARGV[12])
  end
end
if ARGV[13] ~= '' then
  redis.call('SPUBLISH', ARGV[10], ARGV[13])
end
return { 'joined', created, userCount, users, epoch, seq, recovery, messages, batchDue, came }
