-- KEYS: 1 the answer.
-- Returns the owner and whether it is kept, then how it has ended and its length; nothing if not known.
local known = redis.call('HMGET', KEYS[1], 'owner', 'kept', 'state', 'length')
if not known[1] then
  return {}
elseif not known[3] then
  return {known[1], known[2]}
end
return known
