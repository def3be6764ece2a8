-- KEYS: 1 the answer. ARGV: 1 what goes before a node's name where it is told, 2 what was decided.
local node = redis.call('HGET', KEYS[1], 'node')
if node then
  redis.call('PUBLISH', ARGV[1] .. node, ARGV[2])
  return {1}
end
return {}
