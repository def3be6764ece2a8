-- KEYS: 1 the answer, 2 its place, 3 the answers that run.
-- ARGV: 1 its id, 2 the node, 3 how long the lease lasts (ms), 4 its token, 5 the owner or nothing,
-- 6 whether it is kept, 7 what was asked.
-- Returns 1, or 0 where another answer runs in the place, or a newer writer has this one.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local there = redis.call('GET', KEYS[2])
if there and there ~= ARGV[1] then
  return {0}
end
local token = redis.call('HGET', KEYS[1], 'token')
if token and tonumber(token) > tonumber(ARGV[4]) then
  return {0}
end
local ends = now + tonumber(ARGV[3])
redis.call('SET', KEYS[2], ARGV[1], 'PX', 86400000)
redis.call('HSET', KEYS[1], 'node', ARGV[2], 'token', ARGV[4], 'tries', 1, 'owner', ARGV[5],
  'kept', ARGV[6], 'job', ARGV[7], 'place', KEYS[2])
redis.call('PEXPIRE', KEYS[1], 86400000)
redis.call('ZADD', KEYS[3], ends, ARGV[1])
return {1}
