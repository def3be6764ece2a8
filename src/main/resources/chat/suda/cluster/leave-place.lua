-- KEYS: 1 the place. ARGV: 1 the answer that leaves it.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return {}
