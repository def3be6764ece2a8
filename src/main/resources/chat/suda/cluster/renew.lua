-- KEYS: 1 the answers that run, 2 the node.
-- ARGV: 1 the node, 2 how long a lease lasts (ms), 3 what goes before an answer's id; then ids and tokens.
-- Returns for each 0, or what was decided on its calls, 1 where it is to be stopped, 2 where it is not known, or of an older writer, 3 where it is another's.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
redis.call('SET', KEYS[2], 1, 'PX', tonumber(ARGV[2]) * 2)
local replies = {}
for i = 4, #ARGV, 2 do
  local key = ARGV[3] .. ARGV[i]
  local known = redis.call('HMGET', key, 'token', 'stop', 'job', 'node', 'decided')
  local reply
  if not known[1] or tonumber(known[1]) < tonumber(ARGV[i + 1]) then
    reply = 2
  elseif known[1] ~= ARGV[i + 1] or not known[3] or known[4] ~= ARGV[1] then
    reply = 3
  else
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[i])
    redis.call('HDEL', key, 'unconfirmed')
    reply = known[2] and 1 or known[5] or 0
  end
  replies[#replies + 1] = reply
end
return replies
