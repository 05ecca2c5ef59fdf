-- Tells a big room who came and went since the last time, as one room_presence.
--
-- KEYS  1 joining   2 leaving   3 users   4 presenceDue
-- ARGV  1 channel   2 envelope head   3 envelope tail of room_presence
-- Returns the number of changes told

local function names(key)
  local found = redis.call('SMEMBERS', key)
  if #found == 0 then
    return '[]', 0
  end
  return '["' .. table.concat(found, '","') .. '"]', #found
end

local joined, came = names(KEYS[1])
local left, went = names(KEYS[2])
redis.call('DEL', KEYS[1], KEYS[2], KEYS[4])
if came + went > 0 then
  redis.call('SPUBLISH', ARGV[1], ARGV[2] .. '{"joined":' .. joined .. ',"left":' .. left ..
    ',"userCount":' .. redis.call('HLEN', KEYS[3]) .. '}' .. ARGV[3])
end
return came + went
