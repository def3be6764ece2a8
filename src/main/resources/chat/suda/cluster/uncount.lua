-- KEYS: 1 what a user has on each node. ARGV: 1 the node.
if redis.call('HINCRBY', KEYS[1], ARGV[1], -1) <= 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return {}
