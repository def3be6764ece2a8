-- KEYS: 1 the answer.
-- ARGV: 1 its id, 2 the call's, 3 1 where it is allowed, else 0, 4 what goes before a node's name where it is told.
-- Returns 1, or 0 where somebody has decided before; nothing if no such answer runs.
-- A node that does not hear of it learns it when it renews its lease.
local known = redis.call('HMGET', KEYS[1], 'node', 'job', 'decided')
if not known[2] then
  return {}
end
local decided = known[3] or ''
if string.find(' ' .. decided, ' ' .. ARGV[2] .. '=', 1, true) then
  return {0}
end
redis.call('HSET', KEYS[1], 'decided', decided .. ARGV[2] .. '=' .. ARGV[3] .. ' ')
if known[1] then
  redis.call('PUBLISH', ARGV[4] .. known[1], ARGV[1] .. ' ' .. ARGV[2] .. '=' .. ARGV[3])
end
return {1}
