-- KEYS: 1 what a user has on each node. ARGV: 1 the node, 2 the most, 3 what goes before a node's name.
-- Returns 1 if it was counted, 0 where the user has the most already.
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
