-- KEYS: 1 a hash of one user's counts by node. ARGV: 1 the node.
if redis.call('HINCRBY', KEYS[1], ARGV[1], -1) <= 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return {}
