-- KEYS: 1 what the nodes do. ARGV: 1 the node, 2 its figures.
-- Returns the figures of all nodes that have told theirs in the last 5 seconds.
local now = tonumber(redis.call('TIME')[1])
redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2])
local all = redis.call('HGETALL', KEYS[1])
local living = {}
for i = 1, #all, 2 do
  local blank = string.find(all[i + 1], ' ', 1, true)
  if now - tonumber(string.sub(all[i + 1], 1, blank - 1)) > 5 then
    redis.call('HDEL', KEYS[1], all[i])
  else
    living[#living + 1] = string.sub(all[i + 1], blank + 1)
  end
end
return living
