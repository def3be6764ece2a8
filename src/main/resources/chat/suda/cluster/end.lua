-- KEYS: 1 the answer, 2 its place, 3 the answers that run.
-- ARGV: 1 its id, 2 the token, 3 how it has ended, 4 its length.
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[2] then
  return {}
end
redis.call('HDEL', KEYS[1], 'job')
redis.call('HSET', KEYS[1], 'state', ARGV[3], 'length', ARGV[4])
-- Kept so long for a stop that another node requests.
redis.call('PEXPIRE', KEYS[1], 600000)
redis.call('ZREM', KEYS[3], ARGV[1])
if redis.call('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])
end
return {}
