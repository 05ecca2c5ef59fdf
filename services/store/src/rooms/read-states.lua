-- How far some rooms of one partition are, and how many users each has.
--
-- KEYS  for each room two: head (hash epoch, seq), users (hash username -> memberships)
-- Returns for each room {userCount, epoch, seq}, without the last two when it has no head

local states = {}
for i = 1, #KEYS, 2 do
  local epoch, seq = unpack(redis.call('HMGET', KEYS[i], 'epoch', 'seq'))
  local userCount = redis.call('HLEN', KEYS[i + 1])
  states[#states + 1] = epoch and { userCount, epoch, tonumber(seq or 0) } or { userCount }
end
return states
