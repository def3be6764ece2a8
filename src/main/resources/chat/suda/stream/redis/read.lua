-- KEYS: 1 the stream, 2 what is known of it.
-- ARGV: 1 the life that the reader knows, 2 the position that it has, 3 how many at the most,
-- 4 how long the keys live on in ms, or 0 to leave that as it is.
-- Returns the life, the head, and the entries after the position if the life is the same.
local known = redis.call('HMGET', KEYS[2], 'life', 'head')
if ARGV[4] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
if known[1] ~= ARGV[1] then
  return {known[1] or '', tonumber(known[2] or 0), {}}
end
local after = string.format('%.0f', tonumber(ARGV[2]) + 1)
return {known[1], tonumber(known[2]), redis.call('XRANGE', KEYS[1], after, '+', 'COUNT', ARGV[3])}
