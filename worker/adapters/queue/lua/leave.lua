-- ARGV: consumers to remove unless they hold an entry (XGROUP DELCONSUMER would drop what they hold).
local left = redis.pcall('XINFO', 'CONSUMERS', stream, GROUP)
if left.err then return 0 end
local wanted, removed = {}, 0
for _, consumer in ipairs(ARGV) do wanted[consumer] = true end
for _, fields in ipairs(left) do
  local info = {}
  for index = 1, #fields, 2 do info[fields[index]] = fields[index + 1] end
  if wanted[info.name] and info.pending == 0 then
    redis.call('XGROUP', 'DELCONSUMER', stream, GROUP, info.name)
    removed = removed + 1
  end
end
for consumer, _ in pairs(wanted) do redis.call('HDEL', stream .. ':workers', consumer) end
return removed
