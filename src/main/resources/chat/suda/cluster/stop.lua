-- KEYS: 1 the answer. ARGV: 1 its id, 2 what goes before a node's name where it is told what to stop.
local known = redis.call('HMGET', KEYS[1], 'node', 'job')
if known[2] then
  redis.call('HSET', KEYS[1], 'stop', 1)
  if known[1] then
    redis.call('PUBLISH', ARGV[2] .. known[1], ARGV[1])
  end
end
return {}
