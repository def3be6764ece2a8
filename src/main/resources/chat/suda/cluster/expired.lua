-- KEYS: 1 the answers that run.
-- ARGV: 1 the node, 2 how long a lease lasts (ms), 3 what goes before an answer's id.
-- Takes one whose lease has run out. Returns what was asked, the new token, the tries, 1 if it is to
-- be stopped; or nothing.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
while true do
  local id = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)[1]
  if not id then
    return {}
  end
  local key = ARGV[3] .. id
  local job = redis.call('HGET', key, 'job')
  if job then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), id)
    redis.call('HSET', key, 'node', ARGV[1])
    local token = redis.call('HINCRBY', key, 'token', 1)
    local tries = redis.call('HINCRBY', key, 'tries', 1)
    return {job, token, tries, redis.call('HEXISTS', key, 'stop')}
  end
  redis.call('ZREM', KEYS[1], id)
end
