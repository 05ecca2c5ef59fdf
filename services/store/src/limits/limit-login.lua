-- Says whether a login may be tried, or records how one ended. While any of the three counters is at its limit the
-- answer is the time to wait, for a success too: guesses made at the same time as others win nothing.
--
-- KEYS  1 pair   2 address   3 account     counters of failures; each lives for its window, from the first failure
-- ARGV  1 'ask' | 'success' | 'failure'   2 window (ms)   3, 4, 5 the failures allowed for each key
-- Returns 0, or the milliseconds until the last of the windows at their limit ends

local wait = 0
for i = 1, 3 do
  if tonumber(redis.call('GET', KEYS[i]) or 0) >= tonumber(ARGV[2 + i]) then
    wait = math.max(wait, redis.call('PTTL', KEYS[i]), 1)
  end
end
if wait > 0 then
  return wait
end
if ARGV[1] == 'success' then
  redis.call('DEL', KEYS[1])
elseif ARGV[1] == 'failure' then
  for i = 1, 3 do
    if redis.call('INCR', KEYS[i]) == 1 then
      redis.call('PEXPIRE', KEYS[i], ARGV[2])
    end
  end
end
return 0
