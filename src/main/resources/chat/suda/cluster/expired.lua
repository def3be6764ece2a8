-- KEYS: 1 the answers that run, 2 when their leases were last swept, 3 the grace period.
-- ARGV: 1 the node, 2 how long a lease lasts (ms), 3 what goes before an answer's id, 4 the time without a
-- sweep (ms) after which a grace period begins.
-- Takes one whose lease has run out. Returns what was asked, the new token, the tries, 1 if it is to
-- be stopped; or nothing.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
-- Every node sweeps every second. A longer gap means that Redis was unavailable and no lease could be renewed: the
-- grace period lets the holders renew first.
local swept = tonumber(redis.call('GET', KEYS[2]) or '0')
redis.call('SET', KEYS[2], now, 'PX', 86400000)
if now - swept > tonumber(ARGV[4]) then
  redis.call('SET', KEYS[3], 1, 'PX', ARGV[2])
end
-- Answers handed over have the time 0, to which the grace period does not apply.
local latest = redis.call('EXISTS', KEYS[3]) == 1 and 0 or now
while true do
  local id = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', latest, 'LIMIT', 0, 1)[1]
  if not id then
    return {}
  end
  local key = ARGV[3] .. id
  local job = redis.call('HGET', key, 'job')
  if job then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), id)
    redis.call('HSET', key, 'node', ARGV[1])
    local token = redis.call('HINCRBY', key, 'token', 1)
    -- A node that never renewed the lease may not have received it; up to three of those do not count as tries.
    local unconfirmed = redis.call('HINCRBY', key, 'unconfirmed', 1) - 1
    local tries = redis.call('HINCRBY', key, 'tries', (unconfirmed == 0 or unconfirmed > 3) and 1 or 0)
    return {job, token, tries, redis.call('HEXISTS', key, 'stop')}
  end
  redis.call('ZREM', KEYS[1], id)
end
