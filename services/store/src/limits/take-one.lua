-- Takes one of so many in a window that begins with the first. A refused one neither counts nor lengthens the window.
--
-- KEYS  1 counter
-- ARGV  1 allowed   2 window (ms)
-- Returns 0, or the milliseconds until the window ends

if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(ARGV[1]) then
  return math.max(1, redis.call('PTTL', KEYS[1]))
end
if redis.call('INCR', KEYS[1]) == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
