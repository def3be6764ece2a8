-- KEYS: answers. Returns the indexes, from 1, of those that no node writes.
local unknown = {}
for i = 1, #KEYS do
  if redis.call('HEXISTS', KEYS[i], 'token') == 0 or redis.call('HEXISTS', KEYS[i], 'state') == 1 then
    unknown[#unknown + 1] = i
  end
end
return unknown
