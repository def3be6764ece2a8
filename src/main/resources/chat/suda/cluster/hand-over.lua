-- KEYS: 1 the answer, 2 the answers that run. ARGV: 1 its id, 2 the token, 3 where to tell the others.
-- It is no fault of the answer's, so it does not count as a try.
if redis.call('HGET', KEYS[1], 'token') == ARGV[2] then
  redis.call('HINCRBY', KEYS[1], 'tries', -1)
  redis.call('HDEL', KEYS[1], 'node')
  redis.call('ZADD', KEYS[2], 0, ARGV[1])
  redis.call('PUBLISH', ARGV[3], '')
end
return {}
