-- What open and append have in common: a log has a life, and its oldest events go.
-- KEYS: 1 the stream, 2 what is known of it (life, run, seen, head, bytes, checked).
-- An entry: d its data, t what joins it with its neighbours, a its time in milliseconds.
local OVERHEAD = 104
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

-- After a fail-over or a restart from its file, a server may lack entries that were confirmed, and would assign
-- positions again. So a log gets a new life with each run of a server. Asking for the run is expensive compared with an
-- append.
local RUN_MILLIS = 250
local function life(new)
  local known = redis.call('HMGET', KEYS[2], 'life', 'run', 'seen')
  local since = now - tonumber(known[3] or 0)
  if known[1] and since >= 0 and since < RUN_MILLIS then
    return known[1]
  end
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  if known[1] and known[2] == run then
    redis.call('HSET', KEYS[2], 'seen', now)
    return known[1]
  end
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[2], 'life', new, 'run', run, 'seen', now, 'head', 0, 'bytes', 0, 'checked', now)
  return new
end

-- Returns the remaining bytes.
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
