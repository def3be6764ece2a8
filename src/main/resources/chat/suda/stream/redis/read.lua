-- KEYS: 1 the stream, 2 what is known of it.
-- ARGV: 1 the life that the reader knows, 2 the position that it has, 3 how many at the most,
-- 4 how long the keys live on in ms, and it is made sure that the life goes on; or 0 to leave both as it is.
-- Returns the life, the head, and the entries after the position if the life is the same.
local known = redis.call('HMGET', KEYS[2], 'life', 'head', 'run')
if ARGV[4] ~= '0' then
  if known[3] and not string.find(redis.call('INFO', 'server'), known[3], 1, true) then
    return {'', 0, {}}
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
if known[1] ~= ARGV[1] then
  return {known[1] or '', tonumber(known[2] or 0), {}}
end
local after = string.format('%.0f', tonumber(ARGV[2]) + 1)
return {known[1], tonumber(known[2]), redis.call('XRANGE', KEYS[1], after, '+', 'COUNT', ARGV[3])}
