-- KEYS: 1 a hash of one user's counts by node. ARGV: 1 the node, 2 the limit, 3 the prefix of a node's key.
-- Returns 1 if counted, 0 if the limit is reached.
local counts = redis.call('HGETALL', KEYS[1])
local sum = 0
for i = 1, #counts, 2 do
  if counts[i] == ARGV[1] or redis.call('EXISTS', ARGV[3] .. counts[i]) == 1 then
    sum = sum + tonumber(counts[i + 1])
  else
    redis.call('HDEL', KEYS[1], counts[i])
  end
end
if sum >= tonumber(ARGV[2]) then
  return {0}
end
redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
redis.call('PEXPIRE', KEYS[1], 86400000)
return {1}
