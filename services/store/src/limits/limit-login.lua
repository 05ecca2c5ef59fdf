-- Says whether a counter of failed logins lets another one be tried, or records how one ended. At its limit the answer
-- is the time to wait, and nothing changes: guesses made at the same time as others win nothing.
--
-- KEYS  1 failures   counter; lives for its window, from the first failure
-- ARGV  1 'ask' | 'count' | 'forget'   2 window (ms)   3 the failures allowed
-- Returns 0, or the milliseconds until the window ends

if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(ARGV[3]) then
  return math.max(redis.call('PTTL', KEYS[1]), 1)
end
if ARGV[1] == 'forget' then
  redis.call('DEL', KEYS[1])
elseif ARGV[1] == 'count' and redis.call('INCR', KEYS[1]) == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
