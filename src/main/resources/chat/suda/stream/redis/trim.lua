-- What open and append have in common: a log has a life, and its oldest events go.
-- KEYS: 1 the stream, 2 what is known of it (life, head, bytes, checked).
-- An entry: d its data, t what joins it with its neighbours, a its time in milliseconds.
local OVERHEAD = 104
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function life(new)
  local known = redis.call('HGET', KEYS[2], 'life')
  if known then
    return known
  end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'life', new, 'head', 0, 'bytes', 0, 'checked', now)
  return new
end

-- Returns the bytes that are left.
local function trim(bytes, events, mostBytes, age)
  while redis.call('XLEN', KEYS[1]) > 0 do
    local over = bytes > mostBytes or redis.call('XLEN', KEYS[1]) > events
    if not over and age < 0 then
      break
    end
    local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
    if not over and now - tonumber(first[2][6]) <= age then
      break
    end
    redis.call('XDEL', KEYS[1], first[1])
    bytes = bytes - #first[2][2] - OVERHEAD
  end
  return bytes
end
