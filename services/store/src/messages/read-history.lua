-- One page of a room's history, by seq.
--
-- KEYS  1 head   2 history   3 rooms (the directory)
-- ARGV  1 roomName   2 before ('' without)   3 after ('' without)   4 limit
-- Returns nil when there is no such room, else {epoch, seq, hasMore (0, 1), messages oldest first}

local epoch, head = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'seq'))
if not epoch and not redis.call('ZSCORE', KEYS[3], ARGV[1]) then
  return false
end
head = tonumber(head or 0)
local kept = redis.call('LLEN', KEYS[2])
local oldest = head - kept + 1
local limit = tonumber(ARGV[4])

-- The page is first..last in seq; index 0 of the list is seq = head.
local lower = math.max(oldest, ARGV[3] ~= '' and tonumber(ARGV[3]) + 1 or oldest)
local upper = math.min(head, ARGV[2] ~= '' and tonumber(ARGV[2]) - 1 or head)
local first, last
if ARGV[3] ~= '' then
  first, last = lower, math.min(upper, lower + limit - 1)
else
  first, last = math.max(lower, upper - limit + 1), upper
end
if first > last then
  return { epoch or '', head, 0, {} }
end
local hasMore = 0
if ARGV[3] ~= '' and last < upper or ARGV[3] == '' and first > lower then
  hasMore = 1
end
local newestFirst = redis.call('LRANGE', KEYS[2], head - last, head - first)
local messages = {}
for i = #newestFirst, 1, -1 do
  messages[#messages + 1] = newestFirst[i]
end
return { epoch or '', head, hasMore, messages }
