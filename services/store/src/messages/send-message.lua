-- Sequences one message: duplicate check, rate limit, seq, history and broadcast, or nothing at all.
--
-- KEYS  1 head          hash epoch, seq, reign
--       2 history       list of message JSON, newest first
--       3 duplicates    prefix of the hashes senderId:clientMessageId -> first result, one for each day
--       4 messageCount  counter
--       5 limit         theoretical arrival time of the sender's next message, in microseconds (GCRA)
-- ARGV  1 senderId      2 clientMessageId ('' without)   3 messageId
--       4 the message's JSON without its closing brace; seq, epoch and timestamp are added here
--       5 epoch to begin when the room has none
--       6 messages kept 7 seconds they are kept
--       8 channel       9 envelope head   10 envelope tail
--      11 burst        12 microseconds between two messages at the steady rate
--      13 reign        who is in charge here, and then who is elsewhere ('' where nobody else can be)
--      14 epoch and 15 seq of the newest message that the node has delivered ('' without)
-- Returns {'sent' | 'duplicate', messageId, seq, epoch, timestamp}  or  {'limited', microseconds to wait}
--
-- Every check comes before the first write, because Redis does not roll a script back. The first write may be refused
-- (full memory or disk); then the script fails whole and nobody has seen the message.

local now = redis.call('TIME')
local seconds, micros = tonumber(now[1]), tonumber(now[2])
local timestamp = string.format('%d', seconds * 1000 + math.floor(micros / 1000))

local field, today
if ARGV[2] ~= '' then
  field = ARGV[1] .. ':' .. ARGV[2]
  local day = math.floor(seconds / 86400)
  today = KEYS[3] .. ':' .. day
  local first = redis.call('HGET', today, field) or redis.call('HGET', KEYS[3] .. ':' .. (day - 1), field)
  if first then
    local messageId, seq, epoch, at = string.match(first, '^(%S+) (%S+) (%S+) (%S+)$')
    return { 'duplicate', messageId, tonumber(seq), epoch, tonumber(at) }
  end
end

local clock = seconds * 1000000 + micros
local interval = tonumber(ARGV[12])
local arrival = math.max(tonumber(redis.call('GET', KEYS[5]) or 0), clock)
local wait = arrival - clock - (tonumber(ARGV[11]) - 1) * interval
if wait > 0 then
  return { 'limited', wait }
end

local kept = tonumber(ARGV[7])
local current = string.match(ARGV[13], '^%S*')
local epoch, reign = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'reign'))
redis.call('SET', KEYS[5], string.format('%.0f', arrival + interval), 'PX',
  math.ceil((arrival + interval - clock) / 1000) + 1000)
if not epoch then
  epoch = ARGV[5]
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'reign', current)
  redis.call('DEL', KEYS[2])
elseif reign ~= current and current ~= '' then
  -- The room has come from a server that is still in charge elsewhere, with all that it had; or another server has taken
  -- over, and may not have had the last messages of the one before: what it counts from here on were other messages there.
  if reign and reign ~= '' and not string.find(' ' .. ARGV[13] .. ' ', ' ' .. reign .. ' ', 1, true) then
    epoch = ARGV[5]
  end
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'reign', current)
end
local seq = string.format('%d', redis.call('HINCRBY', KEYS[1], 'seq', 1))
if ARGV[14] == epoch and tonumber(ARGV[15]) >= tonumber(seq) then
  -- This seq was given before, to a message that Redis has lost: the room goes on under a new epoch.
  epoch = ARGV[5]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
local message = ARGV[4] .. ',"seq":' .. seq .. ',"epoch":"' .. epoch .. '","timestamp":' .. timestamp .. '}'
redis.call('LPUSH', KEYS[2], message)
redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[6]) - 1)
redis.call('EXPIRE', KEYS[2], kept)
-- The counter outlives what it counted, so that a seq never starts again unseen.
redis.call('EXPIRE', KEYS[1], kept + 86400)
if today then
  redis.call('HSET', today, field, ARGV[3] .. ' ' .. seq .. ' ' .. epoch .. ' ' .. timestamp)
  redis.call('EXPIRE', today, 2 * 86400)
end
redis.call('INCR', KEYS[4])
redis.call('SPUBLISH', ARGV[8], ARGV[9] .. message .. ARGV[10])
return { 'sent', ARGV[3], tonumber(seq), epoch, tonumber(timestamp) }
