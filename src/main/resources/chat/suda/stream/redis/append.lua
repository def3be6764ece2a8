-- KEYS: from 3 on, the fences of the answers.
-- ARGV: 1 a new life, 2 the sender, 3 the sender's batch number, 4 how long the keys live on,
-- 5, 6, 7 the bounds: events, bytes, age (ms), 8 where it is told that there is something new,
-- 9 how many there are the sender's own, who learns it by the reply;
-- then for each event: which fence, or 0; its token; 1 if it is the answer's last; data, or nothing to
-- raise the fence alone; what joins it.
-- Returns the life, the head, and the position of each event: 0 where another writer has the answer, -1
-- where only the fence was raised.
local FENCE_MILLIS = 3600000
local ENDED = '9007199254740991'
local mine = life(ARGV[1])
local sender = 'w:' .. ARGV[2]
local known = redis.call('HMGET', KEYS[2], 'head', 'bytes', 'checked', sender)
local head, bytes, checked = tonumber(known[1]), tonumber(known[2]), tonumber(known[3])

-- A repeated batch: the first reply was lost.
if known[4] and tonumber(known[4]) >= tonumber(ARGV[3]) then
  return {mine, head, {}}
end

local fences = {}
local function mayAppend(fence, token)
  if fence == 0 then
    return true
  end
  local key = KEYS[2 + fence]
  if not fences[fence] then
    fences[fence] = redis.call('GET', key) or '0'
  end
  if tonumber(fences[fence]) > tonumber(token) then
    return false
  end
  if fences[fence] ~= token then
    redis.call('SET', key, token, 'PX', FENCE_MILLIS)
    fences[fence] = token
  end
  return true
end

local positions = {}
local before = head
for i = 10, #ARGV, 5 do
  local fence = tonumber(ARGV[i])
  if not mayAppend(fence, ARGV[i + 1]) then
    positions[#positions + 1] = 0
  elseif ARGV[i + 3] == '' then
    positions[#positions + 1] = -1
  else
    head = head + 1
    redis.call('XADD', KEYS[1], string.format('%.0f-0', head), 'd', ARGV[i + 3], 't', ARGV[i + 4], 'a', now)
    bytes = bytes + #ARGV[i + 3] + OVERHEAD
    positions[#positions + 1] = head
    if ARGV[i + 2] == '1' then
      redis.call('SET', KEYS[2 + fence], ENDED, 'PX', FENCE_MILLIS)
      fences[fence] = ENDED
    end
  end
end

local age = -1
if now - checked > 1000 then
  age = tonumber(ARGV[7])
  checked = now
end
bytes = trim(bytes, tonumber(ARGV[5]), tonumber(ARGV[6]), age)
redis.call('HSET', KEYS[2], 'head', head, 'bytes', bytes, 'checked', checked, sender, ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
if head > before and redis.call('PUBSUB', 'NUMSUB', ARGV[8])[2] > tonumber(ARGV[9]) then
  redis.call('PUBLISH', ARGV[8], head)
end
return {mine, head, positions}
