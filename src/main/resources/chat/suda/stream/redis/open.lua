-- ARGV: 1 a new life, should there be none, 2 how long the keys live on, 3 the age of the oldest (both ms).
-- Returns the life, the head, and the position after which the log can be read.
local mine = life(ARGV[1])
local bytes = trim(tonumber(redis.call('HGET', KEYS[2], 'bytes')), math.huge, math.huge, tonumber(ARGV[3]))
redis.call('HSET', KEYS[2], 'bytes', bytes, 'checked', now)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
local head = tonumber(redis.call('HGET', KEYS[2], 'head'))
return {mine, head, head - redis.call('XLEN', KEYS[1])}
