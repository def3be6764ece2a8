-- KEYS: answers. Returns the numbers, from 1 on, of those that are not known.
local unknown = {}
for i = 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 0 then
    unknown[#unknown + 1] = i
  end
end
return unknown
