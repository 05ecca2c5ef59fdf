-- Makes an account, unless the name is taken.
--
-- KEYS  1 account   hash userId, username, role, passwordHash, createdAt
-- ARGV  the hash's fields and values
-- Returns 1, or 0 when the name is taken

if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
